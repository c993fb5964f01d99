"""VolumeAttachment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.storage.names import validate_driver_name

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

SOURCE = Rule(
    "storage/attachment-source",
    "`source` of a VolumeAttachment must have exactly one of `persistentVolumeName` and `inlineVolumeSpec`.",
    "validateVolumeAttachmentSource",
    "VolumeAttachment",
    bad={"spec.source": {}},
    good={"spec.source": {"persistentVolumeName": "pv-1"}},
    remedy="for example, write `source: {persistentVolumeName: pv-1}`",
)
NODE_NAME = Rule(
    "storage/attachment-node",
    "`nodeName` of a VolumeAttachment must be a valid node name.",
    "validateNodeName",
    "VolumeAttachment",
    bad={"spec.nodeName": "Node_1"},
    good={"spec.nodeName": "node-1"},
    remedy="for example, write `nodeName: node-1`",
)
INLINE = Rule(
    "storage/attachment-inline-volume",
    (
        "`inlineVolumeSpec` must be a `csi` volume with a file system, without a claim, capacity, class, node "
        "affinity or reclaim policy."
    ),
    "ValidatePersistentVolumeSpec",
    "VolumeAttachment",
    bad={
        "spec.source": {
            "inlineVolumeSpec": {
                "accessModes": ["ReadWriteOnce"],
                "csi": {"driver": "ebs.csi.example.com", "volumeHandle": "vol-1"},
                "capacity": {"storage": "1Gi"},
            }
        }
    },
    good={
        "spec.source": {
            "inlineVolumeSpec": {
                "accessModes": ["ReadWriteOnce"],
                "csi": {"driver": "ebs.csi.example.com", "volumeHandle": "vol-1"},
            }
        }
    },
    remedy="for example, write `{accessModes: [ReadWriteOnce], csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1}}`",
)


def validate_volume_attachment(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a VolumeAttachment as ValidateVolumeAttachment and ValidateVolumeAttachmentV1 do."""
    validate_object_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    validate_driver_name(spec.get("attacher", ""), "spec.attacher", problems)
    node = spec.get("nodeName", "")
    if reason := formats.dns1123_subdomain(node):
        problems.add(NODE_NAME, "spec.nodeName", f"{node!r} {reason}")
    _source(spec.get("source") or {}, problems)


def _source(source: Tree, problems: Problems) -> None:
    inline, name = source.get("inlineVolumeSpec"), source.get("persistentVolumeName")
    if inline is None and name is None:
        problems.add(SOURCE, "spec.source", "set inlineVolumeSpec or persistentVolumeName")
    elif inline is not None and name is not None:
        problems.add(SOURCE, "spec.source", "inlineVolumeSpec and persistentVolumeName cannot both be set")
    elif inline is not None:
        _inline(inline, "spec.source.inlineVolumeSpec", problems)
    if name is not None and (reason := formats.dns1123_subdomain(name)):
        problems.add(SOURCE, "spec.source.persistentVolumeName", f"{name!r} {reason}")


def _inline(volume: Tree, path: str, problems: Problems) -> None:
    from k8sdsl.server.rules.core.persistent_volume_sources import SOURCES, validate_sources
    from k8sdsl.server.rules.core.storage import validate_access_modes

    if volume.get("local") is not None and next(field for field in SOURCES if field in volume) == "local":
        problems.add(INLINE, f"{path}.nodeAffinity", "a local volume requires node affinity, which cannot be set here")
    for field in ("claimRef", "nodeAffinity"):
        if volume.get(field) is not None:
            problems.add(INLINE, f"{path}.{field}", f"{field} cannot be set in inlineVolumeSpec")
    for field in ("capacity", "storageClassName"):
        if volume.get(field):
            problems.add(INLINE, f"{path}.{field}", f"{field} cannot be set in inlineVolumeSpec")
    if volume.get("csi") is None:
        problems.add(INLINE, f"{path}.csi", "csi is required in inlineVolumeSpec")
    if volume.get("persistentVolumeReclaimPolicy", "") not in {"", "Retain"}:
        problems.add(INLINE, f"{path}.persistentVolumeReclaimPolicy", "must be Retain in inlineVolumeSpec")
    if volume.get("volumeMode", "Filesystem") != "Filesystem":
        problems.add(INLINE, f"{path}.volumeMode", "must be Filesystem in inlineVolumeSpec")
    validate_access_modes(volume.get("accessModes") or (), f"{path}.accessModes", problems)
    validate_sources(volume, "", path, problems)
