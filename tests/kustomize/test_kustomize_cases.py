"""Kustomize's own cases build to what kustomize prints."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from k8sdsl.errors import K8sdslError
from k8sdsl.kustomize import build_kustomization
from tests.corpora import lines_of

if TYPE_CHECKING:
    from pathlib import Path


def lay_out(case: dict[str, Any], root: Path) -> Path:
    contents = {name: text.encode() for name, text in case["files"].items()}
    contents |= {name: base64.b64decode(text) for name, text in (case.get("files_base64") or {}).items()}
    for name, content in contents.items():
        file = root / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    target: Path = root / case["target"].lstrip("/")
    return target


def answer(case: dict[str, Any], root: Path) -> list[Any] | None:
    """The trees of a build, None where it is refused."""
    free = "LoadRestrictionsNone" in " ".join(case.get("args") or [])
    try:
        manifests = build_kustomization(lay_out(case, root), load_restrictor="none" if free else "root")
    except K8sdslError:
        return None
    return [manifest.tree for manifest in manifests]


def test_kustomizes_own_cases(tmp_path: Path) -> None:
    failures = []
    for number, case in enumerate(lines_of("kustomize", "cases.jsonl")):
        expected = None
        if case["expect"] == "output":
            expected = [tree for tree in yaml.safe_load_all(case["output"]) if tree is not None]
        if answer(case, tmp_path / str(number)) != expected:
            failures.append(case["id"])
    assert failures == []


def test_keys_are_in_kustomizes_order(tmp_path: Path) -> None:
    keys = '{a10: "", a2: "", B: "", _z: "", "1": "", "0a": "", a-b: "", a.b: "", ab: ""}'
    (tmp_path / "kustomization.yaml").write_text("resources: [x.yaml]")
    (tmp_path / "x.yaml").write_text(f"kind: ConfigMap\nmetadata: {{name: x}}\napiVersion: v1\ndata: {keys}")
    tree = build_kustomization(tmp_path)[0].tree
    assert list(tree) == ["apiVersion", "data", "kind", "metadata"]
    assert list(tree["data"]) == ["_z", "0a", "1", "B", "a-b", "a.b", "a2", "a10", "ab"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("0644", 420),
        ("2020-01-01", "2020-01-01T00:00:00Z"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"),
        ("12:30:45", "12:30:45"),
        ("2020-13-45", "2020-13-45"),
    ],
)
def test_resources_are_read_as_kustomize_reads_them(tmp_path: Path, written: str, read: object) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [x.yaml]")
    (tmp_path / "x.yaml").write_text(f"apiVersion: v1\nkind: Foo\nmetadata: {{name: x}}\nspec: {written}")
    assert build_kustomization(tmp_path)[0].tree["spec"] == read
