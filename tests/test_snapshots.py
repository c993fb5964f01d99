"""Whole builds of the project's overlays, as YAML files that a reviewer reads: `snapshots/dev.yaml` and so on.

`pytest --snapshot-update` writes them anew. A snapshot that no overlay gives any more fails the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

import k8sdsl
from k8sdsl.project.names import overlay_names
from tests.discovery import serve_discovery

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex

ROOT = Path(__file__).parent.parent
OVERLAYS = overlay_names(ROOT)


class YamlFile(SingleFileSnapshotExtension):
    """One YAML file an overlay in the project's folder `snapshots`; other files there are unused snapshots."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        del test_location
        return str(ROOT / "snapshots")

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        del test_location
        return str(index)

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return f"{test_location.methodname}[{index}]"

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        return test_location.basename == Path(__file__).stem and Path(snapshot_location).parent == ROOT / "snapshots"

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        """The file under the name that `get_snapshot_name` gives it."""
        found = SnapshotCollection(location=snapshot_location)
        found.add(Snapshot(name=f"{test_an_overlay_builds_to_its_snapshot.__name__}[{Path(snapshot_location).stem}]"))
        return found


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("WORDPRESS_DB_PASSWORD", "MARIADB_ROOT_PASSWORD", "WORDPRESS_SALT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots as YAML files; syrupy looks for unused ones where the extension is the assertion's own."""
    return snapshot.use_extension(YamlFile)


def test_there_are_overlays_for_development_and_production() -> None:
    assert OVERLAYS == ["dev", "prod"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_builds_to_its_snapshot(overlay: str, snapshot: SnapshotAssertion) -> None:
    assert k8sdsl.build(overlay) == snapshot(name=overlay)


def test_every_snapshot_is_of_an_overlay_that_there_is() -> None:
    assert sorted(file.name for file in (ROOT / "snapshots").iterdir()) == [f"{name}.yaml" for name in OVERLAYS]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_builds_to_the_same_bytes_in_every_process(overlay: str) -> None:
    code = f"import k8sdsl, sys; sys.stdout.write(k8sdsl.build({overlay!r}))"
    outputs = {_run_python(code, hash_seed=seed) for seed in ("1", "2")}
    assert outputs == {k8sdsl.build(overlay).encode()}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_is_found_in_an_overlay(overlay: str) -> None:
    assert k8sdsl.check(overlay, policies=["recommended", "notes"], pod_security="restricted") == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_api_server_would_accept_each_object_of_an_overlay(overlay: str) -> None:
    findings = [finding for tree in _documents(overlay) for finding in k8sdsl.validate(tree)]
    assert findings == []


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubectl_reads_what_was_written(overlay: str, tmp_path: Path) -> None:
    create = ("create", "--dry-run=client", "--validate=false", "--output=yaml", "--filename=-")
    with serve_discovery() as server:
        made = subprocess.run(
            ["kubectl", f"--server={server}", f"--cache-dir={tmp_path}", *create],
            input=k8sdsl.build(overlay),
            check=True,
            capture_output=True,
            text=True,
        )
    assert list(yaml.safe_load_all(made.stdout)) == _documents(overlay)


def _documents(overlay: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(k8sdsl.build(overlay)))


def _run_python(code: str, *, hash_seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=environment).stdout
