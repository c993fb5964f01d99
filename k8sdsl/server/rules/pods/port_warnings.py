"""Ports of a pod's containers that get into each other's way without being wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

PORT_OVERLAP = Rule(
    "core/overlapping-port",
    "Each port of a pod, and each name of one, is said once.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80}, {"containerPort": 80}]},
    good={"spec.containers[0].ports": [{"containerPort": 80}, {"containerPort": 81}]},
    severity=Severity.WARNING,
)
HOST_IP = Rule(
    "core/host-ip-without-port",
    "A hostIP is of use with a hostPort only.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.containers[0].ports": [{"containerPort": 80, "hostIP": "10.0.0.1"}]},
    good={"spec.containers[0].ports": [{"containerPort": 80, "hostIP": "10.0.0.1", "hostPort": 80}]},
    severity=Severity.WARNING,
)


def warn_of_ports(containers: list[tuple[str, Tree]], path: str, problems: Problems) -> None:
    """Ports of all containers against each other; `path` is that of the spec."""
    numbers: dict[tuple[int, str], list[tuple[str, Tree]]] = {}
    names: dict[str, tuple[str, str]] = {}
    for below, container in containers:
        for index, port in enumerate(container.get("ports", ())):
            at = f"{path}{below}.ports[{index}]"
            if port.get("hostIP") and not port.get("hostPort"):
                problems.add(HOST_IP, at, f"{port['hostIP']} has no effect without a hostPort")
            others = numbers.setdefault((port.get("containerPort", 0), port.get("protocol") or "TCP"), [])
            for place, other in others:
                remark = _overlap(port, other)
                if remark:
                    problems.add(PORT_OVERLAP, at, f"{remark} {place}")
            others.append((at, port))
            _name(port, at, below, names, problems)


def _overlap(port: Tree, other: Tree) -> str:
    ip, number = port.get("hostIP", ""), port.get("hostPort", 0)
    other_ip, other_number = other.get("hostIP", ""), other.get("hostPort", 0)
    if ip == other_ip and number == other_number:
        return "is the same as"
    if not number or not other_number:
        return "overlaps with"
    return "may or may not overlap with" if number == other_number and bool(ip) is not bool(other_ip) else ""


def _name(port: Tree, at: str, below: str, names: dict[str, tuple[str, str]], problems: Problems) -> None:
    name = port.get("name", "")
    if not name:
        return
    if name in names and names[name][1] != below:
        problems.add(PORT_OVERLAP, at, f"{name!r} is the name of {names[name][0]} too, which is the one that is found")
    names.setdefault(name, (at, below))
