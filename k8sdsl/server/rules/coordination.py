"""What the API server validates of coordination.k8s.io: Lease and LeaseCandidate (pkg/apis/coordination/validation)."""

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
    "A lease lasts for more than 0 seconds.",
    "ValidateLeaseSpec",
    "Lease",
    bad={"spec.leaseDurationSeconds": 0},
    good={"spec.leaseDurationSeconds": 40},
)
TRANSITIONS = Rule(
    "coordination/lease-transitions",
    "The count of transitions is no negative number.",
    "ValidateLeaseSpec",
    "Lease",
    bad={"spec.leaseTransitions": -1},
    good={"spec.leaseTransitions": 0},
)
STRATEGY = Rule(
    "coordination/lease-strategy",
    "A strategy is OldestEmulationVersion, or a name with a domain before it; `preferredHolder` goes with one.",
    "ValidateCoordinatedLeaseStrategy",
    "LeaseCandidate",
    bad={"spec.strategy": "Newest"},
    good={"spec.strategy": "example.com/newest"},
)
LEASE_NAME = Rule(
    "coordination/lease-candidate-name",
    "A candidate names the lease that it is for.",
    "ValidateLeaseCandidateSpec",
    "LeaseCandidate",
    bad={"spec.leaseName": ""},
    good={"spec.leaseName": "scheduler"},
)
VERSION = Rule(
    "coordination/lease-candidate-version",
    "A candidate's versions are semantic versions, and the binary is no older than what it emulates.",
    "ValidateLeaseCandidateSpec",
    "LeaseCandidate",
    bad={"spec.binaryVersion": "1.36"},
    good={"spec.binaryVersion": "1.36.0"},
)

_OLDEST = "OldestEmulationVersion"


def validate_lease(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a Lease as ValidateLease does."""
    validate_generic_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    duration, transitions = spec.get("leaseDurationSeconds"), spec.get("leaseTransitions")
    if duration is not None and duration <= 0:
        problems.add(DURATION, "spec.leaseDurationSeconds", f"{duration} must be more than 0")
    if transitions is not None and transitions < 0:
        problems.add(TRANSITIONS, "spec.leaseTransitions", f"{transitions} is negative")
    strategy = spec.get("strategy")
    if strategy is not None:
        _strategy(strategy, "spec.strategy", problems)
    if spec.get("preferredHolder") and not strategy:
        problems.add(STRATEGY, "spec.preferredHolder", "a preferred holder goes with a strategy")


def _strategy(strategy: str, path: str, problems: Problems) -> None:
    if "/" not in strategy:
        reason = "" if strategy == _OLDEST else f"is not {_OLDEST}, and has no domain before it"
    else:
        reason = formats.qualified_name(strategy)
    if reason:
        # Upstream appends the field's name to the path that has it already.
        problems.add(STRATEGY, f"{path}.strategy", f"{strategy!r} {reason}")


def validate_lease_candidate(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a LeaseCandidate as ValidateLeaseCandidate does; from 1.32 on it has one strategy in place of a list."""
    validate_generic_meta(obj, problems, namespaced=True, name=formats.config_map_key)
    spec = obj.get("spec") or {}
    if not spec.get("leaseName"):
        problems.add(LEASE_NAME, "spec.leaseName", "the name of a lease is required")
    emulated = _version(spec, "emulationVersion", problems)
    binary = _version(spec, "binaryVersion", problems)
    if spec.get("binaryVersion") and spec.get("emulationVersion") and binary < emulated:
        problems.add(VERSION, "spec.binaryVersion", "the binary is older than what it emulates")
    if context.minor < 32:
        listed = spec.get("preferredStrategies") or ()
        if not listed:
            problems.add(STRATEGY, "spec.preferredStrategies", "at least one strategy is required")
        strategies = [(strategy, f"spec.preferredStrategies[{index}]") for index, strategy in enumerate(listed)]
    else:
        strategies = [(spec.get("strategy", ""), "spec.strategy")]
        if not strategies[0][0]:
            problems.add(STRATEGY, "spec.strategy", "a strategy is required")
            return
    for strategy, path in strategies:
        if strategy == _OLDEST:
            for field, version in (("binaryVersion", binary), ("emulationVersion", emulated)):
                if version <= _ZERO:
                    problems.add(VERSION, f"spec.{field}", f"{_OLDEST} needs this version")
        _strategy(strategy, path, problems)


_ZERO = (0, 0, 0)


def _version(spec: Tree, field: str, problems: Problems) -> tuple[int, ...]:
    """The three numbers of a semantic version; zeros where it is absent or none."""
    text = spec.get(field, "")
    if not text:
        return _ZERO
    if reason := formats.semantic_version(text):
        problems.add(VERSION, f"spec.{field}", f"{text!r} {reason}")
        return _ZERO
    return tuple(int(part) for part in text.partition("+")[0].partition("-")[0].split("."))
