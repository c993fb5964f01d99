"""Rules about storage that several kinds share: access modes, the volume mode, classes, old annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.volumes_claims import ACCESS_MODES, MODES

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

VOLUME_MODE = Rule(
    "core/volume-mode",
    "`volumeMode` of a PersistentVolume must be Filesystem or Block.",
    "ValidatePersistentVolumeSpec",
    "PersistentVolume",
    bad={"spec.volumeMode": "block"},
    good={"spec.volumeMode": "Block"},
    remedy="set `volumeMode: Filesystem`, or remove it",
)
CLASS_NAME = Rule(
    "core/volume-class-name",
    "`storageClassName` must be a DNS name of lowercase letters, digits, '-' and '.'.",
    "ValidateClassName",
    "PersistentVolume",
    bad={"spec.storageClassName": "Fast_SSD"},
    good={"spec.storageClassName": "fast-ssd"},
    remedy="for example, write `storageClassName: fast-ssd`",
)
BETA_ANNOTATION = Rule(
    "core/beta-storage-annotation",
    "The storage class and mount options should be set in fields instead of `volume.beta.kubernetes.io` annotations.",
    "GetWarningsForPersistentVolumeClaim",
    "PersistentVolumeClaim",
    bad={"metadata.annotations": {"volume.beta.kubernetes.io/storage-class": "fast"}},
    good={"spec.storageClassName": "fast"},
    severity=Severity.WARNING,
    remedy="move the value to `spec.storageClassName` or `spec.mountOptions`",
)

BETA_FIELDS = {
    "volume.beta.kubernetes.io/storage-class": "storageClassName",
    "volume.beta.kubernetes.io/mount-options": "mountOptions",
}


def validate_access_modes(modes: list[str] | tuple[()], path: str, problems: Problems) -> None:
    """The access modes at `path`: at least one, all known, and ReadWriteOncePod not with another known one."""
    if not modes:
        problems.add(ACCESS_MODES, path, "accessModes is empty; at least one access mode is required")
    for mode in modes:
        if mode not in MODES:
            refuse_choice(ACCESS_MODES, mode, MODES, path, problems)
    if "ReadWriteOncePod" in modes and len(MODES.intersection(modes)) > 1:
        problems.add(ACCESS_MODES, path, "ReadWriteOncePod cannot be combined with other access modes")


def validate_class_name(name: str, path: str, problems: Problems) -> None:
    """The name of a class, which may be empty here."""
    reason = formats.dns1123_subdomain(name) if name else ""
    if reason:
        problems.add(CLASS_NAME, path, f"{name!r} {reason}")


def warn_of_annotations(obj: Tree, names: tuple[str, ...], problems: Problems) -> None:
    """Warnings about old annotations that became fields."""
    annotations = (obj.get("metadata") or {}).get("annotations") or {}
    for name in names:
        if name in annotations:
            field = BETA_FIELDS[name]
            path = f"metadata.annotations[{name}]"
            problems.add(
                BETA_ANNOTATION,
                path,
                f"this annotation is deprecated; set the field {field} instead",
                remedy=f"move the value to `spec.{field}`",
            )
