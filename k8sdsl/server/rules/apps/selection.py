"""How a workload finds its pods: a selector that must be there, must be legal, and must match the pods it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

SELECTOR_REQUIRED = Rule(
    "apps/selector-required",
    "A workload says with a selector which pods are its own.",
    "ValidateDeploymentSpec",
    "Deployment",
    bad={"spec.selector": None},
    good={"spec.selector": {"matchLabels": {"app": "web"}}},
    remedy="set spec.selector.matchLabels to labels of the template",
)
SELECTOR_EMPTY = Rule(
    "apps/selector-empty",
    "A workload's selector must select by something; an empty one would take every pod.",
    "ValidateDeploymentSpec",
    "Deployment",
    bad={"spec.selector": {}},
    good={"spec.selector": {"matchLabels": {"app": "web"}}},
)
SELECTOR_INVALID = Rule(
    "apps/selector-invalid",
    "A workload's selector must be one that labels can be matched with.",
    "metav1.LabelSelectorAsSelector",
    "Deployment",
    bad={"spec.selector": {"matchExpressions": [{"key": "app", "operator": "Is", "values": ["web"]}]}},
    good={"spec.selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}},
)
SELECTOR_MISMATCH = Rule(
    "apps/selector-mismatch",
    "The labels of the template must match the selector of the workload.",
    "ValidatePodTemplateSpecForReplicaSet",
    "Deployment",
    bad={"spec.template.metadata.labels": {"app": "wbe"}},
    good={"spec.template.metadata.labels": {"app": "web", "tier": "front"}},
    remedy="give the template the labels that the selector asks for",
)


def validate_workload_selector(spec: Tree, path: str, problems: Problems) -> bool:
    """Judges `spec.selector` and answers whether labels can be matched with it.

    Upstream looks at the template only in that case.
    """
    selector = spec.get("selector")
    at = f"{path}.selector"
    if selector is None:
        problems.add(SELECTOR_REQUIRED, at, "a selector is required")
        return True
    before = len(problems.found)
    validate_label_selector(selector, at, problems)
    usable = len(problems.found) == before
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        problems.add(SELECTOR_EMPTY, at, "the selector is empty")
    if not usable:
        problems.add(SELECTOR_INVALID, at, "the selector is not valid")
    return usable


def validate_match(spec: Tree, path: str, problems: Problems) -> None:
    """The labels of `spec.template` satisfy `spec.selector`, both as the server reads them."""
    labels = (spec.get("template") or {}).get("metadata", {}).get("labels") or {}
    if not selects(spec.get("selector"), labels):
        problems.add(
            SELECTOR_MISMATCH,
            f"{path}.template.metadata.labels",
            "`selector` does not match template `labels`",
        )


def selects(selector: Tree | None, labels: dict[str, str]) -> bool:
    """Whether a valid selector takes an object with these labels; no selector takes none, an empty one all."""
    if selector is None:
        return False
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    return all(_satisfies(requirement, labels) for requirement in selector.get("matchExpressions") or ())


def _satisfies(requirement: Tree, labels: dict[str, str]) -> bool:
    operator, value = requirement.get("operator"), labels.get(requirement.get("key", ""))
    if operator == "In":
        return value is not None and value in requirement.get("values", ())
    if operator == "NotIn":
        return value is None or value not in requirement.get("values", ())
    return (value is not None) == (operator == "Exists")
