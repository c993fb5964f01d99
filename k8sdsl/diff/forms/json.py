"""A difference for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.diff.fields import ABSENT
from k8sdsl.emitters.reports.visible import json_visible

if TYPE_CHECKING:
    from k8sdsl.diff.difference import Difference, ObjectChange
    from k8sdsl.identity import ObjectRef


def render_json(difference: Difference) -> str:
    """One document: the objects with their fields and effects; an absent state is omitted, not null."""
    document = {"objects": [_object(change) for change in difference.objects], "effects": difference.effects}
    return json_visible(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _object(change: ObjectChange) -> dict[str, Any]:
    states = {"before": change.before, "after": change.after}
    return {
        "action": change.action,
        **({"environment": change.environment} if change.environment else {}),
        **{name: _ref(ref) for name, ref in states.items() if ref is not None},
        "fields": [
            {"path": field.path}
            | ({} if field.before is ABSENT else {"before": field.before})
            | ({} if field.after is ABSENT else {"after": field.after})
            | ({"follows": True} if field.follows else {})
            for field in change.fields
        ],
        "effects": [{"kind": one.kind, "reason": one.reason, "path": one.path} for one in change.effects],
    }


def _ref(ref: ObjectRef) -> dict[str, str]:
    return {"apiVersion": ref.api_version, "kind": ref.kind, "namespace": ref.namespace, "name": ref.name}
