"""The argument that gave a typed object one of its fields, found from the call that the object remembers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.python_calls import folded, inside, place_of
from k8sdsl.objects.part import Part, key_of, schema_of, site_of

if TYPE_CHECKING:
    from k8sdsl.locations.source import Source
    from k8sdsl.tree import FieldPath


def locate(root: Part, path: FieldPath) -> Source | None:
    """The argument that said the field at `path` of a typed object, or the call that might have said it."""
    part, rest = _nearest_part(root, path)
    site = site_of(part)
    return None if site is None else place_of(site, lambda call: _argument(call, part, rest))


def _nearest_part(root: Part, path: FieldPath) -> tuple[Part, FieldPath]:
    """The innermost object on the way along `path` that knows its place, and the rest of the path from there."""
    found, rest = root, path
    value: Any = root
    for done, step in enumerate(path):
        if isinstance(value, Part):
            field = schema_of(type(value)).fields.get(str(step))
            value = value.__dict__.get(field.name if field is not None else str(step))
        else:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
        if isinstance(value, Part) and site_of(value) is not None:
            found, rest = value, path[done + 1 :]
        elif value is None:
            break
    return found, rest


def _argument(call: ast.Call, part: Part, rest: FieldPath) -> ast.AST | None:
    """The argument for the first step of `rest`, and inside it the literal that the further steps lead to.

    The arguments of a block have names of their own: there it is the one literal that is the value itself.
    """
    if not rest:
        return None
    if _is_function(call.func):
        said = _literals(call, _value_at(part, rest))
        if len(said) == 1:
            return said[0]
    field = schema_of(type(part)).fields.get(str(rest[0]))
    name = field.name if field is not None else str(rest[0])
    node: ast.AST | None = next((word.value for word in call.keywords if word.arg == name), None)
    if node is None and field is None:
        node = next((word.value for word in call.keywords if word.arg and folded(word.arg) == folded(name)), None)
    if node is None and call.args and name in {"name", key_of(type(part))}:
        node = call.args[0]
    return None if node is None else inside(node, rest[1:])


def _is_function(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return bool(name[:1].islower())


def _value_at(part: Part, rest: FieldPath) -> Any:
    value: Any = part
    for step in rest:
        if isinstance(value, Part):
            field = schema_of(type(value)).fields.get(str(step))
            value = value.__dict__.get(field.name if field is not None else str(step))
        else:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
    return value


def _literals(call: ast.Call, value: Any) -> list[ast.AST]:
    """The literals among the arguments of a call, except those of calls inside it, that are a value."""
    found: list[ast.AST] = []
    pending: list[ast.AST] = [*call.args, *(word.value for word in call.keywords)]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Constant, ast.UnaryOp)):
            try:
                literal = ast.literal_eval(node)
            except (ValueError, TypeError):
                continue
            if type(literal) is type(value) and literal == value:
                found.append(node)
        elif not isinstance(node, ast.Call):
            pending += ast.iter_child_nodes(node)
    return found
