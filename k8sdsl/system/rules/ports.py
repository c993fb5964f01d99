"""Ports of Services that references name, and ports of containers that Services name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.near_miss import did_you_mean
from k8sdsl.rule import Rule
from k8sdsl.tree import get, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference
    from k8sdsl.system.report import Report
    from k8sdsl.tree import FieldPath, Tree

_PATH = "spec.rules[0].http.paths[0].backend"
MISSING = Rule(
    "set/missing-port",
    "A `port` in a reference to a Service must be a port of that Service.",
    bad={
        "Service/web": {"spec.ports": [{"name": "web", "port": 80}]},
        "Ingress/web": {_PATH: {"service": {"name": "web", "port": {"name": "http"}}}},
    },
    good={
        "Service/web": {"spec.ports": [{"name": "web", "port": 80}]},
        "Ingress/web": {_PATH: {"service": {"name": "web", "port": {"name": "web"}}}},
    },
    severity=Severity.WARNING,
    remedy="write the `name` or the `port` of one of the Service's ports",
)
TARGET = Rule(
    "set/target-port",
    "`targetPort` must name a port of the containers that the Service selects.",
    bad={
        "Service/web": {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 80, "targetPort": "http"}]},
        "Deployment/web": {"spec.template.spec.containers[0].ports": [{"name": "web", "containerPort": 8080}]},
    },
    good={
        "Service/web": {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 80, "targetPort": "web"}]},
        "Deployment/web": {"spec.template.spec.containers[0].ports": [{"name": "web", "containerPort": 8080}]},
    },
    severity=Severity.WARNING,
    remedy="write the name of a container's port, or its number, such as `targetPort: 8080`",
)
UNDECLARED = Rule(
    "set/target-port-undeclared",
    "`targetPort` (by default `port`) should be a port that the containers declare, if they declare ports.",
    bad={
        "Service/web": {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 80}]},
        "Deployment/web": {"spec.template.spec.containers[0].ports": [{"containerPort": 8080}]},
    },
    good={
        "Service/web": {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 80, "targetPort": 8080}]},
        "Deployment/web": {"spec.template.spec.containers[0].ports": [{"containerPort": 8080}]},
    },
    severity=Severity.NOTE,
    remedy="set `targetPort` to the port that the program listens on, such as `targetPort: 8080`",
)
_BY_ANNOTATION = "use-annotation"
"""What the AWS load balancer controller reads instead of a port: the action is in an annotation."""


def check(graph: Graph, report: Report) -> None:
    """Reports ports by number or name that the other side does not have."""
    for reference in graph.references:
        if reference.field.port and reference.target is not None and reference.target.kind == "Service":
            _judge(reference, reference.target, graph, report)
    for route in graph.of_kind("Route.route.openshift.io"):
        _judge_route(route, report)
    pods = _SelectedPods(graph)
    for service in graph.of_kind("Service"):
        _judge_targets(service, pods, report)


def _judge(reference: Reference, service: Member, graph: Graph, report: Report) -> None:
    wanted, path = _wanted(reference)
    every = [port for one in graph.all_at(service) for port in ports_of(one)]
    if wanted in {None, _BY_ANNOTATION} or not every or service.spec.get("type") == "ExternalName":
        return
    if graph.is_alternative(service, reference.source):
        return
    if any(str(wanted) in {str(port.get("name")), str(port.get("port"))} for port in every):
        return
    behind = [str(port.get("port")) for port in every if str(port.get("targetPort")) == str(wanted)]
    by_number = str(wanted).isdigit()
    known = [str(port.get("port" if by_number else "name")) for port in every]
    near = did_you_mean(str(wanted), known) if not by_number else ""
    report.add(
        MISSING,
        reference.source,
        path,
        f"{service.title} has no port {wanted if by_number else f'`{wanted}`'}",
        remedy=f"{wanted} is its `targetPort`; write {behind[0]}" if behind else near or f"it has {shown(every)}",
    )


def _judge_route(route: Member, report: Report) -> None:
    """Reports a port of an OpenShift Route by a name that its Services do not have."""
    wanted = get(route.spec, ("port", "targetPort"))
    services = [one.target for one in route.uses if one.field.use == "routes to"]
    ports = [port for one in services if one is not None for port in ports_of(one)]
    names = sorted(str(port["name"]) for port in ports if port.get("name"))
    if type(wanted) is str and not wanted.isdigit() and names and None not in services and wanted not in names:
        message = f"no Service of the route has a port named `{wanted}`"
        remedy = did_you_mean(wanted, names) or f"it has {shown(ports)}"
        report.add(MISSING, route, ("spec", "port", "targetPort"), message, remedy=remedy)


def _wanted(reference: Reference) -> tuple[str | int | None, FieldPath]:
    """The port that a reference asks for, and the field that holds it."""
    value, path = reference.below(reference.field.port), reference.sibling(reference.field.port)
    if type(value) is dict:
        step = "name" if value.get("name") else "number"
        value, path = value.get(step), (*path, step)
    return (value if type(value) in {str, int} and "$" not in str(value) else None), path


def shown(ports: list[Tree]) -> str:
    """Ports as a remedy names them."""
    return ", ".join(
        f"`{port.get('port')}` ({port['name']})" if port.get("name") else f"`{port.get('port')}`" for port in ports[:6]
    )


def ports_of(service: Member) -> list[Tree]:
    """The ports of a Service."""
    return maps(service.spec.get("ports"))


class _SelectedPods:
    """What the pods that Services select declare, computed once for all Services with equal selectors."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._kept: list[Sequence[Member]] = []  # so that no other one gets an id that is known
        self._names: dict[tuple[int, ...], list[str]] = {}
        self._numbers: dict[tuple[str | int, ...], set[int]] = {}

    def of(self, service: Member) -> list[Sequence[Member]]:
        """The objects that each selector of a Service matches; equal ones give the same."""
        selected = [self._graph.selected(selection) for selection in service.selects]
        self._kept += selected
        return selected

    def names(self, selected: list[Sequence[Member]]) -> list[str]:
        """The names of all ports."""
        key = tuple(map(id, selected))
        if key not in self._names:
            self._names[key] = sorted({name for ports in _declared(selected) for name, _, _ in ports if name})
        return self._names[key]

    def numbers(self, selected: list[Sequence[Member]], protocol: str) -> set[int]:
        """The numbers of all ports of a protocol; none if a pod declares no port of it."""
        key: tuple[str | int, ...] = (protocol, *map(id, selected))
        if key not in self._numbers:
            each = [
                {one for _, one, of in ports if of == protocol and one is not None} for ports in _declared(selected)
            ]
            self._numbers[key] = set().union(*each) if all(each) else set()
        return self._numbers[key]


