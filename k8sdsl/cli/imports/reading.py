"""Reads the manifests that a command imports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.cli.progress import Progress
from k8sdsl.errors import K8sdslError, LoadError
from k8sdsl.importers.manifests import SourceObject
from k8sdsl.locations.secret_values import described
from k8sdsl.project.manifests import read_standard_input, yaml_files
from k8sdsl.project.paths import read_bytes, real_path, shown
from k8sdsl.yaml.reader import numbered_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8sdsl.tree import Tree

_OTHERS = {
    "kustomize.config.k8s.io/": "a kustomization, which `k8sdsl import kustomize` imports",
    "skaffold/": "a configuration of Skaffold",
}
"""What is not meant for a cluster, by the beginning of its `apiVersion`."""


class SourceReader:
    """Reads files, directories and standard input; `name` is that of what was read, `notes` say what was skipped."""

    def __init__(self) -> None:
        self.name = "manifests"
        self.notes: list[str] = []

    def read(self, paths: Iterable[str]) -> list[SourceObject]:
        """The objects; raises K8sdslError if there are none, or if a file that was named cannot be read."""
        given = list(paths)
        files = {path: list(yaml_files(Path(path))) if Path(path).is_dir() else [Path(path)] for path in given}
        with Progress(sum(map(len, files.values()))) as progress:
            found = [source for path in given for source in self._of(path, files[path], progress)]
        if not found:
            raise LoadError(f"{', '.join(given)} contains no Kubernetes objects", code="import/nothing")
        if len(given) == 1 and given[0] != "-":
            path = real_path(Path(given[0]))
            self.name = path.name if path.is_dir() else path.stem
        return found

    def _of(self, given: str, files: Sequence[Path], progress: Progress) -> list[SourceObject]:
        if given == "-":
            return [SourceObject(tree) for tree in self._named(read_standard_input(), Path("-"))]
        path = Path(given)
        if not path.is_dir():
            return [SourceObject(tree) for tree in self._named(read_bytes(path), path)]
        found: list[SourceObject] = []
        for file in files:
            home = file.relative_to(path).as_posix()
            progress.show(home)
            try:
                documents = list(numbered_documents(read_bytes(file), file=shown(file)))
            except K8sdslError as error:
                self.notes.append(f"skipped: {error.message} ({error.source or file})")
                continue
            found += [SourceObject(tree, home) for _, document in documents for tree in self._objects(document, file)]
        return found

    def _named(self, content: bytes, file: Path) -> Iterator[Tree]:
        """The objects of a text that was named: raises LoadError for a document that is none."""
        for _, document in numbered_documents(content, file=shown(file)):
            fault = fault_of(document)
            if fault:
                raise LoadError(f"{shown(file)} is not a Kubernetes object: it {fault}", code="manifest/not-an-object")
            yield from self._objects(document, file)

    def _objects(self, document: Any, file: Path) -> Iterator[Tree]:
        """The object of a document, or those of a list; anything else is skipped with a note."""
        fault = fault_of(document)
        items = document.get("items") if not fault and document["kind"].endswith("List") else None
        if fault or (document["kind"] == "List" and not isinstance(items, list)):
            self.notes.append(f"skipped {shown(file)}: it {fault or 'is a List without `items`'}")
        elif isinstance(items, list):
            for index, item in enumerate(items):
                if isinstance(item, dict) and document["kind"] != "List":  # lists of one kind leave these out
                    item = {"apiVersion": document["apiVersion"], "kind": document["kind"][:-4], **item}  # noqa: PLW2901
                fault = fault_of(item)
                if fault:
                    self.notes.append(f"skipped items[{index}] of {shown(file)}: it {fault}")
                else:
                    yield from self._objects(item, file)
        else:
            if not _is_named(document):
                self.notes.append(
                    f"a {document['kind']} in {shown(file)} has no `metadata.name`, which a cluster requires"
                )
            yield document


def fault_of(document: Any) -> str:
    """Why something is not a Kubernetes object; empty if it is one."""
    if not isinstance(document, dict):
        return f"is {described(document)}"
    for prefix, what in _OTHERS.items():
        if str(document.get("apiVersion")).startswith(prefix):
            return f"is {what}"
    if {"name", "version", "apiVersion"} <= document.keys() and "kind" not in document:
        return "describes a Helm chart, which `k8sdsl import chart` imports"
    missing = [name for name in ("apiVersion", "kind") if not _is_word(document.get(name))]
    return f"has no {' and no '.join(f'`{name}`' for name in missing)}" if missing else ""


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_named(tree: Tree) -> bool:
    metadata = tree.get("metadata")
    return isinstance(metadata, dict) and any(_is_word(metadata.get(name)) for name in ("name", "generateName"))
