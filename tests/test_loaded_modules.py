"""What commands load: start-up is a feature, and it is measured by counting modules.

`tests/loaded/` lists the modules of k8sdsl that small commands load. A change that adds one to a list makes every small
build slower: load the module where it is used, or say in the commit why every build needs it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import CONFIG, CONFIG_YAML, environment, project

LISTS = Path(__file__).parent / "loaded"
COMMANDS = {
    "help": ("--help",),
    "directory": ("build", "."),
    "overlay": ("build", "prod"),
    "check-file": ("check", "-f", "a.yaml"),
}
HEAVY = {
    *("typer", "click", "rich", "pydantic", "yaml", "attr", "attrs", "cattrs", "difflib", "json", "dataclasses"),
    *("subprocess", "importlib.metadata", "importlib.resources", "logging", "argparse", "textwrap", "tempfile"),
    *("traceback", "inspect", "platform", "ast"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with an overlay, and a kustomization directory; each of one ConfigMap."""
    files = {"overlays/prod.py": CONFIG, "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_YAML}
    return project(tmp_path, files)


def loaded_by(program: str, folder: Path) -> set[str]:
    """The modules that a fresh interpreter holds after a program."""
    command = [sys.executable, "-c", f"{program}\nimport sys\nsys.stderr.write(' '.join(sys.modules))"]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=True)
    return set(done.stderr.split())


def loaded_by_command(name: str, folder: Path) -> set[str]:
    """What a command loads beyond the interpreter's own modules."""
    program = f"from k8sdsl.cli import run\nassert run({list(COMMANDS[name])!r}) == 0"
    return loaded_by(program, folder) - loaded_by("", folder)


def test_the_version_is_shown_without_parsing_arguments(folder: Path) -> None:
    assert "typer" not in loaded_by("from k8sdsl.cli import run\nassert run(['--version']) == 0", folder)


def of_ours(modules: set[str]) -> list[str]:
    return sorted(name for name in modules if name.partition(".")[0] == "k8sdsl")


@pytest.mark.parametrize("name", ["help", "directory", "overlay"])
def test_a_command_loads_exactly_the_modules_of_its_list(name: str, folder: Path) -> None:
    listed = (LISTS / f"{name}.txt").read_text(encoding="utf-8").split()
    assert listed == of_ours(loaded_by_command(name, folder))


def test_a_small_directory_loads_at_most_sixty_modules_and_nothing_of_the_standard_library(folder: Path) -> None:
    loaded = loaded_by_command("directory", folder) - set(sys.builtin_module_names)
    assert loaded - set(of_ours(loaded)) == {"__future__"}
    assert len(of_ours(loaded)) <= 60


def test_a_check_of_one_file_loads_at_most_a_quarter_of_what_there_is(folder: Path) -> None:
    """It runs every rule about sets, so its modules are counted and not listed."""
    loaded = loaded_by_command("check-file", folder)
    assert len(of_ours(loaded)) <= 170
    assert loaded & {"typer", "click", "rich", "cattrs", "k8sdsl.codegen", "k8sdsl.importers"} == set()


@pytest.mark.parametrize("name", ["help", "directory", "overlay"])
def test_plain_commands_load_nothing_heavy(name: str, folder: Path) -> None:
    assert loaded_by_command(name, folder) & HEAVY == set()


def test_one_kind_loads_neither_typing_nor_attrs(tmp_path: Path) -> None:
    loaded = loaded_by("from k8sdsl.k8s import Deployment", tmp_path) - loaded_by("", tmp_path)
    assert loaded & {"typing", "re", "enum", "pathlib", *HEAVY} == set()
    assert {name for name in loaded if name.startswith("k8sdsl.api.")} == {"k8sdsl.api.apps_v1"}


def test_the_map_loads_nothing(tmp_path: Path) -> None:
    assert of_ours(loaded_by("import k8sdsl", tmp_path)) == ["k8sdsl", "k8sdsl.lazy"]


def test_a_command_that_typer_parses_loads_no_other_command(folder: Path) -> None:
    program = "from k8sdsl.cli import run\nassert run(['gitops', '--into', 'rendered', '--jobs', '1']) == 0"
    others = ("k8sdsl.importers", "k8sdsl.krm", "k8sdsl.vendoring", "k8sdsl.codegen", "k8sdsl.cli.commands.check")
    assert [name for name in loaded_by(program, folder) if name.startswith(others)] == []
