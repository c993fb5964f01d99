"""The structure of trees apart from their leaves. The objects of a large set have few structures.

The leaves of a tree are all values in it that are neither maps nor lists. What is computed once for a structure, such
as its verdict or its lines, needs only the leaves of the next tree with it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.tree import Tree

    Outline = tuple["Structure", tuple[Any, ...]]

MOST_STRUCTURES = 4_096
_MOST_NODES, _MOST_LEAVES = 200, 500
"""How many structures are remembered, and the maps and lists, and the leaves, of a tree with an outline."""


class Structure:
    """One structure; what is known of it is kept by those who know it.

    `shape` has, level by level, the keys of each map or the length of each list, and then the types of their values.
    """

    __slots__ = ("shape",)

    def __init__(self, shape: tuple[Any, ...]) -> None:
        self.shape = shape


class Outlines:
    """The structures of trees so far: trees with the same one, and with equal leaves, are equal."""

    __slots__ = ("_structures",)

    def __init__(self) -> None:
        self._structures: dict[tuple[Any, ...], Structure] = {}

    def of(self, tree: Tree) -> Outline | None:
        """The structure and the leaves of a tree.

        None for a large one, such as one that contains itself, and for a map of a type of its own.
        """
        if type(tree) is not dict:
            return None
        found: list[Any] = []
        leaves: list[Any] = []
        pending: list[Any] = [tree]
        for node in pending:  # to which its own maps and lists are added
            is_map = type(node) is dict
            found.append(tuple(node) if is_map else len(node))
            for value in node.values() if is_map else node:
                kind = type(value)
                found.append(kind)
                if kind is dict or kind is list:
                    pending.append(value)
                else:
                    leaves.append(value)
            if len(pending) > _MOST_NODES:
                return None
        if len(leaves) > _MOST_LEAVES:
            return None
        shape = tuple(found)
        structure = self._structures.get(shape)
        if structure is None:
            if len(self._structures) >= MOST_STRUCTURES:
                self._structures.clear()
            structure = self._structures[shape] = Structure(shape)
        return structure, tuple(leaves)


def tree_of(outline: Outline) -> Tree:
    """The tree with this outline."""
    structure, leaves = outline
    parts, values = iter(structure.shape), iter(leaves)
    root: Tree = {}
    pending: list[dict[Any, Any] | list[Any]] = [root]
    for node in pending:
        head = next(parts)
        for key in head if isinstance(node, dict) else range(head):
            kind = next(parts)
            is_leaf = kind is not dict and kind is not list
            value = next(values) if is_leaf else kind()
            if not is_leaf:
                pending.append(value)
            if isinstance(node, dict):
                node[key] = value
            else:
                node.append(value)
    return root
