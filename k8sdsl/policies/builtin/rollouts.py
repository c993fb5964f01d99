"""Policies about how workloads are replaced and restarted, and how they find their pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import policy
from k8sdsl.policies.selection import label_selector, matches_labels
from k8sdsl.policies.subjects import workloads, workloads_of
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {}}
_RECREATE = {"type": "Recreate"}
_FIELDS = {
    "Deployment": "strategy",
    "DeploymentConfig": "strategy",
    "DaemonSet": "updateStrategy",
    "StatefulSet": "updateStrategy",
}


@policy(
    "rollouts/rolling-update",
    "A workload is replaced step by step (`RollingUpdate`).",
    of=workloads_of(*_FIELDS),
    reason="Otherwise all pods stop before the new ones start.",
    remedy="set `strategy: {type: RollingUpdate}`",
    bad={"spec.strategy": _RECREATE},
    good={"spec.strategy": {"type": "RollingUpdate"}},
    aliases=("kube-linter:no-rolling-update-strategy",),
)
def rolling_update(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads that are not replaced step by step."""
    field = _FIELDS[workload.kind]
    kind = map_of(workload.spec.get(field)).get("type") or "RollingUpdate"
    if kind not in ("RollingUpdate", "Rolling"):
        yield f"spec.{field}.type", f"the update strategy is {kind}"


@policy(
    "rollouts/rolling-update-behind-service",
    "A Deployment that a Service selects is replaced step by step (`RollingUpdate`).",
    of=workloads_of("Deployment"),
    reason="Otherwise the Service has no pods while the new ones start.",
    remedy="set `strategy: {type: RollingUpdate}`",
    bad={"spec.strategy": _RECREATE, "beside": [_SERVICE]},
    good={"spec.strategy": _RECREATE},
    aliases=("kube-score:deployment-strategy",),
)
def rolling_update_behind_service(workload: Workload, objects: Objects) -> Breaches:
    """Yields Deployments that serve, and are not replaced step by step."""
    kind = map_of(workload.spec.get("strategy")).get("type") or "RollingUpdate"
    if kind != "RollingUpdate" and objects.services_of(workload):
        yield "spec.strategy.type", f"the update strategy is {kind}"


@policy(
    "rollouts/restart-policy",
    "`restartPolicy` is set explicitly to `Always` or `OnFailure`.",
    of=workloads,
    reason="A container that is not restarted stays down.",
    remedy="set `restartPolicy: Always`",
    bad={"spec.template.spec.restartPolicy": "Never"},
    good={"spec.template.spec.restartPolicy": "Always"},
    aliases=("kube-linter:restart-policy",),
)
def restart_policy(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods that do not say that they are restarted."""
    value = workload.pod.get("restartPolicy")
    if value not in ("Always", "OnFailure"):
        yield workload.at("restartPolicy"), f"`restartPolicy` is {value or 'not set'}"


@policy(
    "rollouts/selector",
    "`selector` matches the labels of the pod template.",
    of=workloads_of("Deployment", "DeploymentConfig", "DaemonSet", "StatefulSet", "ReplicaSet", "Job", "CronJob"),
    reason="The API server refuses a workload that does not select its own pods.",
    remedy="copy the template's labels into `selector.matchLabels`",
    bad={"spec.selector": {"matchLabels": {"app": "wbe"}}},
    good={"spec.selector": {"matchLabels": {"app": "web"}}},
    aliases={
        "kube-linter:mismatching-selector": None,
        "kube-score:deployment-pod-selector-labels-match-template-metadata-labels": (
            lambda workload: workload.kind == "Deployment" and workload.spec.get("selector") != {}
        ),
        "kube-score:statefulset-pod-selector-labels-match-template-metadata-labels": (
            lambda workload: workload.kind == "StatefulSet" and workload.spec.get("selector") != {}
        ),
    },
    sets=("recommended",),
)
def selector(workload: Workload, _objects: Objects) -> Breaches:
    """Yields selectors that do not match the workload's own pods, and absent ones."""
    spec = workload.spec
    if workload.kind == "CronJob":
        spec = map_of(map_of(spec.get("jobTemplate")).get("spec"))
    wanted = map_of(spec.get("selector"))
    if workload.kind == "DeploymentConfig":  # its selector is a plain map of labels
        wanted = {"matchLabels": wanted}
    if not wanted.get("matchLabels") and not wanted.get("matchExpressions"):
        if workload.kind not in {"Job", "CronJob"}:
            yield "spec.selector", "no selector is set"
    elif not label_selector(wanted)(workload.labels):
        yield "spec.selector", "the selector does not match the labels of the pods"


@policy(
    "rollouts/headless-service",
    "`serviceName` of a StatefulSet names a headless Service in the set that selects its pods.",
    of=workloads_of("StatefulSet"),
    reason="Without it, the pods do not have their own DNS names.",
    remedy="add a Service with `clusterIP: None` and the labels of the pods",
    kind="StatefulSet",
    bad={"spec.serviceName": "db"},
    good={
        "spec.serviceName": "db",
        "beside": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db"}, "spec": {"clusterIP": "None"}}],
    },
    aliases=("kube-score:statefulset-has-servicename",),
    sets=("recommended",),
)
def headless_service(workload: Workload, objects: Objects) -> Breaches:
    """Yields StatefulSets without such a Service."""
    for service in objects.of("Service"):
        spec = map_of(service.tree.get("spec"))
        named = service.name == workload.spec.get("serviceName") and service.namespace == workload.namespace
        if named and spec.get("clusterIP") == "None" and matches_labels(spec.get("selector"), workload.labels):
            return
    yield "spec.serviceName", f"no headless Service `{workload.spec.get('serviceName')}` selects the pods"
