"""Every way to spell a command gives the same, whether Typer reads it or not; the help is Typer's own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from k8sdsl.cli.plain import SPELLINGS, read_words
from tests.cli.running import CONFIG, CONFIG_YAML, ROOT, WRONG, environment, project, run

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = [
    ("build",),
    ("build", "prod"),
    ("build", "wrong"),
    ("build", "nothing"),
    ("build", ""),
    ("build", "prod", "-o", "out"),
    ("build", "-o", "out", "prod"),
    ("build", "prod", "--output", "out"),
    ("build", "wrong", "--output", "out", "--no-check"),
    ("build", "prod", "--format", "json"),
    ("build", "--format", "kyaml", "prod"),
    ("build", "prod", "--kube-version", "1.30"),
    ("build", "prod", "--kube-version", "0.1"),
    ("build", "prod", "--strict", "--no-check", "--format", "yaml"),
    ("build", "prod", "--only", "ConfigMap/*", "--only", "configmap/settings"),
    ("build", "prod", "wrong"),
    ("build", "--into", "tree", "wrong", "w*"),
    ("check",),
    ("check", "prod", "wrong"),
    ("check", "-f", "base.yaml", "--file", "base.yaml", "--format", "json", "--severity", "error"),
    ("check", "pr*", "--kube-version", "1.30", "--format", "text=out"),
    ("check", "nothing"),
    ("check", "prod", "--cluster", "base.yaml", "--pod-security", "baseline"),
    ("diff", "prod", "wrong"),
    ("diff", "base.yaml", "prod", "--format", "json"),
    ("explain", "Deployment.spec.strategy"),
    ("explain", "nothing/known"),
    ("explain", "--all", "Certificate.spec"),
    ("blame", "prod", "ConfigMap/settings", "data.level"),
    ("blame", "prod"),
    ("trace", "prod", "http://app.example.com/", "--from", "Deployment/web"),
    ("trace", "prod", "http://app.example.com/"),
    ("why", "ConfigMap/settings"),
    ("why", "ConfigMap/nothing", "prod"),
    ("check", "--externals"),
]
LEFT = [
    ("build", "prod", "--format", "xml"),
    ("build", "prod", "--format"),
    ("build", "prod", "--into", "out", "-j", "2"),
    ("build", "prod", "--format", "json", "--format", "yaml"),
    ("build", "--", "prod"),
    ("build", "prod", "--nothing"),
    ("check", "--format=json"),
    ("check", "-f"),
    ("diff",),
    ("diff", "a", "b", "c"),
    ("explain",),
    ("explain", "a", "b"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path, {"overlays/prod.py": CONFIG, "overlays/wrong.py": WRONG, "base.yaml": CONFIG_YAML})


BY_TYPER = "import sys; from k8sdsl.cli import plain; plain.SPELLINGS.clear(); from k8sdsl.cli import main; main()"


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_what_is_answered_without_typer_is_what_typer_answers(arguments: tuple[str, ...], folder: Path) -> None:
    assert read_words(list(arguments[1:]), SPELLINGS[arguments[0]]) is not None, "this spelling is left to Typer"
    answers = []
    for start in (("-m", "k8sdsl"), ("-c", BY_TYPER)):
        done = subprocess.run(
            [sys.executable, *start, *arguments],
            cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        out = folder / "out"
        answers.append((done.returncode, done.stdout, done.stderr, out.read_text("utf-8") if out.exists() else None))
        out.unlink(missing_ok=True)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("arguments", LEFT, ids=" ".join)
def test_every_other_spelling_is_left_to_typer(arguments: tuple[str, ...]) -> None:
    assert read_words(list(arguments[1:]), SPELLINGS[arguments[0]]) is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("build", "prod", "--format", "json"), ("build", "prod", "--format=json")),
        (("build", "prod"), ("build", "--", "prod")),
        (("build", "prod", "-o", "-"), ("build", "prod", "-o-")),
    ],
)
def test_spellings_that_mean_the_same(one: tuple[str, ...], two: tuple[str, ...], folder: Path) -> None:
    assert run(folder, *one).stdout == run(folder, *two).stdout != ""


def test_the_help_that_is_kept_is_typers_own() -> None:
    kept = (ROOT / "k8sdsl" / "cli" / "help.txt").read_text(encoding="utf-8")
    assert kept == run(ROOT, "-h").stdout, "run `COLUMNS=80 python -m k8sdsl -h > k8sdsl/cli/help.txt`"
    assert kept == run(ROOT, "--help").stdout


def test_every_command_has_help_of_its_own() -> None:
    shown = run(ROOT, "-h").stdout.partition("Commands:\n")[2].splitlines()
    commands = [line.split()[0] for line in shown if line[:3].strip()]
    assert "build" in commands
    for command in commands:
        done = run(ROOT, command, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Usage: k8sdsl {command} ")


def test_the_version_is_that_of_the_package() -> None:
    from importlib.metadata import version

    assert run(ROOT, "--version").stdout == f"k8sdsl {version('k8sdsl')}\n"


def test_the_console_script_is_the_module(folder: Path) -> None:
    program = "import sys; from k8sdsl.cli import main; sys.argv = ['k8sdsl', 'build', 'prod']; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, run(folder, "build", "prod").stdout)
