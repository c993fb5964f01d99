"""Builds plain trees from libyaml's events; imported only when there is something to read, because it needs PyYAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

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

from k8sdsl.errors import YamlError
from k8sdsl.locations.source import Source
from k8sdsl.tree import MAX_DEPTH
from k8sdsl.yaml.resolver import MergeKey, PlainKeys, PlainValues, ScalarError, json_value, key_of, tagged_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_ALIASED_NODES = 1_000_000
"""The maximum number of values that the aliases of one text can expand to in total."""

_COLLECTION_TAGS = frozenset((None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"))
_NO_ANCHOR = "define the anchor before it, or put quotes around a value that starts with `*`"
_OPEN = object()
"""Marks an anchored collection whose end has not been reached yet."""


class Builder:
    """Builds the documents of one stream of events."""

    def __init__(
        self,
        get_event: Callable[[], Any],
        file: str,
        *,
        keep_last: bool,
        dialect: tuple[PlainValues, PlainKeys] | None = None,
    ) -> None:
        self._get_event = get_event
        self._file = file
        self._keep_last = keep_last
        self.repeated: list[tuple[str, Source]] = []
        self._values, self._keys = dialect or (PlainValues(), PlainKeys())
        self._anchors: dict[str, Any] = {}
        self._aliased = 0

    def documents(self) -> Iterator[Any]:
        """Every document in turn, None for an empty one."""
        while True:
            event = self._get_event()
            if event is None or type(event) is StreamEndEvent:
                return
            if type(event) is DocumentStartEvent:
                self._anchors = {}
                yield self._node(self._get_event(), 0)

    def _node(self, event: Any, depth: int) -> Any:
        """The value that begins with this event."""
        kind = type(event)
        if kind is AliasEvent:
            return self._alias(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = _OPEN
        if kind is MappingStartEvent:
            value: Any = self._mapping(event, depth)
        elif kind is SequenceStartEvent:
            value = self._sequence(event, depth)
        else:
            value = self._scalar(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _mapping(self, start: Any, depth: int) -> dict[str, Any]:
        """A map, from the event after its start to that of its end."""
        self._check_collection(start, depth)
        get_event, keys, values = self._get_event, self._keys, self._values
        tree: dict[Any, Any] = {}
        merges = False
        while True:
            event = get_event()
            kind = type(event)
            if kind is MappingEndEvent:
                return _merged(tree) if merges else tree
            try:
                if kind is ScalarEvent and event.implicit[0] and event.anchor is None:
                    key = keys[event.value]
                else:
                    key = self._unusual_key(event)
                if key in tree:
                    self._repeat(str(key), event)
                if type(key) is MergeKey:
                    merges = True
                    tree[key] = self._merge_value(get_event(), depth + 1)
                    continue
                event = get_event()
                if type(event) is ScalarEvent and event.anchor is None:
                    tree[key] = values[event.value] if event.implicit[0] else self._scalar(event)
                else:
                    tree[key] = self._node(event, depth + 1)
            except ScalarError as error:
                self._fail(str(error), event, error.remedy)

    def _repeat(self, key: str, event: Any) -> None:
        """Notes a key that is defined twice, or refuses it."""
        if not self._keep_last:
            self._fail(f'the key "{key}" is defined twice', event, "remove one of them")
        mark = event.start_mark
        self.repeated.append((key, Source(self._file, mark.line + 1, mark.column + 1)))

    def _sequence(self, start: Any, depth: int) -> list[Any]:
        """A list, from the event after its start to that of its end."""
        self._check_collection(start, depth)
        items: list[Any] = []
        while True:
            event = self._get_event()
            if type(event) is SequenceEndEvent:
                return items
            items.append(self._node(event, depth + 1))

    def _scalar(self, event: Any) -> Any:
        """The JSON value of a scalar of any style."""
        try:
            if event.tag is not None:
                return json_value(tagged_value(event.tag, event.value))
            if event.implicit[0]:
                return self._values[event.value]
            return self._values.folded(event.value) if event.style == ">" else event.value
        except ScalarError as error:
            return self._fail(str(error), event, error.remedy)

    def _unusual_key(self, event: Any) -> Any:
        """A key that is quoted, tagged, anchored or an alias."""
        if type(event) is ScalarEvent:
            if event.tag is not None:
                key: Any = key_of(tagged_value(event.tag, event.value))
            else:
                key = self._keys[event.value] if event.implicit[0] else event.value
            if event.anchor is not None:
                self._anchors[event.anchor] = key
            return key
        key = self._alias(event, 0) if type(event) is AliasEvent else {}
        if isinstance(key, (dict, list)):
            self._fail("a key is a map or a list; every key must be a string", event, "put quotes around the key")
        return self._keys.aliased(key)

    def _alias(self, event: Any, depth: int) -> Any:
        """A copy of the value of an alias."""
        value = self._anchors.get(event.anchor, self)
        if value is self:
            self._fail("this alias has no preceding anchor of its name", event, _NO_ANCHOR)
        if value is _OPEN:
            self._fail(
                "this alias is inside the value of its own anchor", event, "write the value itself instead of an alias"
            )
        return self._copied(value, depth, event)

    def _copied(self, value: Any, depth: int, event: Any) -> Any:
        """A copy of an anchored value; counted so that a few lines cannot fill the memory."""
        self._aliased += weight_of(value)
        if self._aliased > MAX_ALIASED_NODES:
            message = f"the aliases expand to more than {MAX_ALIASED_NODES:,} values or 100 million characters"
            self._fail(message, event, "write the values themselves instead of aliases")
        if depth > MAX_DEPTH:
            self._fail_deep(event)
        if isinstance(value, dict):
            return {key: self._copied(item, depth + 1, event) for key, item in value.items()}
        if isinstance(value, list):
            return [self._copied(item, depth + 1, event) for item in value]
        return value

    def _merge_value(self, event: Any, depth: int) -> list[dict[str, Any]]:
        """The maps that `<<` merges; the last one wins."""
        value = self._node(event, depth)
        maps = [value] if isinstance(value, dict) else value[::-1] if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in maps):
            self._fail(
                "`<<` must have a map or a list of maps as its value",
                event,
                'put "<<" in quotes if you mean a key with that name',
            )
        return maps

    def _check_collection(self, event: Any, depth: int) -> None:
        """Refuses a map or list that is nested too deeply or has a custom tag."""
        if depth > MAX_DEPTH:
            self._fail_deep(event)
        if event.tag not in _COLLECTION_TAGS:
            self._fail(f"the tag {event.tag} is not supported by Kubernetes", event, "remove the tag")

    def _fail_deep(self, event: Any) -> NoReturn:
        self._fail(f"values are nested deeper than {MAX_DEPTH} levels", event, "reduce the nesting")

    def _fail(self, message: str, event: Any, remedy: str | None = None) -> NoReturn:
        mark = event.start_mark
        raise YamlError.at(message, self._file, mark.line + 1, mark.column + 1, remedy=remedy)


def weight_of(value: Any) -> int:
    """How much of what aliases may expand to one value takes: a string counts once more for every 100 characters."""
    return 1 + len(value) // 100 if isinstance(value, str) else 1


def _merged(tree: dict[Any, Any]) -> dict[str, Any]:
    """A map with its merge keys applied in the order of the text: later ones win."""
    merged: dict[str, Any] = {}
    for key, value in tree.items():
        if type(key) is MergeKey:
            for source in value:
                merged.update(source)
        else:
            merged[key] = value
    return merged
