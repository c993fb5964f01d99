"""A chart is the base of an overlay: rendered when that is allowed, pinned, and kept."""

from __future__ import annotations

import json
import os
import stat
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from k8sdsl import Chart, Overlay
from k8sdsl.charts.permission import helm_allowed
from k8sdsl.charts.store import digest_of
from k8sdsl.errors import K8sdslError, OverlayError
from k8sdsl.pipeline import build_manifests
from tests.charts.demo import needs_helm, write_chart

if TYPE_CHECKING:
    from pathlib import Path

PROD = """
from k8sdsl import Chart, Overlay
chart = Chart("../charts/demo", values={"replicas": 3}, values_files=["prod.yaml"], release="shop")
overlay = Overlay(base=[chart], namespace="shop")
"""
REMOTE = """
from k8sdsl import Chart, Overlay
overlay = Overlay(base=Chart("oci://registry.example.com/demo", version="1.2.3"))
"""
HELM = """#!{python}
import pathlib, sys
if sys.argv[1] == "pull":
    folder = pathlib.Path(sys.argv[sys.argv.index("--destination") + 1])
    (folder / "demo-1.2.3.tgz").write_bytes(pathlib.Path({package!r}).read_bytes())
else:
    print("apiVersion: v1\\nkind: ConfigMap\\nmetadata: {{name: rendered}}")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_chart(tmp_path / "charts" / "demo")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "prod.yaml").write_text("replicas: 2\nimage: caddy\n")
    (tmp_path / "overlays" / "prod.py").write_text(PROD)
    (tmp_path / "overlays" / "remote.py").write_text(REMOTE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the registry has; a program `helm` stands for Helm."""
    file, program = folder / "registry.tgz", folder / "bin" / "helm"
    file.write_bytes(b"one")
    program.parent.mkdir()
    program.write_text(HELM.format(python=sys.executable, package=str(file)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return file


def names(target: str, *, allow_helm: bool = False) -> list[str]:
    with helm_allowed() if allow_helm else nullcontext():
        made = build_manifests(target, check=False)
    return sorted(str(manifest.ref) for manifest in made.manifests)


@needs_helm
def test_a_chart_is_rendered_only_if_that_is_allowed_and_kept(folder: Path) -> None:
    with pytest.raises(K8sdslError) as caught:
        names("prod")
    assert "--enable-helm" in str(caught.value)
    found = names("prod", allow_helm=True)
    assert "Deployment/shop-demo in shop" in found
    assert "Pod/test in shop" not in found
    assert names("prod") == found  # from what was kept
    assert (folder / ".k8sdsl" / ".gitignore").read_text() == "*\n"
    assert not (folder / "charts.lock").exists()


@needs_helm
def test_values_are_laid_over_those_of_files(folder: Path) -> None:
    del folder
    with helm_allowed():
        built = build_manifests("prod").manifests
    (web,) = [manifest.tree for manifest in built if manifest.kind == "Deployment"]
    assert web["spec"]["replicas"] == 3
    assert web["spec"]["template"]["spec"]["containers"][0]["image"] == "caddy:1.28"


@needs_helm
def test_a_chart_that_changed_is_rendered_again(folder: Path) -> None:
    names("prod", allow_helm=True)
    (folder / "charts/demo/values.yaml").write_text("replicas: 1\nimage: nginx\nsettings: {c: d}\n")
    with pytest.raises(K8sdslError):
        names("prod")


def test_a_fetched_chart_is_pinned_by_its_digest(folder: Path, package: Path) -> None:
    assert names("remote", allow_helm=True) == ["ConfigMap/rendered"]
    lock = json.loads((folder / "charts.lock").read_text())
    assert lock == {"oci://registry.example.com/demo 1.2.3": digest_of(package)}
    package.unlink()
    assert names("remote") == ["ConfigMap/rendered"]


def test_another_package_than_the_pinned_one_is_an_error(folder: Path, package: Path) -> None:
    names("remote", allow_helm=True)
    for file in (folder / ".k8sdsl" / "charts").iterdir():
        file.unlink()
    package.write_bytes(b"another")
    with pytest.raises(K8sdslError) as caught:
        names("remote", allow_helm=True)
    assert "charts.lock" in str(caught.value)


def test_a_chart_of_a_registry_needs_a_version() -> None:
    with pytest.raises(OverlayError) as caught:
        Chart("oci://registry.example.com/demo")
    assert caught.value.source is not None


@pytest.mark.parametrize("source", ["../charts/gone", "../overlays"])
def test_a_chart_that_is_not_there_is_an_error(folder: Path, source: str) -> None:
    (folder / "overlays" / "bad.py").write_text(PROD.replace("../charts/demo", source))
    with pytest.raises(K8sdslError) as caught:
        names("bad", allow_helm=True)
    assert "there is no chart" in str(caught.value)


def test_a_chart_is_a_base_for_type_checkers() -> None:
    assert Overlay(base=[Chart("charts/demo")]).base
