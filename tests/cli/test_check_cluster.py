"""`k8sdsl check --cluster` finds what the cluster of a file would refuse, and an overlay names its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.running import project, run

if TYPE_CHECKING:
    from pathlib import Path

CLUSTER = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata: {name: small, labels: {kubernetes.io/hostname: small}}
  status: {allocatable: {cpu: "1", memory: 1Gi, pods: "110"}}
- apiVersion: v1
  kind: ResourceQuota
  metadata: {name: compute, namespace: default}
  spec: {hard: {pods: "1"}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: nginx:1.21
    resources: {requests: {cpu: "2"}}
"""
OVERLAY = """\
from k8sdsl import Overlay

overlay = Overlay(base="web.yaml"{fields})
"""


def rules(folder: Path, *arguments: str) -> list[tuple[str, int]]:
    """The rule and line of each finding about the cluster."""
    done = run(folder, "check", *arguments, "--format", "json")
    findings = json.loads(done.stdout)
    return [(f["rule"], f["source"]["line"]) for f in findings if f["rule"].startswith(("scheduling/", "quota/"))]


def test_files_are_checked_in_the_cluster_that_is_given(tmp_path: Path) -> None:
    project(tmp_path, {"web.yaml": POD, "cluster.yaml": CLUSTER})
    assert rules(tmp_path, "-f", "web.yaml") == []
    assert rules(tmp_path, "-f", "web.yaml", "--cluster", "cluster.yaml") == [("scheduling/resources", 5)]


def test_an_overlay_names_its_cluster_and_the_command_line_another(tmp_path: Path) -> None:
    other = CLUSTER.replace('cpu: "1"', 'cpu: "4"').replace('pods: "1"}', 'pods: "0"}')
    files = {
        "overlays/prod.py": OVERLAY.format(fields=', cluster="clusters/prod.yaml"'),
        "overlays/web.yaml": POD,
        "overlays/clusters/prod.yaml": CLUSTER,
        "other.yaml": other,
    }
    project(tmp_path, files)
    assert [rule for rule, _ in rules(tmp_path, "prod")] == ["scheduling/resources"]
    assert [rule for rule, _ in rules(tmp_path, "prod", "--cluster", "other.yaml")] == ["quota/exceeded"]


def test_a_finding_names_the_line_of_the_patch_that_caused_it(tmp_path: Path) -> None:
    patch = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  nodeSelector: {disk: ssd}\n"
    fields = ', patches=["disk.yaml"], cluster="cluster.yaml"'
    files = {"overlays/prod.py": OVERLAY.format(fields=fields), "overlays/web.yaml": POD.replace('"2"', '"1"')}
    project(tmp_path, {**files, "overlays/disk.yaml": patch, "overlays/cluster.yaml": CLUSTER})
    assert rules(tmp_path, "prod") == [("scheduling/node-affinity", 5)]


def test_a_cluster_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    project(tmp_path, {"web.yaml": POD})
    done = run(tmp_path, "check", "-f", "web.yaml", "--cluster", "clusters/prod.yaml")
    assert done.returncode == 2
    assert "clusters/prod.yaml" in done.stderr


def test_pods_are_held_to_a_standard(tmp_path: Path) -> None:
    project(tmp_path, {"web.yaml": POD})
    done = run(tmp_path, "check", "-f", "web.yaml", "--pod-security", "restricted")
    assert done.returncode == 1
    assert "pod-security/run-as-non-root" in done.stdout
