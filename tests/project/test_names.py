"""The names of the overlays of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.project.names import overlay_names
from tests.projects import write_project

if TYPE_CHECKING:
    from pathlib import Path


def test_links_that_lead_back_give_no_more_names(tmp_path: Path) -> None:
    write_project(tmp_path / "project", {"overlays/eu/prod.py": "", "overlays/dev.py": "", "shared/base.py": ""})
    overlays = tmp_path / "project/overlays"
    (tmp_path / "project/shared/more").symlink_to(".")
    links = {"a": ".", "b": "eu", "eu/c": "..", "d": "../..", "root": "/", "e": "e", "f": "../shared"}
    for name, target in links.items():
        (overlays / name).symlink_to(target)
    assert overlay_names(tmp_path / "project") == ["b/prod", "dev", "eu/prod", "f/base"]
