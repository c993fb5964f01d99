"""Volumes of pods."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "Volume": "A directory for the containers of a pod. It has a name and exactly one source.",
    "VolumeMount": "Where a volume appears in a container.",
    "VolumeDevice": "Where a block volume appears in a container.",
    "EmptyDirVolumeSource": "A directory that exists as long as the pod runs on its node.",
    "ConfigMapVolumeSource": "The keys of a ConfigMap as files.",
    "SecretVolumeSource": "The keys of a Secret as files, in memory.",
    "PersistentVolumeClaimVolumeSource": "The storage of a PersistentVolumeClaim.",
    "EphemeralVolumeSource": "A claim that is created for the pod and deleted with it.",
    "HostPathVolumeSource": "A path on the node. The data stays there when the pod moves to another node.",
    "ProjectedVolumeSource": "Several sources combined in one directory.",
    "DownwardAPIVolumeSource": "Fields of the pod as files.",
    "NFSVolumeSource": "A directory of an NFS server.",
    "CSIVolumeSource": "A volume that a CSI driver creates for the pod.",
    "ImageVolumeSource": "The content of an OCI image or artifact, read-only.",
    "KeyToPath": "One key as one file.",
    "ServiceAccountTokenProjection": "A token of the service account that expires and is renewed.",
}

_MODE = "File permissions: an octal number in YAML (0644), an int in Python (0o644)."
_ITEMS = (
    "Projects only these keys, to these paths. A missing key keeps the pod from starting, unless `optional` is set."
)

FIELDS = {
    "Volume.name": "Unique in the pod; `volumeMounts` refer to it.",
    "Volume.emptyDir": "Scratch space, empty when the pod starts and gone when it ends; it survives restarts of "
    "containers.",
    "Volume.configMap": "Files that reflect changes to the ConfigMap within about a minute, unless they are mounted "
    "with `subPath`.",
    "Volume.secret": "Files in memory that reflect changes to the Secret within about a minute, unless they are "
    "mounted with `subPath`.",
    "Volume.persistentVolumeClaim": "Storage that outlives the pod, through a claim in the same namespace.",
    "Volume.ephemeral": "Like a claim, but exists only as long as the pod.",
    "Volume.hostPath": "Gives the pod access to the node. Refused by the baseline Pod Security Standard.",
    "Volume.projected": "Combines ConfigMaps, Secrets, fields of the pod and tokens.",
    "Volume.downwardAPI": "Labels and annotations of the pod as files that reflect changes.",
    "Volume.nfs": "The server must be reachable from the node, not from the pod.",
    "Volume.csi": "The driver must be installed, and must support inline volumes.",
    "Volume.image": "Pulled like the image of a container.",
    "VolumeMount.name": "A volume of the pod.",
    "VolumeMount.mountPath": "Must be unique in the container, and must not contain `:`. Hides the files that the "
    "image has there.",
    "VolumeMount.subPath": "Mounts one file or directory of the volume instead of its root. Such a mount does not "
    "reflect changes to a ConfigMap or Secret.",
    "VolumeMount.subPathExpr": "Like `subPath`, with `$(NAME)` for variables of the container. Cannot be combined "
    "with `subPath`.",
    "VolumeMount.readOnly": "ConfigMaps, Secrets and projected volumes are always read-only.",
    "VolumeMount.recursiveReadOnly": "Whether mounts below it are read-only too; requires `readOnly`.",
    "VolumeMount.mountPropagation": "HostToContainer shows later mounts of the node to the container; Bidirectional "
    "also shows mounts of the container to the node, and requires a privileged container.",
    "VolumeDevice.name": "A volume of the pod, which must be a claim with `volumeMode: Block`.",
    "VolumeDevice.devicePath": "The path of the device in the container.",
    "EmptyDirVolumeSource.medium": "Memory uses a tmpfs, whose content counts against the memory limits of the "
    "containers.",
    "EmptyDirVolumeSource.sizeLimit": "The pod is evicted if its files exceed this size; a tmpfs cannot grow beyond "
    "it. Without a limit, a tmpfs can use as much as the pod's memory limits.",
    "ConfigMapVolumeSource.name": "A ConfigMap in the namespace of the pod.",
    "ConfigMapVolumeSource.items": _ITEMS,
    "ConfigMapVolumeSource.defaultMode": _MODE,
    "ConfigMapVolumeSource.optional": "The pod starts with an empty directory if the ConfigMap is missing; otherwise "
    "it waits.",
    "SecretVolumeSource.secretName": "A Secret in the namespace of the pod.",
    "SecretVolumeSource.items": _ITEMS,
    "SecretVolumeSource.defaultMode": _MODE,
    "SecretVolumeSource.optional": "The pod starts with an empty directory if the Secret is missing; otherwise it "
    "waits.",
    "PersistentVolumeClaimVolumeSource.claimName": "A claim in the namespace of the pod. The pod waits until it is "
    "bound.",
    "EphemeralVolumeSource.volumeClaimTemplate": "The name of the claim combines those of the pod and the volume: "
    "`pod-volume`.",
    "HostPathVolumeSource.path": "An absolute path on the node; symbolic links are followed.",
    "HostPathVolumeSource.type": "What must exist at the path. DirectoryOrCreate and FileOrCreate create it; an empty "
    "value checks nothing.",
    "ProjectedVolumeSource.sources": "The paths must not overlap.",
    "ProjectedVolumeSource.defaultMode": _MODE,
    "DownwardAPIVolumeSource.items": "Files with fields or resources of the pod.",
    "NFSVolumeSource.path": "The path that the server exports.",
    "CSIVolumeSource.volumeAttributes": "Settings for the driver; see its documentation.",
    "ImageVolumeSource.reference": "Like `image` of a container.",
    "ImageVolumeSource.pullPolicy": "Like `imagePullPolicy` of a container.",
    "KeyToPath.path": "A path relative to the mount, without `..`.",
    "KeyToPath.mode": "Permissions of this file instead of `defaultMode`.",
    "ServiceAccountTokenProjection.audience": "The recipient of the token; defaults to the API server.",
    "ServiceAccountTokenProjection.expirationSeconds": "At least 600; the kubelet renews the token after 80% of this "
    "time.",
    "ServiceAccountTokenProjection.path": "The path of the file, relative to the mount.",
}
