"""Probes of containers: HTTP, TCP, a command, gRPC; with their timing in seconds.

All four take the same timing, every part of it optional:

- `every`: the seconds from one check to the next; Kubernetes checks every 10 where it is not said.
- `timeout`: the seconds after which a check counts as failed.
- `after`: the seconds to wait before the first check.
- `failures`, `successes`: how many in a row change the verdict.
- `within`: the seconds of failing that are put up with, in place of `failures`; the number of checks is worked out.
- `grace`: the seconds that a container gets to end after this probe gave it up.

A startup probe holds the others back until it has passed; one for liveness restarts the container; one for readiness
takes the pod out of its Services and lets it run.
"""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.typed import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypedDict, Unpack

    class Timing(TypedDict, total=False):
        """When a probe checks, and when its verdict changes; in seconds."""

        every: int | None
        timeout: int | None
        after: int | None
        failures: int | None
        successes: int | None
        within: int | None
        grace: int | None


SERVER_PERIOD = 10  # what the API server fills in for periodSeconds


@said_by_caller
def http_probe(
    path: str,
    *,
    port: int | str,
    scheme: str | None = None,
    host: str | None = None,
    headers: Mapping[str, str] | None = None,
    **timing: Unpack[Timing],
) -> k8s.Probe:
    """A probe that passes where a GET of the path answers with a status from 200 to 399.

    `port` is a number or the name of a container's port; `scheme` is HTTP where it is not said.
    """
    action = k8s.HTTPGetAction(path=path, port=port, **_said(scheme=scheme, host=host))
    if headers:
        action.http_headers = [k8s.HTTPHeader(name=name, value=value) for name, value in headers.items()]
    return k8s.Probe(http_get=action, **_timing(timing))


@said_by_caller
def tcp_probe(port: int | str, *, host: str | None = None, **timing: Unpack[Timing]) -> k8s.Probe:
    """A probe that passes where the port, a number or the name of a container's port, accepts a connection."""
    return k8s.Probe(tcp_socket=k8s.TCPSocketAction(port=port, **_said(host=host)), **_timing(timing))


@said_by_caller
def exec_probe(*command: str, **timing: Unpack[Timing]) -> k8s.Probe:
    """A probe that passes where the command, run in the container without a shell, ends with status 0."""
    return k8s.Probe(exec=k8s.ExecAction(command=list(command)), **_timing(timing))


@said_by_caller
def grpc_probe(port: int, *, service: str | None = None, **timing: Unpack[Timing]) -> k8s.Probe:
    """A probe that asks the gRPC health service on a port, which Kubernetes wants as a number."""
    return k8s.Probe(grpc=k8s.GRPCAction(port=port, **_said(service=service)), **_timing(timing))


def _timing(timing: Timing) -> dict[str, Any]:
    """The timing in the probe's own words. Raises TypeError where it is said twice how long failing is put up with."""
    every, failures, within = timing.get("every"), timing.get("failures"), timing.get("within")
    if within is not None:
        if failures is not None:
            raise TypeError("`within` and `failures` both say how long failing is put up with: give one of them")
        failures = max(1, -(-within // max(1, every or SERVER_PERIOD)))
    return _said(
        initial_delay_seconds=timing.get("after"),
        period_seconds=every,
        timeout_seconds=timing.get("timeout"),
        success_threshold=timing.get("successes"),
        failure_threshold=failures,
        termination_grace_period_seconds=timing.get("grace"),
    )


def _said(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
