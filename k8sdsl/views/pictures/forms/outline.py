"""The groups of a picture within one another, as the lines of a text form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from k8sdsl.views.pictures.picture import Picture, PictureGroup, PictureNode


def outline(
    picture: Picture,
    line_of: Callable[[PictureNode], str],
    head_of: Callable[[int, PictureGroup], Sequence[str]],
    end: str,
) -> Iterator[str]:
    """The line of every node, indented between the head and the end of its group; `head_of` gets its number too."""
    nodes: dict[str, list[PictureNode]] = {}
    for node in picture.nodes:
        nodes.setdefault(node.group, []).append(node)
    groups: dict[str, list[tuple[int, PictureGroup]]] = {}
    for number, group in enumerate(picture.groups):
        groups.setdefault(group.parent, []).append((number, group))

    def inside(parent: str, indent: str) -> Iterator[str]:
        for node in nodes.get(parent, ()):
            yield f"{indent}{line_of(node)}"
        for number, group in groups.get(parent, ()):
            for line in head_of(number, group):
                yield f"{indent}{line}"
            yield from inside(group.id, f"{indent}  ")
            yield f"{indent}{end}"

    return inside("", "  ")
