"""The pod template of a workload that keeps its pods running: its rules beyond those for any template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.templates import validate_pod_template_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

RESTART_ALWAYS = Rule(
    "apps/restart-always",
    "`restartPolicy` in the template of a Deployment, ReplicaSet, DaemonSet or StatefulSet must be Always.",
    "ValidatePodTemplateSpecForReplicaSet",
    "Deployment",
    bad={"spec.template.spec.restartPolicy": "OnFailure"},
    good={"spec.template.spec.restartPolicy": "Always"},
    remedy="remove it, or use `kind: Job` for pods that end",
)
NO_DEADLINE = Rule(
    "apps/no-deadline",
    "The template of a Deployment, ReplicaSet, DaemonSet or StatefulSet must not set `activeDeadlineSeconds`.",
    "ValidatePodTemplateSpecForReplicaSet",
    "Deployment",
    bad={"spec.template.spec.activeDeadlineSeconds": 60},
    good={"spec.template.spec.terminationGracePeriodSeconds": 60},
    remedy="remove it, or use `kind: Job` for pods that end",
)
SHARED_DISK = Rule(
    "apps/shared-disk-read-only",
    "A `gcePersistentDisk` mounted by several replicas must have `readOnly: true` before 1.28.",
    "ValidateReadOnlyPersistentDisks",
    "Deployment",
    remedy="set `replicas: 1`, or use a StatefulSet with `volumeClaimTemplates`",
)


_DISKS_FREE = 28  # kubernetes/kubernetes#117531


def validate_template(spec: Tree, path: str, problems: Problems, context: Context, *, replicas: int = 1) -> None:
    """`spec.template` as ValidatePodTemplateSpecForReplicaSet judges it, except for the match of its labels."""
    template = spec.setdefault("template", {})
    validate_pod_template_spec(template, f"{path}.template", problems, context)
    pod = template.get("spec") or {}
    if replicas > 1 and context.minor < _DISKS_FREE:
        _shared_disks(pod.get("volumes") or [], f"{path}.template.spec.volumes", problems)
    validate_endless(pod, f"{path}.template.spec", problems)


def validate_endless(pod: Tree, path: str, problems: Problems) -> None:
    """The pods of this template must always restart and have no deadline."""
    if (pod.get("restartPolicy") or "Always") != "Always":
        problems.add(RESTART_ALWAYS, f"{path}.restartPolicy", f"{pod['restartPolicy']!r} must be Always")
    if pod.get("activeDeadlineSeconds") is not None:
        problems.add(NO_DEADLINE, f"{path}.activeDeadlineSeconds", "activeDeadlineSeconds is not allowed here")


def _shared_disks(volumes: list[Tree], path: str, problems: Problems) -> None:
    for index, volume in enumerate(volumes):
        disk = volume.get("gcePersistentDisk")
        if disk is not None and not disk.get("readOnly"):
            problems.add(
                SHARED_DISK,
                f"{path}[{index}].gcePersistentDisk.readOnly",
                "must be true because more than one replica mounts the disk",
            )
