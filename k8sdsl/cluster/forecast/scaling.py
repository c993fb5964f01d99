"""How many replicas the workloads of a set have at the least and at the most."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.controllers.job import pods_at_once
from k8sdsl.semantics.digits import whole_number
from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

_SCALED = ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")


class Scale(NamedTuple):
    """The bounds of a workload's replicas; `scaler` is the HorizontalPodAutoscaler that sets them, if one does.

    `surge` is how many pods more a rollout makes for a while, `spare` how many it may be short of meanwhile.
    """

    least: int
    most: int
    surge: int = 0
    spare: int = 1
    scaler: Manifest | None = None


class Scaling:
    """The autoscalers of a set by what they scale."""

    __slots__ = ("_scalers",)

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._scalers: dict[tuple[str, str, str], Manifest] = {}
        for manifest in manifests:
            if manifest.kind == "HorizontalPodAutoscaler":
                target = get(manifest.tree, ("spec", "scaleTargetRef"))
                if isinstance(target, dict):
                    place = (manifest.namespace or "default", str(target.get("kind")), str(target.get("name")))
                    self._scalers[place] = manifest

    def of(self, kind: str, namespace: str, name: str, spec: Tree) -> Scale | None:
        """The bounds of a workload (its decoded `spec`); None for kinds whose pods are not counted as replicas."""
        if kind == "Job":
            count = pods_at_once(spec)
            return Scale(count, count)
        if kind not in _SCALED:
            return None
        declared = spec.get("replicas")
        least = most = 1 if declared is None else declared
        scaler = self._scalers.get((namespace, kind, name))
        if scaler is not None:
            bounds = scaler.tree.get("spec") or {}
            lower, upper = bounds.get("minReplicas"), bounds.get("maxReplicas")
            least = lower if isinstance(lower, int) else 1
            most = max(upper, least) if isinstance(upper, int) else least
        surge, spare = _rollout(kind, spec, most)
        return Scale(least, most, surge, spare, scaler)


def _rollout(kind: str, spec: Tree, replicas: int) -> tuple[int, int]:
    """The pods that a rollout may make beyond its replicas, and those that it may be short of.

    Answers for the deployment controller's `ResolveFenceposts`: shares of the first are rounded up, of the second down.
    """
    strategy = spec.get("strategy") or {}
    if kind != "Deployment" or strategy.get("type") == "Recreate" or not replicas:
        return 0, 1
    rolling = strategy.get("rollingUpdate") or {}
    surge = _count(rolling.get("maxSurge", "25%"), replicas, 99)
    spare = _count(rolling.get("maxUnavailable", "25%"), replicas, 0)
    return surge, spare if surge or spare else 1


def _count(amount: int | str, replicas: int, rounding: int) -> int:
    if isinstance(amount, int):
        return amount
    share = whole_number(amount.removesuffix("%"))
    return 0 if share is None else (replicas * share + rounding) // 100
