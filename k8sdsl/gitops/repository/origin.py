"""Which project writes a tree, so that two projects may share one and neither removes what the other wrote."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.gitops.repository.source_revision import SourceRevision


def origin_of(project: Path, tree: Path | None, revision: SourceRevision) -> str:
    """A text that is the same on every machine: empty for a tree inside the project, which is always its own.

    For any other tree it is the address of the project's repository with its folder there, or else the way from the
    tree to the project; `tree` is None for a branch.
    """
    if tree is not None and tree.resolve().is_relative_to(project.resolve()):
        return ""
    if revision.repository:
        return f"repository:{_plain(revision.repository)}#{revision.project}"
    return f"path:{os.path.relpath(project.resolve(), tree.resolve())}" if tree is not None else ""


def _plain(address: str) -> str:
    """An address without what differs between machines: `github.com/team/project` for SSH and HTTPS alike."""
    rest = address.partition("://")[2] or address.replace(":", "/", 1)
    rest = rest.rpartition("@")[2] if "@" in rest.partition("/")[0] else rest
    return rest.strip("/").removesuffix(".git").casefold()
