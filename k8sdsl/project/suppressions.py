"""Findings that a project accepts, each with a reason; their number is always reported."""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from attrs import field, frozen

from k8sdsl.finding import Finding, Severity, Suppressed
from k8sdsl.locations.python_calls import call_of
from k8sdsl.objects.acceptance import accepted_by
from k8sdsl.objects.typed import Resource

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from k8sdsl.locations.caller import Site
    from k8sdsl.manifest import Manifest

UNUSED = "config/unused-suppression"
EXPIRED = "config/expired-suppression"


@frozen(kw_only=True)
class Suppression:
    """Findings that a project accepts, with the reason.

    `rule`, `object` (`Deployment/web in prod`, or only the part before ` in `) and `path` are patterns with `*`; after
    the day `expires`, the suppression has no effect. `site` is the call of `accept`, for one that is not in
    `pyproject.toml`.
    """

    rule: str
    reason: str
    object: str = "*"
    path: str = "*"
    expires: dt.date | None = None
    site: Site | None = field(default=None, repr=False)

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is accepted."""
        name = str(finding.ref)
        return (
            fnmatchcase(finding.rule, self.rule)
            and (fnmatchcase(name, self.object) or fnmatchcase(name.partition(" in ")[0], self.object))
            and (self.path in {"*", finding.path} or fnmatchcase(finding.path, self.path))
        )

    @property
    def written(self) -> Hashable:
        """What is the same for all suppressions that one place in the user's files creates."""
        return self if self.site is None else (self.site, self.rule)


def beside_objects(manifests: Iterable[Manifest]) -> Iterator[Suppression]:
    """What `accept` accepts for the objects of a build, under the names that they have at its end."""
    for manifest in manifests:
        part = getattr(manifest.origin, "part", None)
        for one in accepted_by(part) if isinstance(part, Resource) else ():
            for rule in one.rules:
                yield Suppression(
                    rule=rule,
                    reason=one.reason,
                    object=str(manifest.ref),
                    path=one.path,
                    expires=one.expires,
                    site=one.site,
                )


def suppress(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], today: dt.date, idle: Iterable[str] = ()
) -> tuple[list[Finding], list[Finding], Suppressed]:
    """The findings that remain, warnings about suppressions that match nothing or have expired, and how many matched.

    A suppression of a rule that was not evaluated (`idle`) may match nothing.
    """
    active = [entry for entry in suppressions if entry.expires is None or entry.expires >= today]
    used: set[Hashable] = set()
    kept = []
    counts = Suppressed()
    for finding in findings:
        covering = [entry for entry in active if entry.covers(finding)]
        used.update(entry.written for entry in covering)
        if not covering:
            kept.append(finding)
        elif all(entry.site is not None for entry in covering):
            counts.in_code += 1
        else:
            counts.in_settings += 1
    not_run = list(idle)
    unused = {
        entry.written: _complaint(
            UNUSED, entry, f"the suppression of {entry.rule} for {entry.object} matches no finding"
        )
        for entry in active
        if entry.written not in used and not any(fnmatchcase(rule, entry.rule) for rule in not_run)
    }
    expired = {
        entry.written: _complaint(
            EXPIRED, entry, f"the suppression of {entry.rule} for {entry.object} expired on {entry.expires}"
        )
        for entry in suppressions
        if entry not in active
    }
    return kept, [*unused.values(), *expired.values()], counts


def _complaint(rule: str, entry: Suppression, message: str) -> Finding:
    if entry.site is None:
        return Finding(rule=rule, severity=Severity.WARNING, message=message, remedy="remove it from `pyproject.toml`")
    return Finding(
        rule=rule,
        severity=Severity.WARNING,
        message=message,
        source=call_of(entry.site),
        remedy="remove the call of `accept`",
    )
