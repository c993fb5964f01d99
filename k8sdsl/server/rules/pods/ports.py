"""Ports of containers, and the ports of the node that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.pods.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

PORT_NAME = Rule(
    "core/port-name",
    "A port's name is up to 15 lower-case letters, digits and dashes, with a letter among them, once per container.",
    "validateContainerPorts",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "name": "http-for-everyone"}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "name": "http"}]},
)
PORT_NUMBER = Rule(
    "core/port-number",
    "A port is a number from 1 to 65535.",
    "IsValidPortNum",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 65536}]},
    good={"spec.containers[0].ports": [{"containerPort": 65535}]},
)
PORT_PROTOCOL = Rule(
    "core/port-protocol",
    "A port's protocol is TCP, UDP or SCTP.",
    "validateContainerPorts",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "protocol": "HTTP"}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "protocol": "TCP"}]},
)
HOST_PORT = Rule(
    "core/host-port",
    "A port of the node is taken once, and in the node's network it is the container's own.",
    "checkHostPortConflicts",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 81}]},
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
                problems.add(PORT_NAME, f"{path}[{index}].name", f"{name!r} is the name of another port")
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
    """No two ports take the same port of the node (checkHostPortConflicts)."""
    taken: set[tuple[str, str, int]] = set()
    for index, container in enumerate(containers):
        for place, port in enumerate(container.get("ports", ())):
            number = port.get("hostPort", 0)
            if not number:
                continue
            key = (port.get("protocol") or "TCP", port.get("hostIP", ""), number)
            if key in taken:
                at = f"{path}[{index}].ports[{place}].hostPort"
                problems.add(HOST_PORT, at, f"{key[0]} {number} of the node is taken already")
            taken.add(key)


def validate_host_network_ports(path: str, problems: Problems, scope: PodScope) -> None:
    """In the node's network a container's port is the node's; templates may leave the latter out."""
    if not scope.spec.get("hostNetwork"):
        return
    for index, container in enumerate(scope.spec.get("containers", ())):
        for place, port in enumerate(container.get("ports", ())):
            host, own = port.get("hostPort", 0), port.get("containerPort", 0)
            if (scope.is_pod or host) and host != own:
                at = f"{path}.containers[{index}].ports[{place}].hostPort"
                problems.add(HOST_PORT, at, f"{host} must be the containerPort {own}, for hostNetwork is true")
