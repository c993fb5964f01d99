"""Whether a policy or binding is for a request (apiserver `admission/plugin/policy/matching`, `webhook/predicates`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.tree import Tree

NAME_LABEL = "kubernetes.io/metadata.name"
_EXEMPT = ("Policy", "PolicyBinding", "WebhookConfiguration")
"""How the kinds of `admissionregistration.k8s.io` end, which no policy may lock out."""


class RequestedResource(NamedTuple):
    """The resource of a request: its kind, its name in URLs, and the versions at which a server serves it."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    versions: frozenset[str] = frozenset()


class PolicyTarget(NamedTuple):
    """What selectors look at; `namespace` are the labels of the namespace of the request, if they are known."""

    resource: RequestedResource
    name: str
    namespace: str
    labels: Mapping[str, object]
    namespace_labels: Mapping[str, object] | None


def matches(match: Tree, target: PolicyTarget) -> bool | None:
    """Whether the rules and selectors match the creation of an object; None if only the cluster can tell."""
    resource = target.resource
    if resource.group == "admissionregistration.k8s.io" and resource.kind.endswith(_EXEMPT):
        return False
    if not _selects(match, "objectSelector", target.labels):
        return False
    equivalent = match.get("matchPolicy") != "Exact"
    if any(_meets(rule, target, resource.version) for _, rule in maps_in(match.get("excludeResourceRules"))):
        return False
    rules = maps(match.get("resourceRules"))
    if not rules:
        return _in_namespace(match, target)
    if any(_meets(rule, target, resource.version) for rule in rules):
        return _in_namespace(match, target)
    others = resource.versions - {resource.version} if equivalent else frozenset()
    if any(_meets(rule, target, version) for rule in rules for version in others):
        # The server converts the object to the other version first.
        return False if _in_namespace(match, target) is False else None
    return False


def _in_namespace(match: Tree, target: PolicyTarget) -> bool | None:
    if not match.get("namespaceSelector"):
        return True
    if target.resource.kind == "Namespace" and target.resource.group == "":
        return _selects(match, "namespaceSelector", {NAME_LABEL: target.name, **target.labels})
    if not target.resource.namespaced:
        return True
    known = {NAME_LABEL: target.namespace}
    if target.namespace_labels is not None:
        return _selects(match, "namespaceSelector", {**target.namespace_labels, **known})
    requirements = requirements_of(map_of(match["namespaceSelector"])) or ()
    if not all(one.holds(known) for one in requirements if one.key == NAME_LABEL):
        return False
    return None if any(one.key != NAME_LABEL for one in requirements) else True


def _selects(match: Tree, field: str, labels: Mapping[str, object]) -> bool:
    return selects(requirements_of(map_of(match.get(field))), labels)


def _meets(rule: Tree, target: PolicyTarget, version: str) -> bool:
    resource = target.resource
    for field, value in (("apiGroups", resource.group), ("apiVersions", version), ("operations", "CREATE")):
        given = list_of(rule.get(field))
        if value not in given and "*" not in given:
            return False
    resources = list_of(rule.get("resources"))
    if not any(name in resources for name in (resource.plural, "*", "*/*")):
        return False
    if (rule.get("scope") or "*") not in ("*", "Namespaced" if resource.namespaced else "Cluster"):
        return False
    names = list_of(rule.get("resourceNames"))
    return not names or target.name in names
