"""PodDisruptionBudgets (policy/validation `ValidatePodDisruptionBudget`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.apps.numbers import validate_int_or_percent
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.generic_meta import validate_generic_meta
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

ONE_BOUND = Rule(
    "policy/one-bound",
    "A PodDisruptionBudget must not have both `minAvailable` and `maxUnavailable`.",
    "ValidatePodDisruptionBudgetSpec",
    "PodDisruptionBudget",
    bad={"spec.minAvailable": 1, "spec.maxUnavailable": 1},
    good={"spec.maxUnavailable": 1},
    remedy="keep `maxUnavailable: 1`, and remove `minAvailable`",
)
UNHEALTHY = Rule(
    "policy/unhealthy-eviction",
    "`unhealthyPodEvictionPolicy` must be IfHealthyBudget or AlwaysAllow.",
    "ValidatePodDisruptionBudgetSpec",
    "PodDisruptionBudget",
    bad={"spec.unhealthyPodEvictionPolicy": "Always"},
    good={"spec.unhealthyPodEvictionPolicy": "AlwaysAllow"},
    remedy="write the value as listed, such as `unhealthyPodEvictionPolicy: AlwaysAllow`",
)
BOUNDS = ("minAvailable", "maxUnavailable")


def validate_pod_disruption_budget(obj: Tree, problems: Problems, _context: Context) -> None:
    """A PodDisruptionBudget on create; its name can be any path segment of a URL."""
    spec = obj.get("spec") or {}
    if all(spec.get(bound) is not None for bound in BOUNDS):
        problems.add(ONE_BOUND, "spec", "minAvailable and maxUnavailable cannot both be set")
    for bound in BOUNDS:
        if spec.get(bound) is not None:
            validate_int_or_percent(spec[bound], f"spec.{bound}", problems)
    validate_label_selector(spec.get("selector"), "spec.selector", problems)
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None and policy not in {"AlwaysAllow", "IfHealthyBudget"}:
        path = "spec.unhealthyPodEvictionPolicy"
        refuse_choice(UNHEALTHY, policy, ("AlwaysAllow", "IfHealthyBudget"), path, problems)
    if not problems.found:
        validate_generic_meta(obj, problems, namespaced=True, name=formats.path_segment)
