"""A project that `k8sdsl init` wrote builds, checks, tests and type-checks, and its README's commands work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from k8sdsl.scaffold import project_files, project_name
from tests.cli.running import ROOT, environment, project, run

BIN = Path(sys.executable).parent
COMPOSE = "services:\n  web:\n    image: nginx:1.29\n    ports: ['8080:80']\n"
KUSTOMIZATION = {
    "old/kustomization.yaml": "resources: [settings.yaml]\nnamePrefix: eu-\n",
    "old/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info}\n",
}


def in_project(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    variables = environment(PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    variables.pop("PYTHONPATH")
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    done = run(folder, "init", "shop")
    assert done.returncode == 0, done.stderr
    return folder / "shop"


def commands(readme: str) -> list[str]:
    """The commands of a README, except those that set up an environment."""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if not line.startswith(("python3 -m venv", ".venv/", ". .venv/"))]


def test_every_command_of_its_readme_works(new: Path) -> None:
    found = commands((new / "README.md").read_text(encoding="utf-8"))
    assert {"k8sdsl check", "pytest", "mypy", "k8sdsl gitops"} <= set(found)
    for command in found:
        done = in_project(new, command)
        expected = 1 if command.startswith("k8sdsl diff") else 0  # dev and prod differ
        assert done.returncode == expected, f"{command}: {done.stdout}{done.stderr}"


def test_the_page_about_testing_runs_in_it(new: Path) -> None:
    page = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
    tests, _ = re.findall(r"^```python\n# tests/\S+\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    (new / "tests/test_page.py").write_text(tests, encoding="utf-8")
    done = in_project(new, "pytest -q -p no:cacheprovider tests/test_page.py")
    (new / "tests/test_page.py").unlink()
    assert done.returncode == 0, done.stdout
    assert "7 passed" in done.stdout


def test_what_ci_runs_works_in_it(new: Path) -> None:
    workflow = yaml.safe_load((new / ".github/workflows/manifests.yaml").read_text(encoding="utf-8"))
    steps = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    script = yaml.safe_load((new / ".gitlab-ci.yml").read_text(encoding="utf-8"))["manifests"]["script"]
    checks = [step for step in [*steps, *script] if step.startswith("k8sdsl")]
    assert len(checks) >= 2
    for step in checks:
        assert in_project(new, step).returncode == 0, step


def test_it_type_checks_strictly_with_both_checkers_and_is_formatted(new: Path) -> None:
    python = f"--pythonpath {sys.executable}"
    for command in ("mypy", f"pyright {python}", "ruff check .", "ruff format --check ."):
        done = in_project(new, command)
        assert done.returncode == 0, f"{command}: {done.stdout}"


def test_its_settings_can_be_read(new: Path) -> None:
    settings = tomllib.loads((new / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["name"] == "shop"
    assert settings["tool"]["k8sdsl"]["policies"] == ["recommended"]
    hooks = yaml.safe_load((new / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert hooks["repos"][0]["hooks"][0]["entry"] == "k8sdsl check"


def test_no_placeholder_is_left_in_it() -> None:
    for name, text in project_files("Shop & Co", "9.9.9").items():
        assert not re.search(r"PROJECT|VERSION", text), name


@pytest.mark.parametrize(
    ("directory", "name"),
    [("shop", "shop"), ("My Shop", "my-shop"), ("..", "manifests"), ("ñandú", "and"), ("a\n", "a")],
)
def test_any_directory_gives_a_name_that_pip_accepts(directory: str, name: str) -> None:
    assert project_name(directory) == name


def test_it_overwrites_nothing(new: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    done = run(tmp_path, "init")
    assert done.returncode == 2
    assert "pyproject.toml" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["pyproject.toml"]
    assert run(new.parent, "init", "shop").returncode == 2


@pytest.mark.parametrize(
    ("kind", "files"),
    [("kustomize", KUSTOMIZATION), ("yaml", KUSTOMIZATION), ("compose", {"old/compose.yaml": COMPOSE})],
)
def test_a_project_can_begin_from_files_of_another_tool(tmp_path: Path, kind: str, files: dict[str, str]) -> None:
    project(tmp_path, files)
    source = {"kustomize": "old", "yaml": "old/settings.yaml", "compose": "old/compose.yaml"}[kind]
    done = run(tmp_path, "init", "shop", "--from", kind, source)
    assert done.returncode == 0, done.stderr
    snapshots = sorted((tmp_path / "shop/snapshots").iterdir())
    assert snapshots
    tested = in_project(tmp_path / "shop", "pytest -q -p no:cacheprovider tests -k snapshot")
    assert tested.returncode == 0, tested.stdout


def test_a_failed_import_leaves_no_half_project(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "shop", "--from", "compose", "missing.yaml")
    assert done.returncode == 2
    assert not (tmp_path / "shop").exists()


def test_an_unknown_source_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "shop", "--from", "helmfile", "x")
    assert done.returncode == 2
    assert "kustomize" in done.stderr


def test_a_project_whose_overlay_does_not_build_says_what_is_missing(tmp_path: Path) -> None:
    project(tmp_path, {"a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A_B}\n"})
    done = run(tmp_path, "init", "new", "--from", "yaml", "a.yaml")
    assert done.returncode == 1
    assert "error[meta/name]" in done.stderr
    assert "note: new is written without snapshots/" in done.stderr
    assert not (tmp_path / "new/snapshots").exists()


@pytest.mark.parametrize(("name", "shown"), [("a $(touch b)", "cd 'a $(touch b)'"), ("-x", "cd ./-x")])
def test_the_next_steps_are_safe_to_paste(name: str, shown: str, tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--", name)
    assert done.returncode == 0, done.stderr
    assert shown in [line.strip() for line in done.stderr.splitlines()]
