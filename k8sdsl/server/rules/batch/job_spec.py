"""The specification of a Job, in a Job or in a CronJob's template (batch/validation `validateJobSpec`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.apps.numbers import not_negative
from k8sdsl.server.rules.batch.policies import validate_failure_policy, validate_success_policy
from k8sdsl.server.rules.pods.templates import validate_pod_template_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

COMPLETION_MODE = Rule(
    "batch/completion-mode",
    "A Job is NonIndexed or Indexed, and an indexed one says how many completions it wants.",
    "validateJobSpec",
    "Job",
    bad={"spec.completionMode": "Indexed", "spec.parallelism": 3},
    good={"spec.completionMode": "Indexed", "spec.parallelism": 3, "spec.completions": 3},
)
INDEXED_ONLY = Rule(
    "batch/indexed-only",
    "Limits for each index, and a success policy, are for indexed Jobs.",
    "validateJobSpec",
    "Job",
    bad={"spec.backoffLimitPerIndex": 1},
    good={"spec.backoffLimitPerIndex": 1, "spec.completionMode": "Indexed"},
)
INDEX_LIMITS = Rule(
    "batch/index-limits",
    "The numbers of an indexed Job keep to its limits: failed indexes to completions, and all to 100000.",
    "validateJobSpec",
    "Job",
    bad={
        "spec.completionMode": "Indexed",
        "spec.completions": 3,
        "spec.backoffLimitPerIndex": 1,
        "spec.maxFailedIndexes": 4,
    },
    good={
        "spec.completionMode": "Indexed",
        "spec.completions": 3,
        "spec.backoffLimitPerIndex": 1,
        "spec.maxFailedIndexes": 3,
    },
)
MANAGED_BY = Rule(
    "batch/managed-by",
    "Another controller for a Job is named by a domain and a path, with up to 63 characters.",
    "IsDomainPrefixedPath",
    "Job",
    bad={"spec.managedBy": "kueue"},
    good={"spec.managedBy": "kueue.x-k8s.io/multikueue"},
)
REPLACEMENT = Rule(
    "batch/pod-replacement-policy",
    "Pods are replaced when TerminatingOrFailed, or Failed, which alone goes with a failure policy.",
    "validatePodReplacementPolicy",
    "Job",
    bad={"spec.podReplacementPolicy": "Terminated"},
    good={"spec.podReplacementPolicy": "Failed"},
)
RESTART = Rule(
    "batch/restart-policy",
    "A Job's pods restart OnFailure or Never; with a failure policy Never.",
    "validateJobSpec",
    "Job",
    bad={"spec.template.spec.restartPolicy": "Always"},
    good={"spec.template.spec.restartPolicy": "OnFailure"},
    remedy="set restartPolicy: Never or OnFailure in the template",
)

MANY_INDEXES = Rule(
    "batch/many-indexes",
    "With more than 100000 completions and 10000 pods at once, not all failed indexes can be kept account of.",
    "WarningsForJobSpec",
    "Job",
    bad={"spec.completionMode": "Indexed", "spec.completions": 100_001, "spec.parallelism": 10_001},
    good={"spec.completionMode": "Indexed", "spec.completions": 100_001, "spec.parallelism": 10_000},
    severity=Severity.WARNING,
)

MOST_INDEXES = 100_000
MOST_AT_ONCE = 10_000
_COUNTS = (
    *("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"),
    *("backoffLimitPerIndex", "maxFailedIndexes"),
)


def validate_job_spec(spec: Tree, path: str, problems: Problems, context: Context) -> None:
    """All of a Job's specification but its selector, which a CronJob has none of."""
    not_negative(spec, _COUNTS, path, problems)
    if "maxFailedIndexes" in spec and "backoffLimitPerIndex" not in spec:
        problems.add(INDEX_LIMITS, f"{path}.backoffLimitPerIndex", "is required where maxFailedIndexes is set")
    if "managedBy" in spec:
        name = spec["managedBy"]
        reason = formats.domain_prefixed_path(name) or ("has more than 63 characters" if len(name) > 63 else "")
        if reason:
            problems.add(MANAGED_BY, f"{path}.managedBy", f"{name!r} {reason}")
    _validate_mode(spec, path, problems)
    if "podFailurePolicy" in spec:
        validate_failure_policy(spec, f"{path}.podFailurePolicy", problems)
    _validate_replacement(spec, f"{path}.podReplacementPolicy", problems)
    template = spec.setdefault("template", {})
    validate_pod_template_spec(template, f"{path}.template", problems, context)
    _validate_restart(spec, (template.get("spec") or {}).get("restartPolicy", ""), path, problems)


