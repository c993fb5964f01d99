"""Objects and fields: what differs, and what only looks different."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from k8sdsl.diff.difference import difference_of
from k8sdsl.diff.fields import ABSENT
from tests.diff.objects import config_map, deployment, of_kind, secret

Tree = dict[str, Any]


def paths(before: Tree, after: Tree) -> dict[str, tuple[Any, Any]]:
    found = difference_of([before], [after]).objects
    return {field.path: (field.before, field.after) for change in found for field in change.fields}


def changed(tree: Tree, path: str, value: Any) -> Tree:
    """A copy with one value put in; `path` with dots and list positions."""
    tree = copy.deepcopy(tree)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    node: Any = tree
    for step in steps:
        node = node[step]
    node[last] = copy.deepcopy(value)
    return tree


def test_nothing_differs_from_itself() -> None:
    assert not difference_of([deployment(), secret()], [secret(), deployment()])


def test_a_field_that_changed() -> None:
    assert paths(deployment(replicas=3), deployment(replicas=4)) == {"spec.replicas": (3, 4)}


def test_keyed_lists_are_compared_by_key_in_any_order() -> None:
    old = deployment()
    new = changed(old, "spec/template/spec/containers", old["spec"]["template"]["spec"]["containers"][::-1])
    assert set(paths(old, new)) == {"spec.template.spec.containers[order]"}
    new["spec"]["template"]["spec"]["containers"][0]["image"] = "other"
    assert set(paths(old, new)) == {"spec.template.spec.containers[sidecar].image"}


def test_ports_are_distinguished_by_protocol_which_is_tcp_by_default() -> None:
    path = "spec/template/spec/containers/0/ports"
    old = changed(deployment(), path, [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}])
    new = changed(deployment(), path, [{"containerPort": 53, "protocol": "UDP", "name": "dns"}, {"containerPort": 53}])
    assert paths(old, new) == {"spec.template.spec.containers[web].ports[53/UDP].name": (ABSENT, "dns")}


def test_lists_that_are_replaced_whole_are_aligned() -> None:
    path = "spec/template/spec/containers/0/args"
    old = changed(deployment(), path, ["a", "b", "c", "d"])
    assert paths(old, changed(old, path, ["a", "c", "x"])) == {
        "spec.template.spec.containers[web].args[1]": ("b", ABSENT),
        "spec.template.spec.containers[web].args[2]": ("d", "x"),
    }
    assert paths(old, changed(old, path, ["b", "a", "c", "d"]))


def test_the_order_of_init_containers_counts() -> None:
    first, second = {"name": "a", "image": "x"}, {"name": "b", "image": "y"}
    old = changed(deployment(), "spec/template/spec/initContainers", [first, second])
    new = changed(deployment(), "spec/template/spec/initContainers", [second, first])
    assert paths(old, new) == {"spec.template.spec.initContainers[order]": ("a, b", "b, a")}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("500m", "0.5", True),
        ("500m", 0.5, True),
        ("1Gi", "1024Mi", True),
        ("1G", "1Gi", False),
        (1, "1", True),
        ("1000m", 1, True),
    ],
)
def test_quantities_are_compared_as_values(old: Any, new: Any, same: bool) -> None:  # noqa: FBT001
    path = "spec/template/spec/containers/0/resources"
    states = [changed(deployment(), path, {"limits": {"cpu": value}}) for value in (old, new)]
    assert bool(difference_of(states[:1], states[1:])) is not same


@pytest.mark.parametrize(("old", "new"), [(True, 1), ("1", 1), (False, 0), ("", None), ([], None)])
def test_other_values_of_different_types_differ(old: Any, new: Any) -> None:
    states = [config_map(binaryData=value) for value in (old, new)]
    assert difference_of(states[:1], states[1:])


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("spec/strategy", {"type": "RollingUpdate"}, None),
        ("spec/template/spec/restartPolicy", "Always", None),
        ("spec/template/spec/containers/0/ports", [{"containerPort": 80, "protocol": "TCP"}], [{"containerPort": 80}]),
        ("spec/template/spec/containers/0/env", [{"name": "A", "value": ""}], [{"name": "A"}]),
        ("spec/template/spec/volumes", [], None),
        ("spec/revisionHistoryLimit", 10, None),
        ("metadata/labels", {}, None),
    ],
)
def test_what_the_server_fills_in_is_not_a_difference(path: str, old: Any, new: Any) -> None:
    assert not difference_of([changed(deployment(), path, old)], [changed(deployment(), path, new)])
    assert not difference_of([changed(deployment(), path, new)], [changed(deployment(), path, old)])


def test_a_change_away_from_a_default_is_shown_as_it_is_written() -> None:
    old = changed(deployment(), "spec/strategy", {"type": "Recreate"})
    assert paths(old, deployment()) == {"spec.strategy": ({"type": "Recreate"}, ABSENT)}


def test_another_order_of_a_list_is_one_change() -> None:
    metrics = [{"type": "Resource", "resource": {"name": name, "target": {}}} for name in ("cpu", "memory")]
    old = of_kind("autoscaling/v2", "HorizontalPodAutoscaler", spec={"metrics": metrics})
    new = of_kind("autoscaling/v2", "HorizontalPodAutoscaler", spec={"metrics": metrics[::-1]})
    assert paths(old, new) == {"spec.metrics[order]": ("cpu, memory", "memory, cpu")}


def test_an_object_that_the_server_would_not_read_is_compared_as_it_is() -> None:
    old = changed(deployment(), "spec/replicsa", 1)
    assert set(paths(old, changed(old, "spec/revisionHistoryLimit", 10))) == {"spec.revisionHistoryLimit"}


def test_null_is_nothing() -> None:
    assert not difference_of([config_map(data=None)], [config_map()])


def test_an_upgrade_of_the_version_is_a_change_and_no_other_object() -> None:
    old = {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}}
    assert paths(old, {**old, "apiVersion": "autoscaling/v2"}) == {"apiVersion": ("autoscaling/v1", "autoscaling/v2")}


def test_a_value_that_only_looks_like_a_name_follows_no_rename() -> None:
    old = [config_map("conf-5bb7ghdtkc", data={"a": "1"}), config_map("b", data={"x": "conf-5bb7ghdtkc"})]
    new = [config_map("conf-6cc8hkftkm", data={"a": "1"}), config_map("b", data={"x": "conf-6cc8hkftkm"})]
    _, other = difference_of(old, new).objects
    assert [(field.path, field.follows) for field in other.fields] == [("data.x", False)]


def test_a_generated_name_is_a_rename_and_references_follow() -> None:
    old_name, new_name = "conf-5bb7ghdtkc", "conf-6cc8hkftkm"
    volume = "spec/template/spec/volumes"
    old = [
        changed(config_map(old_name, data={"a": "1"}), "metadata/namespace", "prod"),
        changed(deployment(), volume, [{"name": "c", "configMap": {"name": old_name}}]),
    ]
    new = [
        changed(config_map(new_name, data={"a": "2"}), "metadata/namespace", "prod"),
        changed(deployment(), volume, [{"name": "c", "configMap": {"name": new_name}}]),
    ]
    conf, web = difference_of(old, new).objects
    assert (conf.action, conf.before and conf.before.name, conf.ref.name) == ("renamed", old_name, new_name)
    assert [(field.path, field.follows) for field in conf.fields] == [("data.a", False)]
    assert [(field.path, field.follows) for field in web.fields] == [
        ("spec.template.spec.volumes[c].configMap.name", True)
    ]


def test_the_same_content_under_another_name_is_a_rename() -> None:
    (change,) = difference_of([deployment("web")], [deployment("site")]).objects
    assert (change.action, change.fields) == ("renamed", ())
    assert "recreates" in {effect.kind for effect in change.effects}


def test_two_environments_are_compared_across_their_namespaces() -> None:
    def environment(namespace: str, replicas: int) -> list[Tree]:
        space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
        web = changed(deployment(replicas=replicas), "metadata/namespace", namespace)
        return [space, web, changed(web, "metadata/name", f"{namespace}-only")]

    difference = difference_of(environment("dev", 3), environment("prod", 2), environments=True)
    told = {(change.action, change.ref.name): [field.path for field in change.fields] for change in difference.objects}
    assert told == {
        ("changed", "web"): ["spec.replicas"],
        ("added", "prod-only"): [],
        ("removed", "dev-only"): [],
    }
    assert {effect.kind for effect in difference.objects[0].effects} == {"scales-down"}


def test_a_move_to_another_namespace_recreates() -> None:
    old = deployment()
    (change,) = difference_of([old], [changed(old, "metadata/namespace", "other")]).objects
    assert (change.action, {effect.kind for effect in change.effects}) == ("renamed", {"recreates"})


def test_other_content_under_another_name_is_not_a_rename() -> None:
    difference = difference_of([config_map("a", data={"a": "1"})], [config_map("b", data={"b": "1"})])
    assert [change.action for change in difference.objects] == ["added", "removed"]


def test_custom_resources_are_compared_without_a_schema() -> None:
    old = {"apiVersion": "x.io/v1", "kind": "X", "metadata": {"name": "x"}, "spec": {"items": [{"a": 1}, {"b": 2}]}}
    new = changed(old, "spec/items", [{"a": 1}, {"b": 3}])
    assert paths(old, new) == {"spec.items[1].b": (2, 3)}
