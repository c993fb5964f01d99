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
    from collections.abc import Mapping, Sequence
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
        self._held: dict[int, set[str]] = {}
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
        if self._maps:
            if len(self._maps) > 1:
                manifest.shared = (*manifest.shared, *self._shared())
            self._maps = []
            self._held.clear()

    def _put(self, container: Any, key: Any) -> None:
        value = container[key]
        if type(value) is not dict:
            from k8sdsl.locations.secret_values import described

            raise OverlayError(
                f"{self._field} cannot be added to `{key}`, which is {described(value)} and not a map",
                code="overlay/field",
            )
        value.update(self._entries)

    def _note(self, container: Any, key: Any) -> None:
        """Writes the entries as `_put` does, and notes the map and which of the entries it had."""
        value = container[key]
        if type(value) is dict:
            if value and not value.keys().isdisjoint(self._entries):
                self._held[len(self._maps)] = self._entries.keys() & value.keys()
            value.update(self._entries)
            self._maps.append((self._route, value))
        else:
            self._put(container, key)

    def _shared(self) -> Sequence[SharedEntries]:
        """The entries that were added to several maps: all of them in one group if no map had any."""
        if not self._held:
            return (SharedEntries(self._entries, self._maps),)
        groups = []
        for name, value in self._entries.items():
            maps = [one for at, one in enumerate(self._maps) if name not in self._held.get(at, ())]
            if len(maps) > 1:
                groups.append(SharedEntries({name: value}, maps))
        return groups


def settle(manifest: Manifest) -> None:
    """Writes shared entries that changed in one field to their other fields; the last field in order decides."""
    for entries in manifest.shared:
        expected = entries.values.items()
        for _, one in entries.maps:
            if not expected <= one.items():
                _settle(entries)
                break


def _settle(entries: SharedEntries) -> None:
    """Settles the entries of one group, whose values other objects can share."""
    values = entries.values = dict(entries.values)
    for name, value in values.items():
        changed = [(route, one[name]) for route, one in entries.maps if one.get(name, value) != value]
        if not changed:
            continue
        values[name] = max(changed, key=lambda one: one[0])[1]
        for _, one in entries.maps:
            if name in one:
                one[name] = values[name]
