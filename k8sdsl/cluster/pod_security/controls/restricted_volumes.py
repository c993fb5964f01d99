"""A pod may not reach the host, disks or shares by address in its volumes (`check_restrictedVolumes.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/volume-types",
    (
        "Volumes must be of the types `configMap`, `csi`, `downwardAPI`, `emptyDir`, `ephemeral`, `image`, "
        "`persistentVolumeClaim`, `projected` or `secret`."
    ),
    "policy.CheckRestrictedVolumes",
    "Pod",
    remedy="use a claim for the storage: `persistentVolumeClaim: {claimName: data}`",
    aliases=("pod-security-admission:restrictedVolumes",),
)
_ALLOWED = (
    *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image"),
    *("persistentVolumeClaim", "projected", "secret"),
)


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Each volume of another type; one without a source is an emptyDir."""
    for volume, path in pod.volumes():
        sources = [key for key, value in volume.items() if key != "name" and value is not None]
        if sources and not any(source in _ALLOWED for source in sources):
            yield f"{path}.{sources[0]}", f"volume {volume.get('name')!r} must not be of type {sources[0]}"
