"""Changes of metadata (apimachinery `ValidateObjectMetaAccessorUpdate`, `rest.BeforeUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

DELETION = Rule(
    "change/deletion",
    "A manifest must not set `deletionTimestamp` or `deletionGracePeriodSeconds`.",
    "ValidateObjectMetaAccessorUpdate",
    "ConfigMap",
    bad={"metadata.deletionTimestamp": "2024-01-31T08:00:00Z"},
    good={"metadata.labels": {"app": "web"}},
    remedy="remove the field; use `kubectl delete` to delete the object",
)
LATE_FINALIZER = Rule(
    "change/finalizer-while-deleted",
    "`finalizers` must not be added to an object that is being deleted.",
    "ValidateNoNewFinalizers",
    "ConfigMap",
    remedy="wait until the object is deleted (`kubectl wait --for=delete`), and create it again",
)


def validate_meta_update(new: Tree, old: Tree, problems: Problems) -> None:
    """The fields of metadata that only the server sets; it restores times, counters and the uid itself."""
    before, after = old.get("metadata") or {}, new.get("metadata") or {}
    deleted = before.get("deletionTimestamp")
    for field in ("deletionTimestamp", "deletionGracePeriodSeconds"):
        if after.get(field) is not None and deleted is None:
            problems.add(DELETION, f"metadata.{field}", "the server sets this field when the object is deleted")
    if deleted is not None:
        added = sorted(set(after.get("finalizers") or ()) - set(before.get("finalizers") or ()))
        if added:
            problems.add(
                LATE_FINALIZER,
                "metadata.finalizers",
                f"{', '.join(added)} cannot be added because the object is being deleted",
            )
