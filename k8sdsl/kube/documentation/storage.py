"""Claims, volumes and classes of storage."""

from __future__ import annotations

GROUPS = ("core", "storage")

TYPES = {
    "PersistentVolumeClaim": "Asks for storage that outlives pods.",
    "PersistentVolumeClaimSpec": "How much storage, of which class, usable how.",
    "VolumeResourceRequirements": "The size of a claim.",
    "PersistentVolume": "A piece of storage; made by an administrator or by the provisioner of a class.",
    "PersistentVolumeSpec": "Where the storage is, how large, and which claims may use it.",
    "CSIPersistentVolumeSource": "Storage of a CSI driver.",
    "LocalVolumeSource": "A disk or directory of one node.",
    "StorageClass": "A kind of storage that claims can ask for, and who makes it.",
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
    "PersistentVolumeClaimSpec.storageClassName": 'Left out it is the default class; "" asks for a volume without '
    "a class, so nothing is provisioned. Cannot be changed.",
    "PersistentVolumeClaimSpec.volumeMode": "Block gives containers a device instead of a file system.",
    "PersistentVolumeClaimSpec.volumeName": "Binds to this volume only. Usually left to the cluster.",
    "PersistentVolumeClaimSpec.selector": "Volumes by labels. A claim with it is not provisioned dynamically.",
    "PersistentVolumeClaimSpec.dataSource": "A snapshot or claim in the same namespace to start from.",
    "PersistentVolumeClaimSpec.dataSourceRef": "As `dataSource`, for other kinds of sources too.",
    "PersistentVolumeClaimSpec.volumeAttributesClassName": "Performance of the volume, which can be changed while it "
    "is used if the driver supports it.",
    "VolumeResourceRequirements.requests": "`storage` is the least size. It can grow later if the class allows it, "
    "and never shrink.",
    "VolumeResourceRequirements.limits": "Not used by most provisioners.",
    "PersistentVolumeSpec.capacity": "`storage` is the size. A claim binds to a volume that is at least as large, "
    "and gets all of it.",
    "PersistentVolumeSpec.accessModes": f"{_ACCESS} Only used to match claims.",
    "PersistentVolumeSpec.persistentVolumeReclaimPolicy": "When the claim is deleted: Retain keeps the data until an "
    "administrator acts, Delete deletes the storage. Provisioned volumes take it from their class.",
    "PersistentVolumeSpec.storageClassName": 'Only claims of the same class bind; "" for claims without a class.',
    "PersistentVolumeSpec.volumeMode": "Must be that of the claim.",
    "PersistentVolumeSpec.claimRef": "Reserves the volume for one claim. Written when they are bound.",
    "PersistentVolumeSpec.mountOptions": "Such as `nfsvers=4.1`; not checked before a pod mounts it.",
    "PersistentVolumeSpec.nodeAffinity": "Nodes that can reach it; required for `local`. Pods are placed accordingly.",
    "PersistentVolumeSpec.csi": "A volume of a CSI driver that exists already.",
    "PersistentVolumeSpec.local": "A disk of one node; needs `nodeAffinity`.",
    "PersistentVolumeSpec.hostPath": "For tests on one node only.",
    "CSIPersistentVolumeSource.volumeHandle": "The identifier of the volume in the storage system, such as "
    "`vol-0a1b2c`. Unique in the cluster.",
    "CSIPersistentVolumeSource.fsType": "`ext4`, `xfs` and so on; the driver has a default.",
    "LocalVolumeSource.path": "A directory or device on the node.",
    "StorageClass.provisioner": "Who makes the volumes: a CSI driver, or `kubernetes.io/no-provisioner` for none. "
    "Cannot be changed.",
    "StorageClass.parameters": "Settings for the provisioner; see its documentation. Cannot be changed.",
    "StorageClass.reclaimPolicy": "What happens to a provisioned volume when its claim is deleted. Delete loses the "
    "data. Cannot be changed.",
    "StorageClass.volumeBindingMode": "WaitForFirstConsumer makes the volume where the first pod is placed, which "
    "storage that is bound to a zone needs. Cannot be changed.",
    "StorageClass.allowVolumeExpansion": "Claims may ask for more later.",
    "StorageClass.mountOptions": "For volumes that are made from now on; not checked.",
    "StorageClass.allowedTopologies": "Zones where volumes may be made.",
}
