"""Checks of users' arguments for the `__init__` of declarations: each returns the value, or raises with its place."""

from __future__ import annotations

from k8sdsl.errors import OverlayError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any


def must_be(owner: object, name: str, value: Any, types: type | tuple[type, ...], words: str = "") -> Any:
    """The value of a field; raises OverlayError, at the user's call, for a value of another type."""
    if not isinstance(value, types):
        raise fault(owner, name, value, words or _words(types))
    return value


def all_must_be(owner: object, name: str, values: Any, types: type) -> Any:
    """The values of a list; raises OverlayError, at the user's call, for anything else."""
    if not isinstance(values, (list, tuple)) or not all(isinstance(value, types) for value in values):
        raise fault(owner, name, values, f"a list of {_words(types)}")
    return values


def fault(owner: object, name: str, value: object, words: str) -> OverlayError:
    """The error for an invalid value of a field."""
    from k8sdsl.locations.caller import calling_site
    from k8sdsl.locations.python_calls import call_of
    from k8sdsl.locations.secret_values import described_in_python

    message = f"`{name}` of {type(owner).__name__}(...) must be {words}, not {described_in_python(value)}"
    return OverlayError(message, source=call_of(calling_site()), code="overlay/declaration")


def _words(types: type | tuple[type, ...]) -> str:
    of_type = types[0] if isinstance(types, tuple) else types
    return "a string" if of_type is str else f"a {of_type.__name__}(...)"
