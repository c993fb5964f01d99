"""A trace as JSON: whether the request arrives, and every step with its object and place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.json import object_names
from k8sdsl.emitters.reports.visible import json_visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.views.trace.steps import TraceStep


def render_json(steps: Sequence[TraceStep]) -> str:
    """The steps in order; `object` and `place` are null for a step that is not at an object."""
    content = {"arrives": not steps[-1].broken, "steps": [_step(step) for step in steps]}
    return json_visible(json.dumps(content, indent=2, ensure_ascii=False)) + "\n"


def _step(step: TraceStep) -> dict[str, object]:
    ref, place = step.manifest.ref if step.manifest is not None else None, step.place
    return {
        "who": step.who,
        "what": step.what,
        "broken": step.broken,
        "remedy": step.remedy,
        "object": None if ref is None else object_names(ref),
        "place": {"file": place.file, "line": place.line} if place is not None else None,
    }
