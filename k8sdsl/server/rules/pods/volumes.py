"""The volumes of a pod: each has a name of its own and exactly one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods import volumes_claims, volumes_disks, volumes_files, volumes_shares
from k8sdsl.server.rules.pods.resources import milli_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

    Check = Callable[[Tree, str, Problems], None]

VOLUME_NAME = Rule(
    "core/volume-name",
    "A volume is named by a DNS label, once per pod.",
    "ValidateVolumes",
    "Pod",
    bad={"spec.volumes": [{"name": "data_1", "emptyDir": {}}]},
    good={"spec.volumes": [{"name": "data-1", "emptyDir": {}}]},
)
VOLUME_SOURCE = Rule(
    "core/volume-source",
    "A volume has one source.",
    "validateVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "data", "emptyDir": {}, "secret": {"secretName": "s"}}]},
    good={"spec.volumes": [{"name": "data", "secret": {"secretName": "s"}}]},
)
SIZE_LIMIT = Rule(
    "core/empty-dir-size",
    "The size limit of an emptyDir is not negative.",
    "validateVolumeSource",
    "Pod",
    bad={"spec.volumes": [{"name": "data", "emptyDir": {"sizeLimit": "-1Gi"}}]},
    good={"spec.volumes": [{"name": "data", "emptyDir": {"sizeLimit": "1Gi"}}]},
)
CLAIM_OF_POD = Rule(
    "core/claim-of-ephemeral-volume",
    "The claim that is made for an ephemeral volume has a name that can be one, and no other volume uses it.",
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
)
ISCSI_INITIATOR = Rule(
    "core/iscsi-initiator",
    "With an initiatorName, the volume's name and the target portal have up to 63 characters together.",
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
)

SOURCES: dict[str, Check] = {
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
"""The look at each source that needs nothing but itself."""

ORDER = ("emptyDir", *SOURCES, "ephemeral", "image")
"""Of several sources the server looks at the first in this order, and refuses the others."""

_RANK = {field: rank for rank, field in enumerate(ORDER)}
_SPELT_WHEN_REFUSED = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
_SPELT_INSIDE = {"gcePersistentDisk": "persistentDisk"}


def validate_volumes(volumes: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The volumes of a pod; those that are valid are what its containers can mount afterwards."""
    made = _claims_made(volumes, scope)
    for index, volume in enumerate(volumes):
        name, at = volume.get("name", ""), f"{path}[{index}]"
        before = len(problems)
        _source(volume, name, at, problems, scope)
        reason = formats.dns1123_label(name) if name else "is required"
        if reason:
            problems.add(VOLUME_NAME, f"{at}.name", f"{name!r} {reason}")
        if name in scope.volumes:
            problems.add(VOLUME_NAME, f"{at}.name", f"{name!r} is the name of another volume")
        if len(problems) == before:
            scope.volumes[name] = volume
        claim = volume.get("persistentVolumeClaim")
        if claim is not None and claim.get("claimName", "") in made:
            field = f"{at}.persistentVolumeClaim.claimName"
            problems.add(CLAIM_OF_POD, field, f"{claim.get('claimName')!r} is made for an ephemeral volume")


def _claims_made(volumes: list[Tree], scope: PodScope) -> set[str]:
    pod = (scope.meta or {}).get("name")
    return {f"{pod}-{volume.get('name', '')}" for volume in volumes if "ephemeral" in volume} if pod else set()


def _source(volume: Tree, name: str, path: str, problems: Problems, scope: PodScope) -> None:
    given = [field for field in volume if field in _RANK]
    if len(given) > 1:
        given.sort(key=_RANK.__getitem__)
        for field in given[1:]:
            spelling = _SPELT_WHEN_REFUSED.get(field, field)
            problems.add(VOLUME_SOURCE, f"{path}.{spelling}", f"{given[0]} is the source already")
    elif not given:
        volume["emptyDir"] = {}  # SetDefaults_Volume
        return
    field = given[0]
    source = volume[field]
    if field == "emptyDir":
        if "sizeLimit" in source and milli_value(source["sizeLimit"]) < 0:
            problems.add(SIZE_LIMIT, f"{path}.emptyDir.sizeLimit", f"{source['sizeLimit']} is negative")
    elif field == "ephemeral":
        _ephemeral(source, name, path, problems, scope)
    elif field == "image":
        volumes_files.image(source, f"{path}.image", problems, is_pod=scope.is_pod)
    else:
        SOURCES[field](source, f"{path}.{_SPELT_INSIDE.get(field, field)}", problems)
    if "iscsi" in volume and "initiatorName" in volume["iscsi"]:
        portal = f"{name}:{volume['iscsi'].get('targetPortal', '')}"
        if len(portal.encode("utf-8", "surrogatepass")) > 64:
            problems.add(ISCSI_INITIATOR, f"{path}.name", f"{portal!r} has more than 64 characters")


def _ephemeral(source: Tree, name: str, path: str, problems: Problems, scope: PodScope) -> None:
    volumes_claims.ephemeral(source, f"{path}.ephemeral", problems, scope.minor)
    pod = (scope.meta or {}).get("name")
    if pod and name:
        reason = formats.dns1123_subdomain(f"{pod}-{name}")
        if reason:
            problems.add(CLAIM_OF_POD, f"{path}.name", f"the claim's name {pod}-{name} {reason}")
