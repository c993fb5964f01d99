"""What a module keeps in its variables: whether it has changed while an environment was rendered."""

from __future__ import annotations

from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class ModuleValues:
    """The values of a module's variables, and of the attributes of classes and objects: the same, of the same sizes."""

    __slots__ = ("_sizes", "_values")

    def __init__(self, module: ModuleType) -> None:
        self._values = list(_values_of(module))
        self._sizes = [len(value) if type(value) in _SIZED else 0 for value in self._values]

    def differ_from(self, module: ModuleType) -> bool:
        """Whether the module has other values now."""
        now = ModuleValues(module)
        return (
            len(now._values) != len(self._values)
            or now._sizes != self._sizes
            or any(one is not other for one, other in zip(now._values, self._values, strict=True))
        )


_SIZED = frozenset((dict, list, set))
_OF_PYTHON = frozenset(("__builtins__", "__loader__", "__spec__"))
"""Variables that the import system changes by itself: a module is no longer being imported when its import is done."""


def _values_of(module: ModuleType) -> Iterator[Any]:
    """The values of a module, those of its classes, and those of objects in it."""
    for name, value in list(vars(module).items()):
        if name in _OF_PYTHON:
            continue
        yield value
        own = value.__module__ == module.__name__ if isinstance(value, type) else not isinstance(value, ModuleType)
        inner = _attributes(value) if own else None
        if isinstance(inner, (dict, MappingProxyType)):
            yield from list(inner.values())


def _attributes(value: Any) -> Any:
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
