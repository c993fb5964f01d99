"""Origins of manifests declared in Python; those of YAML and of typed objects are beside their readers."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.locations.source import Source
    from k8sdsl.tree import FieldPath


class TreeOrigin:
    """The origin of a plain tree in a stack, base or patch; `locate` finds the value at a path in it."""

    __slots__ = ("_locate",)

    def __init__(self, locate: Callable[..., Source | None]) -> None:
        self._locate = locate

    def locate(self, path: FieldPath) -> Source | None:
        """The literal at `path` of the tree, or the closest enclosing one."""
        return self._locate(*path)


class InEntry:
    """The origin of a declaration that is written in the entry of its layer itself, at `prefix` of the entry."""

    __slots__ = ("prefix",)

    def __init__(self, *prefix: str | int) -> None:
        self.prefix = prefix

    def locate(self, path: FieldPath) -> None:
        """Unknown here: only the layer knows where the entry is."""
