"""The wheel is reproducible and complete, and so is the sdist."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from k8sdsl.codegen.sbom import render_sbom
from tests.cli.running import ROOT

pytest.importorskip("hatchling")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PYPROJECT["project"]["version"]


def built(source: Path, target: str, folder: Path) -> Path:
    """The distribution of a source tree; for `wheel` or `sdist`."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=300)
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def tracked() -> set[str]:
    if not (ROOT / ".git").exists():
        pytest.skip("not in a Git repository, which lists the files")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    ).stdout
    return {name for name in listed.split("\0") if name and (ROOT / name).exists()}


def test_the_wheel_of_the_sdist_has_the_same_bytes(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    """Another directory, other times of files, another run: nothing of it is in the wheel."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    for file in source.rglob("*"):
        file.touch()
    again = built(source, "wheel", tmp_path / "again")
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


def test_two_sdists_have_the_same_bytes(sdist: Path, tmp_path: Path) -> None:
    assert built(ROOT, "sdist", tmp_path).read_bytes() == sdist.read_bytes()


def test_the_sdist_has_every_file_of_the_repository(sdist: Path, tracked: set[str]) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert tracked - names == set()


def test_the_wheel_has_the_whole_package_and_nothing_else(wheel: Path, tracked: set[str]) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in tracked if name.startswith("k8sdsl/")} - names == set()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"k8sdsl", f"k8sdsl-{VERSION}.dist-info", f"k8sdsl-{VERSION}.data"}
    assert f"k8sdsl-{VERSION}.data/data/share/man/man1/k8sdsl.1" in names


def test_the_wheel_has_the_bill_of_materials(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel).read(f"k8sdsl-{VERSION}.dist-info/sboms/k8sdsl.cdx.json").decode()
    document = json.loads(held)
    assert document["metadata"]["component"]["version"] == VERSION
    names = {component["name"] for component in document["components"]}
    assert {"attrs", "typer", "kubernetes-validate", "argoproj/argo-cd"} <= names
    assert held == render_sbom(PYPROJECT), "run `python -m k8sdsl.codegen`"
