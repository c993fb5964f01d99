r"""Paths of replacements: steps separated by dots, with `[name=web]`, `0` and `*` for elements of lists.

Answers for kyaml's PathGetter and PathMatcher. A dot in a key is written `\.`, or the key in brackets.
"""

from __future__ import annotations

from typing import Any

from k8sdsl.errors import OverlayError
from k8sdsl.locations.secret_values import described
from k8sdsl.semantics.digits import whole_number
from k8sdsl.tree import split_path

NEW: Any = object()
"""The placeholder of a created field until its plain value is written."""


def split_dotted(path: str) -> list[str]:
    """The steps of a path, which may begin with a dot."""
    parts = split_path(path.removeprefix("."), ".")
    parts.reverse()
    steps: list[str] = []
    while parts:
        part = parts.pop()
        if part.startswith("[") and not part.endswith("]"):
            while parts and not part.endswith("]"):
                part += f".{parts.pop()}"
            part = part if "=" in part else part.strip("[]")
        steps.append(part)
    return steps


def look_up(tree: Any, steps: list[str]) -> Any:
    """The value at a path, or None; an element in brackets is the first with exactly that value."""
    for step in steps:
        if isinstance(tree, list):
            tree = _element(tree, step)
        elif isinstance(tree, dict):
            tree = tree.get(step)
        else:
            return None
        if tree is None:
            return None
    return tree


def _element(items: list[Any], step: str) -> Any:
    if step == "-":
        return items[-1] if items else None
    if step.isdigit():
        position = whole_number(step)
        return items[position] if position is not None and position < len(items) else None
    if not _is_element(step):
        raise OverlayError(
            f"`{step}` is not an element of a list",
            remedy="write `[name=value]`, or a position, starting at 0",
            code="overlay/field-path",
        )
    field, _, wanted = step[1:-1].partition("=")
    for item in items:
        value = item.get(field) if field and isinstance(item, dict) else item
        if not isinstance(value, (dict, list)) and value is not None and _text(value) == wanted:
            return item
    return None


def find_all(tree: Any, steps: list[str], value: Any, *, create: bool, owner: str = "") -> list[tuple[Any, Any]]:
    """All fields at a path, as pairs of container and key; `create` adds missing ones in the shape of `value`.

    The value of `[name=value]` is a regular expression that can match anywhere in the value. Errors begin with `owner`,
    the description of path and object.
    """
    places: list[tuple[Any, Any]] = [({"": tree}, "")]
    for position, step in enumerate(steps):
        following = steps[position + 1] if position + 1 < len(steps) else None
        found: list[tuple[Any, Any]] = []
        for container, key in places:
            node = container[key]
            if node is None and create:
                node = container[key] = [] if _is_element(step) or step.isdigit() or step == "*" else {}
            found += _below(node, step, _blank(following, value) if create else None, create=create, owner=owner)
        places = found
    return places


def _blank(following: str | None, value: Any) -> Any:
    """The value to create for a step: one that the next step can enter, or at the end one in the shape of the value."""
    if following is None:
        return {} if isinstance(value, dict) else [] if isinstance(value, list) else NEW
    return [] if _is_element(following) or following.isdigit() or following == "*" else {}


def _below(node: Any, step: str, blank: Any, *, create: bool, owner: str) -> list[tuple[Any, Any]]:
    if step == "*":
        return [(node, index) for index in range(len(_list(node, step, owner)))]
    if step.isdigit() and isinstance(node, list):
        position = whole_number(step)
        if position == len(node) and create:
            node.append(blank)
        if position is None or position >= len(node):
            raise OverlayError(
                f"{owner}the list has {len(node)} elements, and no element {step[:20]}", code="overlay/field-path"
            )
        return [(node, position)]
    if _is_element(step):
        return _matching(_list(node, step, owner), step, create=create)
    if step[:1] == "[" and step[-1:] == "]":
        raise OverlayError(
            f"{owner}`{step}` is not an element of a list",
            remedy=f"write `[name=value]`, or `{step[1:-1]}` for a key of a map",
            code="overlay/field-path",
        )
    if node is None:
        return []
    if not isinstance(node, dict):
        raise OverlayError(f"{owner}`{step}` cannot be a field of {described(node)}", code="overlay/field-path")
    if step not in node:
        if not create:
            return []
        node[step] = blank
    return [(node, step)]


def _list(node: Any, step: str, owner: str) -> list[Any]:
    if node is None:
        return []
    if not isinstance(node, list):
        raise OverlayError(
            f"{owner}`{step}` selects elements of a list, but the value is {described(node)}",
            code="overlay/field-path",
        )
    return node


def _matching(items: list[Any], step: str, *, create: bool) -> list[tuple[Any, Any]]:
    from k8sdsl.semantics.patterns import pattern_of

    field, _, wanted = step[1:-1].partition("=")
    search = pattern_of(wanted).search
    found: list[tuple[Any, Any]] = []
    for index, item in enumerate(items):
        value = item.get(field) if field and isinstance(item, dict) else None if field else item
        if value is not None and not isinstance(value, (dict, list)) and search(_text(value)):
            found.append((items, index))
    if not found and create:
        items.append({field: wanted} if field else wanted)
        found.append((items, len(items) - 1))
    return found


def _is_element(step: str) -> bool:
    return step.startswith("[") and step.endswith("]") and "=" in step


def _text(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)
