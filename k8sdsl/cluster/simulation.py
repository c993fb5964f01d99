"""What a simulation answers: one answer for each object, the claims, and the pods of controllers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import field, frozen

from k8sdsl.cluster.scheduling.scheduler import Scheduled
from k8sdsl.finding import Finding
from k8sdsl.identity import ObjectRef


class Verdict(StrEnum):
    """The server's answer to the creation of an object."""

    ACCEPT = "accept"
    REJECT = "reject"


@frozen(kw_only=True)
class Answer:
    """What became of one object of the workload.

    `effect` is what admission changed in it. For a pod, `scheduled` tells what the scheduler made of it, `feasible` are
    the nodes that would take it, `node` is the one that was chosen, and `rejected` has for each other node the filter
    that rejects it and why, unless some node takes it.
    """

    ref: ObjectRef
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    effect: dict[str, Any] = field(factory=dict)
    scheduled: Scheduled | None = None
    feasible: tuple[str, ...] = ()
    node: str | None = None
    rejected: dict[str, tuple[str, str]] = field(factory=dict)


@frozen(kw_only=True)
class ClaimState:
    """A PersistentVolumeClaim in the end: `phase` is Bound or Pending; `reason` says what it still waits for."""

    phase: str
    volume: str | None = None
    storage_class: str | None = None
    reason: str = ""


@frozen(kw_only=True)
class ControlledPod:
    """One pod that a controller made; `rejected` is empty if it has a node."""

    name: str
    node: str | None = None
    scheduled: Scheduled = Scheduled.NO
    rejected: dict[str, tuple[str, str]] = field(factory=dict)


@frozen(kw_only=True)
class ControllerState:
    """The pods of a Deployment, StatefulSet, DaemonSet, Job or the like.

    `wanted` is their number as declared; `refused` are the findings that keep more from being created.
    """

    wanted: int
    pods: tuple[ControlledPod, ...] = ()
    refused: tuple[Finding, ...] = ()


@frozen(kw_only=True)
class Simulation:
    """What a control plane does with the objects of a workload.

    `claims` are keyed by `namespace/name`, `controllers` by `Kind/namespace/name`.

    Examples:
        >>> from k8sdsl import simulate
        >>> simulation = simulate([], [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "dev"}}])
        >>> [answer.verdict.value for answer in simulation.answers], simulation.claims
        (['accept'], {})
    """

    answers: tuple[Answer, ...]
    claims: dict[str, ClaimState] = field(factory=dict)
    controllers: dict[str, ControllerState] = field(factory=dict)
