"""Plain trees to JSON: one document unchanged, several as the items of a `v1` `List`, like kubectl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.emitters import MAX_DEPTH, UnemittableError, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def emit(documents: Iterable[Any]) -> str:
    """The documents as one JSON text, indented by two, keys in the trees' order, characters unescaped.

    Raises EmitError for what JSON cannot represent: NaN and infinities, a tree that contains itself or has more than
    300 levels, keys that are not strings, values that are not plain, an unpaired surrogate.
    """
    trees = list(documents)
    if len(trees) == 1:
        return _emit_one(trees[0], "\n") + "\n"
    if not trees:
        return _emit_one({"apiVersion": "v1", "kind": "List", "items": []}, "\n") + "\n"
    items = ",".join("\n    " + _emit_one(tree, "\n    ") for tree in trees)
    return f'{{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": [{items}\n  ]\n}}\n'


def _emit_one(tree: Any, pad: str) -> str:
    """One value that begins after `pad`, a line end with indentation."""
    from json.encoder import encode_basestring

    def render(tree: Any) -> str:
        parts: list[str] = []
        _value(tree, pad, 0, parts.append, encode_basestring)
        text = "".join(parts)
        text.encode()  # raises an error for an unpaired surrogate
        return text

    return rendered(tree, render, finite=True)


def _value(value: Any, pad: str, depth: int, write: Callable[[str], None], string: Callable[[str], str]) -> None:
    """Writes one value."""
    kind = type(value)
    if kind is str:
        write(string(value))
    elif kind is dict and value:
        _object(value, pad, depth, write, string)
    elif kind is list and value:
        _array(value, pad, depth, write, string)
    else:
        write(_other(value))


def _object(
    tree: dict[str, Any], pad: str, depth: int, write: Callable[[str], None], string: Callable[[str], str]
) -> None:
    """Writes an object that is not empty."""
    if depth > MAX_DEPTH:
        raise UnemittableError
    deeper = pad + "  "
    lead = "{" + deeper
    for key, value in tree.items():
        if type(key) is not str:
            raise UnemittableError
        write(f"{lead}{string(key)}: ")
        _value(value, deeper, depth + 1, write, string)
        lead = "," + deeper
    write(pad + "}")


def _array(items: list[Any], pad: str, depth: int, write: Callable[[str], None], string: Callable[[str], str]) -> None:
    """Writes an array that is not empty."""
    if depth > MAX_DEPTH:
        raise UnemittableError
    deeper = pad + "  "
    lead = "[" + deeper
    for value in items:
        write(lead)
        _value(value, deeper, depth + 1, write, string)
        lead = "," + deeper
    write(pad + "]")


def _other(value: Any) -> str:
    """A value that is neither a string nor a container with content."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    kind = type(value)
    if kind is int or (kind is float and value - value == 0):
        return repr(value)
    if kind is dict or kind is list:
        return "{}" if kind is dict else "[]"
    raise UnemittableError
