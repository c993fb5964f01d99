"""Which directories are watched, and which changes in them count."""

from __future__ import annotations

import os
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages"})
_IGNORED_FILES = re.compile(r"\.py[co]$|~$|^\.?#|\.sw[a-z]$|^4913$|^\.DS_Store$|___jb_|\.part$|^flycheck_")
"""Compiled files, and what editors write beside a file while it is open or saved."""


def folders_below(root: str) -> Iterator[str]:
    """A directory and all below it, without hidden ones, environments of Python and installed packages."""
    for folder, names, files in os.walk(root):
        if "pyvenv.cfg" in files:
            names.clear()
            continue
        yield folder
        names[:] = [name for name in names if not _is_ignored(name)]


def files_below(folder: str) -> Iterator[str]:
    """The files of a directory and of all below it that count."""
    for place in folders_below(folder):
        with os.scandir(place) as entries:
            yield from (entry.path for entry in entries if not is_folder(entry.path) and counts(entry.path, place))


def is_folder(path: str) -> bool:
    """Whether a path is a directory, or leads to one; `os.DirEntry.is_dir` raises OSError for a link to itself."""
    return os.path.isdir(path)  # noqa: PTH112


def counts(path: str, root: str) -> bool:
    """Whether a path below a directory is one that somebody edits."""
    *folders, name = PurePath(path).relative_to(root).parts
    if any(map(_is_ignored, folders)) or _IGNORED_FILES.search(name):
        return False
    return not (_is_ignored(name) and is_folder(path))


def _is_ignored(name: str) -> bool:
    return name.startswith(".") or name in _IGNORED_FOLDERS


def folders_of(files: Iterable[str]) -> set[str]:
    """The existing directories of some files."""
    return {folder for folder in set(map(os.path.dirname, files)) if is_folder(folder)}
