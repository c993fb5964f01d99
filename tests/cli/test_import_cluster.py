"""`k8sdsl import cluster` reads the output of `kubectl get -o yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.running import run
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

LIST = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings, namespace: shop, uid: x, resourceVersion: "1"}
  data: {a: b}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: kube-root-ca.crt, namespace: shop}
- apiVersion: v1
  kind: Secret
  metadata: {name: db, namespace: shop, uid: x}
  type: Opaque
  data: {password: aHVudGVyMg==}
"""


def test_the_objects_of_a_cluster_are_imported_by_namespace(tmp_path: Path) -> None:
    write_project(tmp_path, {"live.yaml": LIST})
    ended = run(tmp_path, "import", "cluster", "live.yaml", "--to", "python")
    assert ended.returncode == 0, ended.stderr
    assert "skipped 1 object of controllers" in ended.stderr
    text = (tmp_path / "python/overlays/shop.py").read_text()
    assert 'overlay = Overlay(base=shop(), namespace="shop")' in text
    assert "aHVudGVyMg" not in (tmp_path / "python/stacks/shop.py").read_text()
    assert "uid" not in run(tmp_path / "python", "build", "shop").stdout


def test_a_cluster_without_objects_of_users_is_an_error(tmp_path: Path) -> None:
    write_project(tmp_path, {"live.yaml": "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n"})
    ended = run(tmp_path, "import", "cluster", "live.yaml", "--to", "python")
    assert (ended.returncode, ended.stderr.startswith("note: ")) == (2, True)
    assert "error[import/nothing]: " in ended.stderr
