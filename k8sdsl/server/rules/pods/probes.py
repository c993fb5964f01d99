"""Probes and lifecycle hooks of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

HANDLER = Rule(
    "core/handler",
    (
        "A probe must have exactly one of `exec`, `httpGet`, `tcpSocket` and `grpc`, and a lifecycle hook one of "
        "`exec`, `httpGet`, `tcpSocket` and `sleep`."
    ),
    "validateHandler",
    "Pod",
    bad={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80}, "tcpSocket": {"port": 80}}},
    good={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80}}},
    remedy="keep one action, such as `httpGet: {path: /healthz, port: 8080}`",
)
HANDLER_PORT = Rule(
    "core/handler-port",
    "The `port` of a probe or lifecycle hook must be a number from 1 to 65535 or the name of a port.",
    "ValidatePortNumOrName",
    "Pod",
    bad={"spec.containers[0].livenessProbe": {"httpGet": {"port": "8080"}}},
    good={"spec.containers[0].livenessProbe": {"httpGet": {"port": 8080}}},
    remedy="write a number without quotes, such as `port: 8080`, or the name of a container port, such as `port: http`",
)
HTTP_GET = Rule(
    "core/http-get",
    (
        "`httpGet.scheme` must be HTTP or HTTPS, and header names in `httpHeaders` must contain only letters, digits "
        "and dashes."
    ),
    "validateHTTPGetAction",
    "Pod",
    bad={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80, "scheme": "https"}}},
    good={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80, "scheme": "HTTPS"}}},
    remedy=(
        "for example, write `httpGet: {path: /healthz, port: 8443, scheme: HTTPS, httpHeaders: [{name: X-Probe, "
        'value: "1"}]}`'
    ),
)
EXEC_COMMAND = Rule(
    "core/exec-command",
    "`exec` of a probe or lifecycle hook must have a `command`.",
    "validateExecAction",
    "Pod",
    bad={"spec.containers[0].livenessProbe": {"exec": {}}},
    good={"spec.containers[0].livenessProbe": {"exec": {"command": ["true"]}}},
    remedy="list the program and its arguments, such as `exec: {command: [cat, /tmp/healthy]}`",
)
SLEEP = Rule(
    "core/sleep",
    "`sleep.seconds` of a lifecycle hook must not exceed the pod's `terminationGracePeriodSeconds`.",
    "validateSleepAction",
    "Pod",
    bad={"spec.containers[0].lifecycle": {"preStop": {"sleep": {"seconds": 60}}}},
    good={"spec.containers[0].lifecycle": {"preStop": {"sleep": {"seconds": 5}}}},
    remedy="lower it, such as `sleep: {seconds: 5}`, or raise `terminationGracePeriodSeconds: 60`",
)
PROBE_NUMBERS = Rule(
    "core/probe-numbers",
    "`initialDelaySeconds`, `timeoutSeconds`, `periodSeconds` and thresholds of a probe must not be negative.",
    "validateProbe",
    "Pod",
    bad={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80}, "periodSeconds": -1}},
    good={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80}, "periodSeconds": 5}},
    remedy="set 0 or a positive number, such as `initialDelaySeconds: 5`, or remove the field for its default",
)
SUCCESS_THRESHOLD = Rule(
    "core/probe-success-threshold",
    "`successThreshold` of a liveness or startup probe must be 1.",
    "validateLivenessProbe",
    "Pod",
    bad={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80}, "successThreshold": 2}},
    good={"spec.containers[0].readinessProbe": {"httpGet": {"port": 80}, "successThreshold": 2}},
    remedy="remove it, or set `successThreshold: 1`; only a `readinessProbe` may have a higher one",
)
PROBE_GRACE_PERIOD = Rule(
    "core/probe-grace-period",
    "`terminationGracePeriodSeconds` of a probe must be positive, and a readiness probe must not have one.",
    "validateReadinessProbe",
    "Pod",
    bad={"spec.containers[0].readinessProbe": {"httpGet": {"port": 80}, "terminationGracePeriodSeconds": 10}},
    good={"spec.containers[0].livenessProbe": {"httpGet": {"port": 80}, "terminationGracePeriodSeconds": 10}},
    remedy="set it on the `livenessProbe` or `startupProbe`, such as `terminationGracePeriodSeconds: 10`",
)

NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")


def validate_probes(container: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """Lifecycle hooks and probes of a container that can have them; `path` is the container's."""
    if "lifecycle" in container:
        _lifecycle(container["lifecycle"], f"{path}.lifecycle", problems, scope)
    for field in ("livenessProbe", "startupProbe"):
        probe = container.get(field)
        if probe is not None:
            _probe(probe, f"{path}.{field}", problems, scope)
            threshold = probe.get("successThreshold") or 1
            if threshold != 1:
                problems.add(
                    SUCCESS_THRESHOLD,
                    f"{path}.{field}.successThreshold",
                    f"{threshold} is not allowed here; it must be 1",
                )
    probe = container.get("readinessProbe")
    if probe is not None:
        _probe(probe, f"{path}.readinessProbe", problems, scope)
        if "terminationGracePeriodSeconds" in probe:
            at = f"{path}.readinessProbe.terminationGracePeriodSeconds"
            problems.add(
                PROBE_GRACE_PERIOD,
                at,
                "a readiness probe cannot have a grace period because it never stops the container",
            )


