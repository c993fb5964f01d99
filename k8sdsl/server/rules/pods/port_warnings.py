"""Ports of a pod's containers that conflict without being invalid."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Compares the ports of all containers; `path` is that of the spec.

    The server repeats a warning for each pair of ports; here a port is compared with the first of each kind.
    """
    numbers: dict[tuple[int, str], EarlierPorts] = {}
    names: dict[str, tuple[str, str]] = {}
    for below, container in containers:
        for index, port in enumerate(container.get("ports", ())):
            at = f"{path}{below}.ports[{index}]"
            if port.get("hostIP") and not port.get("hostPort"):
                problems.add(HOST_IP, at, f"hostIP {port['hostIP']} has no effect without a hostPort")
            earlier = numbers.setdefault((port.get("containerPort", 0), port.get("protocol") or "TCP"), EarlierPorts())
            for words, place in earlier.overlaps(port.get("hostIP", ""), port.get("hostPort", 0)):
                if place:
                    problems.add(PORT_OVERLAP, at, f"{words} {place}")
            earlier.add(port.get("hostIP", ""), port.get("hostPort", 0), at)
            _name(port, at, below, names, problems)


class EarlierPorts:
    """The first ports with one number and protocol, by their address on the host."""

    def __init__(self) -> None:
        self._by_address: dict[tuple[str, int], str] = {}
        self._by_number: dict[tuple[int, bool], str] = {}
        self._without_number = ""

    def overlaps(self, ip: str, number: int) -> Iterator[tuple[str, str]]:
        """What a port does to the first one of each kind, and where that is; empty if there is none."""
        yield "this port duplicates", self._by_address.get((ip, number), "")
        others = (place for address, place in islice(self._by_address.items(), 2) if address != (ip, number))
        yield "this port overlaps with", self._without_number if number else next(others, "")
        if number:
            yield "this port may overlap with", self._by_number.get((number, not ip), "")

    def add(self, ip: str, number: int, place: str) -> None:
        """Notes a port, if it is the first with its address."""
        self._by_address.setdefault((ip, number), place)
        self._by_number.setdefault((number, bool(ip)), place)
        if not number:
            self._without_number = self._without_number or place


def _name(port: Tree, at: str, below: str, names: dict[str, tuple[str, str]], problems: Problems) -> None:
    name = port.get("name", "")
    if not name:
        return
    if name in names and names[name][1] != below:
        problems.add(
            PORT_OVERLAP, at, f"{name!r} is also the name of {names[name][0]}; references by name find only that one"
        )
    names.setdefault(name, (at, below))
