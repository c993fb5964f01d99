"""DynamicResources: the node has devices for the claims of the pod (`dynamicresources`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.devices.claims import DeviceClaims
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod


class DynamicResources:
    """The claims of one pod."""

    __slots__ = ("_claims", "_never", "_pod")

    def __init__(self, pod: Pod, claims: DeviceClaims) -> None:
        self._pod = pod
        self._claims = claims
        self._never = claims.missing(pod.device_claims)

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._pod.device_claims)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod."""
        return self._never or self._claims.reason(self._pod.claims_on(node.allocatable), node.name, node.labels)
