"""What is said of storage in more than one kind: modes of access, the volume's mode, classes, old annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods.volumes_claims import ACCESS_MODES, MODES

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

VOLUME_MODE = Rule(
    "core/volume-mode",
    "A volume is used as a Filesystem or as a Block device.",
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.volumeMode": "block"},
    good={"spec.volumeMode": "Block"},
)
CLASS_NAME = Rule(
    "core/volume-class-name",
    "The class of a volume is named as its object is: lower-case letters, digits, '-' and '.'.",
    "ValidateClassName",
    "PersistentVolume",
    bad={"spec.storageClassName": "Fast_SSD"},
    good={"spec.storageClassName": "fast-ssd"},
)
BETA_ANNOTATION = Rule(
    "core/beta-storage-annotation",
    "The storage class and mount options stand in fields, no longer in annotations.",
    "GetWarningsForPersistentVolumeClaim",
    "PersistentVolumeClaim",
    bad={"metadata.annotations": {"volume.beta.kubernetes.io/storage-class": "fast"}},
    good={"spec.storageClassName": "fast"},
    severity=Severity.WARNING,
)

BETA_FIELDS = {
    "volume.beta.kubernetes.io/storage-class": "storageClassName",
    "volume.beta.kubernetes.io/mount-options": "mountOptions",
}


def validate_access_modes(modes: list[str] | tuple[()], path: str, problems: Problems) -> None:
    """The access modes at `path`: one at least, all known, ReadWriteOncePod not beside a known other."""
    if not modes:
        problems.add(ACCESS_MODES, path, "at least one access mode is required")
    for mode in modes:
        if mode not in MODES:
            problems.add(ACCESS_MODES, path, f"{mode!r} is none of {', '.join(sorted(MODES))}")
    if "ReadWriteOncePod" in modes and len(MODES.intersection(modes)) > 1:
        problems.add(ACCESS_MODES, path, "ReadWriteOncePod may not be used with other access modes")


def validate_class_name(name: str, path: str, problems: Problems) -> None:
    """The name of a class; none at all is legal here."""
    reason = formats.dns1123_subdomain(name) if name else ""
    if reason:
        problems.add(CLASS_NAME, path, f"{name!r} {reason}")


def warn_of_annotations(obj: Tree, names: tuple[str, ...], problems: Problems) -> None:
    """Remarks on annotations of old that became fields."""
    annotations = (obj.get("metadata") or {}).get("annotations") or {}
    for name in names:
        if name in annotations:
            field = BETA_FIELDS[name]
            path = f"metadata.annotations[{name}]"
            problems.add(BETA_ANNOTATION, path, f"deprecated; use {field}", remedy=f"move the value to spec.{field}")
