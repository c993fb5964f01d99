"""Claims: who may mount them at once, and which volumes and classes can serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.system.rules.disruption import replicas_of
from k8sdsl.tree import get

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report

_CLAIM = {"spec.accessModes": ["ReadWriteOnce"]}
_MOUNT = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
_MOUNTED = {
    "spec.template.spec.volumes": _MOUNT,
    "spec.template.spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}],
}
_RECREATED = {**_MOUNTED, "spec.strategy": {"type": "Recreate"}}
SHARED = Rule(
    "set/claim-on-several-nodes",
    "A claim with access mode ReadWriteOnce must not be mounted by pods on several nodes.",
    "the attach-detach controller",
    bad={"PersistentVolumeClaim/data": _CLAIM, "Deployment/web": {**_MOUNTED, "spec.replicas": 2}},
    good={"PersistentVolumeClaim/data": _CLAIM, "Deployment/web": {**_RECREATED, "spec.replicas": 1}},
    severity=Severity.WARNING,
    remedy="set `replicas: 1`, use `ReadWriteMany`, or give each pod its own claim with `volumeClaimTemplates`",
)
ROLLING = Rule(
    "set/claim-blocks-rollout",
    "A workload with a ReadWriteOnce claim must stop its old pod before it starts a new one.",
    "the attach-detach controller",
    bad={"PersistentVolumeClaim/data": _CLAIM, "Deployment/web": _MOUNTED},
    good={"PersistentVolumeClaim/data": _CLAIM, "Deployment/web": _RECREATED},
    severity=Severity.NOTE,
    remedy="set `strategy: {type: Recreate}`",
)
_VOLUME = {"spec.accessModes": ["ReadWriteOnce"], "spec.storageClassName": ""}
CLASSLESS = Rule(
    "set/claim-takes-default-class",
    "A claim for a volume without a class must have the empty class, or it gets the default class.",
    "SetDefaultStorageClass",
    bad={"PersistentVolume/data": _VOLUME, "PersistentVolumeClaim/data": _CLAIM},
    good={"PersistentVolume/data": _VOLUME, "PersistentVolumeClaim/data": {**_CLAIM, "spec.storageClassName": ""}},
    severity=Severity.NOTE,
    remedy='set `storageClassName: ""`',
)
NO_DEFAULT = Rule(
    "set/claim-without-class",
    "A claim must set `storageClassName` if no StorageClass in the set is the default.",
    "SetDefaultStorageClass",
    bad={"StorageClass/fast": {}, "PersistentVolumeClaim/data": _CLAIM},
    good={"StorageClass/fast": {}, "PersistentVolumeClaim/data": {**_CLAIM, "spec.storageClassName": "fast"}},
    severity=Severity.NOTE,
    remedy='set `storageClassName`, or `storageclass.kubernetes.io/is-default-class: "true"` on a StorageClass',
)
_JOB = {
    "spec.template.spec.volumes": _MOUNT,
    "spec.template.spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}],
}
HELD = Rule(
    "set/claim-held-by-other",
    "A Job must not mount a ReadWriteOnce claim that a running workload uses.",
    "the attach-detach controller",
    bad={"PersistentVolumeClaim/data": _CLAIM, "Deployment/web": _RECREATED, "Job/dump": _JOB},
    good={"PersistentVolumeClaim/data": _CLAIM, "Deployment/web": _RECREATED},
    severity=Severity.NOTE,
    remedy="run it on the node of that workload with `podAffinity`, or give it its own claim",
)


def check(graph: Graph, report: Report) -> None:
    """Reports claims that cannot be mounted as they are used, or that no volume may serve."""
    for claim in graph.of_kind("PersistentVolumeClaim"):
        _judge_class(claim, graph, report)
        modes = claim.spec.get("accessModes")
        if type(modes) is list and modes and not {"ReadWriteMany", "ReadOnlyMany"} & set(map(str, modes)):
            mounts = [user for user in claim.users if user.field.use == "mounts"]
            for user in mounts:
                _judge_mount(user, "ReadWriteOncePod" if "ReadWriteOncePod" in modes else "ReadWriteOnce", report)
            _judge_jobs(claim, mounts, report)


def _judge_mount(user: Reference, mode: str, report: Report) -> None:
    workload, replicas = user.source, replicas_of(user.source)
    if _is_on_one_node(workload):
        return
    title = f"PersistentVolumeClaim/{user.name}"
    if workload.kind == "Deployment" and replicas is not None and replicas > 1:
        message = f"{replicas} pods share {title}, which is {mode}: pods on a second node cannot mount it"
        report.add(SHARED, workload, user.path, message)
    elif workload.kind == "DaemonSet":
        report.add(SHARED, workload, user.path, f"the pods of all nodes share {title}, which is {mode}")
    elif workload.kind == "Deployment" and replicas == 1 and _rolls(workload):
        message = (
            f"{title} is {mode}: during a rollout, a new pod on another node waits for the volume of the old pod, "
            "which stops only once the new pod runs"
        )
        report.add(ROLLING, workload, user.path, message)


def _judge_jobs(claim: Member, mounts: list[Reference], report: Report) -> None:
    holder = next((user.source for user in mounts if user.source.kind in {"Deployment", "StatefulSet"}), None)
    for user in mounts if holder is not None else ():
        if holder is not None and user.source.kind in {"Job", "CronJob"} and not _is_on_one_node(user.source):
            message = (
                f"{holder.title} uses {claim.title}, which is ReadWriteOnce, so a pod on another node waits for it"
            )
            report.add(HELD, user.source, user.path, message)


def _rolls(workload: Member) -> bool:
    """Whether a new pod starts before the old one has stopped."""
    strategy = workload.spec.get("strategy")
    surge = get(strategy, ("rollingUpdate", "maxSurge"))
    return get(strategy, ("type",)) != "Recreate" and str(surge) not in {"0", "0%"}


def _is_on_one_node(workload: Member) -> bool:
    """Whether the pods are bound to a node, or to where other pods run."""
    spec: Any = workload.pods.spec if workload.pods is not None else {}
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    return bool(
        spec.get("nodeName")
        or get(spec, ("nodeSelector", "kubernetes.io/hostname"))
        or get(spec, ("affinity", "podAffinity", required))
        or get(spec, ("affinity", "nodeAffinity", required))
    )


def _judge_class(claim: Member, graph: Graph, report: Report) -> None:
    if claim.spec.get("storageClassName") is not None or "volume.beta.kubernetes.io/storage-class" in claim.annotations:
        return
    for volume in graph.of_kind("PersistentVolume"):
        if not volume.spec.get("storageClassName") and _could_bind(claim, volume):
            message = (
                f"the claim gets the default class of the cluster, and {volume.title}, which has no class, does not "
                "match it"
            )
            report.add(CLASSLESS, claim, ("spec",), message)
            return
    classes = graph.of_kind("StorageClass")
    if classes and not claim.spec.get("volumeName") and not any(map(_is_default, classes)):
        names = ", ".join(f"`{one.name}`" for one in classes[:4])
        report.add(
            NO_DEFAULT,
            claim,
            ("spec",),
            f"there is no default class: none of {names} is marked as the default",
        )


def _is_default(storage_class: Member) -> bool:
    return any(
        storage_class.annotations.get(f"storageclass.{prefix}kubernetes.io/is-default-class") == "true"
        for prefix in ("", "beta.")
    )


def _could_bind(claim: Member, volume: Member) -> bool:
    bound, named = get(volume.spec, ("claimRef", "name")), claim.spec.get("volumeName")
    if bound is not None or named is not None:
        return bool(bound == claim.name or named == volume.name)
    modes, offered = claim.spec.get("accessModes"), volume.spec.get("accessModes")
    return type(modes) is list and type(offered) is list and set(map(str, modes)) <= set(map(str, offered))
