"""The difference between two sets of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import evolve, field, frozen

from k8sdsl.diff.effects import WORDS, Effect, effects_of, worst_first
from k8sdsl.diff.fields import FieldChange, compare
from k8sdsl.diff.masking import masked
from k8sdsl.diff.pairs import between_environments, pair
from k8sdsl.diff.references import NewReferences
from k8sdsl.diff.stored import real_changes
from k8sdsl.identity import ObjectRef
from k8sdsl.server.encrypted import without_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.diff.pairs import Pair
    from k8sdsl.tree import Tree

Action: TypeAlias = Literal["added", "removed", "renamed", "changed"]


@frozen
class ObjectChange:
    """One object that differs; `before` is None for a new one and `after` for one that is gone.

    `environment` is its environment in a comparison of several; the same object can be in more than one.
    """

    before: ObjectRef | None
    after: ObjectRef | None
    fields: tuple[FieldChange, ...] = ()
    effects: tuple[Effect, ...] = ()
    environment: str = ""

    @property
    def action(self) -> Action:
        """What happened to it."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "renamed" if self.before[2:] != self.after[2:] else "changed"

    @property
    def ref(self) -> ObjectRef:
        """Its current name, or the last one."""
        ref = self.after or self.before
        assert ref is not None  # noqa: S101 - one of the two is always there
        return ref


@frozen
class Difference:
    """The objects that differ, in the order of the new set; removed objects are at the end."""

    objects: tuple[ObjectChange, ...] = field(factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.objects)

    def count(self, action: Action) -> int:
        """How many objects were added, removed, renamed or changed."""
        return sum(change.action == action for change in self.objects)

    @property
    def effects(self) -> dict[str, int]:
        """How many objects have an effect of each class, worst first."""
        counts: dict[str, int] = {}
        for change in self.objects:
            for kind in dict.fromkeys(effect.kind for effect in change.effects):
                counts[kind] = counts.get(kind, 0) + 1
        return {kind: counts[kind] for kind in WORDS if kind in counts}


def difference_of(before: Iterable[Tree], after: Iterable[Tree], *, environments: bool = False) -> Difference:
    """The difference between two sets of plain trees, which are not changed.

    Renames are recognized by the hash in the name, or by the content; fields that follow a rename are marked.
    `environments` is set if the sets are two environments and not two states of one: different namespaces are then
    ignored.
    """
    pairs = (between_environments if environments else pair)(list(before), list(after))
    references = NewReferences(pairs)
    changes = (_change(one, references) for one in pairs)
    return Difference(tuple(change for change in changes if change is not None))


def difference_by_environment(before: Mapping[str, Iterable[Tree]], after: Mapping[str, Iterable[Tree]]) -> Difference:
    """The differences of several environments, each compared with the one of the same name."""
    objects: list[ObjectChange] = []
    for name in sorted({*before, *after}):
        found = difference_of(before.get(name, ()), after.get(name, ()))
        objects += [evolve(change, environment=name) for change in found.objects]
    return Difference(tuple(objects))


def _change(one: Pair, references: NewReferences) -> ObjectChange | None:
    old, new = one
    if old is None or new is None:
        effects = worst_first((*effects_of(old, new, ()), *references.effects(old, new)))
        return ObjectChange(_ref(old), _ref(new), effects=effects)
    old, new = without_metadata(old), without_metadata(new)
    if old == new and repr(old) == repr(new):  # in Python, True equals 1
        return None
    found = real_changes(old, new, compare(masked(old), masked(new), renamed=True))
    fields = tuple(_following(change, one, references) for change in found)
    if not fields and _ref(old) == _ref(new):
        return None
    effects = worst_first((*effects_of(old, new, fields), *references.effects(*one)))
    return ObjectChange(_ref(old), _ref(new), tuple(change.shown() for change in fields), effects)


def _following(change: FieldChange, one: Pair, references: NewReferences) -> FieldChange:
    """The change, marked if it only follows a rename."""
    follows = one.new is not None and references.follows(one.new, change.before, change.after)
    return evolve(change, follows=True) if follows else change


def _ref(tree: Tree | None) -> ObjectRef | None:
    return None if tree is None else ObjectRef.of(tree)
