"""Which project writes a tree, so that two projects can share a tree and neither removes files of the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.gitops.repository.source_revision import SourceRevision


def origin_of(project: Path, tree: Path | None, revision: SourceRevision) -> str:
    """A string that is the same on every machine: empty for a tree inside the project, which always belongs to it.

    For any other tree it is the address of the project's repository with its directory there, or else the path from the
    tree to the project; `tree` is None for a branch.
    """
    if tree is not None and tree.resolve().is_relative_to(project.resolve()):
        return ""
    if revision.repository:
        return f"repository:{_plain(revision.repository)}#{revision.project}"
    return f"path:{os.path.relpath(project.resolve(), tree.resolve())}" if tree is not None else ""


def _plain(address: str) -> str:
    """An address without the parts that differ between machines: `github.com/team/project` for SSH and HTTPS."""
    rest = address.partition("://")[2] or address.replace(":", "/", 1)
    rest = rest.rpartition("@")[2] if "@" in rest.partition("/")[0] else rest
    return rest.strip("/").removesuffix(".git").casefold()
