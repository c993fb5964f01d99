"""The specification of a Job, or of the Job template of a CronJob (batch/validation `validateJobSpec`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.apps.numbers import not_negative
from k8sdsl.server.rules.batch.policies import validate_failure_policy, validate_success_policy
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.templates import validate_pod_template_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

COMPLETION_MODE = Rule(
    "batch/completion-mode",
    "`completionMode` of a Job must be NonIndexed or Indexed, and Indexed requires `completions`.",
    "validateJobSpec",
    "Job",
    bad={"spec.completionMode": "Indexed", "spec.parallelism": 3},
    good={"spec.completionMode": "Indexed", "spec.parallelism": 3, "spec.completions": 3},
    remedy="for example, write `completionMode: Indexed` with `completions: 3`",
)
INDEXED_ONLY = Rule(
    "batch/indexed-only",
    "`backoffLimitPerIndex`, `maxFailedIndexes` and `successPolicy` require a Job with `completionMode: Indexed`.",
    "validateJobSpec",
    "Job",
    bad={"spec.backoffLimitPerIndex": 1},
    good={"spec.backoffLimitPerIndex": 1, "spec.completionMode": "Indexed"},
    remedy="add `completionMode: Indexed` and `completions: 3`, or remove the field",
)
INDEX_LIMITS = Rule(
    "batch/index-limits",
    (
        "`maxFailedIndexes` must not exceed `completions`, requires `backoffLimitPerIndex`, and large Jobs have "
        "further limits on `parallelism`."
    ),
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
    remedy="for example, write `{completions: 10, parallelism: 5, backoffLimitPerIndex: 1, maxFailedIndexes: 3}`",
)
MANAGED_BY = Rule(
    "batch/managed-by",
    "`managedBy` of a Job must be a domain and a path of at most 63 characters in total.",
    "IsDomainPrefixedPath",
    "Job",
    bad={"spec.managedBy": "kueue"},
    good={"spec.managedBy": "kueue.x-k8s.io/multikueue"},
    remedy="for example, write `managedBy: kueue.x-k8s.io/multikueue`",
)
REPLACEMENT = Rule(
    "batch/pod-replacement-policy",
    "`podReplacementPolicy` must be TerminatingOrFailed or Failed, and must be Failed with a `podFailurePolicy`.",
    "validatePodReplacementPolicy",
    "Job",
    bad={"spec.podReplacementPolicy": "Terminated"},
    good={"spec.podReplacementPolicy": "Failed"},
    remedy="set `podReplacementPolicy: Failed`, or remove it",
)
RESTART = Rule(
    "batch/restart-policy",
    "`restartPolicy` in the template of a Job must be OnFailure or Never, and Never with a `podFailurePolicy`.",
    "validateJobSpec",
    "Job",
    bad={"spec.template.spec.restartPolicy": "Always"},
    good={"spec.template.spec.restartPolicy": "OnFailure"},
    remedy="set `spec.template.spec.restartPolicy: Never`",
)

MANY_INDEXES = Rule(
    "batch/many-indexes",
    (
        "A Job with more than 100000 `completions` should have a `parallelism` of at most 10000, or failed indexes "
        "may not be recorded."
    ),
    "WarningsForJobSpec",
    "Job",
    bad={"spec.completionMode": "Indexed", "spec.completions": 100_001, "spec.parallelism": 10_001},
    good={"spec.completionMode": "Indexed", "spec.completions": 100_001, "spec.parallelism": 10_000},
    severity=Severity.WARNING,
    remedy="set `parallelism: 10000`, or split the work over several Jobs",
)

MOST_INDEXES = 100_000
MOST_AT_ONCE = 10_000
_COUNTS = (
    *("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"),
    *("backoffLimitPerIndex", "maxFailedIndexes"),
)


def validate_job_spec(spec: Tree, path: str, problems: Problems, context: Context) -> None:
    """A Job's specification except its selector, which a CronJob does not have."""
    not_negative(spec, _COUNTS, path, problems)
    if "maxFailedIndexes" in spec and "backoffLimitPerIndex" not in spec:
        problems.add(
            INDEX_LIMITS, f"{path}.backoffLimitPerIndex", "backoffLimitPerIndex is required with maxFailedIndexes"
        )
    if "managedBy" in spec:
        name = spec["managedBy"]
        reason = formats.domain_prefixed_path(name) or ("must be at most 63 characters long" if len(name) > 63 else "")
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
                problems.add(INDEXED_ONLY, f"{path}.{field}", "requires completionMode: Indexed")
    else:
        refuse_choice(COMPLETION_MODE, mode, ("NonIndexed", "Indexed"), f"{path}.completionMode", problems)
    if "successPolicy" in spec:
        if mode == "Indexed":
            validate_success_policy(spec, f"{path}.successPolicy", problems)
        else:
            problems.add(INDEXED_ONLY, f"{path}.successPolicy", "requires completionMode: Indexed")


def _validate_indexed(spec: Tree, path: str, problems: Problems) -> None:
    completions, parallelism = spec.get("completions"), spec.get("parallelism", 0)
    failed = spec.get("maxFailedIndexes")
    if completions is None:
        problems.add(COMPLETION_MODE, f"{path}.completions", "completions is required with completionMode: Indexed")
    if parallelism > MOST_INDEXES:
        problems.add(
            INDEX_LIMITS, f"{path}.parallelism", f"{parallelism} exceeds the limit of {MOST_INDEXES} for indexed Jobs"
        )
    if failed is not None and failed > (MOST_INDEXES if completions is None else min(completions, MOST_INDEXES)):
        problems.add(
            INDEX_LIMITS, f"{path}.maxFailedIndexes", f"{failed} exceeds the number of completions, {completions}"
        )
    if completions is None or completions <= MOST_INDEXES:
        return
    if parallelism > MOST_AT_ONCE:
        message = (
            f"with {completions} completions and a parallelism of {parallelism}, some failed indexes may not be "
            "recorded"
        )
        problems.add(MANY_INDEXES, path, message)
    if "backoffLimitPerIndex" not in spec:
        return
    if failed is None:
        message = f"maxFailedIndexes is required with more than {MOST_INDEXES} completions"
        problems.add(INDEX_LIMITS, f"{path}.maxFailedIndexes", message)
    for field, value in (("parallelism", parallelism), ("maxFailedIndexes", failed or 0)):
        if value > MOST_AT_ONCE:
            message = f"{value} exceeds the limit of {MOST_AT_ONCE} for Jobs with more than {MOST_INDEXES} completions"
            problems.add(INDEX_LIMITS, f"{path}.{field}", message)


def _validate_replacement(spec: Tree, path: str, problems: Problems) -> None:
    policy = spec.get("podReplacementPolicy")
    allowed = {"Failed"} if "podFailurePolicy" in spec else {"Failed", "TerminatingOrFailed"}
    if policy is not None and policy not in allowed:
        refuse_choice(REPLACEMENT, policy, allowed, path, problems)


def _validate_restart(spec: Tree, policy: str, path: str, problems: Problems) -> None:
    at = f"{path}.template.spec.restartPolicy"
    if policy in {"", "Always"}:
        problems.add(RESTART, at, "must be set to OnFailure or Never")
    elif policy not in {"OnFailure", "Never"}:
        refuse_choice(RESTART, policy, ("OnFailure", "Never"), at, problems)
    elif "podFailurePolicy" in spec and policy != "Never":
        problems.add(RESTART, at, f"{policy!r} must be Never because podFailurePolicy is set")
