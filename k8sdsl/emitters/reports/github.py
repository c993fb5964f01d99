"""Findings as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def report(findings: Sequence[Finding]) -> str:
    """One command per line."""
    return "".join(_command(finding) for finding in findings)


def _command(finding: Finding) -> str:
    properties = {"title": f"{finding.rule}: {finding.ref}"}
    if finding.source is not None:
        source = finding.used_at or finding.source
        properties |= {"file": source.file, "line": str(source.line), "col": str(source.column)}
        if source.end_column is not None:
            properties["endColumn"] = str(source.end_column)
    text = " ".join(
        part for part in (finding.field, finding.message, f"({finding.remedy})" if finding.remedy else "") if part
    )
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(text)}\n"


def _data(text: str) -> str:
    text = "\n".join([visible(line) for line in text.split("\n")])
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
