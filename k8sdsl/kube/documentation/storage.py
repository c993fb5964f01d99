"""Claims, volumes and classes of storage."""

from __future__ import annotations

GROUPS = ("core", "storage")

TYPES = {
    "PersistentVolumeClaim": "A request for storage that outlives pods.",
    "PersistentVolumeClaimSpec": "How much storage, from which class, and how it can be mounted.",
    "VolumeResourceRequirements": "The size of a claim.",
    "PersistentVolume": "A piece of storage, created by an administrator or by the provisioner of a storage class.",
    "PersistentVolumeSpec": "Where the storage is, how large it is, and which claims can use it.",
    "CSIPersistentVolumeSource": "Storage of a CSI driver.",
    "LocalVolumeSource": "A disk or directory of one node.",
    "StorageClass": "A type of storage that claims can request, and the driver that provisions it.",
    "TypedLocalObjectReference": "An object in the same namespace.",
}

_ACCESS = (
    "ReadWriteOnce allows one node, not one pod; ReadWriteOncePod one pod; ReadWriteMany several nodes, which few "
    "kinds "
    "of storage support."
)

FIELDS = {
    "PersistentVolumeClaimSpec.accessModes": _ACCESS,
    "PersistentVolumeClaimSpec.resources": "`requests.storage` is the size.",
    "PersistentVolumeClaimSpec.storageClassName": 'If omitted, the default class is used; "" requests a volume without '
    "a class, so nothing is provisioned. Cannot be changed.",
    "PersistentVolumeClaimSpec.volumeMode": "Block gives containers a device instead of a file system.",
    "PersistentVolumeClaimSpec.volumeName": "Binds the claim to this volume only. Usually set by the cluster.",
    "PersistentVolumeClaimSpec.selector": "Selects volumes by labels. A claim with a selector is not provisioned "
    "dynamically.",
    "PersistentVolumeClaimSpec.dataSource": "A snapshot or claim in the same namespace to start from.",
    "PersistentVolumeClaimSpec.dataSourceRef": "Like `dataSource`, and also supports other kinds of sources.",
    "PersistentVolumeClaimSpec.volumeAttributesClassName": "A class of performance for the volume. It can be changed "
    "while the volume is in use if the driver supports it.",
    "VolumeResourceRequirements.requests": "`storage` is the minimum size. It can be increased later if the class "
    "allows it, but never decreased.",
    "VolumeResourceRequirements.limits": "Ignored by most provisioners.",
    "PersistentVolumeSpec.capacity": "`storage` is the size. A claim binds to a volume that is at least as large as "
    "its request, and gets all of it.",
    "PersistentVolumeSpec.accessModes": f"{_ACCESS} Only used to match claims.",
    "PersistentVolumeSpec.persistentVolumeReclaimPolicy": "When the claim is deleted, Retain keeps the data until an "
    "administrator removes it, and Delete deletes the storage. Provisioned volumes inherit the value from their class.",
    "PersistentVolumeSpec.storageClassName": 'Only claims of the same class bind to it. "" is for claims without one.',
    "PersistentVolumeSpec.volumeMode": "Must equal that of the claim.",
    "PersistentVolumeSpec.claimRef": "Reserves the volume for one claim. Set by the cluster when they are bound.",
    "PersistentVolumeSpec.mountOptions": "Options such as `nfsvers=4.1`; they are not checked until a pod mounts the "
    "volume.",
    "PersistentVolumeSpec.nodeAffinity": "The nodes that can reach the volume; required for `local`. Pods that use it "
    "are scheduled there.",
    "PersistentVolumeSpec.csi": "An existing volume of a CSI driver.",
    "PersistentVolumeSpec.local": "A disk of one node; requires `nodeAffinity`.",
    "PersistentVolumeSpec.hostPath": "Only for testing on a single node.",
    "CSIPersistentVolumeSource.volumeHandle": "The identifier of the volume in the storage system, such as "
    "`vol-0a1b2c`. Must be unique in the cluster.",
    "CSIPersistentVolumeSource.fsType": "`ext4`, `xfs` and so on; the driver has a default.",
    "LocalVolumeSource.path": "A directory or device on the node.",
    "StorageClass.provisioner": "The CSI driver that creates the volumes, or `kubernetes.io/no-provisioner` for none. "
    "Cannot be changed.",
    "StorageClass.parameters": "Settings for the provisioner; see its documentation. Cannot be changed.",
    "StorageClass.reclaimPolicy": "What happens to a provisioned volume when its claim is deleted: Delete also "
    "deletes the data. Cannot be changed.",
    "StorageClass.volumeBindingMode": "WaitForFirstConsumer provisions the volume where the first pod is scheduled; "
    "use it for storage that is limited to a zone. Cannot be changed.",
    "StorageClass.allowVolumeExpansion": "If true, claims can request more storage later.",
    "StorageClass.mountOptions": "Mount options for volumes that are created from now on; not checked.",
    "StorageClass.allowedTopologies": "The zones where volumes can be created.",
}
