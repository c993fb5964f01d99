"""Volumes, mounts and claims: each block writes what it was asked for, and what it writes is accepted."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import k8s
from k8sdsl.blocks import (
    claim,
    claim_template,
    claim_volume,
    config_volume,
    headless,
    mount,
    ram_volume,
    scratch_volume,
    secret_volume,
)
from tests.blocks.workloads import APP, accepted, container_of, spec_of, web_server


def test_a_volume_in_memory_and_its_mounts() -> None:
    logs = ram_volume("logs", "100Ki")
    container = container_of(
        volumes=[logs], volume_mounts=[mount(logs, "/logs"), mount("logs", "/read", read_only=True)]
    )
    assert container["volumeMounts"] == [
        {"name": "logs", "mountPath": "/logs"},
        {"name": "logs", "mountPath": "/read", "readOnly": True},
    ]
    volumes = spec_of(web_server(volumes=[logs]))["template"]["spec"]["volumes"]
    assert volumes == [{"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "100Ki"}}]


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        (scratch_volume("tmp"), {"emptyDir": {}}),
        (scratch_volume("tmp", "1Gi"), {"emptyDir": {"sizeLimit": "1Gi"}}),
        (claim_volume("tmp"), {"persistentVolumeClaim": {"claimName": "tmp"}}),
        (claim_volume("tmp", claim("a", "1Gi")), {"persistentVolumeClaim": {"claimName": "a"}}),
        (claim_volume("tmp", "a", read_only=True), {"persistentVolumeClaim": {"claimName": "a", "readOnly": True}}),
        (config_volume("tmp", k8s.ConfigMap("a")), {"configMap": {"name": "a"}}),
        (
            config_volume("tmp", items={"k": "sub/f"}, mode=0o555),
            {"configMap": {"name": "tmp", "items": [{"key": "k", "path": "sub/f"}], "defaultMode": 0o555}},
        ),
        (secret_volume("tmp", k8s.Secret("a"), mode=0o400), {"secret": {"secretName": "a", "defaultMode": 0o400}}),
        (
            secret_volume("tmp", items={"k": "f"}),
            {"secret": {"secretName": "tmp", "items": [{"key": "k", "path": "f"}]}},
        ),
    ],
)
def test_volumes(volume: k8s.Volume, expected: dict[str, Any]) -> None:
    assert spec_of(web_server(volumes=[volume]))["template"]["spec"]["volumes"] == [{"name": "tmp", **expected}]


def test_a_claim_that_many_share() -> None:
    assert spec_of(claim("content", "10Gi", access="ReadWriteMany", storage_class="slow")) == {
        "accessModes": ["ReadWriteMany"],
        "storageClassName": "slow",
        "resources": {"requests": {"storage": "10Gi"}},
    }


def test_a_claim_for_certain_volumes() -> None:
    made = claim("content", "10Gi", selector=k8s.LabelSelector(match_labels=APP), volume="v1", storage_class="")
    assert spec_of(made) == {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "",
        "resources": {"requests": {"storage": "10Gi"}},
        "selector": {"matchLabels": APP},
        "volumeName": "v1",
    }


def test_a_claim_for_every_replica() -> None:
    data = claim_template("data", "10Gi", storage_class="rapidito", labels=APP)
    database = k8s.StatefulSet(
        "db",
        spec=k8s.StatefulSetSpec(
            service_name="db-peers",
            selector=k8s.LabelSelector(match_labels=APP),
            template=k8s.PodTemplateSpec(
                labels=APP,
                spec=k8s.PodSpec(
                    containers=[
                        k8s.Container("db", image="db:1.0", volume_mounts=[mount(data, "/data", sub_path="db")])
                    ]
                ),
            ),
            volume_claim_templates=[data],
        ),
    )
    spec = spec_of(database)
    assert spec["volumeClaimTemplates"] == [
        {
            "metadata": {"name": "data", "labels": APP},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "rapidito",
                "resources": {"requests": {"storage": "10Gi"}},
            },
        }
    ]
    mounts = spec["template"]["spec"]["containers"][0]["volumeMounts"]
    assert mounts == [{"name": "data", "mountPath": "/data", "subPath": "db"}]
    peers = headless(database, 3306, "mysql", publish_not_ready=True)
    assert accepted(peers)["metadata"] == {"name": "db-peers"}
    assert spec_of(peers) == {
        "clusterIP": "None",
        "ports": [{"port": 3306, "targetPort": "mysql"}],
        "selector": APP,
        "publishNotReadyAddresses": True,
    }
