"""Reads the files of a kustomization: below its root, without cycles, and each directory once in a build."""

from __future__ import annotations

import os
import posixpath

from k8sdsl.errors import KustomizationError
from k8sdsl.project.names import KUSTOMIZATION_FILES
from k8sdsl.project.paths import is_below, near_file, read_bytes, resolved_below, shown

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from k8sdsl.errors import K8sdslError
    from k8sdsl.layers.layer import Layer
    from k8sdsl.manifest import Manifest

_REMOTE = ("http://", "https://", "git::", "git@", "ssh://", "file://", "oci://", "gh:", "github.com/", "github.com:")

MAX_READ = 50_000
"""How many kustomizations a build reads; the largest repositories that are known have a tenth of that."""

MAX_DEPTH = 60
"""How many kustomizations can be in each other."""


class FileReader:
    """What one kustomization may read: files below its directory, and other directories with kustomizations.

    `load_restrictor="none"` allows all files. `within` are the directories that include this one, the nearest first;
    `place` is the path of this one in notes. Symbolic links in `root` and every path are resolved before they are
    checked. Answers for kustomize's FileLoader.
    """

    def __init__(self, root: str, load_restrictor: str, within: tuple[str, ...] = (), place: str = "") -> None:
        self.root = root
        self.load_restrictor = load_restrictor
        self.within = within
        self.place = place

    @classmethod
    def at(cls, directory: str | os.PathLike[str], load_restrictor: str, place: str = "") -> FileReader:
        """The files of the outermost kustomization of a build."""
        try:
            root = os.path.realpath(directory, strict=True)
        except (OSError, ValueError):
            given = os.fspath(directory)
            raise KustomizationError(
                f"there is no directory {given}", remedy=near_file(given), code="kustomization/path"
            ) from None
        if not os.path.isdir(root):
            raise KustomizationError(
                f"{shown(root)} is a file, not a directory with a kustomization", code="kustomization/path"
            )
        return cls(root, load_restrictor, (), place)

    @property
    def name(self) -> str:
        """The name of the directory."""
        return os.path.basename(self.root)

    def is_directory(self, path: str) -> bool:
        """Whether a path is a directory."""
        return bool(path) and os.path.isdir(self._at(path))

    def path(self, path: str) -> str:
        """A path below the directory, joined and not resolved."""
        return os.path.normpath(os.path.join(self.root, path)) if ".." not in path else os.path.join(self.root, path)

    def noted(self, path: str) -> str:
        """A path below the directory in notes."""
        return posixpath.normpath(posixpath.join(self.place, path))

    def read(self, path: str) -> bytes:
        """The content of a file; KustomizationError for one that is missing, too large or out of bounds."""
        return read_bytes(self.file(path))

    def document(self, path: str) -> Any:
        """The first document of a YAML file; None if it has none."""
        return first_document(self.read(path), shown(self.path(path)))

    def file(self, path: str) -> str:
        """The file at a path, which exists and may be read."""
        given, file = self._found(path, "file")
        if not os.path.isfile(file):
            raise KustomizationError(f"{shown(given)} must be a file", code="kustomization/path")
        is_vendored = given != self.path(path)
        if self.load_restrictor != "none" and not is_vendored and not is_below(file, self.root):
            raise KustomizationError(
                f"{shown(file)} is outside {shown(self.root)}, the directory of the kustomization",
                remedy="move the file into that directory, or make its own directory a base; `--load-restrictor none` "
                "allows all files",
                code="file/outside-root",
            )
        return file

    def below(self, path: str) -> FileReader:
        """The files of another kustomization; KustomizationError for a cycle and for a path that is not a directory."""
        if not path:
            raise KustomizationError("the path of a directory is empty", code="kustomization/path")
        if os.path.isabs(path):
            raise KustomizationError(
                f"{path} is absolute", remedy="write the path relative to the kustomization", code="kustomization/path"
            )
        given, root = self._found(path, "file or directory")
        if not os.path.isdir(root):
            raise KustomizationError(
                f"{shown(given)} must be a directory with a kustomization", code="kustomization/path"
            )
        around = (self.root, *self.within)
        for directory in around:
            if is_below(directory, root):
                how = "includes itself" if directory == root else f"includes {shown(directory)}, which includes it"
                raise KustomizationError(
                    f"a cycle: {shown(root)} {how}",
                    remedy="remove the path from one of the two kustomizations",
                    code="kustomization/cycle",
                )
        return FileReader(root, self.load_restrictor, around, self.noted(path))

    def _found(self, path: str, words: str) -> tuple[str, str]:
        """The place of a path, and the real path of what is there; KustomizationError with `words` if nothing is."""
        given = self._at(path)
        try:
            is_own = given == self.path(path)
            return given, resolved_below(self.root, path) if is_own else os.path.realpath(given, strict=True)
        except (OSError, ValueError):
            raise KustomizationError(
                f"there is no {words} {shown(given)}", remedy=near_file(given), code="kustomization/path"
            ) from None

    def _at(self, path: str) -> str:
        """The place of a path; that of an address on another machine is what `k8sdsl vendor` fetched."""
        if not is_remote(path, self.root):
            return self.path(path)
        from pathlib import Path

        from k8sdsl.locations.address import without_credentials
        from k8sdsl.project.vendored import find_vendored

        found = find_vendored(path, Path(self.root))
        if found is None:
            raise KustomizationError(
                f"{without_credentials(path)} is remote, and a build does not download anything",
                remedy="run `k8sdsl vendor`, which downloads it into the project, or check it out next to the project",
                code="kustomization/remote",
            )
        return str(found)

    def kustomization(self) -> str:
        """The kustomization file of the directory; KustomizationError if there is none, or several."""
        found = {
            os.path.realpath(self.path(name)): name for name in KUSTOMIZATION_FILES if os.path.lexists(self.path(name))
        }
        if not found:
            raise KustomizationError(
                f"there is no kustomization file in {shown(self.root)}",
                remedy=f"create {KUSTOMIZATION_FILES[0]}",
                code="kustomization/no-file",
            )
        if len(found) > 1:
            names = " and ".join(found.values())
            raise KustomizationError(
                f"{shown(self.root)} contains {names}", remedy="keep one of them", code="kustomization/no-file"
            )
        return self.file(next(iter(found.values())))


