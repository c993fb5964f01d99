"""The expression that gave one item of a list argument, in a Python file."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from k8sdsl.locations.python_calls import place_of

if TYPE_CHECKING:
    from k8sdsl.locations.caller import Site
    from k8sdsl.locations.source import Source

_DELIBERATE = (ast.IfExp, ast.BoolOp, ast.Name, ast.Attribute, ast.Constant, ast.NamedExpr)
"""Expressions that are None on purpose: a condition, a variable, or None itself."""


def mistaken_none(site: Site, name: str, *, position: int, index: int, count: int) -> tuple[Source, str] | None:
    """The place and text of the expression that gave None as the item at `index` of a list with `count` items.

    None if the expression is None on purpose, or unknown: then the item is skipped.
    """
    found: list[ast.expr] = []

    def find(call: ast.Call) -> ast.expr | None:
        listed = next((word.value for word in call.keywords if word.arg == name), None)
        if listed is None and position < len(call.args):
            listed = call.args[position]
        item = _item(listed, index, count)
        if item is not None and not isinstance(item, _DELIBERATE):
            found.append(item)
        return item

    source = place_of(site, find)
    return (source, ast.unparse(found[0])) if found else None


def _item(listed: ast.expr | None, index: int, count: int) -> ast.expr | None:
    """The expression of an item: an element of a list, or what a comprehension repeats."""
    if isinstance(listed, (ast.ListComp, ast.GeneratorExp)):
        return listed.elt
    if not isinstance(listed, (ast.List, ast.Tuple)):
        return None
    elements = _flat(listed)
    first = _up_to_star(elements, index)
    if not isinstance(first, ast.Starred):
        return first
    last = _up_to_star(elements[::-1], count - 1 - index)
    if not isinstance(last, ast.Starred):
        return last
    return _item(first.value, index, count) if first is last else None


def _flat(listed: ast.List | ast.Tuple) -> list[ast.expr]:
    """The elements, with those of starred lists in their places."""
    elements: list[ast.expr] = []
    for element in listed.elts:
        inner = element.value if isinstance(element, ast.Starred) else None
        elements += _flat(inner) if isinstance(inner, (ast.List, ast.Tuple)) else [element]
    return elements


def _up_to_star(elements: list[ast.expr], index: int) -> ast.expr | None:
    """The element at an index, or a starred one before it, which stands for any number of items."""
    starred = next((element for element in elements[: index + 1] if isinstance(element, ast.Starred)), None)
    return starred or (elements[index] if index < len(elements) else None)
