"""Blame as text: an object as YAML with the places beside it, or every step that set a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.visible import visible
from k8sdsl.tree import format_path
from k8sdsl.views.blame.lines import excerpt, fields_at, lines_with_fields, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.locations.source import Source
    from k8sdsl.views.blame.histories import ObjectHistory

_WIDEST = 60


def render_objects(found: Sequence[ObjectHistory]) -> str:
    """Every object as YAML, with the place that set each value beside it; values of Secrets are hidden."""
    return "---\n".join([_object(one) for one in found])


def _object(history: ObjectHistory) -> str:
    lines = lines_with_fields(history)
    width = min(max(len(line) for line, _ in lines), _WIDEST)
    return "".join(
        [f"{line:{width}}  # {short(field.places[0])}\n" if field is not None else f"{line}\n" for line, field in lines]
    )


def render_fields(found: Sequence[ObjectHistory], path: str) -> str:
    """Every step that set the fields at or below a path, the last one first, with the source text of each.

    Raises K8sdslError if no object has the field.
    """
    lines = []
    for history in fields_at(found, path):
        for field in history.fields:
            lines.append(f"{visible(str(history.manifest.ref))} {visible(format_path(field.path))}\n")
            lines += [_step(source) for source in dict.fromkeys(field.places)]
    return "".join(lines)


def _step(source: Source) -> str:
    text = excerpt(source)
    return f"  {short(source)}  {text}\n" if text else f"  {short(source)}\n"
