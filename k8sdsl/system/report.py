"""Where the rules of the whole system report what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding
from k8sdsl.tree import format_path

if TYPE_CHECKING:
    from k8sdsl.finding import Severity
    from k8sdsl.locations.source import Source
    from k8sdsl.rule import Rule
    from k8sdsl.system.members import Member
    from k8sdsl.tree import FieldPath


class Report:
    """Gathers findings; each names one object and the field that has to change."""

    __slots__ = ("findings",)

    def __init__(self) -> None:
        self.findings: dict[Finding, None] = {}

    def add(
        self,
        rule: Rule,
        member: Member,
        path: FieldPath,
        message: str,
        *,
        remedy: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Notes that a rule is broken at a field of an object; the rule's own remedy and severity are the default."""
        finding = Finding(
            rule=rule.id,
            severity=severity or rule.severity,
            message=message,
            path=format_path(path),
            ref=member.ref,
            source=source_of(member, path),
            remedy=remedy or rule.remedy,
        )
        self.findings[finding] = None


def source_of(member: Member, path: FieldPath) -> Source | None:
    """Where the user wrote a field of an object."""
    origin = member.manifest.origin if member.manifest is not None else None
    return origin.locate(path) if origin is not None else None
