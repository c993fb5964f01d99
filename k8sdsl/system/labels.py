"""An index of objects by their labels, so that selectors find what they match without looking at every object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from k8sdsl.system.members import Member, Selection


class LabelIndex:
    """Objects by namespace, and by namespace, key and value of each label."""

    __slots__ = ("_by_label", "_by_place", "_labels_of", "visits")

    def __init__(self, members: Iterable[Member], labels_of: Callable[[Member], dict[str, Any]]) -> None:
        self._by_place: dict[str, list[Member]] = {}
        self._by_label: dict[tuple[str, str, Any], list[Member]] = {}
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

    def with_label(self, namespace: str, key: str, value: str) -> Sequence[Member]:
        """The objects of one namespace that have a label."""
        return self._by_label.get((namespace, key, value), ())

    def matching(self, selection: Selection, namespaces: Iterable[str]) -> Iterator[Member]:
        """The objects of some namespaces that a selector matches; asks as few as possible."""
        for namespace in namespaces:
            for member in self._fewest(selection, namespace):
                self.visits += 1
                if selection.matches(self._labels_of(member)):
                    yield member

    def _fewest(self, selection: Selection, namespace: str) -> Sequence[Member]:
        fewest = self._by_place.get(namespace, [])
        for key, value in selection.equals.items():
            found = self._by_label.get((namespace, key, value), []) if type(value) is str else []
            if len(found) < len(fewest):
                fewest = found
        return fewest
