"""Monitors of the Prometheus operator: the ports that they scrape, and the Prometheus that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.system.rules.ports import ports_of
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

_API = "monitoring.coreos.com/v1"
_SELECTOR = {"matchLabels": {"app": "web"}}
_LABELLED = {"metadata.labels": {"app": "web"}, "spec.ports": [{"name": "web", "port": 80}]}
PORT = Rule(
    "set/monitor-port",
    "`port` of an endpoint must name a port of the objects that the monitor selects.",
    bad={
        "ServiceMonitor/web": {
            "apiVersion": _API, "spec": {"selector": _SELECTOR, "endpoints": [{"port": "metrics"}]}
        },
        "Service/web": _LABELLED,
    },
    good={
        "ServiceMonitor/web": {"apiVersion": _API, "spec": {"selector": _SELECTOR, "endpoints": [{"port": "web"}]}},
        "Service/web": _LABELLED,
    },
    severity=Severity.WARNING,
    remedy="write the name of a port, such as `port: web`, not its number",
)  # fmt: skip
_READ = {"serviceMonitorSelector": {"matchLabels": {"release": "prometheus"}}}
UNREAD = Rule(
    "set/monitor-not-selected",
    "A monitor must have the labels by which a Prometheus in its namespace selects monitors.",
    bad={
        "Prometheus/main": {"apiVersion": _API, "spec": _READ},
        "ServiceMonitor/web": {"apiVersion": _API, "spec": {"selector": {}}},
    },
    good={
        "Prometheus/main": {"apiVersion": _API, "spec": _READ},
        "ServiceMonitor/web": {
            "apiVersion": _API, "metadata.labels": {"release": "prometheus"}, "spec": {"selector": {}}
        },
    },
    severity=Severity.WARNING,
    remedy="add the labels that it selects, such as `release: prometheus`",
)  # fmt: skip
_GROUP = "monitoring.coreos.com"
_ENDPOINTS = {"ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"}


def check(graph: Graph, report: Report) -> None:
    """Reports ports that nothing selected has, and monitors that no Prometheus reads."""
    for kind, step in _ENDPOINTS.items():
        for monitor in graph.of_kind(f"{kind}.{_GROUP}"):
            names = sorted(set(_ports(monitor, graph)))
            for index, endpoint in maps_in(monitor.spec.get(step)):
                port = endpoint.get("port")
                if names and type(port) is str and port not in names and "$" not in port:
                    known = f"they have {', '.join(f'`{name}`' for name in names)}"
                    report.add(PORT, monitor, ("spec", step, index, "port"), f"nothing selected has a port `{port}`",
                               remedy=did_you_mean(port, names) or known)  # fmt: skip
    _judge_readers(graph, report)


def _ports(monitor: Member, graph: Graph) -> Iterator[str]:
    for selection in monitor.selects:
        for one in graph.selected(selection):
            if one.pods is not None:
                yield from (name for name, _, _ in one.pods.ports() if name)
            else:
                yield from (str(port["name"]) for port in ports_of(one) if port.get("name"))


def _judge_readers(graph: Graph, report: Report) -> None:
    readers = [one for one in graph.of_kind(f"Prometheus.{_GROUP}") if one.selects]
    for kind in _ENDPOINTS:
        asked = [s for one in readers for s in one.selects if s.field.selects == f"{kind}.{_GROUP}"]
        read = {id(one) for selection in asked for one in graph.selected(selection)}
        for monitor in graph.of_kind(f"{kind}.{_GROUP}"):
            beside = [one for one in asked if monitor.namespace in graph.searched(one)]
            if beside and id(monitor) not in read:
                message = f"{beside[0].source.title} does not select it"
                report.add(UNREAD, monitor, ("metadata", "labels"), message)
