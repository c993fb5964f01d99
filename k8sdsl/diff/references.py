"""What a difference does to the references of the new set: names that follow a rename, and names that lead nowhere."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from k8sdsl.diff.effects import BREAKS, Effect
from k8sdsl.gitops.order.dependencies import OfferedName, key_of, project_graph
from k8sdsl.tree import format_path, map_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.diff.pairs import Pair
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Reference
    from k8sdsl.tree import Tree

_DATA = ("data", "binaryData", "stringData")
_MANY = 5


class NewReferences:
    """The references of the new set, beside the pairs of a difference; the graph is built when it is first needed."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs

    @cached_property
    def _graph(self) -> Graph:
        return project_graph(new for _, new in self._pairs if new is not None)

    @cached_property
    def _by_tree(self) -> dict[int, list[Reference]]:
        return {id(member.tree): member.uses for member in self._graph.members}

    @cached_property
    def _renames(self) -> dict[OfferedName, str]:
        """The new names of renamed objects, by their old keys."""
        both = ((old, new) for old, new in self._pairs if old is not None and new is not None)
        return {key_of(old): key_of(new).name for old, new in both if key_of(old)[2] != key_of(new)[2]}

    @cached_property
    def _lost(self) -> dict[OfferedName, list[Reference]]:
        """The references to objects that the new set does not have, by what they name."""
        found: dict[OfferedName, list[Reference]] = {}
        for reference in self._graph.unresolved:
            for kind in reference.kinds:
                found.setdefault(OfferedName(kind, reference.namespace, reference.name), []).append(reference)
        return found

    def follows(self, new: Tree, before: object, after: object) -> bool:
        """Whether a name changed because the object that it names was renamed."""
        if type(before) is not str or after not in self._renames.values():
            return False
        named = (one for one in self._by_tree.get(id(new), ()) if one.name == after)
        keys = (OfferedName(kind, one.namespace, before) for one in named for kind in one.kinds)
        return any(self._renames.get(key) == after for key in keys)

    def effects(self, old: Tree | None, new: Tree | None) -> Iterator[Effect]:
        """What still refers to an object, or to a key of it, that the new set does not have."""
        if old is None:
            return
        if new is None or key_of(old) != key_of(new):
            for reference in self._lost.get(key_of(old), ())[:_MANY]:
                where = f"{reference.source.title} still refers to it in {format_path(reference.path)}"
                yield Effect(BREAKS, where, "" if new is None else "metadata.name")
        elif lost := _keys(old) - _keys(new):
            yield from self._of_keys(new, lost)

    def _of_keys(self, new: Tree, lost: set[str]) -> Iterator[Effect]:
        member = next((one for one in self._graph.members if one.tree is new), None)
        for reference in member.users if member is not None else ():
            for path, key in reference.wanted_keys() if not reference.optional else ():
                if key in lost:
                    yield Effect(
                        BREAKS, f"{reference.source.title} still reads it in {format_path(path)}", f"data.{key}"
                    )


def _keys(tree: Tree) -> set[str]:
    """The keys of a ConfigMap or Secret."""
    if tree.get("kind") not in ("ConfigMap", "Secret"):
        return set()
    return {str(key) for part in _DATA for key in map_of(tree.get(part))}
