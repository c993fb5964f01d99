"""A library: functions and macros that are added and removed together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cel.functions import Function
    from k8sdsl.cel.syntax.macros import MacroTable


class Library:
    """Functions and macros that belong together, and the constants that name types."""

    __slots__ = ("functions", "macros", "types")

    def __init__(self, *functions: Function, macros: MacroTable | None = None, types: tuple[str, ...] = ()) -> None:
        self.functions = functions
        self.macros: MacroTable = macros or {}
        self.types = types
