"""The reference of the commands is what the parser says, and complete."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl.cli.app import COMMANDS, IMPORTS
from k8sdsl.cli.reference.files import reference_files
from k8sdsl.cli.reference.markdown import commands
from k8sdsl.cli.reference.tree import COMPLETIONS, command_tree
from tests.cli.running import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("k8sdsl/cli/commands.json", "k8sdsl/cli/words.json", "k8sdsl/cli/k8sdsl.1", "docs/commands.md")


@pytest.fixture(scope="module")
def tree() -> dict[str, Any]:
    return command_tree()


@pytest.mark.parametrize("name", FILES)
def test_a_committed_file_is_what_the_parser_gives(name: str) -> None:
    committed = (ROOT / name).read_text(encoding="utf-8")
    assert committed == reference_files()[name], "run `python -m k8sdsl.cli.reference`"


def test_no_other_file_is_generated() -> None:
    assert set(reference_files()) == set(FILES)


def test_every_command_says_what_it_reads_writes_and_runs(tree: dict[str, Any]) -> None:
    found = {command["command"]: command for command in commands(tree)}
    assert set(found) == {f"k8sdsl {name}" for name in COMMANDS} | {f"k8sdsl import {name}" for name in IMPORTS}
    assert [name for name, command in found.items() if not command["writes"]] == []
    assert [name for name, command in found.items() if not command["reads"]] == ["k8sdsl help", "k8sdsl schema"]
    assert [name for name, one in found.items() if not one["description"].partition("\n")[0].endswith(".")] == []


def test_every_argument_and_option_has_a_help_text(tree: dict[str, Any]) -> None:
    parts = [(one["command"], part) for one in commands(tree) for part in (*one["arguments"], *one["options"])]
    assert [(command, part) for command, part in parts if not part["help"].endswith(".")] == []


def test_every_row_of_the_completions_names_a_parameter() -> None:
    from k8sdsl.cli.app import parser

    pending, known = [("k8sdsl", parser())], set()
    while pending:
        name, command = pending.pop()
        known |= {word for one in command.params for word in (one.name, f"{name} {one.name}")}
        pending += getattr(command, "commands", {}).items()
    assert set(COMPLETIONS) - known == set()


def test_help_prints_the_tree_the_man_page_and_one_command(tmp_path: Path) -> None:
    printed = json.loads(run(tmp_path, "help", "--json").stdout)
    assert {command["name"] for command in printed["commands"]} == {*COMMANDS, "import"}
    assert run(tmp_path, "help", "--man").stdout.startswith('.\\" Written by')
    assert run(tmp_path, "help", "import", "yaml").stdout == run(tmp_path, "import", "yaml", "--help").stdout
    assert run(tmp_path, "help").stdout == run(tmp_path, "--help").stdout
    refused = run(tmp_path, "help", "--json", "--man")
    assert (refused.returncode, "error[usage/options]" in refused.stderr) == (2, True)


@pytest.mark.skipif(shutil.which("man") is None and shutil.which("groff") is None, reason="neither man nor groff here")
def test_the_man_page_is_formatted_without_a_warning() -> None:
    page = str(ROOT / "k8sdsl" / "cli" / "k8sdsl.1")
    command = ["groff", "-man", "-Tutf8", "-ww", page] if shutil.which("groff") else ["man", "--warnings", "-l", page]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert (done.stderr, "Interrupted." in done.stdout) == ("", True)
