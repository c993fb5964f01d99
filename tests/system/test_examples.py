"""Every rule's own examples: the bad one violates it, the good one violates nothing."""

from __future__ import annotations

import importlib

import pytest

from k8sdsl.rule import Rule
from k8sdsl.system.check import TOPICS, WITH_ERRORS
from tests.system.sets import check, objects

RULES = {
    value.id: (topic, value)
    for topic in TOPICS
    for value in vars(importlib.import_module(f"k8sdsl.system.rules.{topic}")).values()
    if isinstance(value, Rule)
}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_bad_example_violates_its_rule(rule_id: str) -> None:
    assert rule_id in {finding.rule for finding in check(objects(RULES[rule_id][1].bad))}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_good_example_violates_nothing(rule_id: str) -> None:
    assert check(objects(RULES[rule_id][1].good)) == []


def test_a_build_asks_every_topic_that_has_errors() -> None:
    assert {topic for topic, rule in RULES.values() if rule.severity == "error"} == set(WITH_ERRORS)
