"""References of custom kinds that the settings of a project add to the table: everything that reads it follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl import build, check
from k8sdsl.diff.difference import difference_of
from k8sdsl.gitops.order.waves import waves_of
from tests.cli.running import project, run
from tests.projects import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.tree import Tree

SETTINGS = """
[[tool.k8sdsl.references]]
kind = "Database.example.com"
path = "spec.credentials"
refers-to = "Secret"
name = "name"
key = "key"
"""
DATABASE = {
    "apiVersion": "example.com/v1",
    "kind": "Database",
    "metadata": {"name": "db"},
    "spec": {"credentials": {"name": "login", "key": "password"}},
}
SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "login"}, "stringData": {"password": "-"}}


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = f"{HEAD}overlay = Overlay(base=[{DATABASE!r}, {SECRET!r}], name_prefix='eu-')\n"
    project(tmp_path, {"pyproject.toml": SETTINGS, "overlays/prod.py": overlay})
    monkeypatch.chdir(tmp_path)


def without(key: str) -> Tree:
    return {**SECRET, "stringData": {key: "-"}}


def test_renaming_follows_them() -> None:
    assert "name: eu-login\n    key: password" in build("prod") or "key: password\n    name: eu-login" in build("prod")
    assert [finding for finding in check("prod") if finding.severity == "warning"] == []


def test_the_order_of_deployment_follows_them() -> None:
    assert waves_of([DATABASE, SECRET]) == [1, 0]


def test_why_follows_them(tmp_path: Path) -> None:
    assert "Database/eu-db" in run(tmp_path, "why", "Secret/eu-login", "prod").stdout


def test_differences_follow_them() -> None:
    found = difference_of([DATABASE, SECRET], [DATABASE, without("passwort")]).objects
    assert [effect.kind for change in found for effect in change.effects] == ["breaks-references"]
