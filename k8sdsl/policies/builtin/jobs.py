"""Policies about Jobs and CronJobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import objects_of, workloads_of
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload


@policy(
    "jobs/time-to-live",
    "A Job sets `ttlSecondsAfterFinished`; the Jobs of a CronJob leave it to the history limits.",
    of=objects_of("Job", "CronJob"),
    reason="Otherwise finished Jobs are never removed; a CronJob already removes its finished Jobs.",
    remedy="set `ttlSecondsAfterFinished: 86400` on a Job; remove it from `jobTemplate`",
    kind="Job",
    bad={},
    good={"spec.ttlSecondsAfterFinished": 86400},
    aliases=("kube-linter:job-ttl-seconds-after-finished",),
)
def time_to_live(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields Jobs that stay, and CronJobs that remove their Jobs twice."""
    spec = map_of(manifest.tree.get("spec"))
    if manifest.kind == "Job" and spec.get("ttlSecondsAfterFinished") is None:
        yield "spec.ttlSecondsAfterFinished", "`ttlSecondsAfterFinished` is not set"
    job = map_of(map_of(spec.get("jobTemplate")).get("spec"))
    if manifest.kind == "CronJob" and job.get("ttlSecondsAfterFinished") is not None:
        yield "spec.jobTemplate.spec.ttlSecondsAfterFinished", "the history limits already remove these Jobs"


@policy(
    "jobs/starting-deadline",
    "A CronJob sets `startingDeadlineSeconds`.",
    of=objects_of("CronJob"),
    reason="After 100 missed starts a CronJob without a deadline never starts again.",
    remedy="set `startingDeadlineSeconds: 300`",
    kind="CronJob",
    bad={},
    good={"spec.startingDeadlineSeconds": 300},
    aliases=("kube-score:cronjob-has-deadline",),
)
def starting_deadline(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields CronJobs without a deadline."""
    if map_of(manifest.tree.get("spec")).get("startingDeadlineSeconds") is None:
        yield "spec.startingDeadlineSeconds", "`startingDeadlineSeconds` is not set"


@policy(
    "jobs/restart-policy",
    "`restartPolicy` of a CronJob's pods is `Never` or `OnFailure`.",
    of=workloads_of("CronJob"),
    reason="The API server refuses any other value for a Job.",
    remedy="set `restartPolicy: OnFailure`",
    kind="CronJob",
    bad={},
    good={"spec.jobTemplate.spec.template.spec.restartPolicy": "OnFailure"},
    aliases=("kube-score:cronjob-restartpolicy",),
    sets=("recommended",),
)
def restart_policy(workload: Workload, _objects: Objects) -> Breaches:
    """Yields CronJobs whose pods would be restarted forever."""
    value = workload.pod.get("restartPolicy")
    if value not in ("Never", "OnFailure"):
        yield workload.at("restartPolicy"), f"`restartPolicy` is {value or 'not set'}"