class Options:
    """Settings, warnings and former readings that all kustomizations of one build share.

    `metadata` are the options of the outermost `buildMetadata`: what is noted in the objects. `held` are the layers of
    the directories that were read, by directory and place; `plugins` the objects of those that configure plugins.
    """

    __slots__ = ("counted", "held", "metadata", "plugins", "warnings")

    def __init__(self, warnings: list[K8sdslError], metadata: Sequence[str] = ()) -> None:
        self.warnings = warnings
        self.metadata = metadata
        self.held: dict[tuple[str, str], Layer] = {}
        self.plugins: dict[tuple[str, str, str], list[Manifest] | K8sdslError] = {}
        self.counted = [0]

    def count(self, files: FileReader) -> None:
        """Must be called for every directory that is read; KustomizationError if there are too many, or too deep ones.

        A component is read again wherever it is listed, so a few can include each other without end.
        """
        self.counted[0] += 1
        if self.counted[0] > MAX_READ or len(files.within) > MAX_DEPTH:
            many = f"deeper than {MAX_DEPTH} levels" if self.counted[0] <= MAX_READ else f"more than {MAX_READ:,} times"
            raise KustomizationError(
                f"kustomizations include each other {many}",
                remedy="split them into several builds",
                code="kustomization/path",
            )


def first_document(text: bytes, file: str) -> Any:
    """The first document of a text, in which the last value of a key counts; None if it has none."""
    from k8sdsl.yaml.reader import numbered_documents

    return next((tree for _, tree in numbered_documents(text, file=file, duplicates="last")), None)


def is_remote(path: str, root: str | os.PathLike[str]) -> bool:
    """Whether a path that was read in a directory is an address on another machine."""
    remote = path.startswith(_REMOTE) or "?ref=" in path or ("//" in path and "." in path.partition("/")[0].strip("./"))
    return remote and not os.path.exists(os.path.join(root, path))  # false for a path that is too long