def _declared(selected: list[Sequence[Member]]) -> list[tuple[Any, ...]]:
    """The ports of each pod."""
    return [one.pods.ports() for found in selected for one in found if one.pods is not None]


def _judge_targets(service: Member, pods: _SelectedPods, report: Report) -> None:
    named = [(index, port["targetPort"]) for index, port in maps_in(service.spec.get("ports")) if _is_named(port)]
    selected = pods.of(service)
    _judge_numbers(service, selected, pods, report)
    names = pods.names(selected)
    for index, wanted in named if any(selected) else ():
        if wanted not in names:
            known = f"they have {', '.join(f'`{name}`' for name in names)}" if names else None
            report.add(TARGET, service, ("spec", "ports", index, "targetPort"),
                       f"no container of the selected pods has a port named `{wanted}`",
                       remedy=did_you_mean(wanted, names) or known)  # fmt: skip


def _judge_numbers(service: Member, selected: list[Sequence[Member]], pods: _SelectedPods, report: Report) -> None:
    """Reports numbers that none of the pods' containers declares, if every pod declares ports of that protocol."""
    for index, port in maps_in(service.spec.get("ports")):
        target, protocol = port.get("targetPort", port.get("port")), str(port.get("protocol") or "TCP")
        numbers = pods.numbers(selected, protocol)
        if type(target) is int and target != 0 and numbers and target not in numbers:
            known = ", ".join(f"`{number}`" for number in sorted(numbers))
            step = "targetPort" if "targetPort" in port else "port"
            message = f"no container of the selected pods declares port {target}"
            path = ("spec", "ports", index, step)
            report.add(UNDECLARED, service, path, message, remedy=f"they declare {known}; set `targetPort`")


def _is_named(port: dict[str, Any]) -> bool:
    """Whether `targetPort` is a name; one in capitals is a placeholder."""
    target = port.get("targetPort")
    return type(target) is str and not target.isdigit() and "$" not in target and target == target.lower()
