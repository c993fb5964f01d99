"""Findings about pods that no node takes: which filter rejects which node, and the smallest change that would help."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from k8sdsl.cluster.forecast.smallest_change import smallest_change
from k8sdsl.finding import Severity
from k8sdsl.rule import Problem, Rule
from k8sdsl.server.validate import as_finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.forecast.scenario import Created, Scenario
    from k8sdsl.cluster.scheduling.pod import Pod
    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest

_SHOWN = 4
"""So many different reasons of nodes are shown."""


def _rule(name: str, summary: str, upstream: str, remedy: str) -> Rule:
    return Rule(f"scheduling/{name}", summary, upstream, "Pod", remedy=remedy)


CORDONED = _rule(
    "cordoned-node",
    "A pod must have a node that is not cordoned.",
    "nodeunschedulable.Filter",
    "run `kubectl uncordon NODE`",
)
NODE_NAME = _rule(
    "node-name",
    "`nodeName` of a pod must be a node of the cluster.",
    "nodename.Filter",
    "remove `nodeName`, or write a name that `kubectl get nodes` lists",
)
TAINTS = _rule(
    "taints",
    "`tolerations` of a pod must match the taints of a node that otherwise fits.",
    "tainttoleration.Filter",
    "add a toleration to the pod, such as `tolerations: [{key: gpu, operator: Exists}]`",
)
NODE_AFFINITY = _rule(
    "node-affinity",
    "The `nodeSelector` and the required node affinity of a pod must match at least one node.",
    "nodeaffinity.Filter",
    "label a node, such as with `kubectl label node NODE disktype=ssd`, or change the selector",
)
NODE_PORTS = _rule(
    "node-ports",
    "A node must have every `hostPort` of the pod free.",
    "nodeports.Filter",
    "remove it, and add a Service, such as `{kind: Service, spec: {selector: {app: web}, ports: [{port: 80}]}}`",
)
RESOURCES = _rule(
    "resources",
    "The `requests` of a pod must fit into the free resources of a node.",
    "noderesources.Fit.Filter",
    "lower the requests, such as `requests: {cpu: 100m}`, or add nodes",
)
VOLUME_RESTRICTIONS = _rule(
    "volume-restrictions",
    "A ReadWriteOncePod claim must be used by only one pod, and some disks on only one node.",
    "volumerestrictions.Filter",
    "use `accessModes: [ReadWriteMany]`, or run one replica",
)
VOLUME_LIMITS = _rule(
    "volume-limits",
    "A node must be able to attach the volumes of a pod in addition to those that it has.",
    "nodevolumelimits.Filter",
    "add nodes, or use fewer volumes, such as one `persistentVolumeClaim` with several `subPath` mounts",
)
VOLUMES = _rule(
    "volumes",
    "The claims of a pod must exist, and one node must be able to attach all of their volumes.",
    "volumebinding.Filter",
    "add the claims that `claimName` names, or volumes that fit them on one node",
)
VOLUME_ZONE = _rule(
    "volume-zone",
    "A pod must run in the zone of its volumes.",
    "volumezone.Filter",
    "change `nodeSelector` to select the zone of the volume",
)
DEVICES = _rule(
    "devices",
    "A node must have devices for the claims in the pod's `resourceClaims`.",
    "dynamicresources.Filter",
    "request fewer devices, such as `exactly: {deviceClassName: gpu, count: 1}`, or select other devices",
)
RESOURCE_CLAIMS = _rule(
    "resource-claims",
    "The claims in the pod's `resourceClaims`, and their device classes, must exist.",
    "dynamicresources.PreFilter",
    "add a `kind: ResourceClaim` of this name, and the `kind: DeviceClass` that its `deviceClassName` names",
)
SPREAD = _rule(
    "topology-spread",
    "The pod's `topologySpreadConstraints` must allow at least one node.",
    "podtopologyspread.Filter",
    "raise `maxSkew`, or use `whenUnsatisfiable: ScheduleAnyway`",
)
POD_AFFINITY = _rule(
    "pod-affinity",
    "The required `podAffinity` and `podAntiAffinity` of a pod must allow at least one node.",
    "interpodaffinity.Filter",
    "add nodes, run fewer replicas, or use `preferredDuringSchedulingIgnoredDuringExecution`",
)
ROLLOUT = _rule(
    "rollout",
    "A rollout with `maxUnavailable: 0` requires a node with room for one more pod.",
    "deployment/util.ResolveFenceposts",
    "set `strategy: {rollingUpdate: {maxUnavailable: 1}}`, or add a node",
)
_RULES = {
    "NodeUnschedulable": CORDONED,
    "NodeName": NODE_NAME,
    "TaintToleration": TAINTS,
    "NodeAffinity": NODE_AFFINITY,
    "NodePorts": NODE_PORTS,
    "NodeResourcesFit": RESOURCES,
    "VolumeRestrictions": VOLUME_RESTRICTIONS,
    "NodeVolumeLimits": VOLUME_LIMITS,
    "VolumeBinding": VOLUMES,
    "VolumeZone": VOLUME_ZONE,
    "DynamicResources": DEVICES,
    "PodTopologySpread": SPREAD,
    "InterPodAffinity": POD_AFFINITY,
}
_FIELDS = {
    NODE_NAME.id: "nodeName",
    TAINTS.id: "tolerations",
    NODE_AFFINITY.id: "affinity",
    NODE_PORTS.id: "containers",
    RESOURCES.id: "containers",
    VOLUME_RESTRICTIONS.id: "volumes",
    VOLUME_LIMITS.id: "volumes",
    DEVICES.id: "resourceClaims",
    RESOURCE_CLAIMS.id: "resourceClaims",
    VOLUMES.id: "volumes",
    VOLUME_ZONE.id: "volumes",
    SPREAD.id: "topologySpreadConstraints",
    POD_AFFINITY.id: "affinity",
}
"""The field of a pod's spec that each rule is about."""


