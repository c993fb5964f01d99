"""Findings as JSON: a list of objects with the fields of `Finding`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters.reports.visible import json_visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.identity import ObjectRef
    from k8sdsl.locations.source import Source


def report(findings: Sequence[Finding]) -> str:
    """One JSON list; `source` is null if the place is not known."""
    rows = [_row(finding) for finding in findings]
    return json_visible(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "path": finding.field,
        "ref": object_names(finding.ref),
        "source": None if finding.source is None else _place(finding.source),
        "remedy": finding.remedy,
        "aliases": list(finding.aliases),
        **({"used_at": _place(finding.used_at)} if finding.used_at is not None else {}),
    }


def object_names(ref: ObjectRef) -> dict[str, str]:
    """The identity of an object, as every report names it."""
    return {"apiVersion": ref.api_version, "kind": ref.kind, "namespace": ref.namespace, "name": ref.name}


def _place(source: Source) -> dict[str, Any]:
    return {"file": source.file, "line": source.line, "column": source.column, "end_column": source.end_column}
