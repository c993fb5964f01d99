"""Probes of containers: HTTP, TCP, a command or gRPC, with their timing in seconds.

All four take the same optional timing:

- `every`: the seconds from one check to the next; the default of Kubernetes is 10.
- `timeout`: the seconds after which a check counts as failed.
- `after`: the seconds to wait before the first check.
- `failures`, `successes`: the number of checks in a row that change the state.
- `within`: the seconds of failure to tolerate, instead of `failures`; the number of checks is calculated.
- `grace`: the seconds that a container gets to terminate after this probe failed.

A startup probe delays the others until it succeeds; a failed liveness probe restarts the container; a failed readiness
probe removes the pod from its Services and lets it run.
"""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypedDict, Unpack

    class Timing(TypedDict, total=False):
        """The timing of a probe, in seconds."""

        every: int | None
        timeout: int | None
        after: int | None
        failures: int | None
        successes: int | None
        within: int | None
        grace: int | None


SERVER_PERIOD = 10  # the API server's default of periodSeconds


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
    """A probe that succeeds if a GET of the path returns a status from 200 to 399.

    `port` is a number or the name of a container's port; `scheme` defaults to HTTP.

    Examples:
        >>> from k8sdsl.blocks import http_probe
        >>> http_probe("/ready", port="http", every=10, within=60)
        Probe(http_get=HTTPGetAction(path='/ready', port='http'), period_seconds=10, failure_threshold=6)
    """
    action = k8s.HTTPGetAction(path=path, port=port, **_said(scheme=scheme, host=host))
    if headers:
        action.http_headers = [k8s.HTTPHeader(name=name, value=value) for name, value in headers.items()]
    return k8s.Probe(http_get=action, **_timing(timing))


@said_by_caller
def tcp_probe(port: int | str, *, host: str | None = None, **timing: Unpack[Timing]) -> k8s.Probe:
    """A probe that succeeds if the port, a number or the name of a container's port, accepts a connection.

    Examples:
        >>> from k8sdsl.blocks import tcp_probe
        >>> tcp_probe(3306, after=5)
        Probe(tcp_socket=TCPSocketAction(port=3306), initial_delay_seconds=5)
    """
    return k8s.Probe(tcp_socket=k8s.TCPSocketAction(port=port, **_said(host=host)), **_timing(timing))


@said_by_caller
def exec_probe(*command: str, **timing: Unpack[Timing]) -> k8s.Probe:
    """A probe that succeeds if the command, run in the container without a shell, exits with status 0.

    Examples:
        >>> from k8sdsl.blocks import exec_probe
        >>> exec_probe("pg_isready", every=10, timeout=5)
        Probe(exec=ExecAction(command=['pg_isready']), period_seconds=10, timeout_seconds=5)
    """
    return k8s.Probe(exec=k8s.ExecAction(command=list(command)), **_timing(timing))


@said_by_caller
def grpc_probe(port: int, *, service: str | None = None, **timing: Unpack[Timing]) -> k8s.Probe:
    """A probe that calls the gRPC health service on a port, which must be a number.

    Examples:
        >>> from k8sdsl.blocks import grpc_probe
        >>> grpc_probe(9000, every=10)
        Probe(grpc=GRPCAction(port=9000), period_seconds=10)
    """
    return k8s.Probe(grpc=k8s.GRPCAction(port=port, **_said(service=service)), **_timing(timing))


def _timing(timing: Timing) -> dict[str, Any]:
    """The timing as fields of a probe. Raises TypeError if both `within` and `failures` are given."""
    every, failures, within = timing.get("every"), timing.get("failures"), timing.get("within")
    if within is not None:
        if failures is not None:
            raise TypeError("`within` and `failures` cannot both be set: each of them sets how long checks can fail")
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
