"""The labels of a namespace say which Pod Security Standard its pods keep (`pod-security-admission/admission`)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.pod_security.pod import SecuredPod
from k8sdsl.cluster.pod_security.standard import LEVELS, violations
from k8sdsl.cluster.pod_templates import pod_of, pod_path
from k8sdsl.finding import Severity
from k8sdsl.rule import Problem, Rule

if TYPE_CHECKING:
    from k8sdsl.cluster.admission.request import Request

LABELS = Rule(
    "pod-security/namespace-labels",
    (
        "A `pod-security.kubernetes.io` label of a namespace must be a level (privileged, baseline, restricted) or a "
        "version."
    ),
    "admission.ValidateNamespace",
    "Namespace",
    remedy=(
        "for example, write `pod-security.kubernetes.io/enforce: baseline` and "
        "`pod-security.kubernetes.io/enforce-version: v1.28`"
    ),
)
_PREFIX = "pod-security.kubernetes.io/"


class Standard(NamedTuple):
    """A level and the minor version of it; None for that of the cluster."""

    level: str
    minor: int | None

    def __str__(self) -> str:
        return f"{self.level}:{'latest' if self.minor is None else f'v1.{self.minor}'}"


class NamespaceLevels(NamedTuple):
    """What a namespace enforces, and what it warns of. Auditing changes nothing that a user sees."""

    enforce: Standard
    warn: Standard


def validate(request: Request) -> None:
    """Refuses pods that violate what their namespace enforces, and notes what it warns of."""
    labels = request.objects.namespace_labels(request.namespace)
    if len(labels) == 1:
        return
    path = pod_path(request.gvk.group, request.gvk.kind)
    if path is None:
        return
    policy = _policy(tuple(sorted((k, v) for k, v in labels.items() if k.startswith(_PREFIX))))
    pod = SecuredPod(pod_of(request.tree, path), ".".join(path))
    if not path:
        found = violations(pod, policy.enforce.level, _minor(policy.enforce, request.minor))
        for problem in found:
            message = f"{problem.message} (namespace {request.namespace!r} enforces {policy.enforce})"
            request.problems.found.append(Problem(problem.rule, problem.path, message, problem.remedy))
        if found:
            return
    for problem in violations(pod, policy.warn.level, _minor(policy.warn, request.minor)):
        message = f"{problem.message} (namespace {request.namespace!r} warns of {policy.warn})"
        request.warnings.found.append(Problem(_as_warning(problem.rule), problem.path, message, problem.remedy))


def validate_namespace(request: Request) -> None:
    """Refuses namespaces whose labels name no level or version."""
    labels = (request.tree.get("metadata") or {}).get("labels") or {}
    for mode in ("enforce", "audit", "warn"):
        for key, parse in ((f"{_PREFIX}{mode}", _level), (f"{_PREFIX}{mode}-version", _version)):
            if key in labels and parse(labels[key]) is _WRONG:
                request.problems.add(
                    LABELS, f"metadata.labels[{key}]", f"{labels[key]!r} is not a valid level or version"
                )


def _as_warning(rule: Rule) -> Rule:
    return _WARNINGS.setdefault(rule.id, rule.replace(severity=Severity.WARNING))


@lru_cache(maxsize=256)
def _policy(labels: tuple[tuple[str, str], ...]) -> NamespaceLevels:
    """The policy that labels ask for; a level that is not valid counts as restricted for enforcing.

    Answers for `api.PolicyToEvaluate`.
    """
    said = dict(labels)
    enforce = _read(said, "enforce", "restricted")
    warn = _read(said, "warn", "privileged")
    if f"{_PREFIX}warn" not in said and _level(said.get(f"{_PREFIX}enforce", "")) is not _WRONG:
        version = warn.minor if f"{_PREFIX}warn-version" in said else enforce.minor
        warn = Standard(enforce.level, version)
    return NamespaceLevels(enforce, warn)


def _read(labels: dict[str, str], mode: str, otherwise: str) -> Standard:
    level, version = labels.get(f"{_PREFIX}{mode}", "privileged"), labels.get(f"{_PREFIX}{mode}-version", "latest")
    minor = _version(version)
    return Standard(level if level in LEVELS else otherwise, minor if isinstance(minor, int) else None)


def _level(text: str) -> object:
    return text if text in LEVELS else _WRONG


def _version(text: str) -> object:
    """The minor version, or None for the latest."""
    if text == "latest":
        return None
    digits = text.removeprefix("v1.")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 10 and (digits == "0" or digits[0] != "0")
    return int(digits) if text.startswith("v1.") and is_number else _WRONG


def _minor(standard: Standard, minor: int) -> int:
    return minor if standard.minor is None else min(standard.minor, minor)


_WRONG = object()
_WARNINGS: dict[str, Rule] = {}
