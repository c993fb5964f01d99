"""Finds the kustomization directories that a pattern matches: `clusters/**`, `apps/*/prod`."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import LoadError
from k8sdsl.project.names import KUSTOMIZATION_FILES
from k8sdsl.project.paths import is_below, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAGIC = frozenset("*?[")


def is_pattern(word: str) -> bool:
    """Whether a word is a pattern and not a name."""
    return not _MAGIC.isdisjoint(word)


def matches_path(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the steps of a path match those of a pattern; `**` matches any number of steps, `*` a part of one."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return matches_path(path, pattern[1:]) or (bool(path) and matches_path(path[1:], pattern))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and matches_path(path[1:], pattern[1:])


def find_kustomizations(pattern: str, root: Path) -> list[str]:
    """The directories that match a pattern and can be built by themselves, sorted, with paths that begin like it.

    Hidden directories, and directories behind symbolic links, are not searched. Components, and files that Flux reads
    as its own kind of Kustomization, are not built by themselves. LoadError for a pattern that points outside `root`.
    """
    steps = pattern.rstrip("/").split("/")
    plain = next(index for index, step in enumerate(steps) if is_pattern(step))
    start = "/".join(steps[:plain]) or ("/" if pattern.startswith("/") else ".")
    if not is_below(os.path.realpath(start), os.path.realpath(root)):
        raise LoadError(
            f"the pattern {pattern!r} points outside the project {root}",
            remedy="use a pattern for directories in the project, or run k8sdsl in the other project",
            code="file/outside",
        )
    found = [Path(start, *path) for path in _searched(start, steps[plain:])]
    return sorted(str(folder) for folder in found if _is_buildable(folder))


def _searched(start: str, pattern: list[str]) -> Iterator[tuple[str, ...]]:
    """The paths below `start` that match a pattern and have a kustomization file."""
    deepest = None if "**" in pattern else len(pattern)
    for folder, folders, files in os.walk(start):
        path = Path(folder).relative_to(start).parts
        folders[:] = [] if len(path) == deepest else [name for name in folders if not name.startswith(".")]
        if matches_path(path, pattern) and any(name in files for name in KUSTOMIZATION_FILES):
            yield path


def _is_buildable(folder: Path) -> bool:
    """Whether a directory has a kustomization that is not a part of others; errors are left to its build.

    So is a link that leads nowhere.
    """
    from k8sdsl.yaml.reader import read_documents

    file = next(folder / name for name in KUSTOMIZATION_FILES if os.path.lexists(folder / name))
    try:
        trees = read_documents(read_bytes(file), file=str(file))
    except LoadError:
        return True
    tree = trees[0] if trees and isinstance(trees[0], dict) else {}
    return tree.get("kind") != "Component" and not str(tree.get("apiVersion")).startswith("kustomize.toolkit.")
