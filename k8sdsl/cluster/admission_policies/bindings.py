"""Where policies hold: their bindings, and the parameters that a binding names (`policy/generic`, `CollectParams`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cluster.admission_policies.unknown import UNKNOWN
from k8sdsl.finding import Severity
from k8sdsl.identity import GroupVersionKind
from k8sdsl.kube.kinds import kind_info
from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.tree import list_of, map_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cluster.admission_policies.policy import AdmissionPolicy
    from k8sdsl.tree import Tree

_SEVERITIES = {"Deny": Severity.ERROR, "Warn": Severity.WARNING, "Audit": Severity.NOTE}


class Binding(NamedTuple):
    """Where a policy holds; `severity` is that of a violation, as the actions of the binding say."""

    match: Tree
    severity: Severity
    reference: Tree | None = None


EVERYWHERE = Binding({}, Severity.ERROR)
"""Of a policy whose binding is not known."""


def bindings_of(policy: AdmissionPolicy, trees: Iterable[Tree]) -> list[Binding]:
    """The bindings of a policy, or EVERYWHERE if there is none."""
    found = []
    for tree in trees:
        spec = map_of(tree.get("spec"))
        if tree.get("kind") == "ValidatingAdmissionPolicyBinding" and spec.get("policyName") == policy.name:
            actions = spec.get("validationActions")
            severities = [_SEVERITIES[action] for action in map(str, list_of(actions)) if action in _SEVERITIES]
            reference = spec.get("paramRef")
            found.append(
                Binding(
                    map_of(spec.get("matchResources")),
                    min(severities, key=list(Severity).index, default=Severity.ERROR),
                    reference if isinstance(reference, dict) else None,
                )
            )
    return found or [EVERYWHERE]


def parameters(policy: AdmissionPolicy, binding: Binding, namespace: str, trees: Iterable[Tree]) -> list[Any]:
    """What `params` is, once for each evaluation: objects, None for no object, or UNKNOWN."""
    kind = policy.param_kind
    if kind is None:
        return [None]
    if binding is EVERYWHERE:
        return [UNKNOWN]
    if binding.reference is None:
        return [None]
    found = _referred(kind, binding.reference, namespace, trees)
    if binding.reference.get("name"):
        return found or [UNKNOWN]
    # More objects than the known ones may have these labels.
    return [*found, UNKNOWN]


def _referred(kind: Tree, reference: Tree, namespace: str, trees: Iterable[Tree]) -> list[Any]:
    group, _, version = str(kind.get("apiVersion") or "").rpartition("/")
    info = kind_info(str(kind.get("apiVersion")), str(kind.get("kind")))
    place = str(reference.get("namespace") or namespace)
    named = reference.get("name")
    found = []
    for tree in trees:
        if GroupVersionKind.of(tree) != GroupVersionKind(group, version, str(kind.get("kind"))):
            continue
        metadata = map_of(tree.get("metadata"))
        if (info is None or info.namespaced) and (metadata.get("namespace") or place) != place:
            continue
        if named:
            is_meant = metadata.get("name") == named
        else:
            is_meant = selects(requirements_of(map_of(reference.get("selector"))), map_of(metadata.get("labels")))
        if is_meant:
            found.append(tree)
    return found
