"""In-tree volumes, which CSI drivers attach since plugins were migrated (`csi-translation-lib`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from k8sdsl.tree import Tree


class InTreePlugin(NamedTuple):
    """An in-tree plugin: the CSI driver that took over, the fields of a volume and of its name, the label of zones."""

    driver: str
    field: str
    name: str
    zone: str = ""


PLUGINS = {
    "kubernetes.io/aws-ebs": InTreePlugin(
        "ebs.csi.aws.com", "awsElasticBlockStore", "volumeID", "topology.ebs.csi.aws.com/zone"
    ),
    "kubernetes.io/azure-disk": InTreePlugin("disk.csi.azure.com", "azureDisk", "diskURI"),
    "kubernetes.io/cinder": InTreePlugin(
        "cinder.csi.openstack.org", "cinder", "volumeID", "topology.cinder.csi.openstack.org/zone"
    ),
    "kubernetes.io/gce-pd": InTreePlugin(
        "pd.csi.storage.gke.io", "gcePersistentDisk", "pdName", "topology.gke.io/zone"
    ),
    "kubernetes.io/portworx-volume": InTreePlugin("pxd.portworx.com", "portworxVolume", "volumeID"),
}
"""The plugins that the scheduler knows to be migrated (`isCSIMigrationOn`)."""
_NOT_COUNTED = frozenset(("kubernetes.io/azure-file", "kubernetes.io/vsphere-volume"))
_ZONE, _OLD_ZONE = "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"
_REGION, _OLD_REGION = "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"
_UNSPECIFIED = "UNSPECIFIED"


def driver_of(provisioner: str) -> str:
    """The CSI driver that attaches what a provisioner makes; empty for plugins that the scheduler does not count."""
    if provisioner in _NOT_COUNTED:
        return ""
    return PLUGINS[provisioner].driver if provisioner in PLUGINS else provisioner


def plugin_of(source: Tree) -> str:
    """The migrated plugin of a volume of a pod, or of the `spec` of a PersistentVolume; empty for none."""
    return next((name for name, plugin in PLUGINS.items() if source.get(plugin.field)), "")


def attached_as(source: Tree, labels: Mapping[str, str] | None = None) -> tuple[str, str] | None:
    """The CSI driver and handle of an in-tree volume, or None for another; the handle is empty if it has none.

    `labels` are those of a PersistentVolume, None for a volume of a pod.
    """
    name = plugin_of(source)
    if not name:
        return None
    plugin = PLUGINS[name]
    disk: Tree = source[plugin.field]
    handle = str(disk.get(plugin.name) or "")
    if plugin.field == "awsElasticBlockStore":
        handle = _ebs_handle(handle)
    elif plugin.field == "gcePersistentDisk":
        handle = _gce_handle(handle, labels or {})
    elif plugin.field == "azureDisk" and (disk.get("kind") or "Shared").lower() != "managed":
        handle = ""
    return plugin.driver, handle


def _ebs_handle(name: str) -> str:
    """The handle of `vol-1` and `aws://zone/vol-1` (`KubernetesVolumeIDToEBSVolumeID`)."""
    if not name.startswith("aws://"):
        return name
    path = name.removeprefix("aws://").partition("/")[2].strip("/")
    return path if path.startswith("vol-") and "/" not in path else ""


def _gce_handle(name: str, labels: Mapping[str, str]) -> str:
    """The handle of a disk of one zone, or of a region whose zones the label lists; empty for mixed regions."""
    zones = (labels.get(_OLD_ZONE) or labels.get(_ZONE) or _UNSPECIFIED).split("__")
    if len(zones) == 1:
        return f"projects/{_UNSPECIFIED}/zones/{zones[0]}/disks/{name}"
    regions = {zone.rpartition("-")[0] for zone in zones}
    if len(regions) > 1 or any(zone.count("-") != 2 for zone in zones):
        return ""
    return f"projects/{_UNSPECIFIED}/regions/{regions.pop()}/disks/{name}"


def migrated_affinity(volume: Tree) -> Tree | None:
    """The node affinity of an in-tree PersistentVolume as its driver spells it (`translateTopologyFromInTreeToCSI`).

    Conditions on zones become ones on the label of the driver; the label of the volume gives them where it has none.
    """
    spec: Tree = volume.get("spec") or {}
    required: Tree | None = (spec.get("nodeAffinity") or {}).get("required")
    zone = PLUGINS[plugin_of(spec)].zone
    if not zone:
        return required
    labels: dict[str, str] = (volume.get("metadata") or {}).get("labels") or {}
    terms: list[Tree] = (required or {}).get("nodeSelectorTerms") or []
    conditions = [condition for term in terms for condition in term.get("matchExpressions") or ()]
    old = _zone_label([{condition.get("key") for condition in conditions}, labels])
    renamed, more = ({_OLD_REGION: _REGION} if old == _OLD_ZONE else {}), _in_zones(zone, labels.get(old, ""))
    if any(condition.get("values") for condition in conditions if condition.get("key") == old):
        renamed, more = {**renamed, old: zone}, []
    if not terms and not more:
        return required
    return {"nodeSelectorTerms": [_translated(term, renamed, more) for term in terms or [{}]]}


def _zone_label(places: list[Container[str]]) -> str:
    """The label of zones that is used first, the new one before the old one (`getTopologyLabel`)."""
    found = (key for place in places for key in (_ZONE, _OLD_ZONE) if key in place)
    return next(found, _ZONE)


def _in_zones(key: str, label: str) -> list[Tree]:
    zones = sorted({zone.strip() for zone in label.split("__")} - {""})
    return [{"key": key, "operator": "In", "values": zones}] if zones else []


def _translated(term: Tree, renamed: Mapping[str, str], more: list[Tree]) -> Tree:
    conditions: list[Tree] = term.get("matchExpressions") or []
    own = [{**one, "key": renamed.get(one.get("key", ""), one.get("key"))} for one in conditions]
    return {**term, "matchExpressions": own + more}
