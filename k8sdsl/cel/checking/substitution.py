"""The types that are bound to type variables."""

from __future__ import annotations

from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.types import DYN, Type, is_variable

MOST_PARTS = 100
"""The maximum number of parts of a type; upstream has no limit, and takes exponential time for maps of maps."""


class Substitution:
    """The types that are bound to type variables.

    A type without variables is cached with its size, so that it is visited only once.
    """

    __slots__ = ("_closed", "_kinds", "_log")

    def __init__(self) -> None:
        self._kinds: dict[str, Type] = {}
        self._log: list[tuple[str, Type | None]] = []
        self._closed: dict[int, tuple[Type, int]] = {}

    def get(self, variable: Type) -> Type | None:
        """The type that is bound to a variable, if there is one."""
        return self._kinds.get(variable) if isinstance(variable, str) else None

    def bind(self, variable: str, kind: Type) -> None:
        """Binds a variable to a type."""
        self._log.append((variable, self._kinds.get(variable)))
        self._kinds[variable] = kind

    def mark(self) -> int:
        """A mark to which `undo` can return."""
        return len(self._log)

    def undo(self, mark: int) -> None:
        """Removes the bindings that were made since a mark."""
        while len(self._log) > mark:
            variable, before = self._log.pop()
            if before is None:
                del self._kinds[variable]
            else:
                self._kinds[variable] = before

    def resolve(self, kind: Type, *, to_dyn: bool = False) -> Type:
        """A type with its variables replaced by what they are bound to; `to_dyn` replaces unbound ones by `dyn`.

        Raises CompileError for a type that is too large.
        """
        while isinstance(kind, str):
            found = self._kinds.get(kind)
            if found is None:
                return DYN if to_dyn and is_variable(kind) else kind
            kind = found
        if not isinstance(kind, tuple) or id(kind) in self._closed:
            return kind
        parts = [self.resolve(part, to_dyn=to_dyn) for part in kind[1:]]
        if any(new is not old for new, old in zip(parts, kind[1:], strict=True)):
            kind = (kind[0], *parts)
        self._measure(kind)
        return kind

    def _measure(self, kind: Type) -> tuple[int, bool]:
        """The number of parts of a type, and whether it has no variables."""
        if not isinstance(kind, tuple):
            return 1, not is_variable(kind)
        known = self._closed.get(id(kind))
        if known is not None:
            return known[1], True
        parts = [self._measure(part) for part in kind[1:]]
        size = 1 + sum([part for part, _ in parts])
        if size > MOST_PARTS:
            raise CompileError(f"a part of the expression has a type of more than {MOST_PARTS} parts")
        closed = all(stays for _, stays in parts)
        if closed:
            self._closed[id(kind)] = (kind, size)
        return size, closed
