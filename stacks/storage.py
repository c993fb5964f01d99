"""Storage classes of the company's three backends, and the provisioners that create volumes for claims.

A provisioner is a program in the cluster: it sees a claim of its class, creates the volume in its backend, registers
it as a PersistentVolume and binds it. A cluster needs at least one for blocks, which one pod uses, and one for files,
which many pods share.
"""

from __future__ import annotations

from os import environ

from k8sdsl import Stack, k8s
from k8sdsl.blocks import (
    allow_traffic,
    claim,
    claim_volume,
    mount,
    restricted_container,
    restricted_pod,
    spread_over_nodes,
)
from stacks.environment import NFS_SERVER, PLACEHOLDER
from stacks.platform import API_SERVERS, closed

NAMESPACE = "storage"
PROVISIONER = {"app": "nfs-provisioner"}


def storage() -> Stack:
    """The classes `block-slow`, `block-fast` and `shared`, and what serves them."""
    return Stack(
        "storage",
        [
            k8s.Namespace(NAMESPACE, labels={"pod-security.kubernetes.io/enforce": "restricted"}),
            *_block_classes(),
            _file_class(),
            *_root(),
            *_nfs_provisioner(),
            *closed(),
            allow_traffic("nfs-provisioner", PROVISIONER, sent={6443: API_SERVERS}),
        ],
    )


def _block_classes() -> list[k8s.StorageClass | k8s.CSIDriver | k8s.Secret]:
    """Disks for one pod each: rotating ones of the EMC array, and SSDs of the Huawei array, which is the default.

    Their drivers are installed from the vendors' charts; how to reach the arrays is in a Secret.
    """
    return [
        k8s.CSIDriver("csi-powermax.dellemc.com", spec=k8s.CSIDriverSpec(attach_required=True, pod_info_on_mount=True)),
        k8s.CSIDriver("csi.huawei.com", spec=k8s.CSIDriverSpec(attach_required=True, fs_group_policy="File")),
        k8s.Secret(
            "arrays",
            string_data={"user": "csi", "password": environ.get("ARRAY_PASSWORD", PLACEHOLDER)},
        ),
        _block_class("block-slow", "csi-powermax.dellemc.com", {"SRP": "SRP_1", "ServiceLevel": "Bronze"}),
        _block_class("block-fast", "csi.huawei.com", {"backend": "ssd", "allocType": "thin"}, default=True),
    ]


def _block_class(name: str, provisioner: str, parameters: dict[str, str], *, default: bool = False) -> k8s.StorageClass:
    """A class whose volume is created where its pod is scheduled, and kept when its claim is deleted."""
    return k8s.StorageClass(
        name,
        annotations={"storageclass.kubernetes.io/is-default-class": "true"} if default else None,
        provisioner=provisioner,
        parameters={
            **parameters,
            "csi.storage.k8s.io/provisioner-secret-name": "arrays",
            "csi.storage.k8s.io/provisioner-secret-namespace": NAMESPACE,
        },
        reclaim_policy="Retain",
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
    )


def _file_class() -> k8s.StorageClass:
    """Directories of the NFS server, which many pods share; each claim gets a directory of its own."""
    return k8s.StorageClass(
        "shared",
        provisioner="k8s-sigs.io/nfs-subdir-external-provisioner",
        parameters={"pathPattern": "${.PVC.namespace}/${.PVC.name}", "archiveOnDelete": "true"},
        mount_options=["hard", "nfsvers=4.1"],
        reclaim_policy="Delete",  # `archiveOnDelete` renames the directory instead
        volume_binding_mode="Immediate",
    )


