"""The administrator's part: a namespace with its limits, the classes of storage, and volumes on NFS.

Developers claim storage by class; these are the classes, and the volumes that their claims are bound to.
"""

from __future__ import annotations

from k8sdsl import Stack, k8s
from stacks.environment import NFS_SERVER, Storage
from stacks.platform import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def administration(
    *,
    namespace: str,
    storage: Storage,
    shares: Mapping[str, str],
    quota: Mapping[str, str],
    largest_container: str,
    keep_data: bool,
) -> Stack:
    """What the administrator prepares for an environment.

    `shares` are the directories of the NFS server with their sizes; `quota` is what the whole namespace may use, and
    `largest_container` the memory that one container may have. `keep_data` keeps the disk of a deleted claim.
    """
    return Stack(
        "administration",
        [
            _namespace(namespace),
            k8s.ResourceQuota("quota", spec=k8s.ResourceQuotaSpec(hard=dict(quota))),
            limits(largest_container),
            _block_class(storage.blocks, keep_data=keep_data),
            _file_class(storage.files),
            *[_share(name, size, storage.files, namespace) for name, size in shares.items()],
        ],
    )


def _namespace(name: str) -> k8s.Namespace:
    """A namespace that admits only pods under the strictest of the Pod Security Standards."""
    return k8s.Namespace(name, labels={"pod-security.kubernetes.io/enforce": "restricted"})


def _block_class(name: str, *, keep_data: bool) -> k8s.StorageClass:
    """Disks for one pod each, created on demand where the pod is scheduled."""
    return k8s.StorageClass(
        name,
        provisioner="csi.vsphere.vmware.com",
        parameters={"storagepolicyname": name},
        reclaim_policy="Retain" if keep_data else "Delete",
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
    )


def _file_class(name: str) -> k8s.StorageClass:
    """Directories that many pods share: the administrator creates them, none is created on demand."""
    return k8s.StorageClass(
        name, provisioner="kubernetes.io/no-provisioner", reclaim_policy="Retain", volume_binding_mode="Immediate"
    )


def _share(name: str, size: str, storage_class: str, environment: str) -> k8s.PersistentVolume:
    """A directory of the NFS server, which belongs to the user that its pods run as.

    It names no claim: Kubernetes binds each claim to the smallest volume that is large enough.
    """
    return k8s.PersistentVolume(
        f"{name}-{environment}",
        spec=k8s.PersistentVolumeSpec(
            capacity={"storage": size},
            access_modes=["ReadWriteMany"],
            storage_class_name=storage_class,
            persistent_volume_reclaim_policy="Retain",
            mount_options=["hard", "nfsvers=4.1"],
            nfs=k8s.NFSVolumeSource(server=NFS_SERVER, path=f"/{environment}/{name}"),
        ),
    )
