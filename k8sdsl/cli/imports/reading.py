"""Reads the manifests that a command imports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError, LoadError
from k8sdsl.importers.manifests import SourceObject
from k8sdsl.project.manifests import manifests_in, read_standard_input, yaml_files
from k8sdsl.project.paths import read_bytes, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree


def _object(tree: Tree, path: Path) -> Tree:
    """The tree, which must be a Kubernetes object."""
    if not (isinstance(tree.get("kind"), str) and isinstance(tree.get("apiVersion"), str)):
        raise LoadError(
            f"{shown(path)} is not a Kubernetes object: it has no `apiVersion` and `kind`",
            code="manifest/not-an-object",
        )
    return tree


class SourceReader:
    """Reads files, directories and standard input; `name` is that of what was read, `notes` say what was skipped."""

    def __init__(self) -> None:
        self.name = "manifests"
        self.notes: list[str] = []

    def read(self, paths: Iterable[str]) -> list[SourceObject]:
        """The objects; raises K8sdslError if there are none, or if a file that was named cannot be read."""
        given = list(paths)
        found = [source for path in given for source in self._of(path)]
        if not found:
            raise LoadError(f"{', '.join(given)} has no Kubernetes objects", code="import/nothing")
        if len(given) == 1 and given[0] != "-":
            path = Path(given[0]).resolve()
            self.name = path.name if path.is_dir() else path.stem
        return found

    def _of(self, given: str) -> list[SourceObject]:
        if given == "-":
            return [SourceObject(manifest.tree) for manifest in manifests_in(read_standard_input(), Path("-"))]
        path = Path(given)
        if not path.is_dir():
            return [SourceObject(_object(manifest.tree, path)) for manifest in manifests_in(read_bytes(path), path)]
        found: list[SourceObject] = []
        for file in yaml_files(path):
            try:
                read = manifests_in(read_bytes(file), file, passing_over=True)
            except K8sdslError as error:
                self.notes.append(f"skipped: {error.message} ({error.source or file})")
                continue
            home = file.relative_to(path).as_posix()
            found += [SourceObject(manifest.tree, home) for manifest in read]
        return found
