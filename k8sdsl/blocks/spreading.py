"""Spreading the replicas of a workload, so that the failure of one node affects one replica."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NODE = "kubernetes.io/hostname"


@said_by_caller
def spread_over_nodes(
    labels: Mapping[str, str] | k8s.LabelSelector,
    *,
    required: bool = False,
    weight: int = 1,
    topology: str = NODE,
) -> k8s.Affinity:
    """The anti-affinity of pods with each other: replicas avoid nodes that already run one of them.

    `labels` are those of the pods, or a selector of them. By default a replica still starts if no other node is left;
    with `required` it waits. `weight`, 1 to 100, only ranks this among other preferences. `topology` is the node label
    to spread over: `topology.kubernetes.io/zone` spreads over zones.

    Examples:
        >>> from k8sdsl.blocks import spread_over_nodes
        >>> spread_over_nodes({"app": "web"}, required=True).pod_anti_affinity is not None
        True
    """
    selector = labels if isinstance(labels, k8s.LabelSelector) else k8s.LabelSelector(match_labels=dict(labels))
    term = k8s.PodAffinityTerm(label_selector=selector, topology_key=topology)
    if required:
        away = k8s.PodAntiAffinity(required_during_scheduling_ignored_during_execution=[term])
    else:
        preferred = k8s.WeightedPodAffinityTerm(weight=weight, pod_affinity_term=term)
        away = k8s.PodAntiAffinity(preferred_during_scheduling_ignored_during_execution=[preferred])
    return k8s.Affinity(pod_anti_affinity=away)
