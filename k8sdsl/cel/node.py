"""The tree of an expression in CEL, and the ways in which there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class CelSyntaxError(ValueError):
    """The text is no expression; it says where and why."""


class UnjudgeableError(Exception):
    """The expression uses what is not known here, so nothing can be said of it."""


class Node:
    """One expression. `kind` is const, ident, select, call, list, map, struct or comprehension; `id` is unique.

    `name` is the identifier, field, function or message (for a comprehension, the second variable); `args` are
    elements, arguments, or the parts of a comprehension: range, initial value, condition, step, result. `entries` are
    keys, values and whether they are optional.
    """

    __slots__ = ("accu", "args", "entries", "id", "iter", "kind", "name", "optional", "target", "test_only", "value")

    def __init__(self, node_id: int, kind: str, name: str = "", args: list[Node] | None = None) -> None:
        self.id = node_id
        self.kind = kind
        self.name = name
        self.accu = self.iter = ""
        self.value: Any = None
        self.target: Node | None = None
        self.args: list[Node] = args or []
        self.entries: list[tuple[Node, Node, bool]] = []
        self.optional: list[int] = []
        self.test_only = False

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        if self.target is not None:
            yield from self.target.walk()
        for arg in self.args:
            yield from arg.walk()
        for key, value, _ in self.entries:
            yield from key.walk()
            yield from value.walk()
