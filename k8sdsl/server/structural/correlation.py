"""Parts of a changed object beside the parts that they were before (apiserver `cel/common.CorrelatedObject`).

Fields correlate by name, and items only in lists that are maps, by their keys. A part that equals what it was may break
its schema: the server lets what is stored stay ("ratcheting").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.structural.list_types import canonical

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


class Correlated:
    """A value with the one that it replaces; `parent` contains it."""

    __slots__ = ("_below", "_is_same", "_old_items", "old", "parent", "schema", "value")

    def __init__(self, value: Any, old: Any, schema: Tree, parent: Correlated | None = None) -> None:
        self.value = value
        self.old = old
        self.schema = schema
        self.parent = parent
        self._below: dict[str | int, Correlated] = {}
        self._old_items: dict[Any, Any] | None = None
        self._is_same: bool | None = None

    def key(self, name: str) -> Correlated | None:
        """The value of a field that is there before and after."""
        if name in self._below:
            return self._below[name]
        if not (isinstance(self.value, dict) and isinstance(self.old, dict)):
            return None
        schema = (self.schema.get("properties") or {}).get(name, self.schema.get("additionalProperties"))
        if name not in self.value or name not in self.old or not isinstance(schema, dict):
            return None
        found = self._below[name] = Correlated(self.value[name], self.old[name], schema, self)
        return found

    def item(self, index: int) -> Correlated | None:
        """An item of a list that is a map; in other lists, no item is known to be the same as before."""
        if index in self._below:
            return self._below[index]
        schema = self.schema.get("items")
        if not (isinstance(self.value, list) and isinstance(self.old, list) and isinstance(schema, dict)):
            return None
        identity = self._identity(self.value[index])
        if identity is None:
            return None
        if self._old_items is None:
            self._old_items = {}
            for old in self.old:
                self._old_items.setdefault(self._identity(old), old)
        if identity not in self._old_items:
            return None
        found = self._below[index] = Correlated(self.value[index], self._old_items[identity], schema, self)
        return found

    def _identity(self, item: Any) -> Any:
        """The values of the keys of an item, if it has them all."""
        keys = self.schema.get("x-kubernetes-list-map-keys") or ()
        if self.schema.get("x-kubernetes-list-type") != "map" or not keys or not isinstance(item, dict):
            return None
        values = [item.get(key) for key in keys]
        if not all(isinstance(value, (str, int, float)) for value in values):
            return None
        return tuple(canonical(value) for value in values)

    @property
    def is_same(self) -> bool:
        """Whether nothing changed (`CachedDeepEqual`); the order of a list that is a map does not matter."""
        if self._is_same is None:
            self._is_same = self._compare()
        return self._is_same

    def _compare(self) -> bool:
        value, old = self.value, self.old
        if isinstance(value, list) and isinstance(old, list):
            if self.schema.get("x-kubernetes-list-type") != "map":
                return bool(canonical(value) == canonical(old))
            return len(value) == len(old) and all(_is_same(self.item(index)) for index in range(len(value)))
        if isinstance(value, dict) and isinstance(old, dict):
            return len(value) == len(old) and all(_is_same(self.key(name)) for name in value)
        return bool(canonical(value) == canonical(old))


def _is_same(part: Correlated | None) -> bool:
    return part is not None and part.is_same
