"""Every policy finds its bad example, and lets its good one pass."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from k8sdsl import k8s
from k8sdsl.errors import LoadError
from k8sdsl.manifest import Manifest
from k8sdsl.policies import Objects, Policy, policy, typed
from k8sdsl.policies.judge import judge
from k8sdsl.policies.names import SETS, builtin_policies, policies_named
from k8sdsl.testing.policies import assert_policy_holds, example_objects
from tests.changed_trees import changed_trees
from tests.test_growth import calls

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICIES = list(builtin_policies().values())


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.rule.id)
def test_a_policy_finds_its_bad_example_and_passes_its_good_one(policy: Policy) -> None:
    assert_policy_holds(policy)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.rule.id)
def test_a_policy_accepts_objects_of_any_shape(policy: Policy) -> None:
    odd: list[Any] = [None, 1, "x", [], {}, [None], [1], {"a": None}, {"containers": 5}, {"containers": [None, {}]}]
    for value in odd:
        tree = {"apiVersion": "v1", "kind": policy.rule.kind, "metadata": {"name": "x"}, "spec": value}
        inner = {**tree, "spec": {"template": {"spec": value}, "selector": value, "rules": value, "ports": value}}
        for objects in ([tree], [inner], [{**tree, "rules": value, "data": value, "roleRef": value}]):
            k8sdsl.check(objects, policies=[policy.rule.id])


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.rule.id)
def test_a_policy_accepts_any_value_in_any_place_of_its_examples(policy: Policy) -> None:
    for example in (policy.rule.bad, policy.rule.good):
        for changed in changed_trees(example_objects(policy, example)):
            judge([Manifest(tree) for tree in changed], [policy.rule.id])


def test_policies_are_off_unless_switched_on() -> None:
    ids = set(builtin_policies())
    objects = [tree for policy in POLICIES for tree in example_objects(policy, policy.rule.bad)]
    assert {finding.rule for finding in k8sdsl.check(objects)}.isdisjoint(ids)


def test_every_set_has_policies() -> None:
    for name in SETS:
        assert policies_named([name])


def test_sets_of_policies_are_known() -> None:
    assert {name for policy in POLICIES for name in policy.sets} <= set(SETS)


@pytest.mark.parametrize("name", ["images/tagg", "kube-linter:latest-tags", "recomended", "nothing-like-it"])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(LoadError) as caught:
        k8sdsl.check([], policies=[name])
    assert caught.value.remedy


def test_a_linter_selects_all_of_its_checks() -> None:
    asked = policies_named(["polaris"])
    assert {one.alias for one in asked} == {a for p in POLICIES for a in p.aliases if a.startswith("polaris:")}


def test_a_pattern_selects_all_policies_of_a_topic() -> None:
    assert {one.policy.rule.id for one in policies_named(["probes/*"])} == {
        policy_id for policy_id in builtin_policies() if policy_id.startswith("probes/")
    }


def test_an_alias_reports_only_what_that_linter_looks_at() -> None:
    container = {"name": "web", "image": "nginx:1.28"}
    spec = {"template": {"spec": {"initContainers": [container], "containers": [container]}}}
    tree = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    for alias, count in (("polaris:cpuRequestsMissing", 1), ("kube-linter:unset-cpu-requirements", 2)):
        findings = [f for f in k8sdsl.check([tree], policies=[alias]) if f.rule == "resources/cpu-request"]
        assert len(findings) == count
        assert all(alias in finding.aliases for finding in findings)


def test_a_policy_may_look_at_typed_objects() -> None:
    @policy("team/port", "s", of=typed(k8s.Service), reason="r", remedy="m", kind="Service", bad={}, good={})
    def port(service: k8s.Service, _objects: Objects) -> Iterator[tuple[str, str]]:
        if service.spec.type == "NodePort":
            yield "spec.type", "no node ports"

    trees: list[dict[str, Any]] = [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "NodePort"}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}, "spec": {"type": "ClusterIP"}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "c"}, "spec": 5},
        {"apiVersion": "example.com/v1", "kind": "Service", "metadata": {"name": "d"}, "spec": {"type": "NodePort"}},
    ]
    found = judge([Manifest(tree) for tree in trees], ["team/port"], [port])
    assert [finding.ref.name for finding in found] == ["a"]


def test_the_addresses_of_nodes_are_compared_with_work_in_line_with_their_number() -> None:
    small, large = (
        [Manifest({"kind": "Node", "status": {"addresses": [address_of(f"10.0.0.{n}")]}}) for n in range(count)]
        for count in (50, 100)
    )
    judge(small, ["nodes/address"])
    assert calls(partial(judge, large, ["nodes/address"])) < 2.3 * calls(partial(judge, small, ["nodes/address"]))


def test_every_other_node_with_an_address_of_a_node_is_reported_in_their_order() -> None:
    nodes = [
        Manifest({"kind": "Node", "metadata": {"name": name}, "status": {"addresses": [*map(address_of, addresses)]}})
        for name, addresses in {
            "c": ("10.0.0.2", "10.0.0.1"),
            "b": ("10.0.0.1",),
            "a": ("10.0.0.1", "10.0.0.2"),
        }.items()
    ]
    found = [*builtin_policies()["nodes/address"].of(Objects(nodes))]
    assert found[0] == (nodes[0], [("b", "10.0.0.1"), ("a", "10.0.0.1"), ("a", "10.0.0.2")])


def address_of(address: str) -> dict[str, str]:
    return {"type": "InternalIP", "address": address}
