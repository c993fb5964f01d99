"""The names that an expression can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.messages import WELL_KNOWN
from k8sdsl.cel.types import ObjectType, Type, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cel.functions import Function


class Declarations:
    """The names that an expression can use: variables, types, messages and functions."""

    __slots__ = ("functions", "objects", "types", "variables")

    def __init__(
        self,
        variables: Mapping[str, Type],
        objects: Mapping[str, ObjectType],
        functions: Mapping[str, Function],
        types: Mapping[str, Type],
    ) -> None:
        self.variables = variables
        self.objects = objects
        self.functions = functions
        self.types = types

    def find(self, name: str) -> tuple[Type, bool] | None:
        """The type of a name, and whether it names a type; None if it is not declared."""
        if name in self.variables:
            return self.variables[name], False
        if name in self.types:
            return type_of(self.types[name]), True
        if name in self.objects:
            return type_of(self.objects[name]), True
        if name in WELL_KNOWN:
            return type_of(WELL_KNOWN[name].type), True
        return None
