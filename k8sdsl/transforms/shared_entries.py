"""Labels and annotations that kustomize keeps as one value in several fields of an object.

Kustomize adds an entry to all of its fields as one node of the document. What later changes the entry in one of the
fields (a label of an outer layer, a patch, a replacement) therefore changes it in the others too: selectors and pod
templates follow `metadata.labels`. Answers for `filtersutil.SetEntry`, and for `SetYNode` of kyaml's FieldSetter.
"""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.manifest import SharedEntries
from k8sdsl.transforms.field_routes import visit

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from k8sdsl.manifest import Manifest
    from k8sdsl.transforms.field_routes import Route
    from k8sdsl.tree import Tree


class EntryWriter:
    """Writes the entries of one transform into maps of objects; `field` names them in errors.

    With `as_kustomize`, the fields that get an entry share it, and shared entries change everywhere.
    """

    def __init__(self, entries: Mapping[str, str], field: str, *, as_kustomize: bool) -> None:
        self._entries = dict(sorted(entries.items()))
        self._field = field
        self._as_kustomize = as_kustomize
        self._maps: list[tuple[Route, Tree]] = []
        self._held: list[set[str]] = []
        self._route: Route = ()

    def write(self, manifest: Manifest, routes: tuple[Route, ...]) -> None:
        """Writes the entries at the ends of routes; raises OverlayError if a field for them is not a map."""
        tree, put = manifest.tree, self._note if self._as_kustomize and len(routes) > 1 else self._put
        for route in routes:
            self._route = route
            visit(tree, route, dict, put)
        if not self._as_kustomize:
            return
        if manifest.shared:
            settle(manifest)
        if len(self._maps) > 1:
            manifest.shared = [*manifest.shared, *self._shared()]
        self._maps, self._held = [], []

    def _put(self, container: Any, key: Any) -> None:
        value = container[key]
        if type(value) is not dict:
            raise OverlayError(
                f"{self._field} cannot be added to `{key}`, which is {value!r} and not a map", code="overlay/field"
            )
        value.update(self._entries)

    def _note(self, container: Any, key: Any) -> None:
        value = container[key]
        held = self._entries.keys() & value.keys() if type(value) is dict and value else set()
        self._put(container, key)
        self._maps.append((self._route, value))
        self._held.append(held)

    def _shared(self) -> Iterator[SharedEntries]:
        """The entries that were added to several maps: all of them in one group if no map had any."""
        if not any(self._held):
            yield SharedEntries(self._entries.copy(), self._maps)
            return
        for name, value in self._entries.items():
            maps = [one for one, held in zip(self._maps, self._held, strict=True) if name not in held]
            if len(maps) > 1:
                yield SharedEntries({name: value}, maps)


def settle(manifest: Manifest) -> None:
    """Writes shared entries that changed in one field to their other fields; the last field in order decides."""
    for entries in manifest.shared:
        for name, value in entries.values.items():
            for _, one in entries.maps:
                if one.get(name, value) != value:
                    _settle(entries, name, value)
                    break


def _settle(entries: SharedEntries, name: str, value: Any) -> None:
    changed = [(route, one[name]) for route, one in entries.maps if one.get(name, value) != value]
    entries.values[name] = max(changed, key=lambda one: one[0])[1]
    for _, one in entries.maps:
        if name in one:
            one[name] = entries.values[name]
