"""The files of one source, and those of them that a kustomization needs."""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile
from pathlib import PurePosixPath
from posixpath import join, normpath
from typing import TYPE_CHECKING

from k8sdsl.errors import KustomizationError
from k8sdsl.gitops.tree.file_name import is_safe_path
from k8sdsl.kustomize.kustomization import parse
from k8sdsl.project.names import KUSTOMIZATION_FILES
from k8sdsl.project.vendored import MAX_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from k8sdsl.kustomize.kustomization import Kustomization

MAX_BYTES = 200_000_000
"""The most bytes of files that are taken from one source."""


class SourceTree:
    """The regular files of a source by their paths: their sizes, and a function that reads them.

    Symbolic links, submodules and names that point outside are not part of it.
    """

    def __init__(self, sizes: dict[str, int], read: Callable[[list[str]], dict[str, bytes]]) -> None:
        self._sizes = {path: size for path, size in sizes.items() if is_safe_path(path)}
        self._paths = sorted(self._sizes)
        self._read = read

    def is_directory(self, path: str) -> bool:
        """Whether there are files below a path; the empty path is the whole source."""
        return not path or next(self._below(path), None) is not None

    def is_file(self, path: str) -> bool:
        """Whether a path is a file."""
        return path in self._sizes

    def needed(self, place: str) -> tuple[list[str], list[str]]:
        """The files below the kustomizations that the one at a place refers to, and the remote addresses in them.

        Raises KustomizationError if there is no kustomization at the place.
        """
        found: dict[str, None] = {}
        remote: dict[str, None] = {}
        waiting, seen = [place], set()
        while waiting:
            directory = waiting.pop()
            if directory in seen:
                continue
            seen.add(directory)
            found |= dict.fromkeys(self._below(directory))
            for entry in entries_of(self._kustomization(directory)):
                path = normpath(join(directory or ".", entry))
                inside = "" if path == "." else path
                if self.is_file(inside):
                    found[inside] = None
                elif self.is_directory(inside) and not path.startswith(".."):
                    waiting.append(inside)
                else:
                    remote[entry] = None
        return sorted(found), list(remote)

    def contents(self, paths: list[str]) -> dict[str, bytes]:
        """The content of files; KustomizationError if they are too many or too large."""
        size = sum(self._sizes[path] for path in paths)
        if len(paths) > MAX_FILES or size > MAX_BYTES:
            raise KustomizationError(
                f"{len(paths):,} files with {size:,} bytes are needed; the maximum is {MAX_FILES:,} files and "
                f"{MAX_BYTES:,} bytes",
                remedy="use a subdirectory in the address",
                code="vendor/too-large",
            )
        return self._read(paths)

    def _below(self, directory: str) -> Iterator[str]:
        start = f"{directory}/" if directory else ""
        first = bisect_left(self._paths, start)
        following = (self._paths[index] for index in range(first, len(self._paths)))
        return takewhile(lambda path: path.startswith(start), following)

    def _kustomization(self, directory: str) -> Kustomization:
        for name in KUSTOMIZATION_FILES:
            path = f"{directory}/{name}" if directory else name
            if self.is_file(path):
                return parse(str(_path(path)), self.contents([path])[path])
        raise KustomizationError(
            f"there is no kustomization file in {directory or 'the root'} of the source",
            remedy="after `//`, write a directory with a kustomization",
            code="kustomization/no-file",
        )


def entries_of(kustomization: Kustomization) -> list[str]:
    """The paths and addresses that a kustomization lists as resources, bases and components."""
    return [path for field in ("resources", "bases", "components") for path in kustomization.get(field)]


def _path(path: str) -> Path:
    from pathlib import Path

    return Path(PurePosixPath(path))
