"""What a difference does to a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.diff.difference import difference_of
from tests.diff.objects import config_map, of_kind

Tree = dict[str, Any]

RBAC = "rbac.authorization.k8s.io/v1"


def effects(old: Tree | None, new: Tree | None) -> set[str]:
    before, after = ([tree] if tree is not None else [] for tree in (old, new))
    return {effect.kind for change in difference_of(before, after).objects for effect in change.effects}


def spec(kind: str, api_version: str = "apps/v1", **fields: Any) -> Tree:
    return of_kind(api_version, kind, spec=fields)


def template(image: str, **fields: Any) -> Tree:
    return {"spec": {"containers": [{"name": "a", "image": image}], **fields}}


def with_env(*names: str) -> Tree:
    return {"spec": {"containers": [{"name": "a", "image": "a", "env": [{"name": name} for name in names]}]}}


def role(*rules: tuple[list[str], list[str], list[str]], kind: str = "Role") -> Tree:
    return of_kind(
        RBAC, kind, rules=[{"apiGroups": group, "resources": what, "verbs": verbs} for group, what, verbs in rules]
    )


def binding(*names: str, to: str = "reader") -> Tree:
    subjects = [{"kind": "User", "name": name} for name in names]
    return of_kind(RBAC, "RoleBinding", subjects=subjects, roleRef={"kind": "Role", "name": to})


CASES = {
    "a new image restarts": (
        spec("Deployment", template=template("a")),
        spec("Deployment", template=template("b")),
        {"restarts-pods"},
    ),
    "a stateful set whose pods are deleted by hand does not": (
        spec("StatefulSet", template=template("a"), updateStrategy={"type": "OnDelete"}),
        spec("StatefulSet", template=template("b"), updateStrategy={"type": "OnDelete"}),
        set(),
    ),
    "a schedule restarts nothing": (
        spec("CronJob", "batch/v1", schedule="0 1 * * *"),
        spec("CronJob", "batch/v1", schedule="0 2 * * *"),
        set(),
    ),
    "fewer replicas": (spec("Deployment", replicas=3), spec("Deployment", replicas=1), {"scales-down"}),
    "more replicas": (spec("Deployment", replicas=3), spec("Deployment", replicas=5), set()),
    "no replicas given are one": (spec("Deployment", replicas=3), spec("Deployment"), {"scales-down"}),
    "a lower maximum": (
        spec("HorizontalPodAutoscaler", "autoscaling/v2", minReplicas=1, maxReplicas=9),
        spec("HorizontalPodAutoscaler", "autoscaling/v2", minReplicas=1, maxReplicas=5),
        {"scales-down"},
    ),
    "a workload that goes": (spec("DaemonSet"), None, {"scales-down"}),
    "another selector": (
        spec("Deployment", selector={"matchLabels": {"a": "1"}}),
        spec("Deployment", selector={"matchLabels": {"a": "2"}}),
        {"immutable"},
    ),
    "another service of a stateful set": (
        spec("StatefulSet", serviceName="a"),
        spec("StatefulSet", serviceName="b"),
        {"immutable"},
    ),
    "a claim that grows": (
        spec("PersistentVolumeClaim", "v1", resources={"requests": {"storage": "1Gi"}}),
        spec("PersistentVolumeClaim", "v1", resources={"requests": {"storage": "2Gi"}}),
        set(),
    ),
    "a claim that shrinks": (
        spec("PersistentVolumeClaim", "v1", resources={"requests": {"storage": "2Gi"}}),
        spec("PersistentVolumeClaim", "v1", resources={"requests": {"storage": "1Gi"}}),
        {"immutable"},
    ),
    "a claim of another class": (
        spec("PersistentVolumeClaim", "v1", storageClassName="a"),
        spec("PersistentVolumeClaim", "v1", storageClassName="b"),
        {"immutable"},
    ),
    "a claim that goes": (spec("PersistentVolumeClaim", "v1"), None, {"data-loss"}),
    "a namespace that goes": (of_kind("v1", "Namespace"), None, {"data-loss"}),
    "a stateful set that takes its claims along": (
        spec("StatefulSet", persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
        None,
        {"data-loss", "scales-down"},
    ),
    "a claim that becomes a scratch volume": (
        spec(
            "Deployment", template=template("a", volumes=[{"name": "d", "persistentVolumeClaim": {"claimName": "x"}}])
        ),
        spec("Deployment", template=template("a", volumes=[{"name": "d", "emptyDir": {}}])),
        {"data-loss", "restarts-pods"},
    ),
    "a stateful set that will take its claims along": (
        spec("StatefulSet", persistentVolumeClaimRetentionPolicy={"whenDeleted": "Retain"}),
        spec("StatefulSet", persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
        {"data-loss"},
    ),
    "claims that go with the pods of a smaller set": (
        spec("StatefulSet"),
        spec("StatefulSet", persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}),
        {"data-loss"},
    ),
    "a template of no pods": (
        spec("Deployment", replicas=0, template=template("a")),
        spec("Deployment", replicas=0, template=template("b")),
        set(),
    ),
    "a paused deployment": (
        spec("Deployment", paused=True, template=template("a")),
        spec("Deployment", paused=True, template=template("b")),
        set(),
    ),
    "a default that is left out": (
        spec("StatefulSet", podManagementPolicy="OrderedReady", volumeClaimTemplates=[], template=template("a")),
        spec("StatefulSet", template=template("a", restartPolicy="Always")),
        set(),
    ),
    "variables in another order": (
        spec("Deployment", template=with_env("A", "B")),
        spec("Deployment", template=with_env("B", "A")),
        {"restarts-pods"},
    ),
    "another role bound": (binding("eve"), binding("eve", to="writer"), {"immutable", "widens-rbac"}),
    "a new subject": (binding("eve"), binding("eve", "bob"), {"widens-rbac"}),
    "a subject less": (binding("eve", "bob"), binding("eve"), set()),
    "a new binding": (None, binding("eve"), {"widens-rbac"}),
    "a new role gives nobody anything": (None, role(([""], ["pods"], ["get"])), set()),
    "a new verb": (role(([""], ["pods"], ["get"])), role(([""], ["pods"], ["get", "list"])), {"widens-rbac"}),
    "what a star allowed before": (
        role((["*"], ["*"], ["*"])),
        role(([""], ["pods"], ["get", "list"])),
        set(),
    ),
    "a star": (role(([""], ["pods"], ["get"])), role(([""], ["pods"], ["*"])), {"widens-rbac"}),
    "rules in another order": (
        role(([""], ["pods"], ["get"]), (["apps"], ["deployments"], ["get"])),
        role((["apps"], ["deployments"], ["get"]), ([""], ["pods"], ["get"])),
        set(),
    ),
    "an immutable config map": (
        config_map(immutable=True, data={"a": "1"}),
        config_map(immutable=True, data={"a": "2"}),
        {"immutable"},
    ),
    "the image of a job": (
        spec("Job", "batch/v1", template=template("a")),
        spec("Job", "batch/v1", template=template("b")),
        {"immutable"},
    ),
    "the image of a pod": (
        spec("Pod", "v1", containers=[{"name": "a", "image": "a"}]),
        spec("Pod", "v1", containers=[{"name": "a", "image": "b"}]),
        {"restarts-pods"},
    ),
    "the node of a pod": (spec("Pod", "v1", nodeName="a"), spec("Pod", "v1", nodeName="b"), {"immutable"}),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_effects(old: Tree | None, new: Tree | None, expected: set[str]) -> None:
    assert expected == effects(old, new)


def test_a_refusal_names_each_field_that_causes_it() -> None:
    old = spec("StatefulSet", serviceName="a", podManagementPolicy="OrderedReady", minReadySeconds=1)
    new = spec("StatefulSet", serviceName="b", podManagementPolicy="Parallel", minReadySeconds=2)
    (change,) = difference_of([old], [new]).objects
    refused = [effect.path for effect in change.effects if effect.kind == "immutable"]
    assert refused == ["spec.serviceName", "spec.podManagementPolicy"]


def reading(name: str, key: str, *, optional: bool = False) -> Tree:
    source = {"configMapKeyRef": {"name": name, "key": key, "optional": optional}}
    container = {"name": "a", "image": "a", "env": [{"name": "X", "valueFrom": source}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [container]}}


@pytest.mark.parametrize(
    ("before", "after", "reader", "paths"),
    [
        ([config_map("conf", data={"a": "1"})], [], reading("conf", "a"), [""]),
        ([config_map("conf", data={"a": "1"})], [], reading("conf", "a", optional=True), []),
        ([config_map("conf", data={"a": "1"})], [], reading("other", "a"), []),
        (
            [config_map("conf", data={"a": "1"})],
            [config_map("conf", data={"b": "1"})],
            reading("conf", "a"),
            ["data.a"],
        ),
        ([config_map("conf", data={"a": "1"})], [config_map("conf", data={"b": "1"})], reading("conf", "b"), []),
        (
            [config_map("conf", data={"a": "1"})],
            [config_map("c", data={"a": "1"})],
            reading("conf", "a"),
            ["metadata.name"],
        ),
    ],
)
def test_what_something_still_refers_to_breaks_it(
    before: list[Tree], after: list[Tree], reader: Tree, paths: list[str]
) -> None:
    found = difference_of([*before, reader], [*after, reader]).objects
    assert [one.path for change in found for one in change.effects if one.kind == "breaks-references"] == paths
