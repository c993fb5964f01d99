"""Ports that probes and hooks of a container call by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath

PORT = Rule(
    "set/probe-port",
    "A port name in a probe or hook must be that of a port of the same container.",
    "probe.ResolveContainerPort",
    bad={
        "Pod/web": {
            "spec.containers[0].ports": [{"name": "web", "containerPort": 8080}],
            "spec.containers[0].readinessProbe": {"httpGet": {"port": "http"}},
        }
    },
    good={
        "Pod/web": {
            "spec.containers[0].ports": [{"name": "web", "containerPort": 8080}],
            "spec.containers[0].readinessProbe": {"httpGet": {"port": "web"}},
        }
    },
    remedy="use the number, such as `port: 8080`, or give the container's port this name",
)
_HANDLERS = (
    *(("livenessProbe",), ("readinessProbe",), ("startupProbe",)),
    *(("lifecycle", "postStart"), ("lifecycle", "preStop")),
)


def check(graph: Graph, report: Report) -> None:
    """Reports named ports that the container does not have."""
    for member in graph.workloads:
        for path, container in member.pods.containers() if member.pods is not None else ():
            for way, name in _named(container):
                known = [str(port.get("name")) for _, port in maps_in(container.get("ports")) if port.get("name")]
                if name not in known:
                    named = f"its ports are {', '.join(f'`{one}`' for one in known)}" if known else None
                    report.add(PORT, member, (*path, *way), f"container {container.get('name')} has no port named "
                               f"`{name}`", remedy=did_you_mean(name, known) or named)  # fmt: skip


def _named(container: dict[str, Any]) -> Iterator[tuple[FieldPath, str]]:
    for handler in _HANDLERS:
        if handler[0] in container:
            for call in ("httpGet", "tcpSocket"):
                port = get(container, (*handler, call, "port"))
                if type(port) is str and not port.isdigit() and "$" not in port:
                    yield (*handler, call, "port"), port
