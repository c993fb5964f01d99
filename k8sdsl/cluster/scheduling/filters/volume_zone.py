"""VolumeZone: a node is in the zone and region that the labels of a volume name (`volumezone`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.cluster.volumes.binder import Binder

_GA = {
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
}
_LABELS = (*_GA, *_GA.values())


class VolumeZone:
    """The zones of the volumes of the claims that one pod names."""

    __slots__ = ("_places",)

    def __init__(self, pod: Pod, binder: Binder) -> None:
        self._places: list[tuple[str, str, frozenset[str]]] = []
        for name in pod.named_claims:
            claim = binder.claims.get((pod.profile.namespace, name))
            volume = binder.volumes.get(claim.volume) if claim is not None else None
            if volume is not None:
                for key in _LABELS:
                    zones = [zone.strip() for zone in volume.labels[key].split("__")] if key in volume.labels else []
                    if zones and all(zones):  # a label with an empty zone is ignored (`LabelZonesToSet`)
                        self._places.append((volume.name, key, frozenset(zones)))

    @property
    def applies(self) -> bool:
        """Whether any node can be rejected."""
        return bool(self._places)

    def reason(self, node: Node) -> str:
        """Why the node does not take the pod; a node without any such label takes it."""
        if not self._places or not any(key in node.labels for key in _LABELS):
            return ""
        for volume, key, values in self._places:
            value = node.labels.get(key if key in node.labels else _GA.get(key, key))
            if value not in values:
                return f"volume {volume} is in {' or '.join(sorted(values))}"
        return ""
