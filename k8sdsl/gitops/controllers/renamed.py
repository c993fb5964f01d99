"""Old names of the fields of a declaration, accepted for one minor version."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from warnings import warn

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Declared = TypeVar("Declared")


def renamed(**fields: str) -> Callable[[type[Declared]], type[Declared]]:
    """For a class whose fields had other names: `renamed(old="new")`. An old name gives a DeprecationWarning."""

    def decorate(cls: type[Declared]) -> type[Declared]:
        init: Any = cls.__init__

        @wraps(init)
        def accepting(self: Declared, *args: Any, **given: Any) -> None:
            for old in [name for name in given if name in fields]:
                message = f"`{old}` of {cls.__name__} is now `{fields[old]}`"
                warn(message, DeprecationWarning, stacklevel=2)
                given[fields[old]] = given.pop(old)
            init(self, *args, **given)

        cls.__init__ = accepting  # type: ignore[assignment]
        return cls

    return decorate
