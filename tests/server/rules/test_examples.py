"""Every rule's own examples: the bad one breaks it, the good one breaks nothing."""

from __future__ import annotations

import copy
import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
import k8sdsl.server.rules
from k8sdsl.rule import Rule
from k8sdsl.tree import parse_path
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from collections.abc import Mapping


def all_rules() -> list[Rule]:
    """The rules of every module below `k8sdsl.server`, and those of decoding, each once."""
    rules: dict[str, Rule] = {}
    names = [module.name for module in pkgutil.walk_packages(k8sdsl.server.rules.__path__, "k8sdsl.server.rules.")]
    for name in ("k8sdsl.semantics.decoding", *names):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, Rule):
                held = rules.setdefault(value.id, value)
                assert held is value, f"two rules are called {value.id}"
    return sorted(rules.values(), key=lambda rule: rule.id)


RULES = all_rules()


def overlaid(kind: str, example: Mapping[str, Any]) -> dict[str, Any]:
    """The minimal object of a kind with an example's values laid over it."""
    tree = copy.deepcopy(MINIMAL[kind])
    for path, value in example.items():
        *parents, last = parse_path(path)
        at: Any = tree
        for step in parents:
            at = at[step] if isinstance(step, int) else at.setdefault(step, {})
        at[last] = copy.deepcopy(value)
    return tree


ALWAYS = {"core/endpoints-deprecated", "decode/kind-not-enabled", "schema/unknown-kind"}
"""What is reported for every object of a kind, independent of its content."""


def judged(kind: str, example: Mapping[str, Any]) -> set[str]:
    """The ids of the rules that an example breaks."""
    crds = example.get("crds", ())
    plain = {path: value for path, value in example.items() if path != "crds"}
    return {finding.rule for finding in k8sdsl.validate(overlaid(kind, plain), crds=crds)} - ALWAYS


@pytest.mark.parametrize("kind", sorted(MINIMAL))
def test_the_minimal_objects_are_valid(kind: str) -> None:
    assert judged(kind, {}) == set()


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.bad], ids=lambda rule: rule.id)
def test_a_bad_example_breaks_its_rule(rule: Rule) -> None:
    assert rule.id in judged(rule.kind, rule.bad)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.good], ids=lambda rule: rule.id)
def test_a_good_example_breaks_nothing(rule: Rule) -> None:
    assert judged(rule.kind, rule.good) == set()
