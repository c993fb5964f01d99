"""Defaults of workloads (apps/v1, batch/v1 and autoscaling/v2 `defaults.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_off

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_MOST_INT32 = 2**31 - 1
_UP = [{"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 15}]
_DOWN = [{"type": "Percent", "value": 100, "periodSeconds": 15}]


def default_deployment(deployment: Tree, _minor: int) -> None:
    """A rolling update has limits, where the strategy is one."""
    _default_rolling(deployment.setdefault("spec", {}).setdefault("strategy", {}))


def default_daemon_set(daemon_set: Tree, _minor: int) -> None:
    """As for a Deployment."""
    _default_rolling(daemon_set.setdefault("spec", {}).setdefault("updateStrategy", {}))


def _default_rolling(strategy: Tree) -> None:
    if (strategy.get("type") or "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {})


def default_stateful_set(stateful_set: Tree, _minor: int) -> None:
    """Only a strategy that does not name its type is given a rolling update."""
    strategy = stateful_set.setdefault("spec", {}).setdefault("updateStrategy", {})
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
        strategy.setdefault("rollingUpdate", {})
    # A partition belongs to the type RollingUpdate; validation refuses the others as soon as there is a rollingUpdate.


def default_autoscaler(autoscaler: Tree, _minor: int) -> None:
    """A metric, and in each direction of a behavior that is set, all of its rules."""
    spec = autoscaler.setdefault("spec", {})
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": 80}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
    behavior = spec.get("behavior")
    if behavior is None:
        return
    up, down = behavior.setdefault("scaleUp", {}), behavior.setdefault("scaleDown", {})
    up.setdefault("stabilizationWindowSeconds", 0)
    up.setdefault("policies", [dict(policy) for policy in _UP])
    down.setdefault("policies", [dict(policy) for policy in _DOWN])


def default_job(job: Tree, minor: int) -> None:
    """A Job without labels has those of its template; without numbers it runs one pod, once."""
    spec, meta = job.setdefault("spec", {}), job.setdefault("metadata", {})
    labels = spec.get("template", {}).get("metadata", {}).get("labels")
    if labels is not None and not meta.get("labels"):
        meta["labels"] = dict(labels)
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", 6 if spec.get("backoffLimitPerIndex") is None else _MOST_INT32)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    policy = spec.get("podFailurePolicy")
    for rule in (policy or {}).get("rules", ()):
        for pattern in rule.get("onPodConditions", ()):
            pattern["status"] = pattern.get("status") or "True"
    if not is_off("batch_v1.JobSpec", "podReplacementPolicy", minor):
        spec.setdefault("podReplacementPolicy", "TerminatingOrFailed" if policy is None else "Failed")
