"""A cluster is given as objects, typed or plain, or as the file that kubectl wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import k8sdsl
from k8sdsl import k8s
from tests.cluster.clusters import node, pod

if TYPE_CHECKING:
    from pathlib import Path

TOO_LARGE = pod("web", "3")
NODE = node("n", "2")


def rules(cluster: object) -> list[str]:
    found = k8sdsl.check([TOO_LARGE], cluster=cluster)  # type: ignore[arg-type]
    return [f.rule for f in found if f.rule.startswith("scheduling/")]


def test_typed_and_plain_objects_mean_the_same() -> None:
    typed = k8s.Node("n", status=k8s.NodeStatus(allocatable={"cpu": "2", "memory": "8Gi", "pods": "110"}))
    assert rules([typed]) == rules([NODE]) == rules(k8sdsl.Cluster([typed])) == ["scheduling/resources"]


def test_a_simulation_takes_a_cluster_in_each_form_and_typed_objects(tmp_path: Path) -> None:
    small = k8s.Node("n", status=k8s.NodeStatus(allocatable={"cpu": "2", "memory": "8Gi", "pods": "110"}))
    file = tmp_path / "prod.json"
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [NODE]}), encoding="utf-8")
    wanted = k8s.Pod("web", spec=k8s.PodSpec(containers=[k8s.Container(name="web", image="web:1.0")]))
    for cluster in ([small], [NODE], k8sdsl.Cluster([small]), file, str(file)):
        (answer,) = k8sdsl.simulate(cluster, [wanted]).answers
        assert answer.node == "n"


def test_connections_of_typed_objects_are_those_of_their_trees() -> None:
    objects = [k8s.Pod(name, labels={"app": name}) for name in ("web", "db")]
    found = k8sdsl.connections(objects)
    assert found == k8sdsl.connections([item.to_dict() for item in objects])
    assert {(one.source, one.target) for one in found} >= {("default/web[Pod]", "default/db[Pod]")}


def test_a_file_of_kubectl_is_read_as_it_is_and_again_once_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "prod.json"
    written = {"apiVersion": "v1", "kind": "List", "items": [{**NODE, "status": {**NODE["status"], "nodeInfo": {}}}]}
    file.write_text(json.dumps(written), encoding="utf-8")
    assert rules(file) == rules(str(file)) == ["scheduling/resources"]
    file.write_text(json.dumps({**written, "items": [node("n", "16")]}) + "\n", encoding="utf-8")
    assert rules(file) == []


def test_a_folder_holds_the_objects_of_all_its_files(tmp_path: Path) -> None:
    for name, tree in (("a", NODE), ("b", node("m", "1"))):
        (tmp_path / f"{name}.json").write_text(json.dumps(tree), encoding="utf-8")
    assert len(k8sdsl.Cluster.read(tmp_path)) == 2
    assert rules(tmp_path) == ["scheduling/resources"]


def test_a_file_that_is_missing_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(k8sdsl.K8sdslError):
        k8sdsl.check([TOO_LARGE], cluster=tmp_path / "nothing.yaml")
