"""Paths of a project's files, as its files name them and as messages show them."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path


def resolve(path: str | PathLike[str], declared_in: str) -> Path:
    """A path as the file that declares it means it: relative to that file's folder."""
    given = Path(fspath(path))
    return given if given.is_absolute() else Path(declared_in).parent / given


def shown(path: Path) -> str:
    """A path as the user would write it: relative to the working folder where it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        return str(path)
