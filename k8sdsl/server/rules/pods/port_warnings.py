"""Ports of a pod's containers that conflict without being invalid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

PORT_OVERLAP = Rule(
    "core/overlapping-port",
    "Each port in a pod's `containers[].ports`, and each name of a port, should be listed only once.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80}, {"containerPort": 80}]},
    good={"spec.containers[0].ports": [{"containerPort": 80}, {"containerPort": 81}]},
    severity=Severity.WARNING,
    remedy=(
        "remove one of the two entries, or give it its own number and name, such as `{name: metrics, containerPort: "
        "9090}`"
    ),
)
HOST_IP = Rule(
    "core/host-ip-without-port",
    "`hostIP` of a container port should be used only together with `hostPort`.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "hostIP": "10.0.0.1"}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "hostIP": "10.0.0.1", "hostPort": 80}]},
    severity=Severity.WARNING,
    remedy="set `hostPort: 8080` as well, or remove `hostIP`",
)


def warn_of_ports(containers: list[tuple[str, Tree]], path: str, problems: Problems) -> None:
    """Compares the ports of all containers; `path` is that of the spec."""
    numbers: dict[tuple[int, str], list[tuple[str, Tree]]] = {}
    names: dict[str, tuple[str, str]] = {}
    for below, container in containers:
        for index, port in enumerate(container.get("ports", ())):
            at = f"{path}{below}.ports[{index}]"
            if port.get("hostIP") and not port.get("hostPort"):
                problems.add(HOST_IP, at, f"hostIP {port['hostIP']} has no effect without a hostPort")
            others = numbers.setdefault((port.get("containerPort", 0), port.get("protocol") or "TCP"), [])
            for place, other in others:
                overlap = _overlap(port, other)
                if overlap:
                    problems.add(PORT_OVERLAP, at, f"{overlap} {place}")
            others.append((at, port))
            _name(port, at, below, names, problems)


def _overlap(port: Tree, other: Tree) -> str:
    ip, number = port.get("hostIP", ""), port.get("hostPort", 0)
    other_ip, other_number = other.get("hostIP", ""), other.get("hostPort", 0)
    if ip == other_ip and number == other_number:
        return "this port duplicates"
    if not number or not other_number:
        return "this port overlaps with"
    return "this port may overlap with" if number == other_number and bool(ip) is not bool(other_ip) else ""


def _name(port: Tree, at: str, below: str, names: dict[str, tuple[str, str]], problems: Problems) -> None:
    name = port.get("name", "")
    if not name:
        return
    if name in names and names[name][1] != below:
        problems.add(
            PORT_OVERLAP, at, f"{name!r} is also the name of {names[name][0]}; references by name find only that one"
        )
    names.setdefault(name, (at, below))
