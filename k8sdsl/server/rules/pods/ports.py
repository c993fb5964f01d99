"""Ports of containers, and the host ports that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

PORT_NAME = Rule(
    "core/port-name",
    (
        "The `name` of a container port must be at most 15 lowercase letters, digits and dashes, with a letter, and "
        "unique in the container."
    ),
    "validateContainerPorts",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "name": "http-for-everyone"}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "name": "http"}]},
    remedy="shorten it to something such as `name: http` or `name: metrics`",
)
PORT_NUMBER = Rule(
    "core/port-number",
    "`containerPort` and `hostPort` must be numbers from 1 to 65535.",
    "IsValidPortNum",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 65536}]},
    good={"spec.containers[0].ports": [{"containerPort": 65535}]},
    remedy="set the port on which the process listens, such as `containerPort: 8080`",
)
PORT_PROTOCOL = Rule(
    "core/port-protocol",
    "The `protocol` of a container port must be TCP, UDP or SCTP.",
    "validateContainerPorts",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "protocol": "HTTP"}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "protocol": "TCP"}]},
    remedy="use `protocol: TCP` for HTTP, gRPC and most others",
)
HOST_PORT = Rule(
    "core/host-port",
    "A `hostPort` must be unique in the pod, and must equal `containerPort` if the pod sets `hostNetwork`.",
    "checkHostPortConflicts",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 81}]},
    remedy="remove `hostPort`, or give each its own number, such as `{containerPort: 8081, hostPort: 8081}`",
)

PROTOCOLS = frozenset(("TCP", "UDP", "SCTP"))


def validate_ports(ports: list[Tree], path: str, problems: Problems) -> None:
    """The ports of one container (validateContainerPorts)."""
    names: set[str] = set()
    for index, port in enumerate(ports):
        name = port.get("name", "")
        if name:
            reason = formats.port_name(name)
            if reason:
                problems.add(PORT_NAME, f"{path}[{index}].name", f"{name!r} {reason}")
            elif name in names:
                problems.add(
                    PORT_NAME, f"{path}[{index}].name", f"another port of this container is already named {name!r}"
                )
            names.add(name)
        number = port.get("containerPort", 0)
        if not 1 <= number <= 65535:
            problems.add(PORT_NUMBER, f"{path}[{index}].containerPort", f"{number} is not between 1 and 65535")
        number = port.get("hostPort", 0)
        if number and not 1 <= number <= 65535:
            problems.add(PORT_NUMBER, f"{path}[{index}].hostPort", f"{number} is not between 1 and 65535")
        protocol = port.get("protocol")
        if protocol and protocol not in PROTOCOLS:
            refuse_choice(PORT_PROTOCOL, protocol, PROTOCOLS, f"{path}[{index}].protocol", problems)


def validate_host_ports(containers: list[Tree], path: str, problems: Problems) -> None:
    """No two ports use the same host port (checkHostPortConflicts)."""
    taken: set[tuple[str, str, int]] = set()
    for index, container in enumerate(containers):
        for place, port in enumerate(container.get("ports", ())):
            number = port.get("hostPort", 0)
            if not number:
                continue
            key = (port.get("protocol") or "TCP", port.get("hostIP", ""), number)
            if key in taken:
                at = f"{path}[{index}].ports[{place}].hostPort"
                problems.add(HOST_PORT, at, f"another port of the pod already uses host port {number} ({key[0]})")
            taken.add(key)


def validate_host_network_ports(path: str, problems: Problems, scope: PodScope) -> None:
    """With hostNetwork, a container's port is the host's; templates may omit hostPort."""
    if not scope.spec.get("hostNetwork"):
        return
    for index, container in enumerate(scope.spec.get("containers", ())):
        for place, port in enumerate(container.get("ports", ())):
            host, own = port.get("hostPort", 0), port.get("containerPort", 0)
            if (scope.is_pod or host) and host != own:
                at = f"{path}.containers[{index}].ports[{place}].hostPort"
                problems.add(HOST_PORT, at, f"{host} must equal the containerPort {own} because hostNetwork is true")
