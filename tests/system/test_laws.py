"""Laws of the findings over a set: order, unrelated objects and consistent renaming change nothing."""

from __future__ import annotations

import copy
import importlib
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sdsl.rule import Rule
from k8sdsl.system.check import TOPICS
from k8sdsl.system.graph import graph_of
from tests.changed_trees import changed_trees
from tests.system.sets import found, objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.tree import Tree

RULES = [
    value
    for topic in TOPICS
    for value in vars(importlib.import_module(f"k8sdsl.system.rules.{topic}")).values()
    if isinstance(value, Rule)
]
EXAMPLES = [rule.bad for rule in RULES]
LIKENESS = {"set/misspelt-reference", "set/misspelt-address", "set/selector-matches-others"}
FIXED = {"default", "prometheus"}
"""Names that the cluster, or words of other objects, give a meaning to."""


def _by_likeness(example: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the finding of an example is that a name is like another, and so depends on the names."""
    return any(example is rule.bad for rule in RULES if rule.id in LIKENESS)


UNRELATED: dict[str, dict[str, Any]] = {
    "ConfigMap/zebra-quagga": {"metadata.namespace": "savanna", "data": {"a": "b"}},
    "Service/zebra-quagga": {"metadata.namespace": "savanna", "spec.selector": {"app": "zebra-quagga"}},
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EXAMPLES).map(objects).flatmap(st.permutations))
def test_the_order_of_the_objects_changes_no_finding(trees: list[Tree]) -> None:
    ordered = sorted(trees, key=lambda tree: json.dumps(tree, sort_keys=True))
    assert found(copy.deepcopy(trees)) == found(ordered)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EXAMPLES))
def test_an_unrelated_object_changes_no_finding(example: Mapping[str, Mapping[str, Any]]) -> None:
    assert found(objects(example)) == found([*objects(example), *objects(UNRELATED)])


def renamed(node: Any, old: str, new: str) -> Any:
    """A tree with a name changed wherever it is: as a value, a part of an address, or the name in `namespace/name`."""
    if isinstance(node, dict):
        return {key: renamed(value, old, new) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(item, old, new) for item in node]
    return re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-])", new, node) if isinstance(node, str) else node


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([one for one in EXAMPLES if not _by_likeness(one)]), st.data())
def test_an_object_that_is_renamed_with_its_references_changes_no_finding(
    example: Mapping[str, Mapping[str, Any]], data: st.DataObject
) -> None:
    trees = objects(example)
    name = data.draw(st.sampled_from(sorted({tree["metadata"]["name"] for tree in trees} - FIXED)))
    # Of two rivals the later one is reported, so their names may change places.
    assert fields_of(renamed(trees, name, "quagga")) == fields_of(trees)


def fields_of(trees: list[Tree]) -> Counter[tuple[str, str]]:
    """The rules and fields of all findings."""
    return Counter((rule, path) for rule, _, path in found(trees))


@pytest.mark.parametrize("size", [200, 400])
def test_reading_and_selecting_visit_as_much_as_there_is(size: int) -> None:
    """The visits of each object do not grow with the number of objects."""
    trees = [
        tree
        for number in range(size)
        for tree in objects(
            {
                f"Deployment/app{number}": {"spec.template.metadata.labels": {"app": f"a{number}", "env": "prod"}},
                f"Service/app{number}": {"spec.selector": {"app": f"a{number}", "env": "prod"}},
            }
        )
    ]
    graph = graph_of(trees)
    for service in graph.of_kind("Service"):
        assert [one.name for selection in service.selects for one in graph.selected(selection)] == [service.name]
    assert graph.pods.visits == size
    assert graph.reader.visits < 40 * size


def test_names_with_a_hash_are_looked_for_once_in_a_set_without_any(monkeypatch: pytest.MonkeyPatch) -> None:
    trees = [
        tree
        for number in range(50)
        for tree in objects({f"Pod/app{number}": {"spec.serviceAccountName": f"other{number}"}})
    ]
    graph = graph_of(trees)
    assert [*graph.hashed("ConfigMap", "default", "a")] == []
    monkeypatch.setattr(graph, "members", ())
    assert [*graph.hashed("ConfigMap", "default", "b")] == []
    assert graph._hashed == {}


@pytest.mark.parametrize("example", [rule.bad for rule in RULES] + [rule.good for rule in RULES])
def test_a_rule_accepts_any_value_in_any_place_of_its_examples(example: Mapping[str, Mapping[str, Any]]) -> None:
    for changed in changed_trees(objects(example)):
        found(changed)


def test_labels_and_ports_of_any_type_do_not_crash() -> None:
    labels = {True: "x"}
    container = {"name": "a", "image": "x", "ports": [{}, {"name": "http", "containerPort": 81}]}
    template = {"metadata": {"labels": {"app": "web", 5: "x"}}, "spec": {"containers": [container]}}
    head = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    deployment = {**head, "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": template}}
    for selector in (labels, {"app": "web"}):
        spec = {"selector": selector, "ports": [{"port": 80}]}
        assert found([deployment, {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}])
