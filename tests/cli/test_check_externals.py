"""`external` and `closed`: objects outside of a set, declared by the project or by an overlay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from k8sdsl import check
from tests.cli.running import project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

POD = """
def pod() -> k8s.Pod:
    env = [k8s.EnvFromSource(secret_ref=k8s.SecretEnvSource(name="db"))]
    spec = k8s.PodSpec(containers=[k8s.Container(name="web", image="web:1", env_from=env)])
    return k8s.Pod("web", spec=spec)
"""


def overlay(arguments: str) -> dict[str, str]:
    return {"overlays/prod.py": f"{HEAD}{POD}\noverlay = Overlay(base=[pod()], {arguments})\n"}


def rules(folder: Path, *words: str) -> dict[str, str]:
    done = run(folder, "check", *words, "--severity", "warning", "--format", "json")
    return {one["rule"]: one["severity"] for one in json.loads(done.stdout)}


@pytest.mark.parametrize(
    ("arguments", "settings", "expected"),
    [
        ("", "", {}),
        ("closed=True", "", {"set/undeclared-external": "error"}),
        ("", "closed = true", {"set/undeclared-external": "error"}),
        ("closed=False", "closed = true", {}),
        ('closed=True, external=["Secret/db"]', "", {}),
        ("", 'closed = true\nexternal = ["Secret/d*"]', {}),
        ('closed=True, external=["Secret/db in default"]', "", {}),
        ('external=["Secret/gone"]', "", {"config/stale-external": "warning"}),
        ("", 'external = ["Secret/gone"]', {"config/stale-external": "warning"}),
    ],
)
def test_an_overlay_and_a_project_declare_what_is_outside(
    arguments: str, settings: str, expected: dict[str, str], tmp_path: Path
) -> None:
    project(tmp_path, {**overlay(arguments), "pyproject.toml": f"[tool.k8sdsl]\n{settings}\n"})
    assert rules(tmp_path) == expected


def test_what_a_base_declares_is_declared_for_the_overlays_on_it(tmp_path: Path) -> None:
    base = 'base = Overlay(base=[pod()], external=["Secret/db", "Secret/of-others"])\n'
    outer = 'overlay = Overlay(base=[base], closed=True, external=["StorageClass/fast"])\n'
    project(tmp_path, {"overlays/prod.py": HEAD + POD + base + outer})
    done = run(tmp_path, "check", "prod", "--format", "json")
    found = json.loads(done.stdout)
    assert [(one["rule"], one["message"].rpartition(" ")[2]) for one in found] == [
        ("config/stale-external", "StorageClass/fast")
    ]


def test_a_closed_overlay_does_not_build(tmp_path: Path) -> None:
    project(tmp_path, overlay("closed=True"))
    assert run(tmp_path, "build", "prod").returncode == 1


def test_check_reports_stale_entries_with_the_line_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, overlay('external=[\n    "Secret/db",\n    "Secret/gone",\n]'))
    monkeypatch.chdir(tmp_path)
    (found,) = (one for one in check("prod") if one.rule == "config/stale-external")
    text = (tmp_path / "overlays" / "prod.py").read_text().splitlines()
    assert found.source is not None
    assert "Secret/gone" in text[found.source.line - 1]
