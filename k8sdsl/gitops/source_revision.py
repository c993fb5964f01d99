"""Where the sources of a build stand in Git: what the metadata beside a rendered environment says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from attrs import frozen

from k8sdsl.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path


@frozen(kw_only=True)
class SourceRevision:
    """One commit of the sources; empty texts where the project is in no repository. `dirty`: with changes on top."""

    repository: str = ""
    commit: str = ""
    author: str = ""
    date: str = ""
    subject: str = ""
    dirty: bool = False


def source_revision(root: Path, ignoring: str = "") -> SourceRevision:
    """The revision of a project; changes below `ignoring`, which is what we write, do not make it dirty."""
    from k8sdsl.gitops.git import Git

    git = Git(root)
    try:
        commit, author, date, subject = git.run("log", "-1", "--format=%H%x00%an <%ae>%x00%cI%x00%s").split("\0")
        excluded = [":(exclude,glob)**/__pycache__/**", *([f":(exclude){ignoring}"] if ignoring else [])]
        dirty = bool(git.run("status", "--porcelain", "--", ".", *excluded).strip())
    except GitError:
        return SourceRevision()
    return SourceRevision(
        repository=_remote(git), commit=commit, author=author, date=date, subject=subject.strip(), dirty=dirty
    )


def _remote(git: object) -> str:
    try:
        return without_credentials(git.run("remote", "get-url", "origin").strip())  # type: ignore[attr-defined]
    except GitError:
        return ""


def without_credentials(url: str) -> str:
    """An address without user name and password; `git@host:path` stays, for `git` is nobody's name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.scheme or "@" not in parts.netloc or parts.scheme == "ssh":
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
