"""Reading the manifests of a project: only what is inside, and each file once more for all places in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.errors import LoadError
from k8sdsl.project.manifests import read_manifests, yaml_files
from k8sdsl.project.places import _places

if TYPE_CHECKING:
    from pathlib import Path

ONE = "kind: A\nmetadata:\n  name: a\n"


def test_a_file_is_parsed_once_for_all_its_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("---\n".join([ONE] * 50))
    manifests = read_manifests(tmp_path / "a.yaml")
    _places.cache_clear()
    sources = [manifest.origin.locate(("metadata", "name")) for manifest in manifests if manifest.origin is not None]
    assert [source.line for source in sources if source is not None] == [4 * number + 3 for number in range(50)]
    assert _places.cache_info().misses == 1


def test_a_file_that_changed_is_parsed_again(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(ONE)
    (manifest,) = read_manifests(file)
    assert manifest.origin is not None
    lines = []
    for text in (ONE, f"# longer\n{ONE}"):
        file.write_text(text)
        source = manifest.origin.locate(("metadata",))
        lines.append(source.line if source is not None else 0)
    assert lines == [2, 3]


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    for folder in (home / "deep", outside / "deep"):
        folder.mkdir(parents=True)
        (folder / "a.yaml").write_text(ONE)
    (home / "inside.yaml").symlink_to(home / "deep" / "a.yaml")
    (home / "environ.yaml").symlink_to("/proc/self/environ")
    (home / "file.yaml").symlink_to(outside / "deep" / "a.yaml")
    (home / "folder").symlink_to(outside)
    (home / "circle").symlink_to(home)
    assert yaml_files(home) == [home / "deep" / "a.yaml", home / "inside.yaml"]


def test_a_folder_without_manifests_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        yaml_files(tmp_path)