def _nfs_provisioner() -> list[k8s.Deployment | k8s.ServiceAccount | k8s.ClusterRole | k8s.ClusterRoleBinding]:
    """The program that creates directories for claims, and what it may do in the cluster."""
    account = "nfs-provisioner"
    return [
        k8s.ServiceAccount(account),
        k8s.ClusterRole(
            account,
            rules=[
                k8s.PolicyRule(api_groups=[""], resources=["nodes"], verbs=["get", "list", "watch"]),
                k8s.PolicyRule(
                    api_groups=[""],
                    resources=["persistentvolumes"],
                    verbs=["get", "list", "watch", "create", "delete"],
                ),
                k8s.PolicyRule(
                    api_groups=[""], resources=["persistentvolumeclaims"], verbs=["get", "list", "watch", "update"]
                ),
                k8s.PolicyRule(
                    api_groups=["storage.k8s.io"], resources=["storageclasses"], verbs=["get", "list", "watch"]
                ),
                k8s.PolicyRule(api_groups=[""], resources=["events"], verbs=["create", "patch"]),
            ],
        ),
        k8s.ClusterRoleBinding(
            account,
            role_ref=k8s.RoleRef(api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=account),
            subjects=[k8s.Subject(kind="ServiceAccount", name=account, namespace=NAMESPACE)],
        ),
        k8s.Deployment(
            account,
            labels=PROVISIONER,
            spec=k8s.DeploymentSpec(
                replicas=1,  # it elects no leader
                strategy=k8s.DeploymentStrategy(type="Recreate"),
                selector=k8s.LabelSelector(match_labels=PROVISIONER),
                template=k8s.PodTemplateSpec(labels=PROVISIONER, spec=_provisioner_pod(account)),
            ),
        ),
    ]


def _provisioner_pod(account: str) -> k8s.PodSpec:
    return k8s.PodSpec(
        service_account_name=account,
        affinity=spread_over_nodes(PROVISIONER),
        enable_service_links=False,
        security_context=restricted_pod(65534),
        containers=[
            k8s.Container(
                "provisioner",
                image="registry.example.com/nfs-subdir-external-provisioner:4.0",
                env=[
                    k8s.EnvVar("PROVISIONER_NAME", value="k8s-sigs.io/nfs-subdir-external-provisioner"),
                    k8s.EnvVar("NFS_SERVER", value=NFS_SERVER),
                    k8s.EnvVar("NFS_PATH", value="/volumes"),
                ],
                resources=k8s.ResourceRequirements(
                    requests={"cpu": "50m", "memory": "64Mi"}, limits={"memory": "128Mi"}
                ),
                volume_mounts=[mount("root", "/persistentvolumes")],
                security_context=restricted_container(),
            )
        ],
        volumes=[claim_volume("root")],
    )


def _root() -> list[k8s.PersistentVolume | k8s.PersistentVolumeClaim | k8s.StorageClass]:
    """The directory of the NFS server in which the provisioner creates the others."""
    return [
        k8s.PersistentVolume(
            "nfs-root",
            spec=k8s.PersistentVolumeSpec(
                capacity={"storage": "10Ti"},
                access_modes=["ReadWriteMany"],
                storage_class_name="nfs-root",
                persistent_volume_reclaim_policy="Retain",
                nfs=k8s.NFSVolumeSource(server=NFS_SERVER, path="/volumes"),
            ),
        ),
        claim("root", "10Ti", access="ReadWriteMany", storage_class="nfs-root"),
        k8s.StorageClass("nfs-root", provisioner="kubernetes.io/no-provisioner", reclaim_policy="Retain"),
    ]


def pool(sizes: dict[str, int], storage_class: str) -> Stack:
    """Volumes on NFS that claims of a class are bound to, as clusters without a provisioner have them.

    `sizes` says how many there are of each size. A claim gets the smallest free volume that is large enough, all of it:
    provisioners exist because the rest of that volume is lost.
    """
    return Stack(
        "pool",
        [
            k8s.PersistentVolume(
                f"pool-{size.lower()}-{number:02}",
                spec=k8s.PersistentVolumeSpec(
                    capacity={"storage": size},
                    access_modes=["ReadWriteOnce"],
                    storage_class_name=storage_class,
                    persistent_volume_reclaim_policy="Retain",
                    nfs=k8s.NFSVolumeSource(server=NFS_SERVER, path=f"/pool/{size.lower()}-{number:02}"),
                ),
            )
            for size, count in sizes.items()
            for number in range(1, count + 1)
        ],
    )
