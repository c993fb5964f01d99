"""The selector of a workload: required, valid, and matching the pods that the workload creates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

SELECTOR_REQUIRED = Rule(
    "apps/selector-required",
    "A workload must have a `selector` for its pods.",
    "ValidateDeploymentSpec",
    "Deployment",
    bad={"spec.selector": None},
    good={"spec.selector": {"matchLabels": {"app": "web"}}},
    remedy="set `spec.selector.matchLabels` to the labels of the template: `{app: web}`",
)
SELECTOR_EMPTY = Rule(
    "apps/selector-empty",
    "The `selector` of a workload must not be empty; an empty one would select every pod.",
    "ValidateDeploymentSpec",
    "Deployment",
    bad={"spec.selector": {}},
    good={"spec.selector": {"matchLabels": {"app": "web"}}},
    remedy="set `spec.selector.matchLabels` to the labels of the template: `{app: web}`",
)
SELECTOR_INVALID = Rule(
    "apps/selector-invalid",
    "The `selector` of a workload must be a valid label selector.",
    "metav1.LabelSelectorAsSelector",
    "Deployment",
    bad={"spec.selector": {"matchExpressions": [{"key": "app", "operator": "Is", "values": ["web"]}]}},
    good={"spec.selector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}},
    remedy="for example, write `selector: {matchLabels: {app: web}}`",
)
SELECTOR_MISMATCH = Rule(
    "apps/selector-mismatch",
    "The labels of the `template` must match the `selector` of the workload.",
    "ValidatePodTemplateSpecForReplicaSet",
    "Deployment",
    bad={"spec.template.metadata.labels": {"app": "wbe"}},
    good={"spec.template.metadata.labels": {"app": "web", "tier": "front"}},
    remedy="add the labels of `spec.selector.matchLabels` to `spec.template.metadata.labels`: `{app: web}`",
)


def validate_workload_selector(spec: Tree, path: str, problems: Problems) -> bool:
    """Validates `spec.selector` and returns whether labels can be matched with it.

    Upstream validates the template only in that case.
    """
    selector = spec.get("selector")
    at = f"{path}.selector"
    if selector is None:
        problems.add(SELECTOR_REQUIRED, at, "selector is required")
        return True
    before = len(problems.found)
    validate_label_selector(selector, at, problems)
    usable = len(problems.found) == before
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        problems.add(SELECTOR_EMPTY, at, "the selector is empty; it would select every pod")
    if not usable:
        problems.add(SELECTOR_INVALID, at, "the selector is invalid")
    return usable


def validate_match(spec: Tree, path: str, problems: Problems) -> None:
    """The labels of `spec.template` must match `spec.selector`, both as the server reads them."""
    labels = (spec.get("template") or {}).get("metadata", {}).get("labels") or {}
    if not selects(spec.get("selector"), labels):
        problems.add(
            SELECTOR_MISMATCH,
            f"{path}.template.metadata.labels",
            "these labels do not match spec.selector",
        )


def selects(selector: Tree | None, labels: dict[str, str]) -> bool:
    """Whether a valid selector selects an object with these labels; no selector selects none, an empty one all."""
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
