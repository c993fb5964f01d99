"""Paths of a project's files, as the files write them and as messages show them."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path


def resolve(path: str | PathLike[str], declared_in: str) -> Path:
    """A path relative to the directory of the file that declares it."""
    given = Path(fspath(path))
    return given if given.is_absolute() else Path(declared_in).parent / given


def shown(path: Path) -> str:
    """A path as the user would write it: relative to the working directory if it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
