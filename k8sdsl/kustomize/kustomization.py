"""A kustomization file: its fields by their proper names, checked, with the place of each.

Names are compared without case, as Go does. An unknown field, a wrong type, a wrong kind or version are errors with
line and column, all reported at once.
"""

from __future__ import annotations

import os

from k8sdsl.errors import KustomizationError, raise_all
from k8sdsl.kustomize.files import first_document
from k8sdsl.kustomize.schema import SchemaReader
from k8sdsl.kustomize.spellings import DEPRECATED, KUSTOMIZATION
from k8sdsl.project.paths import shown

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from k8sdsl.locations.source import Source
    from k8sdsl.tree import FieldPath, Tree
    from k8sdsl.yaml.marks import Place

_API_VERSIONS = {"Kustomization": "kustomize.config.k8s.io/v1beta1", "Component": "kustomize.config.k8s.io/v1alpha1"}
_REMEDIES = {"a string": "put quotes around it", "a list": "start each item with `- `"}


class Kustomization:
    """One kustomization file: its fields by their proper names, without those that are null."""

    def __init__(self, file: str, text: bytes, fields: Tree) -> None:
        self.file = file
        self.text = text
        self.fields = fields
        self._places: tuple[Any, Place | None] | None = None

    @property
    def name(self) -> str:
        """The name of the file."""
        return os.path.basename(self.file)

    @property
    def kind(self) -> str:
        """`Kustomization` or `Component`."""
        return str(self.fields.get("kind") or "Kustomization")

    def get(self, name: str) -> Any:
        """The list of a field, empty if the file does not have it."""
        return self.fields.get(name) or []

    def source(self, *path: str | int) -> Source:
        """The place of a field, or of a path in it, in the file."""
        from k8sdsl.locations.source import Source
        from k8sdsl.tree import get
        from k8sdsl.yaml.marks import followed

        document, places = self._read_again()
        spelled = _spelled(document, path)
        place = followed(places, spelled) if places is not None else (1, 1)
        within, text = path[len(spelled) :], get(document, spelled)
        if within and isinstance(text, str):
            from k8sdsl.yaml.embedded import place_in_text

            place = place_in_text(self.text, text, place[0], within) or place
        return Source(shown(self.file), *place)

    def _read_again(self) -> tuple[Any, Place | None]:
        """The document as it is written, and its places; the text is parsed once more for all of them."""
        if self._places is None:
            from k8sdsl.yaml.reader import read_places

            self._places = first_document(self.text, shown(self.file)), next(iter(read_places(self.text)), None)
        return self._places

    def error(self, message: str, *path: str | int, remedy: str | None = None) -> KustomizationError:
        """An error that points at a field."""
        return KustomizationError(message, source=self.source(*path), remedy=remedy, code="kustomization/field")


def _spelled(node: Any, path: FieldPath) -> FieldPath:
    """A path as the document writes it."""
    spelled: list[str | int] = []
    for step in path:
        if isinstance(node, dict):
            step = next((key for key in node if key.lower() == str(step).lower()), step)  # noqa: PLW2901
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            break
        spelled.append(step)
    return tuple(spelled)


def parse(file: str, text: bytes) -> Kustomization:
    """The file, checked; raises KustomizationError with the place of each fault, and YamlError."""
    tree = first_document(text, shown(file))
    if tree is None or tree == {}:
        raise _error_in(file, "is empty")
    if not isinstance(tree, dict):
        from k8sdsl.locations.secret_values import described

        raise _error_in(file, f"is {described(tree)}, not a map")
    found = Kustomization(file, text, {})
    errors: list[KustomizationError] = []

    def wrong(path: FieldPath, value: Any, words: str) -> None:
        from k8sdsl.locations.secret_values import described
        from k8sdsl.tree import format_path

        remedy = _REMEDIES.get(words) if words == "a list" or not isinstance(value, (dict, list)) else None
        message = f"`{format_path(path)}` is {described(value)}, but must be {words}"
        errors.append(found.error(message, *path, remedy=remedy))

    def unknown(path: FieldPath, fields: Iterable[str]) -> None:
        from k8sdsl.near_miss import did_you_mean

        meant = did_you_mean(str(path[-1]), fields) or f"the fields are {', '.join(sorted(fields))}"
        errors.append(found.error(f"unknown field `{path[-1]}`", *path, remedy=meant))

    found.fields = SchemaReader(wrong, unknown).read(tree, KUSTOMIZATION)
    raise_all([*errors, *_faults_of_head(found)])
    if not any(
        value or name == "resources"
        for name, value in found.fields.items()
        if name not in {"apiVersion", "kind", "metadata"}
    ):
        raise _error_in(file, "is empty: it has no resources and no transformers")
    return found


def _faults_of_head(found: Kustomization) -> Iterator[KustomizationError]:
    """An unknown kind, or an `apiVersion` of another kind."""
    kind, given = found.kind, found.fields.get("apiVersion")
    if kind not in _API_VERSIONS:
        remedy = "write `kind: Kustomization` or `kind: Component`"
        yield found.error(f"unknown kind {kind!r}", "kind", remedy=remedy)
    elif given and given != _API_VERSIONS[kind]:
        remedy = f"write `apiVersion: {_API_VERSIONS[kind]}`"
        yield found.error(f"the apiVersion of a {kind} is {given!r}", "apiVersion", remedy=remedy)


def _error_in(file: str, what: str) -> KustomizationError:
    from k8sdsl.locations.source import Source

    return KustomizationError(f"{shown(file)} {what}", source=Source(shown(file), 1), code="kustomization/field")


def warnings(kustomization: Kustomization) -> Iterator[KustomizationError]:
    """Fields that kustomize warns about, or ignores silently: of those that are defined twice, only the last counts."""
    from k8sdsl.yaml.reader import repeated_keys

    for key, source in repeated_keys(kustomization.text, file=shown(kustomization.file)):
        yield KustomizationError(
            f"`{key}` is defined twice, and only the last value is used",
            source=source,
            remedy="combine both values under one key",
            code="kustomization/field",
        )
    for name in kustomization.fields:
        if name in DEPRECATED:
            yield kustomization.error(f"`{name}` is deprecated", name, remedy=f"use `{DEPRECATED[name]}`")
    for option in kustomization.get("buildMetadata"):
        from k8sdsl.layers.history import OPTIONS

        if option not in OPTIONS:
            yield kustomization.error(f"unknown `buildMetadata` option {option!r}", "buildMetadata")
