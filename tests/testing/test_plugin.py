"""The pytest plugin, in projects made for the test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import environment, project
from tests.projects import HEAD

PROD = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("settings", data={"level": "info"}), namespace="prod")\n'
BAD = HEAD + 'overlay = Overlay(base=k8s.ConfigMap("A_B", data={"level": "info"}))\n'
FLEET = (
    HEAD + 'overlays = {name: Overlay(base=k8s.ConfigMap("settings", data={"at": name})) for name in ("eu", "us")}\n'
)
TESTS = """
from k8sdsl import k8s
from k8sdsl.testing import every_overlay

@every_overlay
def test_builds(overlay, yaml_snapshot):
    assert overlay.text == yaml_snapshot(name=overlay.name)

@every_overlay
def test_clean(overlay):
    assert overlay.findings == []

@every_overlay("prod")
def test_one(overlay):
    assert overlay.objects.one(k8s.ConfigMap, "settings").data == {"level": "info"}

def test_named(overlay_named):
    assert overlay_named("prod").name == "prod"
"""
SETTINGS = "[tool.pytest.ini_options]\ntestpaths = ['tests']\npythonpath = ['.']\nfilterwarnings = ['error']\n"


def alone() -> dict[str, str]:
    """The environment without that of pytest-xdist, whose workers do not report unused snapshots."""
    return {name: value for name, value in environment().items() if not name.startswith("PYTEST_")}


def tried(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", *arguments]
    return subprocess.run(command, cwd=folder, env=alone(), capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    files = {"overlays/prod.py": PROD, "overlays/fleet.py": FLEET, "tests/test_all.py": TESTS}
    return project(tmp_path, {**files, "pyproject.toml": SETTINGS})


def test_a_test_runs_for_every_overlay_and_member_of_a_fleet(made: Path) -> None:
    first = tried(made, "-q", "--snapshot-update")
    assert first.returncode == 0, first.stdout
    assert "8 passed" in first.stdout
    assert {file.stem for file in (made / "snapshots").iterdir()} == {"fleet~eu", "fleet~us", "prod"}
    assert tried(made, "-q").returncode == 0


def test_a_change_fails_the_snapshot_and_shows_the_line(made: Path) -> None:
    tried(made, "-q", "--snapshot-update")
    (made / "overlays/prod.py").write_text(PROD.replace("info", "debug"), encoding="utf-8")
    done = tried(made, "-q", "-k", "test_builds")
    assert done.returncode == 1
    assert "level: debug" in done.stdout


def test_a_snapshot_of_no_overlay_fails_the_run(made: Path) -> None:
    tried(made, "-q", "--snapshot-update")
    (made / "snapshots/old.yaml").write_text("a: 1\n", encoding="utf-8")
    done = tried(made, "-q")
    assert done.returncode == 1
    assert "1 snapshot unused" in done.stdout


def test_a_run_of_some_tests_does_not_change_the_other_snapshots(made: Path) -> None:
    tried(made, "-q", "--snapshot-update")
    assert tried(made, "-q", "-k", "prod", "--snapshot-update").returncode == 0
    assert len(list((made / "snapshots").iterdir())) == 3


def test_findings_are_shown_with_rule_and_place(made: Path) -> None:
    (made / "overlays/prod.py").write_text(BAD, encoding="utf-8")
    done = tried(made, "-q", "-k", "test_clean and prod")
    assert done.returncode == 1
    assert "not expected:" in done.stdout
    assert "overlays/prod.py:2" in done.stdout


def test_an_overlay_that_cannot_be_loaded_fails_its_tests_and_no_others(made: Path) -> None:
    (made / "overlays/broken.py").write_text("overlay = 1 / 0\n", encoding="utf-8")
    done = tried(made, "-q", "-k", "test_clean")
    assert "1 failed, 3 passed" in done.stdout


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("@every_overlay\ndef test_x(): pass", "does not take"),
        ("@every_overlay('nope')\ndef test_x(overlay): pass", "no overlay matches"),
        ("def test_x(overlay): pass", "requires `@every_overlay`"),
    ],
)
def test_a_misuse_is_explained(made: Path, test: str, said: str) -> None:
    (made / "tests/test_all.py").write_text(f"from k8sdsl.testing import every_overlay\n{test}\n", encoding="utf-8")
    done = tried(made, "-q")
    assert done.returncode != 0
    assert said in done.stdout


def test_the_plugin_loads_nothing_of_a_build_by_itself() -> None:
    code = "import sys, k8sdsl.testing.plugin; print([n for n in sys.modules if n.startswith('k8sdsl')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(eval(loaded)) == {"k8sdsl", "k8sdsl.lazy", "k8sdsl.testing", "k8sdsl.testing.plugin"}  # noqa: S307
