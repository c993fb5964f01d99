"""A pod must not mount directories of its host (`check_hostPathVolumes.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/host-path-volumes",
    "A pod must not have `hostPath` volumes.",
    "policy.CheckHostPathVolumes",
    "Pod",
    aliases=("pod-security-admission:hostPathVolumes",),
    remedy="use `emptyDir: {}` for scratch space, or `persistentVolumeClaim: {claimName: data}` for data",
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each hostPath volume."""
    for volume, path in pod.volumes():
        if volume.get("hostPath") is not None:
            yield f"{path}.hostPath", f"volume {volume.get('name')!r} must not be a hostPath"
