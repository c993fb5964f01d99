"""Another order of a list is a change only where the order means something."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.diff.difference import difference_of
from k8sdsl.tree import copy_tree

Tree = dict[str, Any]
CPU, MEMORY = (
    {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": 80}}}
    for name in ("cpu", "memory")
)
TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
PODS = {"apiGroups": [""], "resources": ["pods", "services"], "verbs": ["get", "list"]}
APPS = {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}
PEERS = [{"podSelector": {"matchLabels": {"app": "a"}}}, {"podSelector": {"matchLabels": {"app": "b"}}}]


def made(api_version: str, kind: str, **fields: Any) -> Tree:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, **fields}


AUTOSCALER = made(
    "autoscaling/v2",
    "HorizontalPodAutoscaler",
    spec={"scaleTargetRef": TARGET, "maxReplicas": 3, "metrics": [CPU, MEMORY]},
)
ROLE = made("rbac.authorization.k8s.io/v1", "Role", rules=[PODS, APPS])
POLICY = made(
    "networking.k8s.io/v1",
    "NetworkPolicy",
    spec={
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": PEERS, "ports": [{"port": 80}, {"port": 81}]}],
    },
)
CLAIM = made(
    "v1",
    "PersistentVolumeClaim",
    spec={"accessModes": ["ReadWriteOnce", "ReadOnlyMany"], "resources": {"requests": {"storage": "1Gi"}}},
)


def reordered(tree: Tree, *path: str | int) -> Tree:
    """The object with the items of the list at a path in the opposite order."""
    result: Tree = copy_tree(tree)
    node: Any = result
    for step in path:
        node = node[step]
    node.reverse()
    return result


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        (AUTOSCALER, ("spec", "metrics")),
        (ROLE, ("rules",)),
        (ROLE, ("rules", 0, "verbs")),
        (ROLE, ("rules", 0, "resources")),
        (POLICY, ("spec", "policyTypes")),
        (POLICY, ("spec", "ingress", 0, "from")),
        (POLICY, ("spec", "ingress", 0, "ports")),
    ],
)
def test_another_order_of_what_is_read_as_a_set_is_no_change(tree: Tree, path: tuple[str | int, ...]) -> None:
    assert not difference_of([tree], [reordered(tree, *path)])


def test_another_order_that_the_server_refuses_is_a_change() -> None:
    (change,) = difference_of([CLAIM], [reordered(CLAIM, "spec", "accessModes")]).objects
    assert [effect.kind for effect in change.effects] == ["immutable"]


def test_only_what_changed_is_shown_beside_another_order() -> None:
    new = reordered(AUTOSCALER, "spec", "metrics")
    new["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] = 90
    (change,) = difference_of([AUTOSCALER], [new]).objects
    assert [(field.before, field.after) for field in change.fields] == [(80, 90)]


def test_an_item_that_is_repeated_is_a_change() -> None:
    new = copy_tree(AUTOSCALER)
    new["spec"]["metrics"].append(CPU)
    assert difference_of([AUTOSCALER], [new])
