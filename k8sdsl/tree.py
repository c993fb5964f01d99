"""Plain trees (dict, list, str, int, float, bool, None in wire spelling), and paths into them."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TypeAlias

Tree: TypeAlias = "dict[str, Any]"
"""A mapping in wire spelling, as read from YAML or JSON."""

FieldPath: TypeAlias = "tuple[str | int, ...]"
"""Keys and list positions from the root of a tree."""


MAX_DEPTH = 200
"""The maximum nesting depth. Real manifests stay below 60."""

MAX_NUMBER = 10**400
"""The bound of whole numbers in trees: beyond it nothing can read them, and Python cannot print them."""


MAX_COPIED = 100_000
"""How many values one patch, or one replacement, may copy: an object that is copied into itself doubles."""


def fault_of_bounds(tree: Any) -> str:
    """What makes a tree larger than any file could be read as; empty if nothing does. No recursion."""
    level, depth = [tree], 0
    while level:
        depth += 1
        below: list[Any] = []
        for node in level:
            for item in node.values() if isinstance(node, dict) else node:
                if isinstance(item, (dict, list)):
                    below.append(item)
                elif type(item) is int and not -MAX_NUMBER < item < MAX_NUMBER:
                    return "it has a number of more than 400 digits"
        if depth > MAX_DEPTH and below:
            return f"it is nested deeper than {MAX_DEPTH} levels"
        level = below
    return ""


def size_of(tree: Any, most: int) -> int:
    """How many values a tree holds, counted up to a bit more than `most`; of a long string, every 1,000 characters."""
    size, pending = 0, [tree]
    while pending and size <= most:
        node = pending.pop()
        size += 1 + (len(node) // 1000 if isinstance(node, str) else 0)
        if isinstance(node, (dict, list)):
            pending += node.values() if isinstance(node, dict) else node
    return size


def copy_tree(value: Any) -> Any:
    """A deep copy of a plain tree; several times faster than `copy.deepcopy`, which looks up every type."""
    if isinstance(value, dict):
        return {key: copy_tree(item) if isinstance(item, (dict, list)) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copy_tree(item) if isinstance(item, (dict, list)) else item for item in value]
    return value


def get(tree: Any, path: Sequence[str | int], default: Any = None) -> Any:
    """The value at `path`, or `default` if a step does not exist."""
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return default
    return tree


def map_of(value: Any) -> Tree:
    """A map as it is; an empty one for any other value."""
    return value if type(value) is dict else {}


def list_of(value: Any) -> list[Any]:
    """A list as it is; an empty one for any other value."""
    return value if type(value) is list else []


def maps_in(value: Any) -> Iterator[tuple[int, Tree]]:
    """The maps of a list with their positions; nothing if the value is not a list."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def maps(value: Any) -> list[Tree]:
    """The maps of a list; nothing if the value is not a list."""
    return [item for _, item in maps_in(value)]


def walk(tree: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Every value of a tree with its path, parents before children, in the tree's order."""
    yield path, tree
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from walk(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from walk(value, (*path, index))


def format_path(path: Sequence[str | int]) -> str:
    """A path in the API server's notation: `spec.containers[0].image`, `data[a b]` for a key that needs brackets."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.replace("-", "").replace("$", "").isalnum():
            text += f".{step}" if text else step
        else:
            text += f"[{step}]"
    return text


def parse_pointer(text: str) -> list[str]:
    """The keys of a JSON pointer (RFC 6901), from below the root."""
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


def split_path(text: str, separator: str) -> list[str]:
    """The steps of a path; a separator after a backslash is part of a step. Answers for kustomize's `PathSplitter`."""
    steps: list[str] = []
    for part in text.split(separator):
        if steps and steps[-1].endswith("\\"):
            steps[-1] = f"{steps[-1][:-1]}{separator}{part}"
        else:
            steps.append(part)
    return steps


def parse_path(text: str) -> FieldPath:
    """The steps of a path in the API server's notation; brackets hold a list position or a map's key."""
    steps: list[str | int] = []
    position = 0
    while position < len(text):
        if text[position] == "[":
            end = text.find("]", position)
            end = len(text) if end < 0 else end
            inner = text[position + 1 : end]
            steps.append(int(inner) if inner.isascii() and inner.isdigit() and len(inner) < 19 else inner)
            position = end + 1
        elif text[position] == ".":
            position += 1
        else:
            start = position
            while position < len(text) and text[position] not in ".[":
                position += 1
            steps.append(text[start:position])
    return tuple(steps)
