"""The text of trees that have the structure of earlier ones: the same lines with other leaves in them."""

from __future__ import annotations

from k8sdsl.emitters import scalar
from k8sdsl.yaml.outlines import tree_of

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.tree import Tree
    from k8sdsl.yaml.outlines import Outline, Structure

    StringSpellings = dict[str, str | None]

_REPEATED = 4
"""After how many trees of a structure the next ones are written by a template, which costs as much as these."""
_MARK = "\0"
"""Around the number of each leaf; escaped wherever a key contains it."""


class Templates:
    """Writes trees by the structures of earlier ones.

    `render` writes a tree with some renderings of strings, and `strings` are the usual ones; a string that is not on
    one line has none.
    """

    def __init__(self, render: Callable[[Tree, StringSpellings], str], strings: StringSpellings) -> None:
        self._render = render
        self._strings = strings
        self._seen: dict[Structure, int] = {}
        self._templates: dict[Structure, tuple[str, list[int]]] = {}

    def text(self, outline: Outline | None) -> str | None:
        """The text of the tree with this outline, or None if it must be rendered by itself."""
        if outline is None:
            return None
        structure, leaves = outline
        strings = self._strings
        try:
            template = self._templates.get(structure) or self._learn(structure, len(leaves))
            if template is None:
                return None
            lines, places = template
            texts = [strings[leaf] if type(leaf := leaves[place]) is str else scalar(leaf) for place in places]
        except ValueError:  # reported with the place by the other way
            return None
        return None if None in texts else lines % tuple(texts)

    def _learn(self, structure: Structure, count: int) -> tuple[str, list[int]] | None:
        """The template of a structure that was seen often enough: the lines for `%`, and the leaves in their order."""
        seen = self._seen[structure] = self._seen.get(structure, 0) + 1
        if seen <= _REPEATED:
            return None
        marks = [f"{_MARK}{place}{_MARK}" for place in range(count)]
        pieces = self._render(tree_of((structure, tuple(marks))), dict(zip(marks, marks, strict=True))).split(_MARK)
        lines = "%s".join([piece.replace("%", "%%") for piece in pieces[::2]])
        made = self._templates[structure] = lines, [int(place) for place in pieces[1::2]]
        return made
