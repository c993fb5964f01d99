"""Findings as JSON: a list of objects with the fields of `Finding`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding


def report(findings: Sequence[Finding]) -> str:
    """One JSON list; `source` is null where the place is not known."""
    from cattrs.preconf.json import make_converter

    converter = make_converter()
    rows = [
        {**converter.unstructure(finding), "ref": _ref(finding), "severity": str(finding.severity)}
        for finding in findings
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _ref(finding: Finding) -> dict[str, str]:
    """The object in the spelling of a manifest."""
    ref = finding.ref
    return {"apiVersion": ref.api_version, "kind": ref.kind, "namespace": ref.namespace, "name": ref.name}
