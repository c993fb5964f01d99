"""Reports hold what the findings hold, in formats that other programs read."""

from __future__ import annotations

import json
from importlib import import_module
from xml.etree import ElementTree as ET

import pytest

from k8sdsl.finding import Finding, Severity
from k8sdsl.identity import ObjectRef
from k8sdsl.locations.source import Source

FINDINGS = [
    Finding(
        rule="core/port-name",
        message="50% of it\nis «wrong» & <so> on \x00",
        path="spec.ports[0].name",
        ref=ObjectRef("v1", "Service", "prod", "web"),
        source=Source("stacks/a,b:c.py", 3, 5, 9),
        remedy="shorten it",
    ),
    Finding(rule="core/unknown-to-all", severity=Severity.WARNING, message="m", ref=ObjectRef("v1", "Pod", "", "p")),
]


def report(form: str, findings: list[Finding] = FINDINGS) -> str:
    text: str = import_module(f"k8sdsl.emitters.reports.{form}").report(findings)
    return text


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github"])
def test_every_format_holds_every_finding(form: str) -> None:
    text = report(form)
    assert all(finding.rule in text for finding in FINDINGS)


def test_json_has_the_fields_of_a_finding() -> None:
    first, second = json.loads(report("json"))
    assert first["ref"] == {"apiVersion": "v1", "kind": "Service", "namespace": "prod", "name": "web"}
    assert first["source"] == {"file": "stacks/a,b:c.py", "line": 3, "column": 5, "end_column": 9}
    assert (first["severity"], second["severity"], second["source"]) == ("error", "warning", None)


def test_sarif_refers_to_its_rules_and_places() -> None:
    (run,) = json.loads(report("sarif"))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [finding.rule for finding in FINDINGS]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, "endColumn": 9}


def test_junit_is_xml_and_counts_errors_as_failures() -> None:
    suite = ET.fromstring(report("junit"))  # noqa: S314 - our own text
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert len(suite.findall("testcase/failure")) == 1
    assert ET.fromstring(report("junit", [])).get("failures") == "0"  # noqa: S314 - our own text


def test_a_workflow_command_is_one_line_with_its_marks_escaped() -> None:
    first, second = report("github").splitlines()
    assert first.startswith(
        "::error title=core/port-name%3A Service/web in prod,file=stacks/a%2Cb%3Ac.py,line=3,col=5,"
    )
    assert "50%25 of it%0Ais" in first
    assert second.startswith("::warning ")
