"""What commands write stays in the directory that was named, and an argument that is empty names none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli import run as run_here
from tests.cli.running import CONFIG, project
from tests.scaffold.test_init import KUSTOMIZATION

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = KUSTOMIZATION["old/settings.yaml"]
FILES = {**KUSTOMIZATION, "overlays/prod.py": CONFIG, "a.yaml": MANIFEST, "crd.yaml": ""}
WRITERS = [
    "import yaml a.yaml --to out",
    "import kustomize old --to out",
    "import cluster a.yaml --to out",
    "init out",
    "init out --from yaml a.yaml",
    "build prod old --into out",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = project(tmp_path / "here", FILES)
    monkeypatch.chdir(folder)
    return folder


def state(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "words",
    [
        ("build", "prod", "--into", ""),
        ("build", "prod", "--into="),
        ("build", "prod", "-o", ""),
        ("build", ""),
        ("import", "yaml", "a.yaml", "--to", ""),
        ("import", "kustomize", "old", "--to="),
        ("init", ""),
        ("vendor", ""),
        ("gitops", "--into", ""),
        ("gitops", "--push", ""),
        ("check", "-f", ""),
        ("diff", "", "a.yaml"),
        ("-C", "", "build", "prod"),
    ],
    ids=" ".join,
)
def test_an_empty_argument_is_a_usage_error_and_writes_nothing(words: tuple[str, ...], here: Path) -> None:
    before = state(here.parent)
    assert run_here(list(words)) == 2
    assert state(here.parent) == before


@pytest.mark.parametrize("line", WRITERS)
@pytest.mark.parametrize("place", ["out", "out/stacks", "out/overlays", "out/prod.yaml", "out/pyproject.toml"])
def test_nothing_is_written_through_a_link(line: str, place: str, here: Path) -> None:
    outside = here.parent / "outside"
    outside.mkdir()
    (outside / "file").write_text("kept")
    (here / place).parent.mkdir(exist_ok=True)
    (here / place).symlink_to(outside / "file" if "." in place else outside)
    before = state(outside)
    status = run_here([*line.split(), *([] if line.startswith("build") else ["--force"])])
    assert state(outside) == before
    assert (here / place).is_symlink()
    assert status in {0, 1, 2}


@pytest.mark.parametrize("line", WRITERS)
@pytest.mark.parametrize("made", ["pipe", "directory", "dangling link"])
def test_what_is_not_a_regular_file_is_not_replaced(line: str, made: str, here: Path) -> None:
    if line.startswith("build"):
        place = here / "out" / "prod.yaml"
    else:
        place = (
            here / "out" / ("pyproject.toml" if "init" in line else "overlays/old.py" if "kust" in line else "stacks")
        )
    place.parent.mkdir(parents=True)
    if made == "pipe":
        os.mkfifo(place)
    elif made == "directory":
        (place / "x").mkdir(parents=True)
    else:
        place.symlink_to(here.parent / "nowhere")
    if made == "directory" and place.name == "stacks":
        return
    assert run_here([*line.split(), *([] if line.startswith("build") else ["--force"])]) == 2
    assert not (here.parent / "nowhere").exists()
    assert made != "directory" or list(place.iterdir()) == [place / "x"]


def test_a_failed_import_leaves_no_file_and_no_folder(here: Path) -> None:
    (here / "b.yaml").write_text(MANIFEST.replace("settings", "x" * 250))
    before = state(here)
    (here / "out").write_text("a file where the folder should be")
    assert run_here(["import", "yaml", "a.yaml", "--to", "out/below"]) == 2
    (here / "out").unlink()
    assert state(here) == before
