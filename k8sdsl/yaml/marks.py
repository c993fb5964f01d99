"""The positions of values in a YAML text; imported only when a position is shown, because it needs PyYAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from k8sdsl.yaml.resolver import MergeKey, PlainKeys, ScalarError, key_of, tagged_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Place:
    """The position of a value's key or item, and the positions of its children."""

    __slots__ = ("children", "column", "line")

    def __init__(self, event: Any) -> None:
        self.line: int = event.start_mark.line + 1
        self.column: int = event.start_mark.column + 1
        self.children: dict[str | int, Place] = {}


def place_of(get_event: Callable[[], Any], document_index: int, path: Sequence[str | int]) -> tuple[int, int] | None:
    """Line and column of the last step of `path` that exists in the document; None if there is no such document."""
    for index, place in enumerate(document_places(get_event)):
        if index == document_index:
            return followed(place, path)
    return None


def document_places(get_event: Callable[[], Any]) -> Iterator[Place]:
    """The place of each document, with those of everything in it."""
    while True:
        event = get_event()
        if event is None or type(event) is StreamEndEvent:
            return
        if type(event) is DocumentStartEvent:
            yield _PlaceReader(get_event).root()


def followed(place: Place, path: Sequence[str | int]) -> tuple[int, int]:
    """The position of the last step that exists."""
    for step in path:
        child = place.children.get(step)
        if child is None:
            break
        place = child
    return place.line, place.column


class _PlaceReader:
    """Reads the positions of one document."""

    def __init__(self, get_event: Callable[[], Any]) -> None:
        self._get_event = get_event
        self._keys = PlainKeys()
        self._anchors: dict[str, dict[str | int, Place]] = {}
        self._names: dict[str, Any] = {}

    def root(self) -> Place:
        """The position of the document."""
        event = self._get_event()
        place = Place(event)
        self._fill(place, event)
        return place

    def _fill(self, place: Place, event: Any) -> None:
        """Reads the value that begins with `event` and records its position."""
        kind: Any = type(event)
        if kind is AliasEvent:
            place.children = self._anchors.get(event.anchor, {})
            return
        if kind is MappingStartEvent:
            self._fill_mapping(place)
        elif kind is SequenceStartEvent:
            self._fill_sequence(place)
        elif event.anchor is not None:
            self._names[event.anchor] = event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = place.children

    def _fill_mapping(self, place: Place) -> None:
        while type(event := self._get_event()) is not MappingEndEvent:
            child = Place(event)
            key = self._key(event)
            self._fill(child, self._get_event())
            if type(key) is not MergeKey:
                place.children[key] = child
                continue
            for source in _merge_sources(child):
                place.children.update(source)

    def _fill_sequence(self, place: Place) -> None:
        index = 0
        while type(event := self._get_event()) is not SequenceEndEvent:
            child = place.children[index] = Place(event)
            self._fill(child, event)
            index += 1

    def _key(self, event: Any) -> Any:
        """The key that begins with `event`; for one that is not a string, a string that no path contains."""
        kind: Any = type(event)
        if kind is not ScalarEvent:
            if kind is AliasEvent:
                return str(self._names.get(event.anchor, ""))
            self._fill(Place(event), event)
            return ""
        if event.anchor is not None:
            self._names[event.anchor] = event.value
        try:
            if event.tag is not None:
                return key_of(tagged_value(event.tag, event.value))
            return self._keys[event.value] if event.implicit[0] else event.value
        except ScalarError:
            return event.value


def _merge_sources(place: Place) -> list[dict[str | int, Place]]:
    """The children that `<<` merges from a map, or from a list of maps in which the first wins."""
    if 0 in place.children:
        return [item.children for item in reversed(place.children.values())]
    return [place.children]
