"""The smallest change to a pod or a node after which a filter of the scheduler lets the pod run there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.scheduling.filters.inter_pod_affinity import ALONE
from k8sdsl.cluster.scheduling.resources import as_text
from k8sdsl.cluster.scheduling.tolerations import untolerated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.cluster.scheduling.node import Node
    from k8sdsl.cluster.scheduling.pod import Pod, Profile
    from k8sdsl.semantics.label_selector import Requirement

_SET_BY_THE_CLUSTER = (
    *("kubernetes.io/", "topology.kubernetes.io/", "node.kubernetes.io/"),
    *("beta.kubernetes.io/", "failure-domain.beta.kubernetes.io/"),
)
"""Labels that the kubelet or the cloud sets; another value would be wrong."""


def smallest_change(name: str, why: str, node: Node, pod: Pod) -> str:
    """What makes a node pass the filter `name`, which rejects it for `why`; empty if that depends on other nodes."""
    if name == "TaintToleration":
        return _toleration(node, pod.profile)
    if name == "NodeResourcesFit":
        return _requests(node, pod.profile)
    if name == "NodeAffinity":
        return _labels(node, pod.profile)
    if name == "InterPodAffinity" and why == ALONE:
        return _companion(node, pod.profile)
    return ""


def _toleration(node: Node, profile: Profile) -> str:
    taint = untolerated(profile.tolerations, node.taints) or {}
    value = f"value: {taint['value']}, " if taint.get("value") else "operator: Exists, "
    return f"add the toleration {{key: {taint.get('key')}, {value}effect: {taint.get('effect')}}}"


def _requests(node: Node, profile: Profile) -> str:
    if node.pod_count >= node.most_pods:
        return ""
    left = {name: node.left.get(name, 0) for name in profile.requests}
    short = [name for name, amount in profile.requests.items() if amount > left[name]]
    if any(left[name] <= 0 for name in short):
        return ""
    return f"request at most {{{', '.join(f'{name}: {as_text(name, left[name])}' for name in short)}}}"


def _labels(node: Node, profile: Profile) -> str:
    """The fewest labels to set or remove so that the selector and one term of the affinity match."""
    selected: dict[str, str | None] = {k: v for k, v in profile.node_selector.items() if node.labels.get(k) != v}
    terms = profile.node_affinity.terms
    options = [{}] if terms is None else [_for_term(by_label, node.labels) for by_label, _ in terms]
    fitting = (
        changed
        for changed in sorted(({**option, **selected} for option in options), key=len)
        if _may_change(changed, profile) and profile.node_affinity.matches(_with(changed, node.labels), node.name)
    )
    best = next(fitting, {})  # trying each of many terms against all of them would be quadratic
    added = ", ".join(f"{key}={value}" for key, value in best.items() if value is not None)
    removed = ", ".join(key for key, value in best.items() if value is None)
    parts = [f"label node {node.name} with {added}"] if added else []
    parts += [f"remove the label {removed} from node {node.name}"] if removed else []
    return " and ".join(parts)


def _may_change(labels: Iterable[str], profile: Profile) -> bool:
    """Whether labels are an administrator's to set, and no other filter of the pod compares nodes by them."""
    topologies = {term.topology_key for term in (*profile.affinity, *profile.anti_affinity)}
    topologies.update(constraint.topology_key for constraint in profile.spread)
    return not any(key.startswith(_SET_BY_THE_CLUSTER) or key in topologies for key in labels)


def _with(changed: Mapping[str, str | None], labels: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in {**labels, **changed}.items() if value is not None}


def _for_term(requirements: Iterable[Requirement], labels: Mapping[str, str]) -> dict[str, str | None]:
    """A value for each condition of a term that does not hold; None if the label must be removed."""
    return {one.key: _value(one) for one in requirements if not one.holds(labels)}


def _value(requirement: Requirement) -> str | None:
    if requirement.operator == "exists":
        return "true"
    if requirement.operator in {"notin", "!"} or not requirement.values:
        return None
    step = {"gt": 1, "lt": -1}.get(requirement.operator)
    if step is None:
        return requirement.values[0]
    try:
        return str(int(requirement.values[0]) + step)
    except ValueError:
        return None


def _companion(node: Node, profile: Profile) -> str:
    """The pod that an affinity asks for, if its terms name labels with values."""
    if any(term.topology_key not in node.labels for term in profile.affinity):
        return ""
    wanted = [one for term in profile.affinity for one in term.selector or ()]
    if not wanted or any(one.operator != "in" for one in wanted):
        return ""
    labels = {one.key: one.values[0] for one in wanted}
    return (
        f"run a pod with the labels {', '.join(f'{key}={value}' for key, value in labels.items())} on node {node.name}"
    )
