"""ControllerRevisions (apps/validation `ValidateControllerRevision`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.apps.numbers import NOT_NEGATIVE
from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

DATA = Rule(
    "apps/revision-data",
    "A ControllerRevision must have `data`.",
    "ValidateControllerRevision",
    "ControllerRevision",
    bad={"data": None},
    good={"data": {"spec": {}}},
    remedy="set the state that it records, such as `data: {spec: {template: {}}}`",
)


def validate_controller_revision(obj: Tree, problems: Problems, _context: Context) -> None:
    """A ControllerRevision on create."""
    validate_object_meta(obj, problems, namespaced=True)
    if obj.get("data") is None:
        problems.add(DATA, "data", "data is required")
    elif type(obj["data"]) is not dict:  # It is read as an object, whose kind is looked up (runtime.RawExtension).
        problems.add(DATA, "data", "data must be a map")
    if obj.get("revision", 0) < 0:
        problems.add(NOT_NEGATIVE, "revision", f"{obj['revision']} must not be negative")
