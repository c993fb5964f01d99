"""Quotas and placement on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.serve.served import Served
from tests.serve.sets import SHOP

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CLUSTER = """apiVersion: v1
kind: ResourceQuota
metadata: {name: small, namespace: shop}
spec: {hard: {pods: "8", services: "1"}}
---
apiVersion: v1
kind: Node
metadata: {name: node-1, labels: {kubernetes.io/hostname: node-1}}
status: {allocatable: {cpu: "4", memory: 8Gi, pods: "110"}}
"""


def test_without_a_cluster_the_page_says_how_to_name_one(served: Served) -> None:
    html = served.tab("cluster")
    assert "--cluster" in html
    assert "Deployment web: 3 pending" in html


def test_quotas_and_the_nodes_of_pods_are_those_of_the_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    served = Served(tmp_path, {**SHOP, "clusters/here.yaml": CLUSTER}, cluster="clusters/here.yaml")
    html = served.tab("cluster")
    assert "<td>3 to 4</td><td>8</td>" in html
    assert '<meter value="0.500"' in html
    assert "Deployment web: node-1 3" in html
    assert "here.yaml" in html


def test_a_cluster_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    served = Served(tmp_path, SHOP, cluster="clusters/none.yaml")
    assert 'role="alert"' in served.tab("cluster")
