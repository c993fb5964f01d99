"""Policies about NetworkPolicies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.selection import label_selector
from k8sdsl.policies.subjects import objects_of, workloads
from k8sdsl.tree import list_of, map_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "web"}},
    "spec": {"containers": []},
}
_WEB = {"matchLabels": {"app": "web"}}


def _network_policy(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "web"},
        "spec": {"podSelector": {}, **spec},
    }


def _spec(manifest: Manifest) -> dict[str, Any]:
    return map_of(manifest.tree.get("spec"))


def _selects(network_policy: Manifest, workload: Workload) -> bool:
    # An absent selector is read as an empty one, which selects every pod of the namespace.
    selector = map_of(_spec(network_policy).get("podSelector"))
    return network_policy.namespace == workload.namespace and label_selector(selector)(workload.labels)


def directions(network_policy: Manifest) -> set[str]:
    """The directions that a NetworkPolicy restricts, by its `policyTypes` or its rules."""
    named = {str(item) for item in list_of(_spec(network_policy).get("policyTypes"))}
    return named or ({"Ingress", "Egress"} if list_of(_spec(network_policy).get("egress")) else {"Ingress"})


@policy(
    "network/isolated",
    "A NetworkPolicy selects the pods.",
    of=workloads,
    reason="Without one, every pod in the cluster can connect to every other pod.",
    remedy="add a NetworkPolicy with the labels of the pods, or one with `podSelector: {}` for the namespace",
    bad={},
    good={"beside": [_network_policy()]},
    aliases=("kube-linter:non-isolated-pod",),
    sets=("notes",),
)
def isolated(workload: Workload, objects: Objects) -> Breaches:
    """Yields pods that no NetworkPolicy selects."""
    if not any(_selects(one, workload) for one in objects.of("NetworkPolicy")):
        yield workload.path, "no NetworkPolicy selects these pods"


@policy(
    "network/isolated-both-ways",
    "NetworkPolicies restrict the ingress and the egress of the pods.",
    of=workloads,
    reason="A pod that can connect to anything can leak data.",
    remedy="add `policyTypes: [Ingress, Egress]` to a NetworkPolicy of the pods",
    bad={"beside": [_network_policy(policyTypes=["Ingress"])]},
    good={"beside": [_network_policy(policyTypes=["Ingress", "Egress"])]},
    aliases=("kube-score:pod-networkpolicy",),
)
def isolated_both_ways(workload: Workload, objects: Objects) -> Breaches:
    """Yields pods that are unrestricted in one direction, or in both."""
    ruled = {
        direction for one in objects.of("NetworkPolicy") if _selects(one, workload) for direction in directions(one)
    }
    for direction in ("Ingress", "Egress"):
        if direction not in ruled:
            yield workload.path, f"no NetworkPolicy restricts {direction} of these pods"


@policy(
    "network/policy-by-label",
    "A NetworkPolicy with rules for both directions selects the pods by one of their labels.",
    of=workloads,
    reason="Without one, every pod in the cluster can connect to every other pod.",
    remedy="add a NetworkPolicy with one label of the pods, and rules under `ingress` and `egress`",
    bad={"beside": [_network_policy(podSelector=_WEB, ingress=[{}])]},
    good={"beside": [_network_policy(podSelector=_WEB, ingress=[{}], egress=[{}])]},
    aliases=("polaris:missingNetworkPolicy",),
)
def policy_by_label(workload: Workload, objects: Objects) -> Breaches:
    """Yields pods without such a NetworkPolicy."""
    if not any(_rules_by_label(_spec(one), workload) for one in objects.of("NetworkPolicy")):
        yield workload.path, "no NetworkPolicy with rules for both directions names a label of these pods"


def _rules_by_label(spec: dict[str, Any], workload: Workload) -> bool:
    wanted = map_of(map_of(spec.get("podSelector")).get("matchLabels"))
    shared = sum(1 for key, value in workload.labels.items() if key in wanted and wanted[key] == value)
    types = {str(item).lower() for item in list_of(spec.get("policyTypes"))}
    both = "policyTypes" not in spec or types >= {"ingress", "egress"}
    return shared == 1 and both and bool(list_of(spec.get("ingress"))) and bool(list_of(spec.get("egress")))


@policy(
    "network/policy-without-pods",
    "`podSelector` of a NetworkPolicy matches pods in the set.",
    of=objects_of("NetworkPolicy"),
    reason="A policy that selects nothing protects nothing.",
    remedy="set `podSelector.matchLabels` to the labels of the pods",
    kind="NetworkPolicy",
    bad={"spec.podSelector": _WEB},
    good={"spec.podSelector": _WEB, "beside": [_POD]},
    aliases=("kube-linter:dangling-networkpolicy", "kube-score:networkpolicy-targets-pod"),
)
def policy_without_pods(manifest: Manifest, objects: Objects) -> Breaches:
    """Yields NetworkPolicies that select no pod in the set."""
    if not any(_selects(manifest, workload) for workload in objects.workloads):
        yield "spec.podSelector", "no pod in the set has these labels"


@policy(
    "network/peer-without-pods",
    "Every peer of a NetworkPolicy that has only a `podSelector` matches pods in the set.",
    of=objects_of("NetworkPolicy"),
    reason="A peer that matches nothing is usually a misspelled label.",
    remedy="correct the labels of the peer, or add a `namespaceSelector` for pods of another namespace",
    kind="NetworkPolicy",
    bad={"spec.ingress": [{"from": [{"podSelector": _WEB}]}]},
    good={"spec.ingress": [{"from": [{"podSelector": _WEB}]}], "beside": [_POD]},
    aliases=("kube-linter:dangling-networkpolicypeer-podselector",),
)
def peer_without_pods(manifest: Manifest, objects: Objects) -> Breaches:
    """Yields peers that match no pod in the set."""
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for number, rule in maps_in(_spec(manifest).get(direction)):
            for index, peer in maps_in(rule.get(side)):
                selector = peer.get("podSelector")
                if selector is None or peer.get("namespaceSelector") is not None:
                    continue
                if not objects.selected_by(selector, manifest.namespace):
                    path = f"spec.{direction}[{number}].{side}[{index}].podSelector"
                    yield path, "no pod in the set has these labels"
