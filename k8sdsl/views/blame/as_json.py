"""Blame as JSON: every field of every object with its value and the steps that set it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.json import object_names
from k8sdsl.emitters.reports.visible import json_visible
from k8sdsl.tree import format_path, get
from k8sdsl.views.blame.lines import excerpt, shown_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.locations.source import Source
    from k8sdsl.views.blame.histories import ObjectHistory


def render_json(found: Iterable[ObjectHistory]) -> str:
    """A list of objects; the steps of a field are those that set it, the last one first. Secrets are hidden."""
    return json_visible(json.dumps([_object(one) for one in found], indent=2, ensure_ascii=False, default=str)) + "\n"


def _object(history: ObjectHistory) -> dict[str, object]:
    tree = shown_tree(history)
    fields = [
        {
            "path": format_path(field.path),
            "value": get(tree, field.path),
            "steps": [_step(source) for source in dict.fromkeys(field.places)],
        }
        for field in history.fields
    ]
    return {"object": object_names(history.manifest.ref), "fields": fields}


def _step(source: Source) -> dict[str, object]:
    return {"file": source.file, "line": source.line, "text": excerpt(source)}
