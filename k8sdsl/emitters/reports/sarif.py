"""Findings as SARIF 2.1.0, which code-scanning services read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters.reports.visible import json_visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.locations.source import Source


def report(findings: Sequence[Finding]) -> str:
    """One run of the tool k8sdsl, its rules listed once each."""
    from k8sdsl.server.catalog import find_rule

    ids = sorted({finding.rule for finding in findings})
    rules = []
    for rule_id in ids:
        rule = find_rule(rule_id)
        rules.append({"id": rule_id, "shortDescription": {"text": rule.summary if rule else rule_id}})
    run = {
        "tool": {"driver": {"name": "k8sdsl", "rules": rules}},
        "results": [_result(finding, ids) for finding in findings],
        "columnKind": "unicodeCodePoints",
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    document = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json_visible(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _result(finding: Finding, ids: list[str]) -> dict[str, Any]:
    remedy = f" ({finding.remedy})" if finding.remedy else ""
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": str(finding.severity),
        "message": {"text": f"{f'{finding.ref} {finding.field}'.rstrip()}: {finding.message}{remedy}"},
    }
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": f"{finding.ref}/{finding.field}", "kind": "object"}],
    }
    source = finding.source
    if source is not None:
        location["physicalLocation"] = _physical(source)
    result["locations"] = [location]
    if finding.used_at is not None:
        used = {"physicalLocation": _physical(finding.used_at), "message": {"text": "used here"}}
        result["relatedLocations"] = [used]
    return result


def _physical(source: Source) -> dict[str, Any]:
    region = {"startLine": source.line, "startColumn": source.column}
    if source.end_column is not None:
        region["endColumn"] = source.end_column
    return {"artifactLocation": {"uri": source.file.replace("\\", "/")}, "region": region}