def unplaced(least: Scenario, most: Scenario) -> Iterator[Finding]:
    """Pods that stay pending, if the nodes of the cluster are known: errors at the least replicas, else warnings."""
    if not least.plane.scheduler.nodes.by_name:
        return
    failed = set()
    for created in least.created:
        for finding in _of_workload(created, least):
            failed.add(id(created.manifest))
            yield finding
    for manifest, pod in _single_pods(least):
        yield _finding(manifest, pod, least, f"no node can run pod {pod.name}", "spec")
    for created in most.created:
        if id(created.manifest) not in failed:
            for finding in _of_workload(created, most):
                yield finding.replace(severity=Severity.WARNING)


def _of_workload(created: Created, scenario: Scenario) -> Iterator[Finding]:
    """One finding for all pods of a workload that have no node, or for a rollout that cannot begin."""
    names, scale = created.force.names, created.scale
    pending = {
        pod.name: pod
        for pod in scenario.plane.pending
        if pod.profile.namespace == created.namespace and not pod.profile.is_gated
    }
    declared = names if scale is None else names[: scale.most]
    waiting = [name for name in declared if name in pending]
    if waiting:
        told = f"{len(waiting)} of {len(declared)} pods fit on no node"
        yield _finding(created.manifest, pending[waiting[0]], scenario, told, "spec.template.spec")
        return
    extra = names[len(declared) :]
    if scale is not None and extra and not scale.spare and all(name in pending for name in extra):
        told = f"a rollout of {scale.most} replicas creates one more pod before it stops one, and no node can run it"
        message = _finding(created.manifest, pending[extra[0]], scenario, told, "spec").message
        problem = Problem(ROLLOUT, "spec.strategy.rollingUpdate", message)
        yield as_finding(problem, created.manifest.tree, created.manifest.origin)


def _single_pods(scenario: Scenario) -> Iterator[tuple[Manifest, Pod]]:
    pending = {(pod.profile.namespace, pod.name): pod for pod in scenario.plane.pending if not pod.profile.is_gated}
    for manifest in scenario.pods:
        pod = pending.get((manifest.namespace or "default", manifest.name))
        if pod is not None:
            yield manifest, pod


def _finding(manifest: Manifest, pod: Pod, scenario: Scenario, told: str, path: str) -> Finding:
    placement = scenario.plane.placements[pod.profile.namespace, pod.name]
    obstacles = {name: found for name, found in scenario.plane.scheduler.obstacles(pod, placement).items() if found}
    first = Counter(found[0] for found in obstacles.values())
    reasons = [f"{count} node{'s' * (count > 1)}: {why}" for (_, why), count in first.most_common(_SHOWN)]
    if len(first) > _SHOWN:
        reasons.append(f"{sum(first.values()) - sum(n for _, n in first.most_common(_SHOWN))} more")
    fewest = min(map(len, obstacles.values()))
    nodes = scenario.plane.scheduler.nodes.by_name
    changes = {
        name: smallest_change(*near[0], nodes[name], pod) for name, near in obstacles.items() if len(near) == fewest
    }
    nearest = min(changes, key=lambda name: (not changes[name], -first[obstacles[name][0]], name))
    near, change = obstacles[nearest], changes[nearest]
    rule = _RULES[near[0][0]]
    if rule is DEVICES and scenario.plane.scheduler.devices.missing(pod.device_claims):
        rule = RESOURCE_CLAIMS
    if not change:
        remedy = rule.remedy
    else:
        remedy = f"{change}, and the pod fits on node {nearest}" if len(near) == 1 else f"{change}; {rule.remedy}"
    field = "nodeSelector" if rule is NODE_AFFINITY and pod.profile.node_selector else _FIELDS.get(rule.id)
    problem = Problem(rule, f"{path}.{field}" if field else path, f"{told} ({', '.join(reasons)})", remedy)
    return as_finding(problem, manifest.tree, manifest.origin)
