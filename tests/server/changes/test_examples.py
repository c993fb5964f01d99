"""Every rule's own examples of a change: the bad one breaks it, the good one breaks nothing."""

from __future__ import annotations

import copy
import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
import k8sdsl.server.changes
from k8sdsl.rule import Rule
from tests.server.rules.judging import changed

if TYPE_CHECKING:
    from collections.abc import Mapping


def all_rules() -> list[Rule]:
    """The rules of every module below `k8sdsl.server.changes`, each once."""
    package = k8sdsl.server.changes
    names = [module.name for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    rules = {
        value.id: value
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Rule) and value.id.startswith("change/")
    }
    return sorted(rules.values(), key=lambda rule: rule.id)


RULES = all_rules()


def refused(kind: str, example: Mapping[str, Any]) -> set[str]:
    """The ids of the rules that a change of the minimal object breaks; `old` in the example holds for both objects."""
    before = copy.deepcopy(dict(example.get("old", {})))
    after = {**before, **{path: value for path, value in example.items() if path != "old"}}
    findings = k8sdsl.validate_change(changed(kind, before), changed(kind, after))
    return {finding.rule for finding in findings if finding.is_error}


def test_there_are_rules() -> None:
    assert len(RULES) > 15


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.bad], ids=lambda rule: rule.id)
def test_a_bad_example_breaks_its_rule(rule: Rule) -> None:
    assert rule.id in refused(rule.kind, rule.bad)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.good], ids=lambda rule: rule.id)
def test_a_good_example_breaks_nothing(rule: Rule) -> None:
    assert refused(rule.kind, rule.good) == set()
