"""Node affinity, pod affinity and pod anti-affinity (validateAffinity)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector
from k8sdsl.server.rules.pods.label_keys import validate_label_keys

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

NODE_REQUIREMENT = Rule(
    "core/node-requirement",
    (
        "An entry of `matchExpressions` for nodes must have a label `key`, an `operator`, and the `values` that the "
        "operator takes."
    ),
    "ValidateNodeSelectorRequirement",
    "Pod",
    bad={
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchExpressions": [{"key": "disk", "operator": "In"}]}]
        }
    },
    good={
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}]
        }
    },
    remedy="for example, write `{key: disk, operator: In, values: [ssd]}`; Exists and DoesNotExist take no `values`",
)
NODE_FIELD = Rule(
    "core/node-field",
    "An entry of `matchFields` must have the key `metadata.name`, the operator In or NotIn, and exactly one value.",
    "ValidateNodeFieldSelectorRequirement",
    "Pod",
    bad={
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", "operator": "Exists"}]}]
        }
    },
    good={
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["a"]}]}]
        }
    },
    remedy="write `{key: metadata.name, operator: In, values: [node-1]}`, or move the label to `matchExpressions`",
)
NODE_TERMS = Rule(
    "core/node-selector-terms",
    "A node selector must have at least one entry in `nodeSelectorTerms`.",
    "ValidateNodeSelector",
    "Pod",
    bad={"spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": []}},
    good={"spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{}]}},
    remedy="add a term: `nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]`",
)
WEIGHT = Rule(
    "core/affinity-weight",
    "The `weight` of a preferred affinity term must be from 1 to 100.",
    "ValidatePreferredSchedulingTerms",
    "Pod",
    bad={
        "spec.affinity.nodeAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 0, "preference": {}}]
        }
    },
    good={
        "spec.affinity.nodeAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": {}}]
        }
    },
    remedy="set `weight: 100` for the strongest preference, `weight: 1` for the weakest",
)
TOPOLOGY_KEY = Rule(
    "core/affinity-topology-key",
    "A pod affinity term must have a `topologyKey` that is a valid label key of nodes.",
    "validatePodAffinityTerm",
    "Pod",
    bad={
        "spec.affinity.podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [{"labelSelector": {}, "topologyKey": ""}]
        }
    },
    good={
        "spec.affinity.podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {}, "topologyKey": "kubernetes.io/hostname"}
            ]
        }
    },
    remedy=(
        "set `topologyKey: kubernetes.io/hostname` for nodes, or `topologyKey: topology.kubernetes.io/zone` for zones"
    ),
)
AFFINITY_NAMESPACE = Rule(
    "core/affinity-namespace",
    "The entries of `namespaces` in a pod affinity term must be valid namespace names.",
    "validatePodAffinityTerm",
    "Pod",
    bad={
        "spec.affinity.podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {}, "topologyKey": "kubernetes.io/hostname", "namespaces": ["Team_A"]}
            ]
        }
    },
    good={
        "spec.affinity.podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {}, "topologyKey": "kubernetes.io/hostname", "namespaces": ["team-a"]}
            ]
        }
    },
    remedy="list names of namespaces, such as `namespaces: [production]`",
)

OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
VALUES_VALIDATED = 34
"""Values of node selectors are validated since this version (`AllowInvalidLabelValueInRequiredNodeAffinity`).

