"""What a project settles in `[tool.k8sdsl]` of its `pyproject.toml`."""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from k8sdsl.errors import LoadError
from k8sdsl.finding import Finding, Severity
from k8sdsl.locations.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

UNUSED = "config/unused-suppression"
EXPIRED = "config/expired-suppression"


@frozen(kw_only=True)
class Suppression:
    """Findings that a project accepts, and why.

    `rule`, `object` (as `Deployment/web in prod`, or a part before ` in `) and `path` are patterns with `*`; after
    the day `expires` the suppression has no effect.
    """

    rule: str
    reason: str
    object: str = "*"
    path: str = "*"
    expires: dt.date | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether this is one of the findings that are accepted."""
        name = str(finding.ref)
        return (
            fnmatchcase(finding.rule, self.rule)
            and (fnmatchcase(name, self.object) or fnmatchcase(name.partition(" in ")[0], self.object))
            and (self.path in {"*", finding.path} or fnmatchcase(finding.path, self.path))
        )


@frozen(kw_only=True)
class Config:
    """The settings of a project.

    `server_side_apply` says that its objects reach the cluster by server-side apply, as with Flux or
    `kubectl apply --server-side`: what that refuses is an error then.
    """

    suppress: list[Suppression] = field(factory=list)
    server_side_apply: bool = False


def read_config(root: Path) -> Config:
    """The settings of the project at `root`; LoadError for what is misspelt, or a suppression without a reason."""
    file = root / "pyproject.toml"
    if not file.is_file():
        return Config()
    import tomllib

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("k8sdsl", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LoadError(f"{file.name} cannot be read: {error}", source=Source(str(file), 1)) from None
    return _structured(table, file)


def _structured(table: Any, file: Path) -> Config:
    from cattrs import BaseValidationError, Converter, transform_error

    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(dt.date, _date)
    try:
        config = converter.structure(table, Config)
    except BaseValidationError as error:
        told = "; ".join(line.replace("@ $.", "at ").replace("@ $", "at the top") for line in transform_error(error))
        raise LoadError(f"[tool.k8sdsl] of {file.name}: {told}", source=Source(str(file), 1)) from None
    for suppression in config.suppress:
        if not suppression.reason.strip():
            raise LoadError(f"the suppression of {suppression.rule} gives no reason", source=Source(str(file), 1))
    return config


def _date(value: Any, _: type) -> dt.date:
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(value)


def accepted(findings: Iterable[Finding], root: Path) -> list[Finding]:
    """The findings that the project at `root` does not suppress today."""
    suppressions = read_config(root).suppress
    return suppress(findings, suppressions, dt.datetime.now(dt.UTC).date())[0] if suppressions else list(findings)


def suppress(
    findings: Iterable[Finding], suppressions: Sequence[Suppression], today: dt.date
) -> tuple[list[Finding], list[Finding]]:
    """The findings that stay, and warnings about suppressions that cover nothing or have expired."""
    active = [entry for entry in suppressions if entry.expires is None or entry.expires >= today]
    used: set[int] = set()
    kept = []
    for finding in findings:
        covering = [index for index, entry in enumerate(active) if entry.covers(finding)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    complaints = [
        _complaint(UNUSED, f"the suppression of {entry.rule} for {entry.object} covers nothing")
        for index, entry in enumerate(active)
        if index not in used
    ]
    complaints += [
        _complaint(EXPIRED, f"the suppression of {entry.rule} for {entry.object} ended on {entry.expires}")
        for entry in suppressions
        if entry not in active
    ]
    return kept, complaints


def _complaint(rule: str, message: str) -> Finding:
    return Finding(rule=rule, severity=Severity.WARNING, message=message, remedy="take it out of pyproject.toml")
