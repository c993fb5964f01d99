"""The pairs of docs/overlays.md build to the same objects: by Python, by a kustomization, and by kustomize itself."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from attrs import frozen

from k8sdsl import Overlay
from k8sdsl.pipeline import build_manifests

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs" / "overlays.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"# (\S+)\n(.*)", re.DOTALL)


@frozen
class Pair:
    """One example in Python; the kustomization file beside it is empty where there is none."""

    title: str
    kustomization: str
    python: str


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Language, name and text of each block; no name for one that is no file."""
    for language, text_of_block in FENCE.findall(text):
        named = NAMED.fullmatch(text_of_block)
        yield (language, named[1], named[2]) if named else (language, "", text_of_block)


def pairs() -> Iterator[Pair]:
    for section in PAGE.split("\n## ")[1:]:
        kustomization = ""
        for language, name, text in blocks(section):
            if language == "yaml" and not name:
                kustomization = text
            elif language == "python":
                yield Pair(section.partition("\n")[0], "" if "def " in text else kustomization, text)


FILES = {name: text for _, name, text in blocks(PAGE) if name}
PAIRS = list(pairs())


def write(folder: Path, pair: Pair) -> None:
    """The files of the page, the kustomization and the overlay in one folder."""
    resources = "" if "resources:" in pair.kustomization else "resources: [app.yaml]\n"
    *statements, overlay = re.split(r"^(?=Overlay\()", pair.python, flags=re.MULTILINE)
    program = f"from k8sdsl import *\n{''.join(statements)}\noverlay = {overlay}"
    for name, text in {**FILES, "kustomization.yaml": resources + pair.kustomization, "prod.py": program}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def trees(target: Path) -> list[dict[str, Any]]:
    return [manifest.tree for manifest in build_manifests(target, check=False).manifests]


def in_order(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(objects, key=lambda tree: (tree["kind"], tree["metadata"]["name"]))


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{number} {pair.title}" for number, pair in enumerate(PAIRS)])
def test_both_spellings_give_the_same_objects(pair: Pair, tmp_path: Path) -> None:
    write(tmp_path, pair)
    made = trees(tmp_path / "prod.py")
    if not pair.kustomization:
        assert made
        return
    expected = trees(tmp_path)
    assert in_order(made) == in_order(expected)
    if "sort_options" in pair.python:
        assert made == expected
    if shutil.which("kubectl"):
        done = subprocess.run(["kubectl", "kustomize", tmp_path], capture_output=True, text=True, check=True)
        assert in_order(made) == in_order(list(yaml.safe_load_all(done.stdout)))


def test_every_field_is_on_the_page() -> None:
    titles = " ".join(section.partition("\n")[0] for section in PAGE.split("\n## ")[1:])
    named = set(re.findall(r"\w+", titles))
    assert [name for name in Overlay.__annotations__ if name not in named] == []
