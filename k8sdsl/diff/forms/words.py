"""The wording that all forms for people share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.diff.alignment import gaps
from k8sdsl.diff.effects import WORDS
from k8sdsl.diff.fields import ABSENT
from k8sdsl.emitters.reports.visible import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8sdsl.diff.alignment import Gap
    from k8sdsl.diff.difference import Difference, ObjectChange
    from k8sdsl.diff.effects import Effect
    from k8sdsl.diff.fields import FieldChange

MARKS = {"added": "+", "removed": "-", "renamed": ">", "changed": "~"}

_LONGEST = 200


def title(change: ObjectChange) -> str:
    """`Deployment/web in prod`, with the environment before it, and the old name if it was renamed."""
    where = f"{change.environment}: " if change.environment else ""
    return visible(where + _title(change))


def _title(change: ObjectChange) -> str:
    if change.action != "renamed" or change.before is None or change.after is None:
        return str(change.ref)
    before, after = change.before, change.after
    if before.namespace == after.namespace:
        place = f" in {after.namespace}" if after.namespace else ""
        return f"{after.kind}/{before.name} → {after.name}{place}"
    return f"{before} → {after}"


def field_lines(field: FieldChange) -> Iterator[str]:
    """A field as `diff -u` writes it: what goes after `-`, what comes after `+`."""
    path = visible(field.path)
    if is_block(field.before, field.after):
        yield f"  {path}:"
        yield from line_difference(field.before, field.after)
        return
    if field.before is not ABSENT:
        yield f"- {path}: {value_text(field.before)}"
    if field.after is not ABSENT:
        yield f"+ {path}: {value_text(field.after)}"


def value_text(value: Any) -> str:
    """A value on one line, cut if it is long."""
    if value is ABSENT:
        return "(none)"
    plain = isinstance(value, str) and value and value == value.strip() and "\n" not in value
    text = value if plain else json.dumps(value, default=str, ensure_ascii=False)
    return visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def is_block(before: Any, after: Any) -> bool:
    """Whether two values are strings of several lines, which are compared line by line."""
    return isinstance(before, str) and isinstance(after, str) and ("\n" in before or "\n" in after)


_CONTEXT = 2


def line_difference(before: str, after: str) -> list[str]:
    """The lines that differ, with two lines around them, as `diff -u` writes them."""
    old, new = before.split("\n"), after.split("\n")
    lines: list[str] = []
    for hunk in _hunks(gaps(old, new)):
        start = max(0, hunk[0][0].start - _CONTEXT)
        end = min(len(old), hunk[-1][0].stop + _CONTEXT)
        new_start = hunk[0][1].start - (hunk[0][0].start - start)
        new_end = hunk[-1][1].stop + (end - hunk[-1][0].stop)
        lines.append(f"@@ -{start + 1},{end - start} +{new_start + 1},{new_end - new_start} @@")
        for gone, came in hunk:
            lines += [f" {visible_lines(line)}" for line in old[start : gone.start]]
            lines += [f"-{visible_lines(old[number])}" for number in gone]
            lines += [f"+{visible_lines(new[number])}" for number in came]
            start = gone.stop
        lines += [f" {visible_lines(line)}" for line in old[start:end]]
    return lines


def _hunks(found: Iterable[Gap]) -> list[list[Gap]]:
    """The gaps, merged if all lines between them are shown."""
    hunks: list[list[Gap]] = []
    for gap in found:
        if hunks and gap[0].start - hunks[-1][-1][0].stop <= 2 * _CONTEXT:
            hunks[-1].append(gap)
        else:
            hunks.append([gap])
    return hunks


def effect_text(effect: Effect) -> str:
    """`restarts pods: the pod template changes ...`."""
    return visible(f"{WORDS[effect.kind]}: {effect.reason}")


def effect_words(effects: Sequence[Effect]) -> str:
    """The classes of some effects, each once."""
    return ", ".join(dict.fromkeys(WORDS[effect.kind] for effect in effects))


def summary(difference: Difference) -> str:
    """`2 changed, 1 added; restarts pods: 1`, or `no difference`."""
    actions = ("changed", "renamed", "added", "removed")
    counts = [f"{difference.count(action)} {action}" for action in actions if difference.count(action)]  # type: ignore[arg-type]
    if not counts:
        return "no difference"
    held = difference.effects
    effects = [f"{words}: {held[kind]}" for kind, words in WORDS.items() if kind in held]
    return "; ".join([", ".join(counts), *effects])
