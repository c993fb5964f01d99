"""Volumes of pods."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "Volume": "A directory for the containers of a pod. Its name and exactly one source.",
    "VolumeMount": "Where a volume appears in a container.",
    "VolumeDevice": "Where a block volume appears in a container.",
    "EmptyDirVolumeSource": "A directory that lives as long as the pod on its node.",
    "ConfigMapVolumeSource": "The keys of a ConfigMap as files.",
    "SecretVolumeSource": "The keys of a Secret as files, in memory.",
    "PersistentVolumeClaimVolumeSource": "The storage of a claim.",
    "EphemeralVolumeSource": "A claim of its own for the pod, created and deleted with it.",
    "HostPathVolumeSource": "A path of the node. Data stays behind when the pod moves.",
    "ProjectedVolumeSource": "Several sources in one directory.",
    "DownwardAPIVolumeSource": "Fields of the pod as files.",
    "NFSVolumeSource": "A directory of an NFS server.",
    "CSIVolumeSource": "A volume that a CSI driver makes for the pod.",
    "ImageVolumeSource": "The content of an OCI image or artifact, read-only.",
    "KeyToPath": "One key as one file.",
    "ServiceAccountTokenProjection": "A token of the service account that expires and is renewed.",
}

_MODE = "Permissions of files, an octal number in YAML (0644) and an int in Python (0o644)."
_ITEMS = "Only these keys, at these paths. A key that is missing keeps the pod from starting, unless `optional`."

FIELDS = {
    "Volume.name": "Unique in the pod; `volumeMounts` use it.",
    "Volume.emptyDir": "Scratch space, empty when the pod starts and gone when it ends; it survives restarts of "
    "containers.",
    "Volume.configMap": "Files that follow changes of the ConfigMap within about a minute, unless mounted by "
    "`subPath`.",
    "Volume.secret": "Files in memory that follow changes of the Secret within about a minute, unless mounted by "
    "`subPath`.",
    "Volume.persistentVolumeClaim": "Storage that outlives the pod, by a claim in the same namespace.",
    "Volume.ephemeral": "As a claim, with the life of the pod.",
    "Volume.hostPath": "Gives the pod access to the node. Refused by the baseline Pod Security Standard.",
    "Volume.projected": "Combines ConfigMaps, Secrets, fields of the pod and tokens.",
    "Volume.downwardAPI": "Labels and annotations of the pod as files that follow changes.",
    "Volume.nfs": "The server must be reachable from the node, not from the pod.",
    "Volume.csi": "The driver must be installed, and allow inline volumes.",
    "Volume.image": "Pulled like the image of a container.",
    "VolumeMount.name": "A volume of the pod.",
    "VolumeMount.mountPath": "Unique in the container, and without `:`. Hides what the image has there.",
    "VolumeMount.subPath": "One file or directory of the volume instead of its root. Such a mount does not follow "
    "changes of a ConfigMap or Secret.",
    "VolumeMount.subPathExpr": "As `subPath`, with `$(NAME)` for variables of the container. Excludes `subPath`.",
    "VolumeMount.readOnly": "ConfigMaps, Secrets and projected volumes are read-only anyway.",
    "VolumeMount.recursiveReadOnly": "Whether mounts below it are read-only too; needs `readOnly`.",
    "VolumeMount.mountPropagation": "HostToContainer shows later mounts of the node; Bidirectional also shows mounts "
    "of the container to the node, and needs a privileged container.",
    "VolumeDevice.name": "A volume of the pod that is a claim with `volumeMode: Block`.",
    "VolumeDevice.devicePath": "The path of the device in the container.",
    "EmptyDirVolumeSource.medium": "Memory makes it a tmpfs, whose content counts against the memory limits of the "
    "containers.",
    "EmptyDirVolumeSource.sizeLimit": "A pod above it is evicted; a tmpfs cannot grow beyond it. Without it a tmpfs "
    "may take as much as the memory limits of the pod.",
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
    "EphemeralVolumeSource.volumeClaimTemplate": "The claim is called after the pod and the volume: `pod-volume`.",
    "HostPathVolumeSource.path": "An absolute path of the node; symbolic links are followed.",
    "HostPathVolumeSource.type": "What must be there. DirectoryOrCreate and FileOrCreate make it; empty checks "
    "nothing.",
    "ProjectedVolumeSource.sources": "Paths must not clash.",
    "ProjectedVolumeSource.defaultMode": _MODE,
    "DownwardAPIVolumeSource.items": "Files with fields or resources of the pod.",
    "NFSVolumeSource.path": "The path that the server exports.",
    "CSIVolumeSource.volumeAttributes": "Settings for the driver; see its documentation.",
    "ImageVolumeSource.reference": "As `image` of a container.",
    "ImageVolumeSource.pullPolicy": "As `imagePullPolicy` of a container.",
    "KeyToPath.path": "A relative path below the mount, without `..`.",
    "KeyToPath.mode": "Permissions of this file instead of `defaultMode`.",
    "ServiceAccountTokenProjection.audience": "Whom the token is for; the API server if not set.",
    "ServiceAccountTokenProjection.expirationSeconds": "At least 600; the kubelet renews the token at 80 % of it.",
    "ServiceAccountTokenProjection.path": "The file, below the mount.",
}
