"""Addresses in texts that name no Service, or a port that it does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.system.rules.ports import ports_of, shown

if TYPE_CHECKING:
    from k8sdsl.system.addresses import Address
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report

_ENV = "spec.template.spec.containers[0].env"
_SERVICE = {"spec.ports": [{"port": 3307, "targetPort": 3306}]}


def _calling(address: str) -> dict[str, Any]:
    return {_ENV: [{"name": "DATABASE", "value": address}]}


PORT = Rule(
    "set/address-port",
    "The address of a Service, such as `http://web:80`, must use a port of that Service.",
    bad={"Service/mariadb": _SERVICE, "Deployment/web": _calling("mariadb:3306")},
    good={"Service/mariadb": _SERVICE, "Deployment/web": _calling("mariadb:3307")},
    severity=Severity.WARNING,
    remedy="write the `port` of the Service, not its `targetPort`",
)
MISSPELT = Rule(
    "set/misspelt-address",
    "The address of a Service must use the exact name in its `metadata.name`.",
    bad={"Service/mariadb-service": _SERVICE, "Deployment/web": _calling("servicio-mariadb:3307")},
    good={"Service/mariadb-service": _SERVICE, "Deployment/web": _calling("mariadb-service:3307")},
    severity=Severity.WARNING,
    remedy="write the name of the Service, such as `http://web:80`",
)
_PLACED = {"metadata.namespace": "databases", "spec.selector": {"app": "mariadb"}, **_SERVICE}
ELSEWHERE = Rule(
    "set/address-elsewhere",
    "The address of a Service in another namespace must include that namespace.",
    bad={"Service/mariadb": _PLACED, "Deployment/web": {"metadata.namespace": "shop", **_calling("mariadb:3307")}},
    good={
        "Service/mariadb": _PLACED,
        "Deployment/web": {"metadata.namespace": "shop", **_calling("mariadb.databases:3307")},
    },
    severity=Severity.WARNING,
    remedy="add the namespace after the name, such as `mariadb.databases`",
)


def check(graph: Graph, report: Report) -> None:
    """Reports addresses that nearly lead to a Service in the set."""
    if not graph.of_kind("Service"):
        return
    for reference in graph.addresses:
        if reference.target is not None:
            _judge_port(reference, reference.target, graph, report)
        else:
            _judge_name(reference, graph, report)


def _judge_port(reference: Reference, service: Member, graph: Graph, report: Report) -> None:
    address: Address = reference.holder
    if address.port is None or service.spec.get("type") == "ExternalName" or service.spec.get("clusterIP") == "None":
        return
    every = [port for one in graph.all_at(service) for port in ports_of(one)]
    if not every or any(port.get("port") == address.port for port in every) or not _is_sure(address):
        return
    behind = [port.get("port") for port in every if port.get("targetPort") == address.port]
    remedy = f"{address.port} is its `targetPort`; write {behind[0]}" if behind else f"it has {shown(every)}"
    report.add(PORT, reference.source, reference.path, f"{service.title} has no port {address.port}", remedy=remedy)


def _is_sure(address: Address) -> bool:
    """Whether this is an address, and not an image with its tag (`postgres:16`)."""
    return bool(address.scheme or address.namespace) or (address.port or 0) >= 80


def _judge_name(reference: Reference, graph: Graph, report: Report) -> None:
    address: Address = reference.holder
    if address.port is None or not _is_sure(address):
        return
    index = graph.names("Service", reference.namespace)
    for name in (*index.slips(address.service), *index.same_words(address.service)):
        found = graph.find("Service", reference.namespace, name)
        if found is not None and _has(found, address.port):
            message = f"there is no Service named `{address.service}`"
            remedy = f"did you mean `{name}:{address.port}`?"
            report.add(MISSPELT, reference.source, reference.path, message, remedy=remedy)
            return
    elsewhere = [one for one in graph.named("Service", address.service) if one.placed and _has(one, address.port)]
    if elsewhere and reference.source.placed and not address.namespace:
        found = elsewhere[0]
        message = f"{found.title} is in {found.namespace}, not in {reference.namespace}"
        remedy = f"write `{found.name}.{found.namespace}:{address.port}`"
        report.add(ELSEWHERE, reference.source, reference.path, message, remedy=remedy)


def _has(service: Member, port: int) -> bool:
    return any(one.get("port") == port for one in ports_of(service))
