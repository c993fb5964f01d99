"""Finds out why a tree is not plain: a slow walk, which runs only after an emitter has failed.

Emitters do not check trees, because almost all of them are plain. A failure is a ValueError or RecursionError without a
place; `rendered` then finds the place and reports what must hold.
"""

from __future__ import annotations

from k8sdsl.emitters import MAX_DEPTH
from k8sdsl.errors import EmitError
from k8sdsl.tree import format_path

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

_SHOWN_STEPS = 12
_Ambiguity: TypeAlias = "tuple[str, str | None]"


def rendered_exactly(tree: Any, render: Callable[[Any], str], *, finite: bool) -> str:
    """What `rendered` returns or raises for a tree with which `render` failed."""
    error = _refusal(tree, finite=finite)
    if error is None:
        try:
            return render(_exact(tree))
        except (ValueError, RecursionError):
            error = EmitError(f"{_name(tree)}: the document is nested too deeply for the remaining stack")
    raise error


def _exact(value: Any) -> Any:
    """The tree with every subclass instance replaced by its plain counterpart."""
    if isinstance(value, dict):
        return {str.__str__(key): _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, str):
        return str.__str__(value)
    if value is None or isinstance(value, bool):
        return value
    return int(value) if isinstance(value, int) else float(value)


def _refusal(tree: Any, *, finite: bool) -> EmitError | None:
    """The error for the first place that cannot be written; None if there is no such place."""
    ancestors: set[int] = set()
    stack: list[tuple[Any, tuple[Any, ...], bool]] = [(tree, (), False)]
    while stack:
        value, path, leaving = stack.pop()
        if leaving:
            ancestors.discard(id(value))
            continue
        problem = _problem(value, len(path), ancestors, finite=finite)
        if problem:
            return EmitError(f"{_name(tree)}: {_abbreviated(path)} {problem[0]}", remedy=problem[1])
        if isinstance(value, (dict, list)):
            ancestors.add(id(value))
            stack.append((value, path, True))
            items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
            stack.extend((item, (*path, key), False) for key, item in reversed(items))
    return None


def _problem(value: Any, depth: int, ancestors: set[int], *, finite: bool) -> _Ambiguity | None:
    """What is wrong with one value, and how to fix it."""
    if depth > MAX_DEPTH:
        return f"is deeper than {MAX_DEPTH} levels", "flatten it; no API type is nested this deeply"
    if isinstance(value, (dict, list)):
        if id(value) in ancestors:
            return "contains itself", "write a copy of the value; a manifest is a tree"
        return _key_problem(value) if isinstance(value, dict) else None
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return (
            ("contains an unpaired surrogate, which is not a character", "decode the text as UTF-8")
            if _broken(value)
            else None
        )
    if isinstance(value, (int, float)):
        return _number_problem(value, finite=finite)
    return (
        f"is a {type(value).__name__}, but a manifest can only contain dict, list, str, int, float, bool and None",
        "convert it to one of these types first, such as with `str(value)`",
    )


def _key_problem(tree: dict[Any, Any]) -> _Ambiguity | None:
    """What is wrong with the keys of a map."""
    for key in tree:
        if not isinstance(key, str):
            return f"has the key {key!r}, but a key must be a string", f'write it as "{key}"'
        if _broken(key):
            return f"has the key {key!r}, which contains an unpaired surrogate", "decode the text as UTF-8"
    return None


def _number_problem(value: float, *, finite: bool) -> _Ambiguity | None:
    """What is wrong with a number."""
    if isinstance(value, int):
        try:
            str(value)
        except ValueError:
            return "is an integer with too many digits to be written", None
        return None
    if finite and value - value != 0:
        return f"is {value!r}, which JSON cannot represent", "remove it, or write it as a string"
    return None


def _broken(text: str) -> bool:
    """Whether the text contains an unpaired surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _abbreviated(path: tuple[Any, ...]) -> str:
    """The path in the server's notation, shortened if it is too long to read."""
    steps = [step if isinstance(step, int) else str(step) for step in path[:_SHOWN_STEPS]]
    return (format_path(steps) or "the document") + (" ..." if len(path) > _SHOWN_STEPS else "")


def _name(tree: Any) -> str:
    """Kind and name of the object, if the tree has them."""
    if not isinstance(tree, dict):
        return "document"
    metadata = tree.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    kind = tree.get("kind")
    shown = kind if isinstance(kind, str) else "object"
    return f"{shown}/{name}" if name and isinstance(name, str) else shown
