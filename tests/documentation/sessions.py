"""Runs a page as a reader would: in a new folder, files are written and commands are typed in the order of the page.

A block whose first line is a comment with a path is that file. In a `console` block, a line after `$ ` is a command,
and the lines under it are its output; `...` matches any text. Each line of an `sh` block is a command. A command must
succeed, unless `echo $?` follows and shows its status.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from tests.cli.running import environment
from tests.documentation.pages import Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent
STATUS = "echo $?"
NOT_RUN = {
    ".": "sets up a virtual environment",
    ".venv/bin/pip": "installs from a package registry",
    "cdk8s": "needs cdk8s",
    "docker": "needs Docker",
    "helm": "needs Helm",
    "k8sdsl vendor": "fetches over the network",
    "kpt": "needs kpt",
    "pip": "installs from a package registry",
    "pipx": "installs from a package registry",
    "python3": "sets up a virtual environment",
    "uv": "installs from a package registry",
    "uvx": "installs from a package registry",
}
"""The first words of commands that the tests do not run, with the reason."""


@frozen
class Command:
    """A command of a page with the output that the page shows (None if it shows none), and its line."""

    text: str
    shown: str | None
    line: int

    @property
    def reason(self) -> str | None:
        """Why the tests do not run it, or None."""
        words = self.text.split()
        if words[0] == "kubectl":
            without = None if which("kubectl") or os.environ.get("CI") else "needs kubectl"
            return without if words[1] == "kustomize" else "needs a cluster"
        return NOT_RUN.get(words[0]) or NOT_RUN.get(" ".join(words[:2]))


@define
class Session:
    """A shell in a folder that keeps its directory and variables from one command to the next."""

    folder: Path
    status: int = 0
    _state: Path = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._state = self.folder.parent / f"{self.folder.name}.state"
        self.folder.mkdir(exist_ok=True)
        self._state.write_text(f"cd {self.folder}\n", encoding="utf-8")

    @property
    def directory(self) -> Path:
        """The directory that the commands have changed to."""
        return Path(shlex.split(self._state.read_text(encoding="utf-8").splitlines()[-1])[1])

    def run(self, command: str) -> str:
        """The output of a command, standard error included."""
        kept = f"{{ declare -px; printf 'cd %q\\n' \"$PWD\"; }} >{self._state}"
        script = f"source {self._state}\n(exit {self.status})\n{command}\n__status=$?\n{kept}\nexit $__status\n"
        variables = environment(
            HOME=str(self.folder.parent),
            PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}",
            COLUMNS="120",
            GIT_AUTHOR_NAME="Reader",
            GIT_AUTHOR_EMAIL="reader@example.com",
            GIT_COMMITTER_NAME="Reader",
            GIT_COMMITTER_EMAIL="reader@example.com",
        )
        variables.pop("PYTHONPATH")
        done = subprocess.run(
            ["bash", "-c", script],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        self.status = done.returncode
        return done.stdout


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block, with what it shows under each."""
    if block.language == "sh":
        for number, line in enumerate(block.text.splitlines(), block.line + 1):
            text = line.partition("  #")[0].strip()
            if text and not text.startswith("#"):
                yield Command(text, None, number)
    elif block.language == "console":
        at = block.line + 1
        for part in re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE):
            typed, _, shown = part.removeprefix("$ ").partition("\n")
            while typed.endswith("\\"):
                more, _, shown = shown.partition("\n")
                typed = f"{typed}\n{more.removeprefix('> ')}"
            if part.startswith("$ "):
                yield Command(typed, shown.rstrip("\n") or None, at)
            at += part.count("\n")


def replay(page: Path, folder: Path) -> Iterator[tuple[Command, str, int]]:
    """Each command of a page that runs, with its output and status."""
    session = Session(folder)
    for block in blocks(page):
        if block.file is not None:
            path = session.directory / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        for command in commands(block):
            if command.reason is None:
                output = session.run(command.text)
                yield command, output.rstrip("\n"), session.status


def matches(shown: str, output: str) -> bool:
    """Whether an output is what a page shows; `...` stands for any text."""
    pattern = ".*".join(re.escape(part) for part in shown.split("..."))
    return re.fullmatch(pattern, output, flags=re.DOTALL) is not None
