"""Block devices of clouds and storage networks as volumes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.volumes_files import require

if TYPE_CHECKING:
    import re

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

PARTITION = Rule(
    "core/disk-partition",
    "The `partition` or `lun` of a disk must be from 0 to 255.",
    "validateGCEPersistentDiskVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "gcePersistentDisk": {"pdName": "disk", "partition": 256}}]},
    good={"spec.volumes": [{"name": "v", "gcePersistentDisk": {"pdName": "disk", "partition": 1}}]},
    remedy="set a number, such as `partition: 1` or `lun: 0`",
)
ISCSI_NAME = Rule(
    "core/iscsi-name",
    "`iscsi.iqn` and `initiatorName` must be qualified names that start with 'iqn.', 'eui.' or 'naa.'.",
    "validateISCSIVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "iscsi": {"targetPortal": "10.0.0.1:3260", "iqn": "iqn.2001", "lun": 0}}]},
    good={
        "spec.volumes": [
            {"name": "v", "iscsi": {"targetPortal": "10.0.0.1:3260", "iqn": "iqn.2001-04.com.example:disk", "lun": 0}}
        ]
    },
    remedy="for example, write `iqn: iqn.2001-04.com.example:storage.disk1`",
)
FIBRE_CHANNEL = Rule(
    "core/fibre-channel",
    "A Fibre Channel volume (`fc`) must have either `targetWWNs` with a `lun`, or `wwids`.",
    "validateFCVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "fc": {}}]},
    good={"spec.volumes": [{"name": "v", "fc": {"wwids": ["3600508b4"]}}]},
    remedy="for example, write `fc: {targetWWNs: [500a0982991b8dc5], lun: 2}`",
)
AZURE_DISK = Rule(
    "core/azure-disk",
    "An Azure disk (`azureDisk`) must have a known `kind` and `cachingMode`, and a `diskURI` that matches the kind.",
    "validateAzureDisk",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "azureDisk": {"diskName": "d", "diskURI": "disk", "kind": "Managed"}}]},
    good={
        "spec.volumes": [
            {"name": "v", "azureDisk": {"diskName": "d", "diskURI": "/subscriptions/1/d", "kind": "Managed"}}
        ]
    },
    remedy=(
        "for a managed disk write `kind: Managed` and a URI such as "
        "`/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/disks/d`"
    ),
)

CACHING_MODES = ("None", "ReadOnly", "ReadWrite")
DISK_KINDS = ("Dedicated", "Managed", "Shared")


def number_to_255(value: int, path: str, problems: Problems) -> None:
    """A partition or logical unit."""
    if not 0 <= value <= 255:
        problems.add(PARTITION, path, f"{value} is not between 0 and 255")


def gce_persistent_disk(source: Tree, path: str, problems: Problems) -> None:
    """A disk of Google Compute Engine (validateGCEPersistentDiskVolumeSource)."""
    require(source, ("pdName",), path, problems)
    number_to_255(source.get("partition", 0), f"{path}.partition", problems)


def aws_elastic_block_store(source: Tree, path: str, problems: Problems) -> None:
    """A disk of Amazon EBS (validateAWSElasticBlockStoreVolumeSource)."""
    require(source, ("volumeID",), path, problems)
    number_to_255(source.get("partition", 0), f"{path}.partition", problems)


def iscsi(source: Tree, path: str, problems: Problems) -> None:
    """A disk over iSCSI (validateISCSIVolumeSource)."""
    require(source, ("targetPortal", "iqn"), path, problems)
    if source.get("iqn"):
        _iscsi_name(source["iqn"], f"{path}.iqn", problems)
    number_to_255(source.get("lun", 0), f"{path}.lun", problems)
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and "secretRef" not in source:
        require(source, ("secretRef",), path, problems)
    if "initiatorName" in source:
        _iscsi_name(source["initiatorName"], f"{path}.initiatorname", problems)


@cache
def _iscsi_patterns() -> dict[str, re.Pattern[str]]:
    import re

    return {
        "iqn": re.compile(r"iqn\.[0-9]{4}-[0-9]{2}\.([0-9A-Za-z\-.]+)(:[^,;*&$|\t\n\f\r ]+)\Z"),
        "eui": re.compile(r"\Aeui.[0-9A-Za-z]{16}\Z"),
        "naa": re.compile(r"\Anaa.[0-9A-Za-z]{32}\Z"),
    }


def _iscsi_name(name: str, path: str, problems: Problems) -> None:
    pattern = _iscsi_patterns().get(name[:3])
    if pattern is None or not pattern.search(name):
        problems.add(ISCSI_NAME, path, f"{name!r} is not a valid iSCSI name that starts with 'iqn.', 'eui.' or 'naa.'")


def fibre_channel(source: Tree, path: str, problems: Problems) -> None:
    """A disk over Fibre Channel (validateFCVolumeSource)."""
    names, ids = source.get("targetWWNs"), source.get("wwids")
    if bool(names) is bool(ids):
        problems.add(FIBRE_CHANNEL, f"{path}.targetWWNs", "must have either targetWWNs or wwids")
    if names:
        if "lun" in source:
            number_to_255(source["lun"], f"{path}.lun", problems)
        else:
            problems.add(FIBRE_CHANNEL, f"{path}.lun", "lun is required with targetWWNs")


def azure_disk(source: Tree, path: str, problems: Problems) -> None:
    """A disk of Azure; its kind is Shared by default (validateAzureDisk)."""
    require(source, ("diskName", "diskURI"), path, problems)
    kind, uri = source.get("kind", "Shared"), source.get("diskURI", "")
    if source.get("cachingMode", "None") not in CACHING_MODES:
        refuse_choice(AZURE_DISK, source["cachingMode"], CACHING_MODES, f"{path}.cachingMode", problems)
    if kind not in DISK_KINDS:
        refuse_choice(AZURE_DISK, kind, DISK_KINDS, f"{path}.kind", problems)
    start = "/subscriptions/" if kind == "Managed" else "https://"
    if not uri.startswith(start):
        problems.add(AZURE_DISK, f"{path}.diskURI", f"the URI of a {kind} disk must start with {start}")


def cinder(source: Tree, path: str, problems: Problems) -> None:
    """A disk of OpenStack Cinder (validateCinderVolumeSource)."""
    require(source, ("volumeID",), path, problems)
    secret_name(source, path, problems)


def secret_name(source: Tree, path: str, problems: Problems) -> None:
    """A secret reference must have a name."""
    if "secretRef" in source:
        require(source["secretRef"], ("name",), f"{path}.secretRef", problems)


def rbd(source: Tree, path: str, problems: Problems) -> None:
    """A disk of Ceph RBD (validateRBDVolumeSource)."""
    require(source, ("monitors", "image"), path, problems)


def vsphere_volume(source: Tree, path: str, problems: Problems) -> None:
    """A disk of VMware vSphere (validateVsphereVolumeSource)."""
    require(source, ("volumePath",), path, problems)


def photon_persistent_disk(source: Tree, path: str, problems: Problems) -> None:
    """A disk of Photon (validatePhotonPersistentDiskVolumeSource)."""
    require(source, ("pdID",), path, problems)


def portworx_volume(source: Tree, path: str, problems: Problems) -> None:
    """A disk of Portworx (validatePortworxVolumeSource)."""
    require(source, ("volumeID",), path, problems)


def scale_io(source: Tree, path: str, problems: Problems) -> None:
    """A disk of ScaleIO (validateScaleIOVolumeSource)."""
    require(source, ("gateway", "system", "volumeName"), path, problems)
