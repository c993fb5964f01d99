"""Findings as JSON: a list of objects with the fields of `Finding`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding


def report(findings: Sequence[Finding]) -> str:
    """One JSON list; `source` is null where the place is not known."""
    return json.dumps([_row(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n"


def _row(finding: Finding) -> dict[str, Any]:
    ref, source = finding.ref, finding.source
    place = None
    if source is not None:
        place = {"file": source.file, "line": source.line, "column": source.column, "end_column": source.end_column}
    return {
        "rule": finding.rule,
        "message": finding.message,
        "path": finding.path,
        "severity": str(finding.severity),
        "ref": {"apiVersion": ref.api_version, "kind": ref.kind, "namespace": ref.namespace, "name": ref.name},
        "source": place,
        "remedy": finding.remedy,
        "aliases": list(finding.aliases),
    }