Before, an impossible one matched no node.
"""
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def validate_affinity(affinity: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """The affinity of a pod."""
    nodes = affinity.get("nodeAffinity")
    if nodes is not None:
        if REQUIRED in nodes:
            # Values are validated since 1.34; before, an impossible one simply matched no node.
            at = f"{path}.nodeAffinity.{REQUIRED}"
            validate_node_selector(nodes[REQUIRED], at, problems, check_values=scope.minor >= VALUES_VALIDATED)
        for index, term in enumerate(nodes.get(PREFERRED, ())):
            at = f"{path}.nodeAffinity.{PREFERRED}[{index}]"
            _weight(term, at, problems)
            validate_node_selector_term(term.get("preference", {}), f"{at}.preference", problems, check_values=False)
    for field in ("podAffinity", "podAntiAffinity"):
        pods = affinity.get(field)
        if pods is None:
            continue
        for index, term in enumerate(pods.get(REQUIRED, ())):
            _pod_term(term, f"{path}.{field}.{REQUIRED}[{index}]", problems)
        for index, term in enumerate(pods.get(PREFERRED, ())):
            at = f"{path}.{field}.{PREFERRED}[{index}]"
            _weight(term, at, problems)
            _pod_term(term.get("podAffinityTerm", {}), f"{at}.podAffinityTerm", problems)


def _weight(term: Tree, path: str, problems: Problems) -> None:
    weight = term.get("weight", 0)
    if not 1 <= weight <= 100:
        problems.add(WEIGHT, f"{path}.weight", f"{weight} is not between 1 and 100")


def validate_node_selector(selector: Tree, path: str, problems: Problems, *, check_values: bool = True) -> None:
    """A required node selector (ValidateNodeSelector); volumes have one too."""
    terms = selector.get("nodeSelectorTerms")
    if not terms:
        problems.add(
            NODE_TERMS, f"{path}.nodeSelectorTerms", "nodeSelectorTerms is empty; at least one term is required"
        )
        return
    for index, term in enumerate(terms):
        validate_node_selector_term(term, f"{path}.nodeSelectorTerms[{index}]", problems, check_values=check_values)


def validate_node_selector_term(term: Tree, path: str, problems: Problems, *, check_values: bool) -> None:
    """One alternative of a node selector (ValidateNodeSelectorTerm)."""
    for index, requirement in enumerate(term.get("matchExpressions", ())):
        _expression(requirement, f"{path}.matchExpressions[{index}]", problems, check_values=check_values)
    for index, requirement in enumerate(term.get("matchFields", ())):
        _field(requirement, f"{path}.matchFields[{index}]", problems)


def _expression(requirement: Tree, path: str, problems: Problems, *, check_values: bool) -> None:
    operator, values = requirement.get("operator", ""), requirement.get("values", [])
    if operator in {"In", "NotIn"}:
        if not values:
            problems.add(NODE_REQUIREMENT, f"{path}.values", f"values is empty; {operator} needs at least one value")
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            problems.add(NODE_REQUIREMENT, f"{path}.values", f"{operator} does not take values")
    elif operator in {"Gt", "Lt"}:
        if len(values) != 1:
            problems.add(NODE_REQUIREMENT, f"{path}.values", f"{operator} takes exactly one value, not {len(values)}")
    else:
        refuse_choice(NODE_REQUIREMENT, operator, OPERATORS, f"{path}.operator", problems)
    reason = formats.qualified_name(requirement.get("key", ""))
    if reason:
        problems.add(NODE_REQUIREMENT, f"{path}.key", f"{requirement.get('key', '')!r} {reason}")
    if check_values:
        for index, value in enumerate(values):
            reason = formats.label_value(value)
            if reason:
                problems.add(NODE_REQUIREMENT, f"{path}.values[{index}]", f"{value!r} {reason}")


def _field(requirement: Tree, path: str, problems: Problems) -> None:
    operator, values = requirement.get("operator", ""), requirement.get("values", [])
    if operator not in {"In", "NotIn"}:
        refuse_choice(NODE_FIELD, operator, ("In", "NotIn"), f"{path}.operator", problems)
    elif len(values) != 1:
        problems.add(NODE_FIELD, f"{path}.values", f"{operator} takes exactly one value here, not {len(values)}")
    if requirement.get("key", "") != "metadata.name":
        problems.add(NODE_FIELD, f"{path}.key", f"{requirement.get('key', '')!r} must be metadata.name")
        return
    for index, value in enumerate(values):
        reason = formats.dns1123_subdomain(value)
        if reason:
            problems.add(NODE_FIELD, f"{path}.values[{index}]", f"{value!r} {reason}")


def _pod_term(term: Tree, path: str, problems: Problems) -> None:
    validate_label_selector(term.get("labelSelector"), f"{path}.labelSelector", problems)
    validate_label_selector(term.get("namespaceSelector"), f"{path}.namespaceSelector", problems)
    for namespace in term.get("namespaces", ()):
        reason = formats.dns1123_label(namespace)
        if reason:
            problems.add(AFFINITY_NAMESPACE, f"{path}.namespace", f"{namespace!r} {reason}")
    if "matchLabelKeys" in term or "mismatchLabelKeys" in term:
        validate_label_keys(term, path, problems)
    key = term.get("topologyKey", "")
    reason = formats.qualified_name(key)
    if reason:
        problems.add(TOPOLOGY_KEY, f"{path}.topologyKey", f"{key!r} {reason}")
