"""The Git revision of the sources of a build, for the metadata beside a rendered environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.errors import GitError
from k8sdsl.gitops.repository.git import Git
from k8sdsl.locations.address import without_credentials
from k8sdsl.project.paths import real_path

if TYPE_CHECKING:
    from pathlib import Path


@frozen(kw_only=True)
class SourceRevision:
    """One commit of the sources; empty strings if the project is not in a repository.

    `dirty` is set if there are uncommitted changes; `project` is the directory of the project inside its repository.
    """

    repository: str = ""
    commit: str = ""
    author: str = ""
    date: str = ""
    subject: str = ""
    dirty: bool = False
    project: str = ""


def source_revision(root: Path, ignoring: str = "") -> SourceRevision:
    """The revision of a project; changes below `ignoring`, the rendered tree, do not make it dirty."""
    git = Git(root)
    try:
        commit, author, date, subject = git.run("log", "-1", "--format=%H%x00%an <%ae>%x00%cI%x00%s").split("\0")
        excluded = [":(exclude,glob)**/__pycache__/**", *_excluded(root, ignoring)]
        dirty = bool(git.run("status", "--porcelain", "--ignore-submodules=dirty", "--", ".", *excluded).strip())
        prefix = git.run("rev-parse", "--show-prefix").rstrip("/\n")
    except GitError:
        return SourceRevision()
    return SourceRevision(
        repository=_remote(git),
        commit=commit,
        author=author,
        date=date,
        subject=subject.strip(),
        dirty=dirty,
        project=prefix,
    )


def _excluded(root: Path, folder: str) -> list[str]:
    """The pathspec that excludes a directory of the project; nothing for one outside of it."""
    place = real_path(root / folder)
    inside = folder and place.is_relative_to(root.resolve()) and place != root.resolve()
    return [f":(exclude){place.relative_to(root.resolve())}"] if inside else []


def _remote(git: Git) -> str:
    try:
        return without_credentials(git.run("remote", "get-url", "origin").strip())
    except GitError:
        return ""