def _validate_mode(spec: Tree, path: str, problems: Problems) -> None:
    mode = spec.get("completionMode", "NonIndexed")
    if mode == "Indexed":
        _validate_indexed(spec, path, problems)
    elif mode == "NonIndexed":
        for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if field in spec:
                problems.add(INDEXED_ONLY, f"{path}.{field}", "requires the completion mode Indexed")
    else:
        problems.add(COMPLETION_MODE, f"{path}.completionMode", f"{mode!r} is neither NonIndexed nor Indexed")
    if "successPolicy" in spec:
        if mode == "Indexed":
            validate_success_policy(spec, f"{path}.successPolicy", problems)
        else:
            problems.add(INDEXED_ONLY, f"{path}.successPolicy", "requires the completion mode Indexed")


def _validate_indexed(spec: Tree, path: str, problems: Problems) -> None:
    completions, parallelism = spec.get("completions"), spec.get("parallelism", 0)
    failed = spec.get("maxFailedIndexes")
    if completions is None:
        problems.add(COMPLETION_MODE, f"{path}.completions", "is required for the completion mode Indexed")
    if parallelism > MOST_INDEXES:
        problems.add(INDEX_LIMITS, f"{path}.parallelism", f"{parallelism} is more than {MOST_INDEXES}")
    if failed is not None and failed > (MOST_INDEXES if completions is None else min(completions, MOST_INDEXES)):
        problems.add(INDEX_LIMITS, f"{path}.maxFailedIndexes", f"{failed} is too much for {completions} completions")
    if completions is None or completions <= MOST_INDEXES:
        return
    if parallelism > MOST_AT_ONCE:
        message = f"failed indexes may be lost with {completions} completions and {parallelism} pods at once"
        problems.add(MANY_INDEXES, path, message)
    if "backoffLimitPerIndex" not in spec:
        return
    if failed is None:
        message = f"is required for more than {MOST_INDEXES} completions"
        problems.add(INDEX_LIMITS, f"{path}.maxFailedIndexes", message)
    for field, value in (("parallelism", parallelism), ("maxFailedIndexes", failed or 0)):
        if value > MOST_AT_ONCE:
            message = f"{value} is more than {MOST_AT_ONCE}, with more than {MOST_INDEXES} completions"
            problems.add(INDEX_LIMITS, f"{path}.{field}", message)


def _validate_replacement(spec: Tree, path: str, problems: Problems) -> None:
    policy = spec.get("podReplacementPolicy")
    allowed = {"Failed"} if "podFailurePolicy" in spec else {"Failed", "TerminatingOrFailed"}
    if policy is not None and policy not in allowed:
        problems.add(REPLACEMENT, path, f"{policy!r} is none of {', '.join(sorted(allowed))}")


def _validate_restart(spec: Tree, policy: str, path: str, problems: Problems) -> None:
    at = f"{path}.template.spec.restartPolicy"
    if policy in {"", "Always"}:
        problems.add(RESTART, at, "must be set to OnFailure or Never")
    elif policy not in {"OnFailure", "Never"}:
        problems.add(RESTART, at, f"{policy!r} is neither OnFailure nor Never")
    elif "podFailurePolicy" in spec and policy != "Never":
        problems.add(RESTART, at, f"{policy!r} must be Never where podFailurePolicy is set")
