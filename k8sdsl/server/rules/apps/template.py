"""The pod template of a workload that keeps its pods running: what is asked of it beyond any other template."""

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
    "Pods that a workload keeps running restart always.",
    "ValidatePodTemplateSpecForReplicaSet",
    "Deployment",
    bad={"spec.template.spec.restartPolicy": "OnFailure"},
    good={"spec.template.spec.restartPolicy": "Always"},
    remedy="use a Job for pods that are meant to end",
)
NO_DEADLINE = Rule(
    "apps/no-deadline",
    "Pods that a workload keeps running have no deadline.",
    "ValidatePodTemplateSpecForReplicaSet",
    "Deployment",
    bad={"spec.template.spec.activeDeadlineSeconds": 60},
    good={"spec.template.spec.terminationGracePeriodSeconds": 60},
    remedy="use a Job for pods that are meant to end",
)
SHARED_DISK = Rule(
    "apps/shared-disk-read-only",
    "A GCE persistent disk that several replicas mount is mounted read-only (servers before 1.28 saw to it).",
    "ValidateReadOnlyPersistentDisks",
    "Deployment",
)


_DISKS_FREE = 28  # kubernetes/kubernetes#117531


def validate_template(spec: Tree, path: str, problems: Problems, context: Context, *, replicas: int = 1) -> None:
    """`spec.template` as ValidatePodTemplateSpecForReplicaSet judges it, the match of its labels apart."""
    template = spec.setdefault("template", {})
    validate_pod_template_spec(template, f"{path}.template", problems, context)
    pod = template.get("spec") or {}
    if replicas > 1 and context.minor < _DISKS_FREE:
        _shared_disks(pod.get("volumes") or [], f"{path}.template.spec.volumes", problems)
    validate_endless(pod, f"{path}.template.spec", problems)


def validate_endless(pod: Tree, path: str, problems: Problems) -> None:
    """The pods of this template run on: they restart always, and no deadline ends them."""
    if pod.get("restartPolicy", "Always") != "Always":
        problems.add(RESTART_ALWAYS, f"{path}.restartPolicy", f"{pod['restartPolicy']!r} is not Always")
    if pod.get("activeDeadlineSeconds") is not None:
        problems.add(NO_DEADLINE, f"{path}.activeDeadlineSeconds", "a deadline is not supported here")


def _shared_disks(volumes: list[Tree], path: str, problems: Problems) -> None:
    for index, volume in enumerate(volumes):
        disk = volume.get("gcePersistentDisk")
        if disk is not None and not disk.get("readOnly"):
            problems.add(
                SHARED_DISK,
                f"{path}[{index}].gcePersistentDisk.readOnly",
                "must be true for a disk that more than one replica mounts",
            )
