"""Findings about what blocks wrote point at the user's argument, and blocks leave what they are given alone."""

from __future__ import annotations

from pathlib import Path

import k8sdsl
from k8sdsl.blocks import disruption_budget, expose, http_probe
from tests.blocks.workloads import web_server


def test_a_finding_points_at_the_argument_of_the_block() -> None:
    web = web_server()
    web.spec.template.spec.containers[0].readiness_probe = http_probe("/", port=80, every=-3)
    (finding,) = k8sdsl.check(k8sdsl.Stack("web", [web]))
    assert _marked(finding) == "-3"


def test_a_finding_points_at_the_argument_and_not_at_the_first_one() -> None:
    service = expose(web_server(), 80000, "http")
    (finding,) = k8sdsl.check(k8sdsl.Stack("web", [service]))
    assert _marked(finding) == "80000"


def test_a_finding_that_no_argument_explains_points_at_the_call() -> None:
    every = -3
    web = web_server()
    web.spec.template.spec.containers[0].readiness_probe = http_probe("/", port=80, every=every)
    (finding,) = k8sdsl.check(k8sdsl.Stack("web", [web]))
    assert _marked(finding) == "http_probe"


def _marked(finding: k8sdsl.Finding) -> str:
    source = finding.source
    assert source is not None
    assert source.end_column is not None
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return lines[source.line - 1][source.column - 1 : source.end_column - 1]


def test_a_block_leaves_the_objects_that_it_is_given_as_they_are() -> None:
    web = web_server()
    before = web.to_dict()
    service = expose(web, 80)
    assert service.spec.selector is not None
    service.spec.selector["app"] = "other"
    budget = disruption_budget(web, at_once=1)
    assert budget.spec.selector is not None
    budget.spec.selector.match_labels = {"app": "other"}
    assert web.to_dict() == before
