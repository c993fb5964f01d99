"""The ports of a Service (core/validation `validateServicePort`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

PORTS = Rule(
    "core/service-ports",
    "A Service must have `ports`, unless it is headless or of type ExternalName.",
    "ValidateService",
    "Service",
    bad={"spec.ports": []},
    good={"spec.ports": [], "spec.clusterIP": "None"},
    remedy="for example, write `ports: [{port: 80, targetPort: 8080}]`; a headless Service has `clusterIP: None`",
)
PORT_NAME = Rule(
    "core/service-port-name",
    (
        "The `name` of a Service port must be a DNS label, unique in the Service, and is required if there are "
        "several ports."
    ),
    "validateServicePort",
    "Service",
    bad={"spec.ports": [{"port": 80}, {"port": 443, "name": "https"}]},
    good={"spec.ports": [{"port": 80, "name": "http"}, {"port": 443, "name": "https"}]},
    remedy="for example, write `ports: [{name: http, port: 80}, {name: https, port: 443}]`",
)
PORT_NUMBER = Rule(
    "core/service-port",
    "`port` must be from 1 to 65535, and `targetPort` must be a number in that range or the name of a container port.",
    "validateServicePort",
    "Service",
    bad={"spec.ports": [{"port": 80, "targetPort": "8080"}]},
    good={"spec.ports": [{"port": 80, "targetPort": 8080}]},
    remedy="write numbers without quotes, such as `{port: 80, targetPort: 8080}`",
)
PROTOCOL = Rule(
    "core/service-protocol",
    "`protocol` must be TCP, UDP or SCTP in capital letters, and `appProtocol` must be a qualified name.",
    "validateServicePort",
    "Service",
    bad={"spec.ports": [{"port": 80, "protocol": "tcp"}]},
    good={"spec.ports": [{"port": 80, "protocol": "UDP", "appProtocol": "kubernetes.io/h2c"}]},
    remedy="for example, write `{port: 80, protocol: TCP, appProtocol: kubernetes.io/h2c}`",
)
DUPLICATE_PORT = Rule(
    "core/service-duplicate-port",
    "The ports of a Service must differ in `port` or `protocol`, and each `nodePort` may be used once per protocol.",
    "ValidateService",
    "Service",
    bad={"spec.ports": [{"port": 80, "name": "a"}, {"port": 80, "name": "b"}]},
    good={"spec.ports": [{"port": 80, "name": "a"}, {"port": 80, "name": "b", "protocol": "UDP"}]},
    remedy="remove one of the two entries, or give it another number, such as `port: 8443`",
)
NODE_PORT = Rule(
    "core/service-node-port",
    "`nodePort` must only be set in a Service of type NodePort or LoadBalancer.",
    "ValidateService",
    "Service",
    bad={"spec.ports": [{"port": 80, "nodePort": 30080}]},
    good={"spec.type": "NodePort", "spec.ports": [{"port": 80, "nodePort": 30080}]},
    remedy="set `type: NodePort`, or remove it",
)
KUBELET_PORT = Rule(
    "core/service-kubelet-port",
    "A Service of type LoadBalancer must not use the `port` 10250 of the kubelet before 1.33.",
    "ValidateService",
    "Service",
    remedy="use another port, such as `port: 8443`",
)

PROTOCOLS = frozenset(("SCTP", "TCP", "UDP"))
_KUBELET = 10250
_KUBELET_PORT_FREE = 33  # kubernetes/kubernetes#129174


def validate_service_ports(spec: Tree, kind: str, path: str, problems: Problems, context: Context) -> None:
    """The ports of a Service of type `kind`: each by itself, and compared with each other."""
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIPs") != ["None"] and kind != "ExternalName":
        problems.add(PORTS, f"{path}.ports", "ports is empty; at least one port is required")
    names: set[str] = set()
    taken: set[tuple[str, str, int]] = set()
    for index, port in enumerate(ports):
        at = f"{path}.ports[{index}]"
        _validate_name(port.get("name", ""), names, f"{at}.name", problems, required=len(ports) > 1)
        _validate_port(port, at, problems)
        number, node_port = port.get("port", 0), port.get("nodePort", 0)
        if number == _KUBELET and kind == "LoadBalancer" and context.minor < _KUBELET_PORT_FREE:
            problems.add(KUBELET_PORT, at, f"{number} is the port of the kubelet")
        if node_port and kind == "ClusterIP":
            problems.add(NODE_PORT, f"{at}.nodePort", "cannot be set for the type ClusterIP")
        protocol = port.get("protocol") or "TCP"
        for field, value in ((at, number), (f"{at}.nodePort", node_port)):
            key = (protocol, field[len(at) :], value)
            if key in taken and (value or field is at):
                problems.add(DUPLICATE_PORT, field, f"another port of this Service already uses {protocol} {value}")
            taken.add(key)


def _validate_name(name: str, names: set[str], path: str, problems: Problems, *, required: bool) -> None:
    if not name:
        if required:
            problems.add(PORT_NAME, path, "a name is required because there are several ports")
        return
    reason = formats.dns1123_label(name) or ("is already the name of another port" if name in names else "")
    if reason:
        problems.add(PORT_NAME, path, f"{name!r} {reason}")
    names.add(name)


def _validate_port(port: Tree, path: str, problems: Problems) -> None:
    number = port.get("port", 0)
    if not 1 <= number <= 65535:
        problems.add(PORT_NUMBER, f"{path}.port", f"{number} is not between 1 and 65535")
    target = port.get("targetPort") or number
    if isinstance(target, str):
        if reason := formats.port_name(target):
            remedy = f"write the number without quotes: `targetPort: {target}`" if target.isdigit() else None
            problems.add(PORT_NUMBER, f"{path}.targetPort", f"{target!r} {reason}", remedy=remedy)
    elif not 1 <= target <= 65535:
        problems.add(PORT_NUMBER, f"{path}.targetPort", f"{target} is not between 1 and 65535")
    protocol = port.get("protocol") or "TCP"
    if protocol not in PROTOCOLS:
        refuse_choice(PROTOCOL, protocol, ("SCTP", "TCP", "UDP"), f"{path}.protocol", problems)
    application = port.get("appProtocol")
    if application is not None and (reason := formats.qualified_name(application)):
        problems.add(PROTOCOL, f"{path}.appProtocol", f"{application!r} {reason}")
