"""The validation of coordination.k8s.io: Lease and LeaseCandidate (pkg/apis/coordination/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.generic_meta import validate_generic_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

DURATION = Rule(
    "coordination/lease-duration",
    "`leaseDurationSeconds` of a Lease must be greater than 0.",
    "ValidateLeaseSpec",
    "Lease",
    bad={"spec.leaseDurationSeconds": 0},
    good={"spec.leaseDurationSeconds": 40},
    remedy="for example, set `leaseDurationSeconds: 40`",
)
TRANSITIONS = Rule(
    "coordination/lease-transitions",
    "`leaseTransitions` of a Lease must not be negative.",
    "ValidateLeaseSpec",
    "Lease",
    bad={"spec.leaseTransitions": -1},
    good={"spec.leaseTransitions": 0},
    remedy="remove it, or set `leaseTransitions: 0`",
)
STRATEGY = Rule(
    "coordination/lease-strategy",
    (
        "`strategy` of a Lease must be OldestEmulationVersion or a name with a domain, and `preferredHolder` "
        "requires a strategy."
    ),
    "ValidateCoordinatedLeaseStrategy",
    "LeaseCandidate",
    bad={"spec.strategy": "Newest"},
    good={"spec.strategy": "example.com/newest"},
    remedy="write `strategy: OldestEmulationVersion`",
)
LEASE_NAME = Rule(
    "coordination/lease-candidate-name",
    "A LeaseCandidate must have a `leaseName`.",
    "ValidateLeaseCandidateSpec",
    "LeaseCandidate",
    bad={"spec.leaseName": ""},
    good={"spec.leaseName": "scheduler"},
    remedy="set the name of the Lease, such as `leaseName: kube-scheduler`",
)
VERSION = Rule(
    "coordination/lease-candidate-version",
    (
        "`binaryVersion` and `emulationVersion` must be semantic versions, and the first must not be older than the "
        "second."
    ),
    "ValidateLeaseCandidateSpec",
    "LeaseCandidate",
    bad={"spec.binaryVersion": "1.36"},
    good={"spec.binaryVersion": "1.36.0"},
    remedy="for example, write `binaryVersion: 1.36.0` and `emulationVersion: 1.36.0`",
)

_OLDEST = "OldestEmulationVersion"


def validate_lease(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a Lease as ValidateLease does."""
    validate_generic_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    duration, transitions = spec.get("leaseDurationSeconds"), spec.get("leaseTransitions")
    if duration is not None and duration <= 0:
        problems.add(DURATION, "spec.leaseDurationSeconds", f"{duration} must be greater than 0")
    if transitions is not None and transitions < 0:
        problems.add(TRANSITIONS, "spec.leaseTransitions", f"{transitions} must not be negative")
    strategy = spec.get("strategy")
    if strategy is not None:
        _strategy(strategy, "spec.strategy", problems)
    if spec.get("preferredHolder") and not strategy:
        problems.add(STRATEGY, "spec.preferredHolder", "strategy is required with preferredHolder")


def _strategy(strategy: str, path: str, problems: Problems) -> None:
    if "/" not in strategy:
        reason = "" if strategy == _OLDEST else f"must be {_OLDEST} or a name with a domain"
    else:
        reason = formats.qualified_name(strategy)
    if reason:
        # Upstream appends the field's name to a path that already has it.
        problems.add(STRATEGY, f"{path}.strategy", f"{strategy!r} {reason}")


def validate_lease_candidate(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a LeaseCandidate as ValidateLeaseCandidate does; since 1.32 it has one strategy instead of a list."""
    validate_generic_meta(obj, problems, namespaced=True, name=formats.config_map_key)
    spec = obj.get("spec") or {}
    if not spec.get("leaseName"):
        problems.add(LEASE_NAME, "spec.leaseName", "leaseName is required")
    emulated = _version(spec, "emulationVersion", problems)
    binary = _version(spec, "binaryVersion", problems)
    if spec.get("binaryVersion") and spec.get("emulationVersion") and binary < emulated:
        problems.add(VERSION, "spec.binaryVersion", "binaryVersion must not be older than emulationVersion")
    if context.minor < 32:
        listed = spec.get("preferredStrategies") or ()
        if not listed:
            problems.add(
                STRATEGY, "spec.preferredStrategies", "preferredStrategies is empty; at least one strategy is required"
            )
        strategies = [(strategy, f"spec.preferredStrategies[{index}]") for index, strategy in enumerate(listed)]
    else:
        strategies = [(spec.get("strategy", ""), "spec.strategy")]
        if not strategies[0][0]:
            problems.add(STRATEGY, "spec.strategy", "strategy is required")
            return
    for strategy, path in strategies:
        if strategy == _OLDEST:
            for field, version in (("binaryVersion", binary), ("emulationVersion", emulated)):
                if version <= _ZERO:
                    problems.add(VERSION, f"spec.{field}", f"{field} is required with the strategy {_OLDEST}")
        _strategy(strategy, path, problems)


_ZERO = (0, 0, 0)


def _version(spec: Tree, field: str, problems: Problems) -> tuple[int, ...]:
    """The three numbers of a semantic version; zeros if it is absent or invalid."""
    text = spec.get(field, "")
    if not text:
        return _ZERO
    if reason := formats.semantic_version(text):
        problems.add(VERSION, f"spec.{field}", f"{text!r} {reason}")
        return _ZERO
    return tuple(int(part) for part in text.partition("+")[0].partition("-")[0].split("."))
