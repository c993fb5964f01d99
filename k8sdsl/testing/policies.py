"""Tries the examples of a policy: the bad one must be found, and the good one must pass."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from k8sdsl.manifest import Manifest
from k8sdsl.policies.judge import judge
from k8sdsl.tree import parse_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.policies.policy import Policy
    from k8sdsl.tree import FieldPath, Tree

_LABELS = {"app": "web"}
_TEMPLATE = {"metadata": {"labels": _LABELS}, "spec": {"containers": [{"image": "nginx:1.28", "name": "web"}]}}
_WORKLOAD = {"spec": {"selector": {"matchLabels": _LABELS}, "template": _TEMPLATE}}
_MINIMAL: dict[str, dict[str, Any]] = {
    "ClusterRole": {"apiVersion": "rbac.authorization.k8s.io/v1"},
    "ClusterRoleBinding": {"apiVersion": "rbac.authorization.k8s.io/v1"},
    "ConfigMap": {"apiVersion": "v1"},
    "CronJob": {"apiVersion": "batch/v1", "spec": {"jobTemplate": {"spec": {"template": _TEMPLATE}}}},
    "DaemonSet": {"apiVersion": "apps/v1", **_WORKLOAD},
    "Deployment": {"apiVersion": "apps/v1", **_WORKLOAD},
    "HorizontalPodAutoscaler": {"apiVersion": "autoscaling/v2", "spec": {}},
    "Ingress": {"apiVersion": "networking.k8s.io/v1", "spec": {}},
    "Job": {"apiVersion": "batch/v1", "spec": {"template": _TEMPLATE}},
    "NetworkPolicy": {"apiVersion": "networking.k8s.io/v1", "spec": {}},
    "Node": {"apiVersion": "v1", "status": {}},
    "PersistentVolumeClaim": {"apiVersion": "v1", "spec": {}},
    "Pod": {"apiVersion": "v1", "spec": _TEMPLATE["spec"]},
    "PodDisruptionBudget": {"apiVersion": "policy/v1", "spec": {}},
    "ResourceQuota": {"apiVersion": "v1", "spec": {}},
    "Role": {"apiVersion": "rbac.authorization.k8s.io/v1"},
    "RoleBinding": {"apiVersion": "rbac.authorization.k8s.io/v1"},
    "SecurityContextConstraints": {"apiVersion": "security.openshift.io/v1"},
    "Service": {"apiVersion": "v1", "spec": {}},
    "ServiceMonitor": {"apiVersion": "monitoring.coreos.com/v1", "spec": {}},
    "StatefulSet": {"apiVersion": "apps/v1", **_WORKLOAD},
}


def assert_policy_holds(policy: Policy) -> None:
    """AssertionError unless the policy reports its bad example and accepts its good one."""
    if not _found(policy, policy.rule.bad):
        raise AssertionError(f"{policy.rule.id} does not report its bad example")
    found = _found(policy, policy.rule.good)
    if found:
        raise AssertionError(f"{policy.rule.id} reports this in its good example: {'; '.join(found)}")


def example_objects(policy: Policy, values: Mapping[str, Any]) -> list[Tree]:
    """The objects of an example: a minimal one of the policy's kind with the values laid over it, and those `beside`.

    For a kind that is not among the common ones, the values must contain `apiVersion`.
    """
    kind = policy.rule.kind
    tree = copy.deepcopy({"apiVersion": "", "kind": kind, "metadata": {"name": "web"}, **_MINIMAL.get(kind, {})})
    for path, value in values.items():
        if path != "beside":
            _set(tree, parse_path(path), value)
    return [tree, *values.get("beside", ())]


def _set(tree: Tree, path: FieldPath, value: Any) -> None:
    *parents, last = path
    at: Any = tree
    for step in parents:
        at = at[step] if isinstance(step, int) else at.setdefault(step, {})
    at[last] = value


def _found(policy: Policy, values: Mapping[str, Any]) -> list[str]:
    manifests = [Manifest(tree) for tree in example_objects(policy, values)]
    found = judge(manifests, [policy.rule.id], [policy])
    return [finding.message for finding in found if finding.rule == policy.rule.id]