def _probe(probe: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    _handler(probe, ("exec", "httpGet", "tcpSocket", "grpc"), path, problems, scope)
    for field in NUMBERS:
        if probe.get(field, 0) < 0:
            problems.add(PROBE_NUMBERS, f"{path}.{field}", f"{probe[field]} must not be negative")
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        problems.add(PROBE_GRACE_PERIOD, f"{path}.terminationGracePeriodSeconds", f"{grace} must be positive")


def _lifecycle(lifecycle: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    for field in ("postStart", "preStop"):
        if field in lifecycle:
            _handler(lifecycle[field], ("exec", "httpGet", "tcpSocket", "sleep"), f"{path}.{field}", problems, scope)


def _handler(handler: Tree, kinds: tuple[str, ...], path: str, problems: Problems, scope: PodScope) -> None:
    """One action of `kinds`; of several, only the first is validated further (validateHandler)."""
    given = [kind for kind in kinds if kind in handler]
    if not given:
        problems.add(HANDLER, path, f"must have one of {', '.join(kinds)}")
        return
    for kind in given[1:]:
        problems.add(HANDLER, f"{path}.{kind}", f"{given[0]} and {kind} cannot both be set")
    kind = given[0]
    action, path = handler[kind], f"{path}.{kind}"
    if kind == "exec":
        if not action.get("command"):
            problems.add(EXEC_COMMAND, f"{path}.command", "command is required")
    elif kind == "sleep":
        _sleep(action.get("seconds", 0), path, problems, scope)
    else:
        port_number_or_name(action.get("port", 0), f"{path}.port", problems)
        if kind == "httpGet":
            _http_get(action, path, problems)


def _http_get(action: Tree, path: str, problems: Problems) -> None:
    scheme = action.get("scheme") or "HTTP"
    if scheme not in {"HTTP", "HTTPS"}:
        refuse_choice(HTTP_GET, scheme, ("HTTP", "HTTPS"), f"{path}.scheme", problems)
    for header in action.get("httpHeaders", ()):
        reason = formats.http_header_name(header.get("name", ""))
        if reason:
            problems.add(HTTP_GET, f"{path}.httpHeaders", f"the name {header.get('name', '')!r} {reason}")


def _sleep(seconds: int, path: str, problems: Problems, scope: PodScope) -> None:
    least = 0 if is_on("PodLifecycleSleepActionAllowZero", scope.minor) else 1
    if not least <= seconds <= scope.grace_period:
        message = f"{seconds} is not between {least} and the grace period of {scope.grace_period} seconds"
        problems.add(SLEEP, path, message)


def port_number_or_name(port: Any, path: str, problems: Problems) -> None:
    """A port number, or the name of a port (ValidatePortNumOrName)."""
    if isinstance(port, str):
        reason = formats.port_name(port)
        if reason:
            problems.add(HANDLER_PORT, path, f"{port!r} {reason}")
    elif not 1 <= port <= 65535:
        problems.add(HANDLER_PORT, path, f"{port} is not between 1 and 65535")
