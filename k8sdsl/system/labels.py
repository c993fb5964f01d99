"""An index of objects by their labels, so that selectors find what they match without looking at every object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.system.nearness import NameIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from k8sdsl.system.members import Member, Selection


class LabelIndex:
    """Objects by namespace, by each of their labels, and by what a slip leaves of these."""

    __slots__ = ("_by_label", "_by_place", "_by_value", "_labels_of", "_names", "_values", "visits")

    def __init__(self, members: Iterable[Member], labels_of: Callable[[Member], dict[str, Any]]) -> None:
        self._by_place: dict[str, list[Member]] = {}
        self._by_label: dict[tuple[str, str, Any], list[Member]] = {}
        self._by_value: dict[tuple[str, str], list[Member]] = {}
        self._names: dict[tuple[str, str], list[Member]] = {}
        self._values: dict[tuple[str, str], NameIndex] | None = None
        self._labels_of = labels_of
        self.visits = 0
        for member in members:
            self._by_place.setdefault(member.namespace, []).append(member)
            for key, value in labels_of(member).items():
                if type(value) is str:
                    self._by_label.setdefault((member.namespace, key, value), []).append(member)

    @property
    def places(self) -> Iterable[str]:
        """The namespaces of the objects."""
        return self._by_place

    def in_place(self, namespace: str) -> Sequence[Member]:
        """The objects of one namespace."""
        return self._by_place.get(namespace, ())

    def near(self, selection: Selection, namespace: str) -> Iterator[Member]:
        """The objects of a namespace that share a label, a value or a name with a selector that matches none."""
        if self._values is None:
            self._values = self._index_values()
        for key, value in selection.values():
            yield from _few(self._by_label.get((namespace, key, value), ()))
            yield from _few(self._by_value.get((namespace, value), ()))
            for other in self._values[namespace, key].slips(value) if (namespace, key) in self._values else ():
                yield from _few(self._by_label[namespace, key, other])
        yield from self._names.get((namespace, selection.source.name), ())

    def _index_values(self) -> dict[tuple[str, str], NameIndex]:
        values: dict[tuple[str, str], dict[str, None]] = {}
        for (namespace, key, value), members in self._by_label.items():
            values.setdefault((namespace, key), {})[value] = None
            self._by_value.setdefault((namespace, value), []).extend(members)
        for members in self._by_place.values():
            for member in members:
                self._names.setdefault((member.namespace, member.name), []).append(member)
        return {key: NameIndex(found) for key, found in values.items()}

    def matching(self, selection: Selection, namespaces: Iterable[str]) -> Iterator[Member]:
        """The objects of some namespaces that a selector matches; asks as few as possible."""
        for namespace in namespaces:
            for member in self._fewest(selection, namespace):
                self.visits += 1
                if selection.matches(self._labels_of(member)):
                    yield member

    def _fewest(self, selection: Selection, namespace: str) -> Sequence[Member]:
        fewest: Sequence[Member] = self._by_place.get(namespace, [])
        for key, values in selection.choices:
            found: list[Member] = []
            for value in values:
                held = self._by_label.get((namespace, key, value), []) if type(value) is str else []
                found = found + held if found else held
            if len(found) < len(fewest):
                fewest = found
        return fewest


_MANY = 50


def _few(members: Sequence[Member]) -> Sequence[Member]:
    """Members, unless they are so many that what they share tells nothing."""
    return members if len(members) <= _MANY else ()
