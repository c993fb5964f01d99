"""Reads the files of a kustomization: below its root, and without cycles."""

from __future__ import annotations

import os
from pathlib import Path

from k8sdsl.errors import KustomizationError, LoadError
from k8sdsl.near_miss import did_you_mean
from k8sdsl.project.manifests import read_bytes
from k8sdsl.project.paths import shown

"""The most bytes of one file. A larger file is not a manifest, and would take more than half a minute."""

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_REMOTE = ("http://", "https://", "git::", "git@", "ssh://", "file://", "oci://", "gh:", "github.com/", "github.com:")


class Files:
    """What one kustomization may read: files below its directory, and other directories with kustomizations.

    `load_restrictor="none"` allows all files. Symbolic links in `root` and every path are resolved before they are
    checked. Answers for kustomize's FileLoader.
    """

    def __init__(self, root: Path, load_restrictor: str, above: Files | None = None) -> None:
        self.root = root
        self.load_restrictor = load_restrictor
        self._above = above
        self.depth: int = 0 if above is None else above.depth + 1

    @classmethod
    def at(cls, directory: Path, load_restrictor: str) -> Files:
        """The files of the outermost kustomization of a build."""
        try:
            root = directory.resolve(strict=True)
        except (OSError, RuntimeError):
            raise KustomizationError(f"there is no directory {directory}", remedy=_near(directory)) from None
        if not root.is_dir():
            raise KustomizationError(f"{shown(root)} is a file, not a directory with a kustomization")
        return cls(root, load_restrictor)

    def is_directory(self, path: str) -> bool:
        """Whether a path is a directory."""
        return bool(path) and os.path.isdir(self._at(path))  # noqa: PTH112 - false for a path that is too long

    def read(self, path: str) -> bytes:
        """The content of a file; KustomizationError for one that is missing, too large or out of bounds."""
        return read_bytes(self.file(path))

    def file(self, path: str) -> Path:
        """The file at a path, which exists and may be read."""
        given = self._at(path)
        try:
            file = given.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise KustomizationError(f"there is no file {shown(given)}", remedy=_near(given)) from None
        if not file.is_file():
            raise KustomizationError(f"{shown(given)} must be a file")
        is_vendored = given != self.root / path
        if self.load_restrictor != "none" and not is_vendored and not file.is_relative_to(self.root):
            raise KustomizationError(
                f"{shown(file)} is outside {shown(self.root)}, the directory of the kustomization",
                remedy="move the file below it, or make its directory a base; "
                "`--load-restrictor none` allows files from everywhere",
            )
        return file

    def below(self, path: str) -> Files:
        """The files of another kustomization; KustomizationError for a cycle and for a path that is not a directory."""
        if not path:
            raise KustomizationError("the path of a directory is empty")
        if Path(path).is_absolute():
            raise KustomizationError(f"{path} is absolute", remedy="write the path relative to the kustomization")
        given = self._at(path)
        try:
            root = given.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise KustomizationError(f"there is no file or directory {shown(given)}", remedy=_near(given)) from None
        if not root.is_dir():
            raise KustomizationError(f"{shown(given)} must be a directory with a kustomization")
        level: Files | None = self
        while level is not None:
            if level.root.is_relative_to(root):
                how = "includes itself" if level.root == root else f"includes {shown(level.root)}, which includes it"
                raise KustomizationError(
                    f"a cycle: {shown(root)} {how}",
                    remedy="remove the path from one of the two kustomizations",
                )
            level = level._above  # noqa: SLF001 - the same class
        return Files(root, self.load_restrictor, self)

    def _at(self, path: str) -> Path:
        """The place of a path; that of an address on another machine is what `k8sdsl vendor` fetched."""
        if not is_remote(path, self.root):
            return self.root / path
        from k8sdsl.kustomize.vendored import find_vendored

        found = find_vendored(path, self.root)
        if found is None:
            raise KustomizationError(
                f"{path} is on another machine, and a build fetches nothing",
                remedy="run `k8sdsl vendor`, which fetches it into the project, or check it out beside the project",
            )
        return found

    def kustomization(self) -> Path:
        """The kustomization file of the directory; KustomizationError if there is none, or several."""
        found = [self.root / name for name in FILE_NAMES if os.path.lexists(self.root / name)]
        found = list({file.resolve() if file.exists() else file: file for file in found}.values())
        if not found:
            raise KustomizationError(
                f"there is no kustomization file in {shown(self.root)}", remedy=f"create {FILE_NAMES[0]}"
            )
        if len(found) > 1:
            names = " and ".join(file.name for file in found)
            raise KustomizationError(f"{shown(self.root)} contains {names}", remedy="keep one of them")
        return self.file(found[0].name)


def is_remote(path: str, root: Path) -> bool:
    """Whether a path that was read in a directory is an address on another machine."""
    remote = path.startswith(_REMOTE) or "?ref=" in path or ("//" in path and "." in path.partition("/")[0].strip("./"))
    return remote and not os.path.exists(root / path)  # noqa: PTH110 - false for a path that is too long


def _near(path: Path) -> str | None:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return None
    return did_you_mean(path.name, names) or None


__all__ = ["FILE_NAMES", "Files", "LoadError", "is_remote"]
