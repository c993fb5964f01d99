"""Findings that a project accepts, each with a reason; their number is always reported."""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNUSED = "config/unused-suppression"
EXPIRED = "config/expired-suppression"


@frozen(kw_only=True)
class Suppression:
    """Findings that a project accepts, with the reason.

    `rule`, `object` (`Deployment/web in prod`, or only the part before ` in `) and `path` are patterns with `*`; after
    the day `expires`, the suppression has no effect.
    """

    rule: str
    reason: str
    object: str = "*"
    path: str = "*"
    expires: dt.date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is accepted."""
        name = str(finding.ref)
        return (
            fnmatchcase(finding.rule, self.rule)
            and (fnmatchcase(name, self.object) or fnmatchcase(name.partition(" in ")[0], self.object))
            and (self.path in {"*", finding.path} or fnmatchcase(finding.path, self.path))
        )


def suppress(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], today: dt.date
) -> tuple[list[Finding], list[Finding]]:
    """The findings that remain, and warnings about suppressions that match nothing or have expired."""
    active = [entry for entry in suppressions if entry.expires is None or entry.expires >= today]
    used: set[int] = set()
    kept = []
    for finding in findings:
        covering = [index for index, entry in enumerate(active) if entry.covers(finding)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    complaints = [
        _complaint(UNUSED, f"the suppression of {entry.rule} for {entry.object} matches nothing")
        for index, entry in enumerate(active)
        if index not in used
    ]
    complaints += [
        _complaint(EXPIRED, f"the suppression of {entry.rule} for {entry.object} expired on {entry.expires}")
        for entry in suppressions
        if entry not in active
    ]
    return kept, complaints


def _complaint(rule: str, message: str) -> Finding:
    return Finding(rule=rule, severity=Severity.WARNING, message=message, remedy="remove it from `pyproject.toml`")
