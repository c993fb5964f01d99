"""Findings on the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.running import run
from tests.projects import HEAD

if TYPE_CHECKING:
    from tests.serve.served import Served

BAD = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B", data={"level": 1}))\n'


def test_a_project_without_findings_is_reported_as_such(served: Served) -> None:
    served.write("overlays/dev.py", HEAD + 'overlay = Overlay(base=k8s.Namespace("dev"))\n')
    assert 'class="finding' not in served.tab("findings", "dev")


def test_a_finding_has_its_rule_place_and_source_line(served: Served) -> None:
    served.write("overlays/prod.py", BAD)
    html = served.tab("findings")
    assert 'class="finding error"' in html
    assert "overlays/prod.py:2" in html
    assert "?tab=yaml&amp;target=prod&amp;object=ConfigMap%2F%2FA_B" in html
    assert "k8s.ConfigMap(&quot;A_B&quot;" in html


def test_the_findings_are_those_of_check_with_the_policies_of_the_project(served: Served) -> None:
    served.write("pyproject.toml", '[tool.k8sdsl]\npolicies = ["recommended"]\n')
    html = served.tab("findings")
    found = {one["rule"] for one in json.loads(run(served.root, "check", "prod", "--format", "json").stdout)}
    assert "resources/memory-limit" in found
    assert {rule for rule in found if f">{rule}<" not in html} == set()


def test_a_variable_that_is_not_set_is_noted_after_every_save_where_it_is_used(served: Served) -> None:
    served.write("overlays/other.py", HEAD + 'overlay = Overlay(base=k8s.Namespace("other"))\n')
    for _ in range(2):
        assert "secret/not-set" in served.tab("findings", "prod")
        assert "secret/not-set" not in served.tab("findings", "other")
        served.write("overlays/other.py", HEAD + 'overlay = Overlay(base=k8s.Namespace("another"))\n')
