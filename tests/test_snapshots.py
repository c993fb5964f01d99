"""Whole builds of the project's overlays, as YAML files that a reviewer reads: `snapshots/dev.yaml` and so on.

`pytest --snapshot-update` writes them anew. A snapshot that no overlay gives any more fails the run.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import k8sdsl
from k8sdsl.emitters.yaml import emit
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.project.names import overlay_names, snapshot_name
from k8sdsl.testing import RenderedOverlay, assert_reproducible, every_overlay
from tests.discovery import serve_discovery

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parent.parent
OVERLAYS = overlay_names(ROOT)


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("WORDPRESS_DB_PASSWORD", "MARIADB_ROOT_PASSWORD", "WORDPRESS_SALT"):
        monkeypatch.delenv(name, raising=False)


def test_there_are_overlays_for_development_and_production() -> None:
    assert {"dev", "prod"} <= set(OVERLAYS)


@every_overlay
def test_an_overlay_builds_to_its_snapshot(overlay: RenderedOverlay, yaml_snapshot: SnapshotAssertion) -> None:
    assert overlay.text == yaml_snapshot(name=overlay.name)


def test_every_snapshot_is_of_an_overlay_that_there_is() -> None:
    assert sorted(file.name for file in (ROOT / "snapshots").iterdir()) == [
        f"{snapshot_name(name)}.yaml" for name in OVERLAYS
    ]


@every_overlay
def test_an_overlay_builds_to_the_same_bytes_in_every_process(overlay: RenderedOverlay) -> None:
    assert_reproducible(overlay.name, overlay.root)


@every_overlay
def test_nothing_is_found_in_an_overlay(overlay: RenderedOverlay) -> None:
    level = None if overlay.name == "platform" else "restricted"  # agents change nodes, in a namespace of their own
    assert k8sdsl.check(overlay.name, policies=["recommended", "notes"], pod_security=level) == []


@every_overlay
def test_the_api_server_would_accept_each_object_of_an_overlay(overlay: RenderedOverlay) -> None:
    assert [finding for tree in _documents(overlay) for finding in k8sdsl.validate(tree) if finding.is_error] == []


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@every_overlay
def test_kubectl_reads_what_was_written(overlay: RenderedOverlay, tmp_path: Path) -> None:
    built_in = [tree for tree in _documents(overlay) if is_builtin_group(tree["apiVersion"].rpartition("/")[0])]
    create = ("create", "--dry-run=client", "--validate=false", "--output=yaml", "--filename=-")
    with serve_discovery() as server:
        made = subprocess.run(
            ["kubectl", f"--server={server}", f"--cache-dir={tmp_path}", *create],
            input=emit(built_in),
            check=True,
            capture_output=True,
            text=True,
        )
    assert list(yaml.safe_load_all(made.stdout)) == built_in


def _documents(overlay: RenderedOverlay) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(overlay.text))
