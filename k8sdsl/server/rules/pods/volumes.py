"""The volumes of a pod: each has a unique name and exactly one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import assigned_name
from k8sdsl.server.rules.pods import volumes_claims, volumes_disks, volumes_files, volumes_shares
from k8sdsl.server.rules.pods.resources import milli_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

    SourceValidator = Callable[[Tree, str, Problems], None]

VOLUME_NAME = Rule(
    "core/volume-name",
    "The `name` of a volume must be a DNS label, unique within the pod.",
    "ValidateVolumes",
    "Pod",
    bad={"spec.volumes": [{"name": "data_1", "emptyDir": {}}]},
    good={"spec.volumes": [{"name": "data-1", "emptyDir": {}}]},
    remedy="give each volume its own name of lowercase letters, digits and dashes, such as `name: data`",
)
VOLUME_SOURCE = Rule(
    "core/volume-source",
    "A volume must have exactly one source, such as `emptyDir` or `configMap`.",
    "validateVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "data", "emptyDir": {}, "secret": {"secretName": "s"}}]},
    good={"spec.volumes": [{"name": "data", "secret": {"secretName": "s"}}]},
    remedy=(
        "keep one source, and move the other to an entry of its own, such as `{name: config, configMap: {name: "
        "settings}}`"
    ),
)
SIZE_LIMIT = Rule(
    "core/empty-dir-size",
    "`emptyDir.sizeLimit` must not be negative.",
    "validateVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "data", "emptyDir": {"sizeLimit": "-1Gi"}}]},
    good={"spec.volumes": [{"name": "data", "emptyDir": {"sizeLimit": "1Gi"}}]},
    remedy="set a size, such as `sizeLimit: 1Gi`, or remove it",
)
CLAIM_OF_POD = Rule(
    "core/claim-of-ephemeral-volume",
    (
        "The claim of an `ephemeral` volume, named POD-VOLUME, must have a valid name that no other volume of the "
        "pod uses."
    ),
    "ValidateVolumes",
    "Pod",
    bad={
        "spec.volumes": [
            {
                "name": "v",
                "ephemeral": {
                    "volumeClaimTemplate": {
                        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
                    }
                },
            },
            {"name": "w", "persistentVolumeClaim": {"claimName": "sample-v"}},
        ]
    },
    good={
        "spec.volumes": [
            {"name": "v", "persistentVolumeClaim": {"claimName": "sample-v"}},
            {"name": "w", "persistentVolumeClaim": {"claimName": "sample-v"}},
        ]
    },
    remedy="rename the volume, such as `name: scratch`, so that the name of the claim is valid and unique",
)
ISCSI_INITIATOR = Rule(
    "core/iscsi-initiator",
    "With `iscsi.initiatorName`, the volume's name and `targetPortal` must have at most 63 characters in total.",
    "validateVolumeSource",
    "Pod",
    bad={
        "spec.volumes": [
            {
                "name": "a-volume-with-a-name-of-some-forty-characters",
                "iscsi": {
                    "targetPortal": "storage.example.com:3260",
                    "iqn": "iqn.2001-04.com.example:disk",
                    "lun": 0,
                    "initiatorName": "iqn.2001-04.com.example:node",
                },
            }
        ]
    },
    good={
        "spec.volumes": [
            {
                "name": "disk",
                "iscsi": {
                    "targetPortal": "storage.example.com:3260",
                    "iqn": "iqn.2001-04.com.example:disk",
                    "lun": 0,
                    "initiatorName": "iqn.2001-04.com.example:node",
                },
            }
        ]
    },
    remedy="shorten the name of the volume, such as `name: disk`",
)

SOURCES: dict[str, SourceValidator] = {
    "hostPath": volumes_shares.host_path,
    "gitRepo": volumes_shares.git_repo,
    "gcePersistentDisk": volumes_disks.gce_persistent_disk,
    "awsElasticBlockStore": volumes_disks.aws_elastic_block_store,
    "secret": volumes_files.secret,
    "nfs": volumes_shares.nfs,
    "iscsi": volumes_disks.iscsi,
    "glusterfs": volumes_shares.glusterfs,
    "flocker": volumes_shares.flocker,
    "persistentVolumeClaim": volumes_claims.persistent_volume_claim,
    "rbd": volumes_disks.rbd,
    "cinder": volumes_disks.cinder,
    "cephfs": volumes_shares.ceph_fs,
    "quobyte": volumes_shares.quobyte,
    "downwardAPI": volumes_files.downward_api,
    "fc": volumes_disks.fibre_channel,
    "flexVolume": volumes_shares.flex_volume,
    "configMap": volumes_files.config_map,
    "azureFile": volumes_shares.azure_file,
    "vsphereVolume": volumes_disks.vsphere_volume,
    "photonPersistentDisk": volumes_disks.photon_persistent_disk,
    "portworxVolume": volumes_disks.portworx_volume,
    "azureDisk": volumes_disks.azure_disk,
    "storageos": volumes_shares.storage_os,
    "projected": volumes_files.projected,
    "scaleIO": volumes_disks.scale_io,
    "csi": volumes_shares.csi,
}
"""The validation of each source that depends on nothing else."""

ORDER = ("emptyDir", *SOURCES, "ephemeral", "image")
"""Of several sources, the server validates the first in this order and refuses the others."""

_RANK = {field: rank for rank, field in enumerate(ORDER)}
_SPELT_WHEN_REFUSED = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
_SPELT_INSIDE = {"gcePersistentDisk": "persistentDisk"}


def validate_volumes(volumes: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The volumes of a pod; its containers can mount the valid ones afterwards."""
    made = _claims_made(volumes, scope)
    for index, volume in enumerate(volumes):
        name, at = volume.get("name", ""), f"{path}[{index}]"
        before = len(problems)
        _source(volume, name, at, problems, scope)
        reason = formats.dns1123_label(name) if name else "is empty; a name is required"
        if reason:
            problems.add(VOLUME_NAME, f"{at}.name", f"{name!r} {reason}")
        if name in scope.volumes:
            problems.add(VOLUME_NAME, f"{at}.name", f"another volume is already named {name!r}")
        if len(problems) == before:
            scope.volumes[name] = volume
        claim = volume.get("persistentVolumeClaim")
        if claim is not None and claim.get("claimName", "") in made:
            field = f"{at}.persistentVolumeClaim.claimName"
            problems.add(
                CLAIM_OF_POD,
                field,
                f"the claim {claim.get('claimName')!r} is created for an ephemeral volume of this pod",
            )


