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
_GAIN = 4
"""What an object with a known structure earns for its kind."""


class Structure:
    """One structure; what is known of it is kept by those who know it.

    `shape` has, level by level, the keys of each map or the length of each list, and then the types of their values.
    """

    __slots__ = ("shape",)

    def __init__(self, shape: tuple[Any, ...]) -> None:
        self.shape = shape


class Credit:
    """For how long something is done that pays only where objects repeat each other.

    Each new one costs 1, and each known one earns `gain`. Without credit one of 16 is still tried, because later
    objects of a process may repeat each other.
    """

    __slots__ = ("_gain", "left")

    def __init__(self, gain: int) -> None:
        self._gain = gain
        self.left: float = MOST_CREDIT

    def rests(self) -> bool:
        """Whether the next one is not tried; asked only if nothing is left."""
        self.left += 1 / _REST
        return self.left <= 0

    def spend(self) -> None:
        """Notes a new one."""
        self.left -= 1

    def earn(self) -> None:
        """Notes a known one; needless if nothing was spent."""
        self.left = min(self.left + self._gain, MOST_CREDIT)


MOST_CREDIT, _REST = 64, 16


class Outlines:
    """The structures of trees so far: trees with the same one, and with equal leaves, are equal."""

    __slots__ = ("_credits", "_structures")

    def __init__(self) -> None:
        self._structures: dict[tuple[Any, ...], Structure] = {}
        self._credits: dict[str, Credit] = {}

    def of(self, tree: Tree) -> Outline | None:
        """The structure and the leaves of a tree.

        None for a large one, such as one that contains itself, for a map of a type of its own, and for most objects of
        a kind whose objects have too many structures.
        """
        if type(tree) is not dict:
            return None
        kind = tree.get("kind")
        credit = self._credits.get(kind) if type(kind) is str else None
        if credit is None:
            credit = self._new_credit(kind)
        if credit.left <= 0 and credit.rests():
            return None
        outline = _outline(tree)
        structure = self._structures.get(outline[0]) if outline is not None else None
        if outline is None or structure is None:
            credit.spend()
        elif credit.left < MOST_CREDIT:
            credit.earn()
        if outline is None:
            return None
        shape, leaves = outline
        if structure is None:
            if len(self._structures) >= MOST_STRUCTURES:
                self._structures.clear()
            structure = self._structures[shape] = Structure(shape)
        return structure, leaves

    def _new_credit(self, kind: Any) -> Credit:
        if len(self._credits) >= MOST_STRUCTURES:
            self._credits.clear()
        return self._credits.setdefault(kind if type(kind) is str else "", Credit(_GAIN))


def _outline(tree: Tree) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    """The shape of a tree and its leaves; None for a large tree."""
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
    return (tuple(found), tuple(leaves)) if len(leaves) <= _MOST_LEAVES else None


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
