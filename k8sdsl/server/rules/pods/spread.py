"""Topology spread constraints (validateTopologySpreadConstraints)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector
from k8sdsl.server.rules.pods.label_keys import validate_label_keys, validate_label_keys_by_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

SPREAD = Rule(
    "core/topology-spread",
    (
        "An entry of `topologySpreadConstraints` must have a positive `maxSkew`, a `topologyKey`, and a "
        "`whenUnsatisfiable` of DoNotSchedule or ScheduleAnyway."
    ),
    "validateTopologySpreadConstraints",
    "Pod",
    bad={
        "spec.topologySpreadConstraints": [
            {"maxSkew": 0, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}
        ]
    },
    good={
        "spec.topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}
        ]
    },
    remedy=(
        "for example, write `{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}`"
    ),
)
SPREAD_TWICE = Rule(
    "core/topology-spread-twice",
    "Two entries of `topologySpreadConstraints` must differ in `topologyKey` or `whenUnsatisfiable`.",
    "ValidateSpreadConstraintNotRepeat",
    "Pod",
    bad={
        "spec.topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}},
            {"maxSkew": 2, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}},
        ]
    },
    good={
        "spec.topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}},
            {"maxSkew": 2, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {}},
        ]
    },
    remedy="merge the two entries, or change one, such as to `topologyKey: kubernetes.io/hostname`",
)
MIN_DOMAINS = Rule(
    "core/topology-spread-domains",
    "`minDomains` must be positive and requires `whenUnsatisfiable: DoNotSchedule`.",
    "validateMinDomains",
    "Pod",
    bad={
        "spec.topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "zone",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {},
                "minDomains": 2,
            }
        ]
    },
    good={
        "spec.topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "zone",
                "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": {},
                "minDomains": 2,
            }
        ]
    },
    remedy="set `minDomains: 2` with DoNotSchedule, or remove it",
)

ACTIONS = frozenset(("DoNotSchedule", "ScheduleAnyway"))
NODE_POLICIES = frozenset(("Honor", "Ignore"))


def validate_spread(constraints: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    """The spread constraints of a pod."""
    kinds = [(entry.get("topologyKey", ""), entry.get("whenUnsatisfiable", "")) for entry in constraints]
    for index, constraint in enumerate(constraints):
        at = f"{path}[{index}]"
        _constraint(constraint, at, problems)
        if kinds[index] in kinds[index + 1 :]:
            problems.add(
                SPREAD_TWICE,
                f"{at}.{{topologyKey, whenUnsatisfiable}}",
                f"topologyKey {kinds[index][0]!r} with whenUnsatisfiable {kinds[index][1]!r} is listed more than once",
            )
        if "matchLabelKeys" in constraint:
            merged = is_on("MatchLabelKeysInPodTopologySpreadSelectorMerge", scope.minor)
            check = validate_label_keys if merged else validate_label_keys_by_selector
            check(constraint, at, problems)
        validate_label_selector(constraint.get("labelSelector"), f"{at}.labelSelector", problems)


def _constraint(constraint: Tree, path: str, problems: Problems) -> None:
    skew, action = constraint.get("maxSkew", 0), constraint.get("whenUnsatisfiable", "")
    if skew <= 0:
        problems.add(SPREAD, f"{path}.maxSkew", f"{skew} must be positive")
    if not constraint.get("topologyKey"):
        problems.add(SPREAD, f"{path}.topologyKey", "topologyKey is required")
    if action not in ACTIONS:
        refuse_choice(SPREAD, action, ACTIONS, f"{path}.whenUnsatisfiable", problems)
    domains = constraint.get("minDomains")
    if domains is not None:
        if domains <= 0:
            problems.add(MIN_DOMAINS, f"{path}.minDomains", f"{domains} must be positive")
        if action != "DoNotSchedule":
            problems.add(
                MIN_DOMAINS, f"{path}.minDomains", f"requires whenUnsatisfiable: DoNotSchedule, not {action!r}"
            )
    for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        if constraint.get(field, "Honor") not in NODE_POLICIES:
            refuse_choice(SPREAD, constraint[field], NODE_POLICIES, f"{path}.{field}", problems)
