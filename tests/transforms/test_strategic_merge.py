"""How strategic merge patches merge."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.errors import OverlayError
from k8sdsl.semantics.merge_schema import builtin_schema
from k8sdsl.semantics.strategic_merge import CLEARED, merge
from k8sdsl.transforms.patches.merge_patch import MergePatch
from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
from k8sdsl.transforms.target import Target
from k8sdsl.tree import copy_tree
from tests.transforms.objects import apply, deployment, manifests, pod_of, thing


def merged(kind: str, current: dict[str, Any], patch: dict[str, Any], *, losses: list[str] | None = None) -> Any:
    """Two specs of a kind, merged."""
    api_version = "apps/v1" if kind == "Deployment" else "v1"
    schema = builtin_schema(api_version, kind)
    return merge({"spec": copy_tree(current)}, {"spec": copy_tree(patch)}, schema, builtin_schema, losses)["spec"]


@pytest.mark.parametrize(
    ("current", "patch", "expected"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": None}, {}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"x": 3, "y": None}}, {"a": {"x": 3}}),
        ({"a": {"x": 1}}, {"a": {"$patch": "replace", "y": 2}}, {"a": {"y": 2}}),
        ({"a": {"x": 1}}, {"a": {"$patch": "delete"}}, {}),
        ({"a": {"x": 1}}, {"a": {"$patch": "merge", "y": 2}}, {"a": {"x": 1, "y": 2}}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"$retainKeys": ["y", "z"], "z": 3}}, {"a": {"y": 2, "z": 3}}),
        ({}, {"a": {"x": None, "y": 1}}, {"a": {"y": 1}}),
        ({"tolerations": [{"key": "a"}]}, {"tolerations": [{"key": "b"}]}, {"tolerations": [{"key": "b"}]}),
        (
            {"containers": [{"name": "a", "image": "1"}, {"name": "b"}]},
            {"containers": [{"name": "b", "image": "2"}, {"name": "c"}]},
            {"containers": [{"name": "b", "image": "2"}, {"name": "c"}, {"name": "a", "image": "1"}]},
        ),
        (
            {"containers": [{"name": "a"}, {"name": "b"}]},
            {"containers": [{"name": "a", "$patch": "delete"}]},
            {"containers": [{"name": "b"}]},
        ),
        (
            {"containers": [{"name": "a"}]},
            {"containers": [{"$patch": "replace"}, {"name": "b"}]},
            {"containers": [{"name": "b"}]},
        ),
        ({"containers": [{"name": "a"}]}, {"containers": [{"$patch": "delete"}]}, {}),
        (
            {"containers": [{"name": "a"}, {"name": "b"}, {"name": "c"}]},
            {
                "$setElementOrder/containers": [{"name": "c"}, {"name": "a"}],
                "containers": [{"name": "c", "image": "1"}],
            },
            {"containers": [{"name": "b"}, {"name": "c", "image": "1"}, {"name": "a"}]},
        ),
    ],
)
def test_a_merge(current: dict[str, Any], patch: dict[str, Any], expected: dict[str, Any]) -> None:
    assert merged("Pod", current, patch) == expected


def test_lists_of_plain_values_join_where_the_schema_says_so() -> None:
    current = {"metadata": {"finalizers": ["a", "b"]}}
    patch = {"metadata": {"finalizers": ["c", "a"], "$deleteFromPrimitiveList/finalizers": ["b"]}}
    result = merge(current, patch, builtin_schema("v1", "ConfigMap"), builtin_schema)
    assert result == {"metadata": {"finalizers": ["c", "a"]}}


def test_lists_of_unknown_kinds_are_replaced() -> None:
    assert merge({"list": [{"name": "a"}]}, {"list": [{"name": "b"}]}, None, builtin_schema) == {
        "list": [{"name": "b"}]
    }


def test_ports_join_by_the_keys_that_they_have() -> None:
    current = {"ports": [{"port": 80, "protocol": "TCP", "name": "web"}]}
    patch = {"ports": [{"port": 80, "targetPort": 8080}]}
    assert merged("Service", current, patch)["ports"] == [
        {"port": 80, "protocol": "TCP", "name": "web", "targetPort": 8080}
    ]


def test_ports_that_kustomize_loses_are_reported() -> None:
    losses: list[str] = []
    current = {"ports": [{"port": 80, "protocol": "TCP"}]}
    assert merged("Service", current, {"ports": [{"port": 80, "targetPort": 1}]}, losses=losses) == current
    assert len(losses) == 1


def test_elements_without_a_name_cannot_be_found() -> None:
    with pytest.raises(OverlayError, match="name"):
        merged("Pod", {"containers": [{"name": "a"}]}, {"containers": [{"image": "x"}]})


@pytest.mark.parametrize("patch", [{"a": [1]}, {"a": 1}, {"a": {"$patch": "remove"}}])
def test_what_does_not_fit_is_an_error(patch: dict[str, Any]) -> None:
    with pytest.raises(OverlayError):
        merged("Pod", {"a": {"b": 1}}, patch)


def test_a_whole_object_can_be_deleted() -> None:
    objects = manifests(deployment(), thing("Service", "web"))
    patch = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "$patch": "delete"}
    apply(objects, StrategicMergePatch(patch))
    assert [m.kind for m in objects] == ["Service"]
    assert merge({"a": 1}, {"$patch": "delete"}, None, builtin_schema) is CLEARED


def test_a_patch_goes_to_the_object_that_it_names() -> None:
    patch = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2}}
    objects = manifests(deployment(), deployment("api"))
    apply(objects, StrategicMergePatch(patch))
    assert [m.tree["spec"].get("replicas") for m in objects] == [2, None]


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"metadata": {"name": "wep"}}, "did you mean `web`?"),
        ({"metadata": {"name": "web", "namespace": "prod"}}, "namespace `default`"),
        ({"apiVersion": "apps/v1beta1"}, "apiVersion: apps/v1`"),
        ({"kind": "StatefulSet"}, "`web` is a Deployment"),
    ],
)
def test_a_patch_that_matches_nothing_reports_what_is_near(changes: dict[str, Any], remedy: str) -> None:
    patch = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, **changes}
    misses = apply(manifests(deployment()), StrategicMergePatch(patch))
    assert [remedy in str(miss.remedy) for miss in misses] == [True]


def test_a_patch_with_a_target_changes_all_and_leaves_names_and_kinds() -> None:
    patch = {"kind": "Other", "metadata": {"name": "other"}, "spec": {"replicas": 2}}
    objects = manifests(deployment(), deployment("api"))
    apply(objects, StrategicMergePatch(patch, Target(kind="Deployment")))
    assert [(m.kind, m.name, m.tree["spec"]["replicas"]) for m in objects] == [
        ("Deployment", "web", 2),
        ("Deployment", "api", 2),
    ]


def test_a_patch_may_change_name_and_kind_where_that_is_allowed() -> None:
    patch = {"kind": "StatefulSet", "metadata": {"name": "other"}}
    objects = manifests(deployment())
    allowed = StrategicMergePatch(patch, Target(name="web"), allow_name_change=True, allow_kind_change=True)
    apply(objects, allowed)
    assert (objects[0].kind, objects[0].name, objects[0].original.name) == ("StatefulSet", "other", "web")
    assert list(objects.named("other")) == list(objects.named("web")) == [objects[0]]


def test_a_patch_is_not_used_up_by_its_first_object() -> None:
    patch = {"metadata": {"name": "x"}, "spec": {"template": {"spec": {"volumes": [{"name": "v"}]}}}}
    objects = manifests(deployment(), deployment("api"))
    apply(objects, StrategicMergePatch(patch, Target(kind="Deployment")))
    pod_of(objects[0].tree)["volumes"].append({"name": "w"})
    assert pod_of(objects[1].tree)["volumes"] == [{"name": "v"}]


@pytest.mark.parametrize("patch", [None, "x", [{"kind": "ConfigMap"}]])
@pytest.mark.parametrize("kind", [StrategicMergePatch, MergePatch])
def test_a_merge_patch_that_is_not_a_map_is_an_error(kind: Any, patch: Any) -> None:
    with pytest.raises(OverlayError):
        apply(manifests(deployment()), kind(patch, Target(kind="Deployment")))
