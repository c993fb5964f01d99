"""The lines of an object's YAML with the fields that are on them, and the source text of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.visible import visible, visible_lines
from k8sdsl.emitters.yaml import emit_document
from k8sdsl.errors import K8sdslError
from k8sdsl.locations.address import credentials_hidden
from k8sdsl.locations.content import lines_of
from k8sdsl.locations.secrecy import may_hold_secret
from k8sdsl.locations.secret_values import HIDDEN, veiled
from k8sdsl.near_miss import did_you_mean
from k8sdsl.tree import format_path
from k8sdsl.yaml.marks import followed
from k8sdsl.yaml.reader import read_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.locations.source import Source
    from k8sdsl.tree import Tree
    from k8sdsl.views.blame.histories import FieldHistory, ObjectHistory

LONGEST = 60
"""The most characters of a source text."""


def shown_tree(history: ObjectHistory) -> Tree:
    """The object without the values of a Secret."""
    tree: Tree = veiled(history.manifest.tree, lambda _: HIDDEN)
    return tree


def lines_with_fields(history: ObjectHistory) -> list[tuple[str, FieldHistory | None]]:
    """Every line of the YAML, with the first field on it that has a place; values of a Secret are hidden."""
    text = emit_document(shown_tree(history))
    (place,) = read_places(text)
    at: dict[int, FieldHistory] = {}
    for field in history.fields:
        if field.places:
            at.setdefault(followed(place, field.path)[0], field)
    return [(line, at.get(number)) for number, line in enumerate(visible_lines(text).splitlines(), 1)]


def fields_at(found: Sequence[ObjectHistory], path: str) -> list[ObjectHistory]:
    """The objects with only their fields at or below a path, if they have any; K8sdslError if none has."""
    chosen = [one._replace(fields=tuple(field for field in one.fields if _is_at(field, path))) for one in found]
    chosen = [one for one in chosen if one.fields]
    if not chosen:
        known = [format_path(field.path) for one in found for field in one.fields]
        raise K8sdslError(
            f"there is no field {path}",
            remedy=did_you_mean(path, known) or "omit the path to see all fields",
            code="object/not-found",
        )
    return chosen


def _is_at(field: FieldHistory, path: str) -> bool:
    name = format_path(field.path)
    return name == path or name.startswith((f"{path}.", f"{path}["))


def excerpt(source: Source) -> str:
    """The line of a place; empty if it may hold a secret."""
    if may_hold_secret(source.file, source.line):
        return ""
    lines = lines_of(source.file)
    line = lines[source.line - 1] if 0 < source.line <= len(lines) else ""
    return visible(credentials_hidden(line).strip()[:LONGEST])


def short(source: Source) -> str:
    """A place as `file:line`."""
    return visible(f"{source.file}:{source.line}")