def _claims_made(volumes: list[Tree], scope: PodScope) -> set[str]:
    pod = assigned_name(scope.meta or {})
    return {f"{pod}-{volume.get('name', '')}" for volume in volumes if "ephemeral" in volume} if pod else set()


def _source(volume: Tree, name: str, path: str, problems: Problems, scope: PodScope) -> None:
    given = [field for field in volume if field in _RANK]
    if len(given) > 1:
        given.sort(key=_RANK.__getitem__)
        for field in given[1:]:
            spelling = _SPELT_WHEN_REFUSED.get(field, field)
            problems.add(
                VOLUME_SOURCE, f"{path}.{spelling}", f"the volume already has the source {given[0]}; remove one of them"
            )
    elif not given:
        volume["emptyDir"] = {}  # SetDefaults_Volume
        return
    field = given[0]
    source = volume[field]
    if field == "emptyDir":
        if "sizeLimit" in source and milli_value(source["sizeLimit"]) < 0:
            problems.add(SIZE_LIMIT, f"{path}.emptyDir.sizeLimit", f"{source['sizeLimit']} must not be negative")
    elif field == "ephemeral":
        _ephemeral(source, name, path, problems, scope)
    elif field == "image":
        volumes_files.image(source, f"{path}.image", problems, is_pod=scope.is_pod)
    else:
        SOURCES[field](source, f"{path}.{_SPELT_INSIDE.get(field, field)}", problems)
    if "iscsi" in volume and "initiatorName" in volume["iscsi"]:
        portal = f"{name}:{volume['iscsi'].get('targetPortal', '')}"
        if len(portal.encode("utf-8", "surrogatepass")) > 64:
            problems.add(ISCSI_INITIATOR, f"{path}.name", f"{portal!r} must be at most 64 characters long")


def _ephemeral(source: Tree, name: str, path: str, problems: Problems, scope: PodScope) -> None:
    volumes_claims.ephemeral(source, f"{path}.ephemeral", problems, scope.minor)
    pod = assigned_name(scope.meta or {})
    if pod and name:
        reason = formats.dns1123_subdomain(f"{pod}-{name}")
        if reason:
            problems.add(CLAIM_OF_POD, f"{path}.name", f"the claim {pod}-{name} {reason}")
