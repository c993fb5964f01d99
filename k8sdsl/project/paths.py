"""Files of a project: their paths, as messages show them, their content, and where it is; without loading `pathlib`."""

from __future__ import annotations

import os
import stat

from k8sdsl.errors import LoadError
from k8sdsl.locations.content import read_content

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from k8sdsl.locations.source import Source


def resolve(path: str | PathLike[str], declared_in: str) -> Path:
    """A path relative to the directory of the file that declares it."""
    from pathlib import Path

    given = Path(os.fspath(path))
    return given if given.is_absolute() else Path(declared_in).parent / given


def shown(path: str | PathLike[str]) -> str:
    """A path as the user would write it: relative to the working directory if it is below it."""
    try:
        here, real = os.getcwd(), os.path.realpath(path)
    except (OSError, ValueError):
        return os.fspath(path)
    if real == here:
        return "."
    inside = here.rstrip(os.sep) + os.sep
    return real[len(inside) :] if real.startswith(inside) else os.fspath(path)


def real_path(path: Path) -> Path:
    """The path without links; a cycle of links stays as it is, where `Path.resolve` raises RuntimeError."""
    return type(path)(os.path.realpath(path))


def is_below(path: str, folder: str) -> bool:
    """Whether a resolved path is a resolved directory, or below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def resolved_below(folder: str, path: str) -> str:
    """The real path of an existing path that starts at a resolved directory; OSError or ValueError if there is none.

    Looks only at the steps of the path, because the directory has no symbolic links.
    """
    if os.sep != "/" or path.startswith("/"):
        return os.path.realpath(os.path.join(folder, path), strict=True)
    at = folder
    for step in path.split("/"):
        if step == "..":
            at = os.path.dirname(at)
        elif step not in {"", "."}:
            at = f"{at.rstrip('/')}/{step}"
            if stat.S_ISLNK(os.lstat(at).st_mode):
                return os.path.realpath(os.path.join(folder, path), strict=True)
    return at


def read_bytes(path: str | Path) -> bytes:
    """The content of a regular file or a pipe; LoadError with the reason if it cannot be read or is too large."""
    try:
        return read_content(path)
    except FileNotFoundError:
        raise LoadError(f"there is no file {shown(path)}", remedy=near_file(path), code="file/not-found") from None
    except OSError as error:
        remedy = "pass a file in it" if isinstance(error, IsADirectoryError) else "correct the file, or use another"
        raise LoadError(
            f"{shown(path)} cannot be read: {error.strerror}", remedy=remedy, code="file/unreadable"
        ) from None


def near_file(path: str | PathLike[str]) -> str:
    """How to correct the path of a file or directory that does not exist."""
    from k8sdsl.near_miss import did_you_mean

    folder, name = os.path.split(path)
    try:
        names = os.listdir(folder or ".")
    except (OSError, ValueError):
        return f"the directory {shown(folder)} does not exist"
    relative = "" if os.path.isabs(path) else f", which is relative to {os.getcwd()}"
    return did_you_mean(name, names) or f"correct the path{relative}"


class YamlOrigin:
    """The origin of a manifest from a YAML file, which is read again when a place is needed."""

    __slots__ = ("_file", "document", "prefix")

    def __init__(self, file: str | Path, document: int, prefix: tuple[str | int, ...] = ()) -> None:
        self._file = file
        self.document = document
        self.prefix = prefix

    @property
    def file(self) -> Path:
        """The file."""
        from pathlib import Path

        return Path(self._file)

    def locate(self, path: tuple[str | int, ...]) -> Source | None:
        """The line and column of the field at `path`, or of the nearest field around it."""
        from k8sdsl.locations.source import Source
        from k8sdsl.project.places import place_in

        try:
            place = place_in(self.file, self.document, (*self.prefix, *path))
        except (OSError, LoadError):
            return None
        return Source(shown(self.file), *place) if place else Source(shown(self.file), 1)
