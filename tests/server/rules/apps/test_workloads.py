"""Workloads: selectors against templates, rollouts, and what a StatefulSet does to its template."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.server.rules.apps.old_annotations import ROLLBACK_TO
from tests.server.rules.judging import error_paths, found

MOUNT = [{"name": "data", "mountPath": "/data"}]
CLAIM: dict[str, Any] = {
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet"])
def test_without_a_selector_no_template_matches(kind: str) -> None:
    assert error_paths(kind, {"spec.selector": None}) == ["spec.selector", "spec.template.metadata.labels"]


def test_an_empty_restart_policy_is_the_default_also_beside_an_unusable_selector() -> None:
    changes = {"spec.selector.matchLabels": {"a": "not valid"}, "spec.template.spec.restartPolicy": ""}
    assert error_paths("StatefulSet", changes) == ["spec.selector", "spec.selector.matchLabels"]


def test_a_daemon_set_may_lack_a_selector_but_then_matches_nothing() -> None:
    assert error_paths("DaemonSet", {"spec.selector": None}) == ["spec.template.metadata.labels"]


def test_an_unusable_selector_keeps_the_template_from_being_looked_at() -> None:
    changes = {
        "spec.selector": {"matchExpressions": [{"key": "app", "operator": "In"}]},
        "spec.template.spec.containers": [],
    }
    expected = ["spec.selector", "spec.selector.matchExpressions[0].values"]
    assert error_paths("Deployment", changes) == expected
    expected = ["spec.selector.matchExpressions[0].values", "spec.template.spec.containers"]
    assert error_paths("DaemonSet", changes) == expected


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ({"key": "app", "operator": "In", "values": ["web", "api"]}, True),
        ({"key": "app", "operator": "NotIn", "values": ["web"]}, False),
        ({"key": "tier", "operator": "NotIn", "values": ["web"]}, True),
        ({"key": "app", "operator": "Exists"}, True),
        ({"key": "app", "operator": "DoesNotExist"}, False),
        ({"key": "tier", "operator": "DoesNotExist"}, True),
    ],
)
def test_expressions_match_as_labels_do(expression: dict[str, Any], *, matches: bool) -> None:
    paths = error_paths("Deployment", {"spec.selector": {"matchExpressions": [expression]}})
    assert paths == ([] if matches else ["spec.template.metadata.labels"])


def test_defaults_count_in_the_deadline_for_progress() -> None:
    assert error_paths("Deployment", {"spec.minReadySeconds": 599}) == []
    assert error_paths("Deployment", {"spec.minReadySeconds": 600}) == ["spec.progressDeadlineSeconds"]


@pytest.mark.parametrize("value", ["", "%", "1.5%", "-1%", "10", "ten", "٣%"])
def test_a_percentage_is_digits_and_a_percent_sign(value: str) -> None:
    changes = {"spec.strategy": {"rollingUpdate": {"maxSurge": value}}}
    assert error_paths("Deployment", changes) == ["spec.strategy.rollingUpdate.maxSurge"]


def test_a_surge_may_be_more_than_all_pods_but_unavailability_not() -> None:
    changes = {"spec.strategy": {"rollingUpdate": {"maxSurge": "300%", "maxUnavailable": "300%"}}}
    assert error_paths("Deployment", changes) == ["spec.strategy.rollingUpdate.maxUnavailable"]


def test_claims_of_a_stateful_set_are_volumes_of_its_template() -> None:
    mounted = {"spec.template.spec.containers[0].volumeMounts": MOUNT}
    assert error_paths("StatefulSet", mounted) == ["spec.template.spec.containers[0].volumeMounts[0].name"]
    assert error_paths("StatefulSet", {**mounted, "spec.volumeClaimTemplates": [CLAIM]}) == []


def test_a_claim_takes_the_place_of_a_broken_volume_of_its_name() -> None:
    changes = {
        "spec.volumeClaimTemplates": [CLAIM],
        "spec.template.spec.volumes": [{"name": "data", "hostPath": {"path": ""}}, {"name": "B", "emptyDir": {}}],
    }
    assert error_paths("StatefulSet", changes) == ["spec.template.spec.volumes[1].name"]


def test_names_that_the_controller_gives_are_not_looked_at() -> None:
    changes = {"spec.template.spec.hostname": "a.b", "spec.template.spec.subdomain": "A_B"}
    assert error_paths("StatefulSet", changes) == []
    assert error_paths("Deployment", changes) == ["spec.template.spec.hostname", "spec.template.spec.subdomain"]


def test_older_servers_do_not_check_the_template_of_a_stateful_set() -> None:
    changes = {"spec.template.spec.containers": [], "spec.serviceName": "a_b", "spec.revisionHistoryLimit": -1}
    assert error_paths("StatefulSet", changes, kube_version="1.32") == []
    assert error_paths("StatefulSet", changes, kube_version="1.33") == ["spec.serviceName"]
    assert "spec.template.spec.containers" in error_paths("StatefulSet", changes, kube_version="1.34")


def test_generations_are_the_servers_own() -> None:
    assert found("Deployment", {"metadata.generation": -1}) == []


@pytest.mark.parametrize(
    ("kind", "annotation", "empty_is_legal"),
    [
        ("DaemonSet", "deprecated.daemonset.template.generation", False),
        ("Deployment", "deprecated.deployment.rollback.rollbackTo", True),
    ],
)
def test_old_annotations_hold_numbers(kind: str, annotation: str, *, empty_is_legal: bool) -> None:
    path = f"metadata.annotations[{annotation}]"
    assert error_paths(kind, {"metadata.annotations": {annotation: "+7"}}) == []
    for text in ("1.0", "one", str(2**63)):
        assert error_paths(kind, {"metadata.annotations": {annotation: text}}) == [path]
    assert error_paths(kind, {"metadata.annotations": {annotation: ""}}) == ([] if empty_is_legal else [path])


@pytest.mark.parametrize("kind", ["DaemonSet", "Deployment", "ReplicaSet"])
def test_older_servers_kept_a_disk_from_being_shared(kind: str) -> None:
    changes: dict[str, Any] = {
        "spec.template.spec.volumes": [{"name": "disk", "gcePersistentDisk": {"pdName": "data"}}],
        **({} if kind == "DaemonSet" else {"spec.replicas": 2}),
    }
    assert error_paths(kind, changes) == []
    path = "spec.template.spec.volumes[0].gcePersistentDisk.readOnly"
    assert error_paths(kind, changes, kube_version="1.27") == [path]


@pytest.mark.parametrize(
    ("revision", "paths"),
    [("", []), ("3", []), ("-3", ["spec.rollback.version"]), ("last", [f"metadata.annotations[{ROLLBACK_TO}]"])],
)
def test_an_old_rollback_names_a_revision(revision: str, paths: list[str]) -> None:
    assert error_paths("Deployment", {"metadata.annotations": {ROLLBACK_TO: revision}}) == paths
