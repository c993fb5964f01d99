"""Which changes matter to the API server: an object is compared as it would be stored.

A default that is written or omitted, another spelling of a quantity, and an empty list instead of none change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.diff.fields import ORDER, compare
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.semantics.decoding import Decoder
from k8sdsl.server.defaulting import set_defaults
from k8sdsl.server.equality import comparable

if TYPE_CHECKING:
    from k8sdsl.diff.fields import FieldChange
    from k8sdsl.tree import FieldPath, Tree

_VALUES = ("data", "stringData")
"""Fields of a Secret, whose values are hidden before they are compared."""


def real_changes(old: Tree, new: Tree, changes: list[FieldChange]) -> list[FieldChange]:
    """The changes of fields that change what is stored; all of them if the kind is unknown.

    Each change is shown as it was written, so a stored change counts for every written one above, at or below it.
    """
    before, after = as_stored(old), as_stored(new)
    if not changes or before is None or after is None or before.get("apiVersion") != after.get("apiVersion"):
        return changes
    stored = {_lists_whole(change.steps) for change in compare(before, after)}
    above = {steps[:end] for steps in stored for end in range(len(steps) + 1)}
    return [change for change in changes if _counts(_lists_whole(change.steps), stored, above)]


def _counts(steps: FieldPath, stored: set[FieldPath], above: set[FieldPath]) -> bool:
    hidden = len(steps) > 0 and steps[0] in _VALUES
    return hidden or steps in above or any(steps[:end] in stored for end in range(len(steps)))


def _lists_whole(steps: FieldPath) -> FieldPath:
    """The steps up to the first position in a list: positions of equal items may differ between the two comparisons."""
    end = next((number for number, step in enumerate(steps) if isinstance(step, int)), len(steps))
    return steps[: min(end, len(steps) - 1)] if steps[-1:] and steps[-1] is ORDER else steps[:end]


def as_stored(tree: Tree) -> Tree | None:
    """The object with all defaults and in a form in which equal values are equal; None if that is unknown.

    It is unknown for kinds without a schema, and for objects that the server could not decode.
    """
    info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
    if info is None or not info.type:
        return None
    minor = parse_kube_version(DEFAULT)
    shown = {key: value for key, value in tree.items() if tree.get("kind") != "Secret" or key not in _VALUES}
    decoder = Decoder(minor)
    try:
        decoded = decoder.decode(shown, type_schema(info.type))
        if decoder.unknown or decoder.wrong or decoder.lost:
            return None
        set_defaults(decoded, info.type, minor)
        form = comparable(decoded, info.type)
    except (RecursionError, ValueError):
        return None
    return {**form, "apiVersion": tree.get("apiVersion"), "kind": tree.get("kind")}
