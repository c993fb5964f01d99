"""Paths as a walk gathers them, without making a tuple at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.tree import FieldPath

Way = tuple[Any, ...]
"""The way to the parent and the last step; empty at the root."""


def path_of(way: Way) -> FieldPath:
    """The steps of a way from the root."""
    steps = []
    while way:
        way, step = way
        steps.append(step)
    return tuple(reversed(steps))
