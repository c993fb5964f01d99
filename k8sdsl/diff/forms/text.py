"""A difference for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.diff.effects import DATA_LOSS, IMMUTABLE, RECREATES
from k8sdsl.diff.fields import ABSENT
from k8sdsl.diff.forms.words import MARKS, effect_text, is_block, line_difference, summary, title, value_text
from k8sdsl.emitters.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.diff.difference import Difference, ObjectChange
    from k8sdsl.diff.fields import FieldChange

_COLOURS = {"+": "32", "-": "31", "~": "33", ">": "36", "!": "1;31", "?": "1;33"}
_GRAVE = frozenset((DATA_LOSS, IMMUTABLE, RECREATES))


def render_text(difference: Difference, *, colour: bool = False) -> str:
    """One paragraph per object: its change, effects and fields; the counts are at the end."""
    lines = [line for change in difference.objects for line in _object(change, colour=colour)]
    return "\n".join([*lines, summary(difference), ""])


def _object(change: ObjectChange, *, colour: bool) -> Iterator[str]:
    mark = MARKS[change.action]
    yield _painted(f"{mark} {title(change)}", mark, colour=colour)
    for effect in change.effects:
        yield _painted(f"    ! {effect_text(effect)}", "!" if effect.kind in _GRAVE else "?", colour=colour)
    for field in change.fields:
        yield from _field(field, colour=colour)


def _field(field: FieldChange, *, colour: bool) -> Iterator[str]:
    note = "  (follows the rename)" if field.follows else ""
    path = visible(field.path)
    if is_block(field.before, field.after):
        yield f"    {path}:"
        for line in line_difference(field.before, field.after):
            yield "      " + _painted(line, line[:1], colour=colour)
    elif field.before is ABSENT:
        yield "    " + _painted(f"+ {path}: {value_text(field.after)}", "+", colour=colour)
    elif field.after is ABSENT:
        yield "    " + _painted(f"- {path}: {value_text(field.before)}", "-", colour=colour)
    else:
        yield f"    {path}: {value_text(field.before)} → {value_text(field.after)}{note}"


def _painted(text: str, mark: str, *, colour: bool) -> str:
    code = _COLOURS.get(mark)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text
