"""Completion answers as the shells ask, loads neither the parser nor the project, and knows all words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli.completion.candidates import candidates
from tests.cli.running import ROOT, environment, project, run, shell

if TYPE_CHECKING:
    from pathlib import Path

TRAP = "raise SystemExit('this file was imported')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"overlays/prod.py": TRAP, "overlays/eu/dev.py": TRAP, "overlays/$(touch x).py": TRAP, "app.yaml": ""}
    return project(tmp_path, {**files, "shop/overlays/stage.py": TRAP})


def bash(folder: Path, *words: str) -> list[str]:
    """What bash gets for a line, the last of whose words is being written."""
    line = {"COMP_WORDS": "\n".join(("k8sdsl", *words)), "COMP_CWORD": str(len(words))}
    done = run(folder, _K8SDSL_COMPLETE="complete_bash", **line)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_bash_completes_commands_options_and_overlays(folder: Path) -> None:
    assert bash(folder, "bu") == ["build"]
    assert bash(folder, "import", "ya") == ["yaml"]
    assert bash(folder, "build", "--out") == ["--output"]
    assert bash(folder, "build", "") == ["eu/dev", "prod"]
    assert bash(folder, "build", "prod", "e") == ["eu/dev"]
    assert bash(folder, "-C", "shop", "build", "") == ["stage"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("check", "--format", "sa"), "sarif"),
        (("check", "--format", "=", "sa"), "sarif"),
        (("check", "--policy", "reco"), "recommended"),
        (("check", "--policy", "kube-linter", ":", "latest"), "latest-tag"),
        (("check", "--pod-security", "b"), "baseline"),
        (("build", "--kube-version", "1.36"), "1.36"),
        (("build", "--format", "k"), "kyaml"),
        (("explain", "core/port-na"), "core/port-name"),
        (("explain", "overlay/no-m"), "overlay/no-match"),
        (("explain", "StatefulS"), "StatefulSet"),
        (("why", "StatefulS"), "StatefulSet/"),
        (("gitops", "--layout", "ta"), "tanka"),
    ],
    ids=" ".join,
)
def test_values_are_completed_by_what_they_mean(words: tuple[str, ...], wanted: str, folder: Path) -> None:
    found = bash(folder, *words)
    assert wanted in found


def test_where_a_file_is_expected_the_shell_completes_files(folder: Path) -> None:
    assert bash(folder, "check", "-f", "") == []
    zsh = run(folder, _K8SDSL_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="k8sdsl check -f ")
    assert zsh.stdout == "_files\n"
    asked = {"_K8SDSL_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "is-args"}
    assert run(folder, **asked, _TYPER_COMPLETE_ARGS="k8sdsl check -f ").returncode == 1
    assert run(folder, **asked, _TYPER_COMPLETE_ARGS="k8sdsl check ").returncode == 0


def test_zsh_and_fish_get_values_with_meanings(folder: Path) -> None:
    zsh = run(folder, _K8SDSL_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="k8sdsl build p")
    assert zsh.stdout == '_arguments \'*: :(("prod":"overlay"))\'\n'
    asked = {"_K8SDSL_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert run(folder, **asked, _TYPER_COMPLETE_ARGS="k8sdsl build p").stdout == "prod\toverlay\n"
    assert "check\t" in run(folder, **asked, _TYPER_COMPLETE_ARGS="k8sdsl ch").stdout


def test_a_name_that_a_shell_could_run_is_not_offered(folder: Path) -> None:
    assert not any("$" in value for value in bash(folder, "build", ""))


def test_the_scripts_of_the_shells_ask_in_this_way(folder: Path) -> None:
    """The script that `--show-completion` prints for bash, run by bash."""
    script = (
        f"source <({sys.executable} -m k8sdsl --show-completion bash)\n"
        "COMP_WORDS=(k8sdsl build pr); COMP_CWORD=2\n"
        '_k8sdsl_completion k8sdsl; echo "${COMPREPLY[@]}"'
    )
    binaries = folder / "bin"
    binaries.mkdir()
    command = binaries / "k8sdsl"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m k8sdsl "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", f'export PATH="{binaries}:$PATH"\n{script}'],
        cwd=folder,
        env=environment(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert done.stdout == "prod\n", done.stderr


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes_an_overlay(folder: Path) -> None:
    done = shell(folder, "fish -c \"k8sdsl --show-completion fish | source; complete -C 'k8sdsl build pr'\"")
    assert done.stdout.startswith("prod")


def test_completion_loads_few_modules(folder: Path) -> None:
    program = "import sys; from k8sdsl.cli import run; run([]);sys.stderr.write(' '.join(sys.modules))"
    line = {"_K8SDSL_COMPLETE": "complete_bash", "COMP_WORDS": "k8sdsl\ncheck\n--policy\n", "COMP_CWORD": "3"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment(**line),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    loaded = set(done.stderr.split())
    assert len({name for name in loaded if name.startswith("k8sdsl")}) <= 8
    assert loaded & {"typer", "attr", "yaml", "k8sdsl.server", "importlib.metadata"} == set()


def test_every_option_of_every_command_is_offered() -> None:
    tree = json.loads((ROOT / "k8sdsl" / "cli" / "commands.json").read_text(encoding="utf-8"))
    for command in tree["commands"]:
        for option in command["options"]:
            for name in option["names"]:
                assert name in [value for value, _ in candidates([command["name"]], name)]
