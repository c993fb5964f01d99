"""Changes of Jobs (batch `ValidateJobUpdate`): only how many pods run, how long, and whether the Job is suspended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.changes.fixed import IMMUTABLE, comparable_pair
from k8sdsl.server.rules.batch.job import generate_selector, validate_changed_job
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

JOB_TEMPLATE = Rule(
    "change/job-template",
    "`template` of a Job cannot change, except for scheduling while the Job is suspended.",
    "validatePodTemplateUpdate",
    "Job",
    bad={"spec.template.spec.containers[0].image": "busybox:1.37"},
    good={"spec.parallelism": 2},
    remedy="delete the Job with `kubectl delete job` and create it again, or create one with another `metadata.name`",
)
COMPLETIONS = Rule(
    "change/job-completions",
    "`completions` of an Indexed Job can change only together with `parallelism`, and of other Jobs not at all.",
    "validateCompletions",
    "Job",
    bad={"spec.completions": 5},
    good={"spec.parallelism": 2},
    remedy="set both to the same number, such as `completions: 5` and `parallelism: 5`, or create another Job",
)

_FIXED = ("selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy")


def prepare_job(job: Tree, old: Tree | None, _context: Context) -> None:
    """The server generates a selector only for a new Job (`generateSelector`)."""
    spec = job.setdefault("spec", {})
    if old is None and not spec.get("manualSelector"):
        generate_selector(spec, (job.get("metadata") or {}).get("name", ""))


def change_job(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """The Job as such, and then each part that is fixed."""
    validate_changed_job(copy_tree(new), old, problems, context)
    before, after = (obj.get("spec", {}) for obj in comparable_pair(new, old))
    _validate_completions(after, before, problems)
    for field in _FIXED:
        if before.get(field) != after.get(field):
            problems.add(IMMUTABLE, f"spec.{field}", f"`spec.{field}` of a Job cannot change")
    template = before.get("template", {})
    if before.get("suspend") and not (old.get("status") or {}).get("startTime"):
        template = _with_new_scheduling(template, after.get("template", {}), context)
    if template != after.get("template", {}):
        problems.add(JOB_TEMPLATE, "spec.template", "the pod template of a Job cannot change")


def _validate_completions(after: Tree, before: Tree, problems: Problems) -> None:
    old, new = before.get("completions"), after.get("completions")
    if old == new:
        return
    if after.get("completionMode") != "Indexed":
        problems.add(COMPLETIONS, "spec.completions", "`completions` can only change in an Indexed Job")
    elif new is not None and old is not None and new != after.get("parallelism"):
        problems.add(
            COMPLETIONS, "spec.completions", f"{new} must equal parallelism, which is {after.get('parallelism')}"
        )


def _with_new_scheduling(old: Tree, new: Tree, context: Context) -> Tree:
    """The old template with the fields that can change while the Job is suspended and has not started."""
    template = {**old, "metadata": {**old.get("metadata", {})}, "spec": {**old.get("spec", {})}}
    for field in ("labels", "annotations"):
        _take(template["metadata"], new.get("metadata", {}), field)
    spec = new.get("spec", {})
    for field in ("nodeSelector", "tolerations", "schedulingGates"):
        _take(template["spec"], spec, field)
    _take_affinity(template["spec"], spec)
    if is_on("MutablePodResourcesForSuspendedJobs", context.minor):
        for field in ("containers", "initContainers"):
            _take_resources(template["spec"], spec, field)
    return {key: value for key, value in template.items() if value}


def _take(target: Tree, source: Tree, field: str) -> None:
    target.pop(field, None)
    if field in source:
        target[field] = source[field]


def _take_affinity(target: Tree, source: Tree) -> None:
    """Node affinity can change, affinity to other pods cannot."""
    old, new = target.get("affinity"), source.get("affinity")
    merged = {key: value for key, value in (old or {}).items() if key != "nodeAffinity"}
    if new is not None and "nodeAffinity" in new:
        merged["nodeAffinity"] = new["nodeAffinity"]
    if merged or (new is not None and (old is not None or "nodeAffinity" in new)):
        target["affinity"] = merged
    else:
        target.pop("affinity", None)


def _take_resources(target: Tree, source: Tree, field: str) -> None:
    by_name = {container.get("name"): container for container in source.get(field, ())}
    containers = []
    for container in target.get(field, ()):
        changed = {**container}
        _take(changed, by_name.get(container.get("name"), container), "resources")
        containers.append(changed)
    if containers:
        target[field] = containers
