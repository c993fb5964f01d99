"""Running git, with what it says on failure as an error of ours."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from k8sdsl.errors import GitError

_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""What a hook sets in the environment, and what would lead git away from the folder meant."""


class Git:
    """The git command, in one folder; `settings` are variables of its environment."""

    __slots__ = ("folder", "settings")

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.settings = settings

    def run(self, *words: str, text: str | None = None) -> str:
        """Standard output of a git command, which is given `text` to read; GitError with git's own words."""
        done = self.attempt(*words, text=text)
        if done.returncode:
            raise GitError(f"git {words[0]} failed in {self.folder}: {_told(done)}", remedy=_remedy(done.stderr))
        return done.stdout

    def attempt(self, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """As `run`, for a command that may fail."""
        environment = {name: value for name, value in os.environ.items() if name not in _OURS}
        environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **self.settings}
        command = ["git", "-c", "core.autocrlf=false", "-c", "core.quotePath=false", *words]
        try:
            return subprocess.run(  # noqa: S603 - git, with words of ours
                command,
                cwd=self.folder,
                env=environment,
                input=text,
                stdin=subprocess.DEVNULL if text is None else None,
                capture_output=True,
                encoding="utf-8",
                errors="surrogateescape",
                check=False,
            )
        except FileNotFoundError:
            if not self.folder.is_dir():
                raise GitError(f"there is no folder {self.folder}") from None
            raise GitError("git is not installed, or not in PATH") from None
        except NotADirectoryError:
            raise GitError(f"{self.folder} is no folder") from None

    def resolve(self, revision: str) -> str:
        """The commit that a revision names; empty where there is none."""
        done = self.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return done.stdout.strip() if done.returncode == 0 else ""

    def top(self) -> Path | None:
        """The root of the work tree that holds the folder; None outside of any."""
        done = self.attempt("rev-parse", "--show-toplevel")
        return Path(done.stdout.rstrip("\n")) if done.returncode == 0 and done.stdout.strip() else None

    def common_folder(self) -> Path | None:
        """The folder that git keeps a repository in, the same for all its work trees; None outside of any."""
        done = self.attempt("rev-parse", "--path-format=absolute", "--git-common-dir")
        return Path(done.stdout.rstrip("\n")) if done.returncode == 0 and done.stdout.strip() else None


def _told(done: subprocess.CompletedProcess[str]) -> str:
    from k8sdsl.gitops.repository.source_revision import without_credentials

    words = (done.stderr or done.stdout).strip()
    return " ".join(without_credentials(word) if "://" in word else word for word in words.split(" "))


def _remedy(words: str) -> str | None:
    if "ident name" in words or "tell me who you are" in words.lower():
        return "git config user.name and user.email, or set GIT_AUTHOR_NAME, GIT_COMMITTER_NAME and the two ..._EMAIL"
    return None
