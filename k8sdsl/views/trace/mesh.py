"""Mutual TLS between pods of Istio: a pod outside the mesh cannot reach one whose PeerAuthentication is STRICT.

Answers for the order of PeerAuthentications: that of the pods before that of their namespace before that of the mesh;
and for the labels by which Istio injects its proxy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.tree import get, map_of, maps
from k8sdsl.views.trace.steps import matches, namespace_of, spec_of

if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.cluster.network.peers import Peer
    from k8sdsl.views.trace.rules import RoutingRule
    from k8sdsl.views.trace.steps import TracedObjects

ROOT = "istio-system"


def subset_labels(objects: TracedObjects, rule: RoutingRule) -> dict[str, Any] | None:
    """The labels of the pods of the subset that a rule leads to; None if the DestinationRules do not define it.

    A DestinationRule that is not in the set may define it, so that without any the subset has all pods.
    """
    found = [
        one.source.manifest
        for one in objects.graph.references
        if one.source.plain_kind == "DestinationRule"
        and one.field.path == "spec/host"
        and (one.namespace, one.name) == (rule.namespace, rule.service)
    ]
    for one in filter(None, found):
        for subset in maps(spec_of(one).get("subsets")):
            if subset.get("name") == rule.subset:
                return map_of(subset.get("labels"))
    return None if found else {}


def is_strict(objects: TracedObjects, peer: Peer) -> bool:
    """Whether pods are in the mesh and accept only mutual TLS."""
    modes: dict[int, str] = {}
    for one in objects.of("PeerAuthentication"):
        place, mode = namespace_of(one), get(spec_of(one), ("mtls", "mode"))
        selector = get(spec_of(one), ("selector", "matchLabels"))
        if not isinstance(mode, str) or place not in {peer.namespace, ROOT}:
            continue
        if not isinstance(selector, dict) or not selector:
            modes[1 if place == peer.namespace else 2] = mode
        elif place == peer.namespace and matches(selector, dict(peer.labels)):
            modes[0] = mode
    return bool(modes) and modes[min(modes)] == "STRICT" and is_in_mesh(peer)


def is_in_mesh(peer: Peer) -> bool:
    """Whether pods get the proxy of the mesh."""
    wanted = peer.labels.get("sidecar.istio.io/inject")
    if wanted is not None:
        return wanted == "true"
    labels = peer.namespace_labels
    return labels.get("istio-injection") == "enabled" or bool(labels.get("istio.io/rev"))
