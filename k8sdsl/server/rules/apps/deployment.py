"""Deployments (apps/validation `ValidateDeployment`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.apps.new_meta import validate_new_meta, warn_of_pod_names
from k8sdsl.server.rules.apps.numbers import amount, not_negative, validate_int_or_percent
from k8sdsl.server.rules.apps.old_annotations import ROLLBACK_TO, converts, validate_rollback
from k8sdsl.server.rules.apps.selection import validate_match, validate_workload_selector
from k8sdsl.server.rules.apps.template import validate_template
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

STRATEGY = Rule(
    "apps/deployment-strategy",
    "`strategy.type` of a Deployment must be Recreate or RollingUpdate.",
    "ValidateDeploymentStrategy",
    "Deployment",
    bad={"spec.strategy": {"type": "Rolling"}},
    good={"spec.strategy": {"type": "RollingUpdate"}},
    remedy="write the value as listed, such as `strategy: {type: RollingUpdate}`",
)
RECREATE = Rule(
    "apps/recreate-without-rolling",
    "A Deployment with `strategy.type` Recreate must not set `rollingUpdate`.",
    "ValidateDeploymentStrategy",
    "Deployment",
    bad={"spec.strategy": {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}},
    good={"spec.strategy": {"type": "Recreate"}},
    remedy="keep only `strategy: {type: Recreate}`; in a patch, delete the old value with `rollingUpdate: null`",
)
NO_PROGRESS = Rule(
    "apps/rollout-stuck",
    "`maxSurge` and `maxUnavailable` of a Deployment must not both be 0.",
    "ValidateRollingUpdateDeployment",
    "Deployment",
    bad={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}}},
    good={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}},
    remedy="for example, write `rollingUpdate: {maxSurge: 1, maxUnavailable: 0}`",
)
DEADLINE = Rule(
    "apps/progress-deadline",
    "`progressDeadlineSeconds` must be greater than `minReadySeconds`.",
    "ValidateDeploymentSpec",
    "Deployment",
    bad={"spec.minReadySeconds": 600},
    good={"spec.minReadySeconds": 600, "spec.progressDeadlineSeconds": 900},
    remedy="raise it, such as `progressDeadlineSeconds: 1200`; the default is 600",
)


def validate_deployment(obj: Tree, problems: Problems, context: Context) -> None:
    """A Deployment on create, in the order of the server's checks."""
    if not converts(obj, ROLLBACK_TO, problems):
        return
    validate_new_meta(obj, problems)
    warn_of_pod_names(obj, problems)
    validate_rollback(obj, problems)
    spec = obj.get("spec") or {}
    not_negative(spec, ("replicas",), "spec", problems)
    if validate_workload_selector(spec, "spec", problems):
        validate_match(spec, "spec", problems)
        validate_template(spec, "spec", problems, context, replicas=spec.get("replicas", 1))
    _validate_strategy(spec.get("strategy") or {}, "spec.strategy", problems)
    not_negative(spec, ("minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"), "spec", problems)
    deadline, ready = spec.get("progressDeadlineSeconds", 600), spec.get("minReadySeconds", 0)
    if deadline <= ready:
        problems.add(
            DEADLINE,
            "spec.progressDeadlineSeconds",
            f"{deadline} must be greater than minReadySeconds, which is {ready}",
        )


def _validate_strategy(strategy: Tree, path: str, problems: Problems) -> None:
    kind, rolling = strategy.get("type") or "RollingUpdate", strategy.get("rollingUpdate")
    if kind == "Recreate":
        if rolling is not None:
            problems.add(RECREATE, f"{path}.rollingUpdate", "cannot be set for the type Recreate")
    elif kind == "RollingUpdate":
        _validate_rolling(rolling or {}, f"{path}.rollingUpdate", problems)
    else:
        refuse_choice(STRATEGY, kind, ("Recreate", "RollingUpdate"), path, problems)


def _validate_rolling(rolling: Tree, path: str, problems: Problems) -> None:
    unavailable, surge = rolling.get("maxUnavailable", "25%"), rolling.get("maxSurge", "25%")
    validate_int_or_percent(unavailable, f"{path}.maxUnavailable", problems)
    validate_int_or_percent(surge, f"{path}.maxSurge", problems, at_most_all=False)
    if amount(unavailable) == 0 and amount(surge) == 0:
        problems.add(NO_PROGRESS, f"{path}.maxUnavailable", "must not be 0 because maxSurge is 0")
