"""Changes of PersistentVolumeClaims (core `ValidatePersistentVolumeClaimUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_off, is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.server.changes.fixed import IMMUTABLE
from k8sdsl.server.changes.volumes import ATTRIBUTES_CLASS
from k8sdsl.server.equality import comparable
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from fractions import Fraction

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CLAIM_SPEC = Rule(
    "change/claim-spec",
    (
        "`spec` of a PersistentVolumeClaim cannot change, except for a larger `storage` request and the attributes "
        "class once it is bound."
    ),
    "ValidatePersistentVolumeClaimUpdate",
    "PersistentVolumeClaim",
    bad={"spec.accessModes": ["ReadWriteMany"]},
    good={"metadata.labels": {"app": "web"}},
    remedy="keep the old values, or create another claim with a new `metadata.name` and copy the data",
)
SMALLER = Rule(
    "change/claim-smaller",
    "`resources.requests.storage` of a PersistentVolumeClaim cannot decrease.",
    "ValidatePersistentVolumeClaimUpdate",
    "PersistentVolumeClaim",
    remedy="keep the old size, or create a smaller claim with a new `metadata.name` and copy the data",
)

_TYPE = "core_v1.PersistentVolumeClaimSpec"
_CLASS = "volume.beta.kubernetes.io/storage-class"
REMOVABLE_SINCE = 34
"""Since this version an attributes class can be removed until it is applied (ValidatePersistentVolumeClaimUpdate)."""
_KNOWN_SOURCES = frozenset((("PersistentVolumeClaim", ""), ("VolumeSnapshot", "snapshot.storage.k8s.io")))


def prepare_claim(claim: Tree, old: Tree | None, _context: Context) -> None:
    """One of `dataSource` and `dataSourceRef` sets the other, as on create (`NormalizeDataSources`).

    A reference to another namespace counts only where an old claim has a reference (CrossNamespaceVolumeDataSource is
    off), and a source of unknown kind only where an old claim has a source, or next to a reference.
    """
    spec = claim.setdefault("spec", {})
    before = (old or {}).get("spec") or {}
    if (spec.get("dataSourceRef") or {}).get("namespace") and before.get("dataSourceRef") is None:
        del spec["dataSourceRef"]
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    fresh = before.get("dataSource") is None and reference is None
    if fresh and source is not None and (source.get("kind"), source.get("apiGroup") or "") not in _KNOWN_SOURCES:
        del spec["dataSource"]
        source = None
    if source is not None and reference is None:
        spec["dataSourceRef"] = dict(source)
    elif reference is not None and source is None and not reference.get("namespace"):
        spec["dataSource"] = {key: value for key, value in reference.items() if key != "namespace"}


def change_persistent_volume_claim(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """Only a bound claim can change its size and attributes class; a volume and a storage class can be set once."""
    before, after = copy_tree(old.get("spec") or {}), copy_tree(new.get("spec") or {})
    old_notes, new_notes = _annotations(old), _annotations(new)
    bound = (old.get("status") or {}).get("phase") == "Bound"
    _class_annotation(before, after, old_notes, new_notes, problems)
    if not before.get("volumeName"):
        before["volumeName"] = after.get("volumeName", "")
    old_size, new_size = _size(before), _size(after)
    if bound:
        if after.get("resources", {}).get("requests") is not None:
            after["resources"]["requests"]["storage"] = _requested(before)
        if "volumeAttributesClassName" in after or context.minor >= REMOVABLE_SINCE:
            _set(after, "volumeAttributesClassName", before.get("volumeAttributesClassName"))
    if comparable(before, _TYPE) != comparable(after, _TYPE):
        problems.add(
            CLAIM_SPEC, "spec", "`spec` of a claim cannot change, except for a larger storage request once it is bound"
        )
    _validate_size(old_size, new_size, old, problems, context)
    _validate_rest(new.get("spec") or {}, old, problems, context)


def _class_annotation(before: Tree, after: Tree, old: Tree, new: Tree, problems: Problems) -> None:
    """The old annotation for the class can be replaced by the field, and a class can be set if there is none."""
    name, wanted = before.get("storageClassName"), after.get("storageClassName")
    if _CLASS in old and name is None and wanted == old[_CLASS] and new.get(_CLASS, old[_CLASS]) == old[_CLASS]:
        del after["storageClassName"]
        return
    if old.get(_CLASS, "") != new.get(_CLASS, ""):
        problems.add(IMMUTABLE, f"metadata.annotations.{_CLASS}", "the storage class of a claim cannot change")
    if wanted is not None and name is None and old.get(_CLASS, wanted) == wanted:
        del after["storageClassName"]


def _annotations(claim: Tree) -> Tree:
    return (claim.get("metadata") or {}).get("annotations") or {}


def _requested(spec: Tree) -> object:
    return (spec.get("resources", {}).get("requests") or {}).get("storage", "0")


def _size(spec: Tree) -> Fraction | int:
    return parse_quantity(_requested(spec)) or 0


def _set(spec: Tree, field: str, value: object) -> None:
    if value is None:
        spec.pop(field, None)
    else:
        spec[field] = value


def _validate_size(
    before: Fraction | int, after: Fraction | int, old: Tree, problems: Problems, context: Context
) -> None:
    """A failed expansion can be reverted down to the volume's capacity (RecoverVolumeExpansionFailure)."""
    if after >= before:
        return
    capacity = parse_quantity(((old.get("status") or {}).get("capacity") or {}).get("storage", "0")) or 0
    if not is_on("RecoverVolumeExpansionFailure", context.minor) or after <= capacity:
        problems.add(SMALLER, "spec.resources.requests.storage", "the requested storage cannot decrease")


def _validate_rest(new: Tree, claim: Tree, problems: Problems, context: Context) -> None:
    old, field = claim.get("spec") or {}, "volumeAttributesClassName"
    if new.get("volumeMode") != old.get("volumeMode"):
        problems.add(IMMUTABLE, "volumeMode", "`spec.volumeMode` of a PersistentVolumeClaim cannot change")
    used = old.get(field)
    if context.minor >= REMOVABLE_SINCE:
        used = (claim.get("status") or {}).get("currentVolumeAttributesClassName")
    is_changed = old.get(field) != new.get(field)
    if is_changed and used is not None and not new.get(field) and not is_off(_TYPE, field, context.minor):
        problems.add(ATTRIBUTES_CLASS, f"spec.{field}", "the class cannot be removed")
