"""What type variables stand for."""

from __future__ import annotations

from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.types import DYN, Type, is_variable

MOST_PARTS = 100
"""How many parts a type may have; upstream has no limit, and takes exponential time over maps of maps."""


class Substitution:
    """What type variables are known to stand for.

    A type without variables is remembered with its size, so that it is looked through only once.
    """

    __slots__ = ("_closed", "_kinds", "_log")

    def __init__(self) -> None:
        self._kinds: dict[str, Type] = {}
        self._log: list[tuple[str, Type | None]] = []
        self._closed: dict[int, tuple[Type, int]] = {}

    def get(self, variable: Type) -> Type | None:
        """What a variable stands for, if that is known."""
        return self._kinds.get(variable) if isinstance(variable, str) else None

    def bind(self, variable: str, kind: Type) -> None:
        """Notes what a variable stands for."""
        self._log.append((variable, self._kinds.get(variable)))
        self._kinds[variable] = kind

    def mark(self) -> int:
        """A point to which `undo` can go back."""
        return len(self._log)

    def undo(self, mark: int) -> None:
        """Forgets what was noted since."""
        while len(self._log) > mark:
            variable, before = self._log.pop()
            if before is None:
                del self._kinds[variable]
            else:
                self._kinds[variable] = before

    def resolve(self, kind: Type, *, to_dyn: bool = False) -> Type:
        """A type with what is known of its variables; `to_dyn` makes those of which nothing is known `dyn`.

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
        """The number of parts of a type, and whether it has no variables and so stays as it is."""
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
