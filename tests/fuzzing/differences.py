"""Two sets of objects, compared in every form: nothing secret and nothing hostile is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.diff.difference import difference_by_environment, difference_of
from k8sdsl.diff.forms import FORMS, render_difference
from k8sdsl.errors import EmitError
from tests.emitters.test_visible import is_command
from tests.fuzzing.chance import refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.objects import secret
from tests.fuzzing.sets import EXAMPLES, named
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

TREES = list(MINIMAL.values())


def make(chance: Chance) -> tuple[list[Any], list[Any], bool]:
    """Objects before and after, and whether they are two environments."""
    before = [*chance.pick(EXAMPLES)] if chance(0.5) else [named(chance, chance.pick(TREES)) for _ in range(3)]
    after = [chance.mutated(tree) for tree in before if chance(0.9)]
    before = [chance.mutated(tree, 1) if chance(0.2) else tree for tree in before]
    if chance(0.3):
        before.append(secret(chance))
        after.append(secret(chance))
    if chance(0.1):
        before, after = ([{"apiVersion": "v1", "kind": "List", "items": trees}] for trees in (before, after))
    return chance.readable(before), chance.readable(after), chance(0.3)


def judge(given: tuple[list[Any], list[Any], bool]) -> None:
    """Compares both and shows the difference in every form."""
    before, after, environments = given
    found = [
        difference_of(before, after, environments=environments),
        difference_by_environment({"a": before}, {"a": after, "b": []}),
    ]
    for difference in found:
        for form in FORMS:
            try:
                text = render_difference(difference, form)
            except EmitError:
                continue
            refuse_leaks(text)
            assert all(c.isprintable() or c in "\n\t" for c in text), [c for c in text if not c.isprintable()][:3]
            assert not any(is_command(line) for line in text.split("\n")), text


ENTRY = Entry(make, judge)
