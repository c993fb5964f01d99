"""Runs git; its message on failure becomes a GitError."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import GitError
from k8sdsl.locations.address import without_credentials
from k8sdsl.project.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""Variables that a hook sets in the environment, and that would make git use another directory."""

_ALWAYS = ("core.autocrlf=false", "core.quotePath=false", "log.showSignature=false")
_WITHOUT_HOOKS = (f"core.hooksPath={os.devnull}", "core.fsmonitor=false")
_USES_FILTERS = frozenset(("checkout-index", "status", "update-index", "write-tree"))
"""Commands that compare or copy files of the work tree; `write-tree` refreshes the index first."""

_USES_PROGRAMS = frozenset(("push", "fetch", "ls-remote", "commit-tree"))
"""Commands that reach another machine or sign; git's configuration names the programs for it."""
_PROGRAMS = (
    r"^(core\.(sshcommand|gitproxy|askpass)|credential\.(.*\.)?helper|gpg\.(.*\.)?program"
    r"|remote\..*\.(vcs|uploadpack|receivepack)|protocol\.(.*\.)?allow)$"
)
"""Settings that name such programs, or allow them; git reads the pattern."""


class Git:
    """The git command, in one folder; `settings` are variables of its environment.

    Git runs no program that the repository names (hooks, filters, file system monitors) unless `hooks` allows it.
    """

    __slots__ = ("_filters", "folder", "hooks", "settings")

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None, *, hooks: bool = False) -> None:
        self.folder = folder
        self.hooks = hooks
        self.settings = settings or {}
        self._filters: dict[str, str] | None = None

    def run(self, *words: str, text: str | None = None) -> str:
        """Standard output of a git command with the standard input `text`; GitError with git's own message."""
        done = self.attempt(*words, text=text)
        if done.returncode:
            raise GitError(
                f"git {words[0]} failed in {self.folder}: {_told(done)}", remedy=_remedy(done.stderr), code="git/failed"
            )
        return done.stdout

    def attempt(self, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """As `run`, for a command that may fail."""
        if words[0] in _USES_PROGRAMS and not self.hooks:
            self._refuse_programs()
        settings = {**self.settings, **self._without_filters()} if words[0] in _USES_FILTERS else self.settings
        given = None if text is None else text.encode("utf-8", "surrogateescape")
        done = self._process(words, given, settings)
        told, complaint = (out.decode("utf-8", "surrogateescape") for out in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, told, complaint)

    def read(self, *words: str, given: bytes | None = None) -> bytes:
        """As `run`, for output that is not text."""
        done = self._process(words, given, self.settings)
        if done.returncode:
            raise GitError(
                f"git {words[0]} failed in {self.folder}: {done.stderr.decode(errors='replace').strip()}",
                code="git/failed",
            )
        return done.stdout

    def _process(
        self, words: Sequence[str], given: bytes | None, settings: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        program = find_program("git")
        if program is None:
            raise GitError("git is not installed, or is not in PATH", code="git/not-installed")
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", **settings}
        configuration = _ALWAYS if self.hooks else (*_ALWAYS, *_WITHOUT_HOOKS)
        command = [program, *(word for one in configuration for word in ("-c", one)), *words]
        try:
            return self._execute(command, given, environment)
        except FileNotFoundError:
            raise GitError(f"the directory {self.folder} does not exist", code="file/not-found") from None
        except NotADirectoryError:
            raise GitError(f"{self.folder} is not a directory", code="file/not-a-directory") from None

    def _execute(
        self, command: list[str], given: bytes | None, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - git, with words of ours
            command,
            cwd=self.folder,
            env=environment,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            check=False,
        )

    def _refuse_programs(self) -> None:
        """GitError if the repository itself, and not its user, names a program that git would run."""
        words = ("config", "--null", "--show-scope", "--get-regexp", _PROGRAMS)
        listed = self._process(words, None, self.settings).stdout.decode("utf-8", "replace").split("\0")
        for scope, setting in zip(listed[::2], listed[1::2], strict=False):
            name, _, value = setting.partition("\n")
            if scope in {"local", "worktree"} and value:
                raise GitError(
                    f"the configuration of the repository {self.folder} sets `{name}`, which makes git run a program",
                    remedy=f"allow it with `--hooks`, or set it only for yourself: `git config --global {name} ...`",
                    code="git/program",
                )

    def _without_filters(self) -> dict[str, str]:
        """Variables that override every filter of the configuration; none if hooks are allowed.

        Filters can have any name, so they are listed first and then disabled one by one.
        """
        if self.hooks:
            return {}
        if self._filters is None:
            listed = self._process(
                ("config", "--null", "--name-only", "--get-regexp", r"^filter\."), None, self.settings
            )
            names = {name for name in listed.stdout.decode("utf-8", "surrogateescape").split("\0") if name}
            self._filters = _configured({name: _OFF.get(name.rpartition(".")[2], "") for name in sorted(names)})
        return self._filters

    def resolve(self, revision: str) -> str:
        """The commit that a revision names; empty if there is none."""
        done = self.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return done.stdout.strip() if done.returncode == 0 else ""

    def top(self) -> Path | None:
        """The root of the work tree that contains the directory; None if there is none."""
        done = self.attempt("rev-parse", "--show-toplevel")
        return Path(done.stdout.rstrip("\n")) if done.returncode == 0 and done.stdout.strip() else None

    def common_folder(self) -> Path | None:
        """The directory in which git keeps the repository, the same for all its work trees; None if there is none."""
        done = self.attempt("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(done.stdout.rstrip("\n")) if done.returncode == 0 and done.stdout.strip() else None


_OFF = {"required": "false"}


def _configured(values: Mapping[str, str]) -> dict[str, str]:
    """Variables of the environment that set values of git's configuration, after those that are set already."""
    first = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    environment = {"GIT_CONFIG_COUNT": str(first + len(values))}
    for number, (name, value) in enumerate(values.items(), start=first):
        environment[f"GIT_CONFIG_KEY_{number}"] = name
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


def refuse_option(value: str, what: str) -> str:
    """The value unchanged; GitError if a program would read it as an option, or if it has a control character."""
    if value.startswith("-") or any(character < " " for character in value):
        raise GitError(
            f"{value!r} cannot be {what}: it starts with a dash or contains a control character", code="git/branch-name"
        )
    return value


def _told(done: subprocess.CompletedProcess[str]) -> str:
    words = (done.stderr or done.stdout).strip()
    return " ".join(without_credentials(word) if "://" in word else word for word in words.split(" "))


def _remedy(words: str) -> str | None:
    if "ident name" in words or "tell me who you are" in words.lower():
        return (
            "run `git config user.name NAME` and `git config user.email ADDRESS`, or set GIT_AUTHOR_NAME, "
            "GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL"
        )
    return None
