"""Paths into a schema, such as `.spec.replicas` or `.spec['my.key']` (apiextensions `schema/cel` ValidFieldPath)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


class FieldPathError(ValueError):
    """A path that does not lead to a field of the schema; the message gives the reason."""


def find_field(path: str, schema: Tree, *, brackets: bool = True) -> tuple[str, Tree]:
    """The path in the server's notation, and the schema that it leads to; `brackets` allows `['key']`."""
    found, tokens = "", _tokens(path)
    position = 0
    while position < len(tokens):
        step = tokens[position]
        if step == ".":
            if position + 1 >= len(tokens):
                raise FieldPathError("the path ends too early")
            found, schema = _step(found, schema, tokens[position + 1])
            position += 2
        elif step == "[":
            if not brackets:
                raise FieldPathError("brackets are not allowed here")
            name = _quoted(tokens, position)
            position += 3
            found, schema = _step(found, schema, name)
        else:
            raise FieldPathError(f"expected '[' or '.', but found {step!r}")
    return found, schema


def _tokens(path: str) -> list[str]:
    tokens: list[str] = []
    while path:
        if path[0] == "'":
            end = 1
            while end < len(path) and not (path[end] == "'" and path[end - 1] != "\\"):
                end += 1
            length = end + 1
        elif path[0] in ".[]":
            length = 1
        else:
            length = next((index for index, character in enumerate(path) if character in ".[]"), len(path))
        tokens.append(path[:length])
        path = path[length:]
    return tokens


def _quoted(tokens: list[str], position: int) -> str:
    if position + 1 >= len(tokens):
        raise FieldPathError("the path ends too early")
    step = tokens[position + 1]
    if len(step) < 2 or step[0] != "'" or step[-1] != "'":
        raise FieldPathError(f"expected a string in single quotes, but found {step!r}")
    if position + 2 >= len(tokens):
        raise FieldPathError("the path ends too early")
    if tokens[position + 2] != "]":
        raise FieldPathError(f"expected ']', but found {tokens[position + 2]!r}")
    return step[1:-1].replace("\\'", "'").replace("\\\\", "\\")


def _property(schema: Tree, name: str) -> Tree:
    properties = schema.get("properties") or {}
    if name not in properties:
        raise FieldPathError("the path does not lead to a field of the schema")
    found: Tree = properties[name]
    return found


def _step(found: str, schema: Tree, name: str) -> tuple[str, Any]:
    if schema.get("properties"):
        return (f"{found}.{name}" if found else name), _property(schema, name)
    additional = schema.get("additionalProperties")
    if not isinstance(additional, dict):
        raise FieldPathError("the path does not lead to a field of the schema")
    return f"{found}[{name}]", additional
