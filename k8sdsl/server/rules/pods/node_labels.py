"""Deprecated node labels, in every field that selects nodes by label (`pkg/api/node/util.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NODE_LABEL = Rule(
    "core/deprecated-node-label",
    "Fields that select nodes, such as `nodeSelector`, should use the current node labels.",
    "GetNodeLabelDeprecatedMessage",
    "Pod",
    bad={"spec.nodeSelector": {"beta.kubernetes.io/os": "linux"}},
    good={"spec.nodeSelector": {"kubernetes.io/os": "linux"}},
    severity=Severity.WARNING,
    remedy=(
        "replace the prefix `beta.kubernetes.io/` with `kubernetes.io/`, and `failure-domain.beta.kubernetes.io/` "
        "with `topology.kubernetes.io/`"
    ),
)

NODE_LABELS = {
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "app.kubernetes.io/created-by": "",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "taints and tolerations",
    "node-role.kubernetes.io/master": "node-role.kubernetes.io/control-plane",
}


def warn_of_node_label(key: str, path: str, problems: Problems) -> None:
    """The server's warning about the label `key`, if it is deprecated."""
    if key in NODE_LABELS:
        instead = f"; use {NODE_LABELS[key]}" if NODE_LABELS[key] else ""
        problems.add(NODE_LABEL, path, f"{key!r} is deprecated{instead}")


def warn_of_node_labels(term: Tree, path: str, problems: Problems) -> None:
    """The warnings about a term of a node selector, or about a label selector for nodes."""
    for index, requirement in enumerate(term.get("matchExpressions") or ()):
        warn_of_node_label(requirement.get("key", ""), f"{path}.matchExpressions[{index}].key", problems)
    for key in term.get("matchLabels") or ():
        warn_of_node_label(key, f"{path}.matchLabels.{key}", problems)
