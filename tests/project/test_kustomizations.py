"""Patterns for kustomization directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import LoadError
from k8sdsl.project.kustomizations import find_kustomizations
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path

EMPTY = "resources: []\n"
FILES = {
    "clusters/kustomization.yaml": EMPTY,
    "clusters/eu/web/kustomization.yml": EMPTY,
    "clusters/eu/db/Kustomization": EMPTY,
    "clusters/us/web/kustomization.yaml": "not: [valid",
    "clusters/us/part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n",
    "clusters/us/flux/kustomization.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n",
    "clusters/.hidden/kustomization.yaml": EMPTY,
    "clusters/us/plain/web.yaml": "kind: ConfigMap\n",
}
ALL = ["clusters", "clusters/eu/db", "clusters/eu/web", "clusters/us/web"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("clusters/**", ALL),
        ("clusters/**/", ALL),
        ("**", ALL),
        ("**/**/web", ["clusters/eu/web", "clusters/us/web"]),
        ("clusters/*", []),
        ("clusters/*/web", ["clusters/eu/web", "clusters/us/web"]),
        ("clusters/e[tu]/**", ["clusters/eu/db", "clusters/eu/web"]),
        ("*/eu/d?", ["clusters/eu/db"]),
        ("nothing/**", []),
    ],
)
def test_a_pattern_finds_what_can_be_built(
    pattern: str, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, FILES)
    (tmp_path / "clusters/loop").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert find_kustomizations(pattern, tmp_path) == found
    assert find_kustomizations(f"{tmp_path}/{pattern}", tmp_path) == [f"{tmp_path}/{path}" for path in found]


@pytest.mark.parametrize("pattern", ["/**", "../**", "../*", "/*/**", "clusters/../../**"])
def test_a_pattern_stays_in_the_project(pattern: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path / "project", FILES)
    monkeypatch.chdir(tmp_path / "project")
    with pytest.raises(LoadError):
        find_kustomizations(pattern, tmp_path / "project")


def test_a_pattern_that_follows_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    write_project(tmp_path / "other", FILES)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "link").symlink_to(tmp_path / "other")
    with pytest.raises(LoadError):
        find_kustomizations(f"{tmp_path}/project/link/**", tmp_path / "project")


@pytest.mark.parametrize("target", ["nothing", "kustomization.yaml"])
def test_a_kustomization_that_is_a_link_to_nothing_or_itself_is_left_to_its_build(target: str, tmp_path: Path) -> None:
    write_project(tmp_path, FILES)
    (tmp_path / "clusters/eu/web/kustomization.yml").unlink()
    (tmp_path / "clusters/eu/web/kustomization.yaml").symlink_to(target)
    assert str(tmp_path / "clusters/eu/web") in find_kustomizations(f"{tmp_path}/**", tmp_path)
