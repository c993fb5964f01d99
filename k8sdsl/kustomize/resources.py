"""Documents of resource files as manifests, with kustomize's checks."""

from __future__ import annotations

from k8sdsl.errors import KustomizationError
from k8sdsl.manifest import Manifest
from k8sdsl.project.paths import YamlOrigin, shown
from k8sdsl.yaml.go_yaml import BLANK, ResourceKeys, ResourceValues, as_string, fill_blanks
from k8sdsl.yaml.reader import line_and_column, numbered_documents

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.tree import FieldPath, Tree


def read_resources(text: bytes, file: str) -> list[Manifest]:
    """The objects of a file, those of lists after the others.

    Raises KustomizationError for a document that is not an object with a kind and a name, and YamlError.
    """
    found: list[Manifest] = []
    listed: list[Manifest] = []
    reader = _ResourceReader(text, file)
    for index, tree in reader.documents():
        if tree in ({}, []):
            continue
        if isinstance(tree, list):
            raise reader.error("a document is a list, not an object", index, ())
        if tree.get("kind") in ("List", "ResourceList") and isinstance(tree.get("items"), list):
            found += reader.items(tree, index)
        elif reader.is_list(tree) and "items" in tree:
            listed += reader.items(tree, index)
        else:
            found.append(reader.manifest(tree, index, ()))
    return found + listed


class _ResourceReader:
    def __init__(self, text: bytes, file: str) -> None:
        self._text = text
        self._file = file

    def documents(self) -> Iterator[tuple[int, Any]]:
        """The documents, each a map or a list of them."""
        dialect = ResourceValues(), ResourceKeys()
        for index, tree in numbered_documents(self._text, file=shown(self._file), dialect=dialect):
            if not isinstance(tree, (dict, list)) and tree is not BLANK:
                raise self.error(f"a document is {_described(tree)}, not an object", index, ())
            if tree is not BLANK:
                yield index, tree

    @staticmethod
    def is_list(tree: Tree) -> bool:
        """Whether a document is a list of the objects in its `items`."""
        kind = tree.get("kind")
        return isinstance(kind, str) and kind.endswith("List")

    def items(self, tree: Tree, index: int) -> list[Manifest]:
        """The objects of a list, and of lists in it."""
        items = tree.get("items")
        if items is None or items is BLANK:
            return []
        if not isinstance(items, list):
            raise self.error(f"`items` of {tree.get('kind')} must be a list", index, ("items",))
        found: list[Manifest] = []
        for position, item in enumerate(items):
            if isinstance(item, dict) and self.is_list(item) and "items" in item:
                found += self.items(item, index)
            elif item not in ({}, None):
                found.append(self.manifest(item, index, ("items", position)))
        return found

    def manifest(self, tree: Any, index: int, prefix: FieldPath) -> Manifest:
        """One object, checked."""
        if not isinstance(tree, dict):
            raise self.error(f"{_described(tree)} is not an object", index, prefix)
        if not isinstance(tree.get("kind"), str) or not tree["kind"]:
            raise self.error("an object has no `kind`", index, prefix)
        metadata = tree.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        name = metadata.get("name")
        if name is None or name == "" or name is BLANK:
            raise self.error(f"a {tree['kind']} has no `metadata.name`", index, (*prefix, "metadata"))
        if isinstance(name, (dict, list)) or not isinstance(tree.get("apiVersion", ""), str):
            raise self.error("`apiVersion` and `metadata.name` must be strings", index, prefix)
        if not isinstance(name, str):
            metadata["name"] = as_string(name)
        for field in ("labels", "annotations"):
            values = metadata.get(field)
            if values is not None and values is not BLANK and not isinstance(values, dict):
                raise self.error(f"`{field}` must be a map", index, (*prefix, "metadata", field))
            if isinstance(values, dict) and field == "annotations":
                for key, value in values.items():
                    if type(value) is not str:
                        values[key] = as_string(value)
        blanks: list[tuple[Tree, str]] = []
        fill_blanks(tree, blanks)
        manifest = Manifest(tree, YamlOrigin(self._file, index, tuple(prefix)))
        manifest.blanks = tuple(blanks)
        return manifest

    def error(self, message: str, index: int, path: FieldPath) -> KustomizationError:
        """An error at a place in a document."""
        from k8sdsl.locations.source import Source

        place = line_and_column(self._text, index, path) or (1, 1)
        return KustomizationError(message, source=Source(shown(self._file), *place), code="kustomization/resource")


def _described(value: Any) -> str:
    from k8sdsl.locations.secret_values import described

    return described(value)
