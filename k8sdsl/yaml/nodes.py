"""A text as PyYAML's nodes, for changes that keep its quotes and order, within the bounds of all reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yaml import YAMLError, compose
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from k8sdsl.errors import YamlError
from k8sdsl.tree import MAX_DEPTH
from k8sdsl.yaml.builder import MAX_ALIASED_NODES, weight_of
from k8sdsl.yaml.reader import encoded, events, loader

if TYPE_CHECKING:
    from collections.abc import Callable


def root_node(text: str) -> Any:
    """The root of the only document; None if it is empty, not valid YAML, or beyond the bounds of the reader."""
    try:
        data = encoded(text, "<text>")
        return compose(data, Loader=loader()) if _is_bounded(events(data)) else None
    except (YAMLError, YamlError, RecursionError):
        return None


def _is_bounded(next_event: Callable[[], Any]) -> bool:
    """Whether the nesting, and what the aliases expand to, is no more than the reader allows."""
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []
    total = aliased = 0
    while True:
        event = next_event()
        kind = type(event)
        if event is None or kind is StreamEndEvent:
            return True
        if kind is AliasEvent:
            size = sizes.get(event.anchor, 0)
            aliased += size
            total += size
        elif kind in {MappingStartEvent, SequenceStartEvent}:
            open_.append((event.anchor, total))
            total += 1
        elif kind in {MappingEndEvent, SequenceEndEvent}:
            anchor, before = open_.pop()
            if anchor is not None:
                sizes[anchor] = total - before
        elif kind is ScalarEvent:
            total += weight_of(event.value)
            if event.anchor is not None:
                sizes[event.anchor] = weight_of(event.value)
        if len(open_) > MAX_DEPTH or aliased > MAX_ALIASED_NODES:
            return False
