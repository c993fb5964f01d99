"""Policies about the ports of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import containers, every_object, workload_of
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects

_PORTS = "spec.template.spec.containers[0].ports"


@policy(
    "ports/privileged",
    "`containerPort` is 1024 or more.",
    of=containers,
    reason="Only a process with extra privileges can listen on a port below 1024.",
    remedy="listen on a port such as 8080, and let the Service map 80 to it",
    bad={_PORTS: [{"containerPort": 80}]},
    good={_PORTS: [{"containerPort": 8080}]},
    aliases=("kube-linter:privileged-ports",),
)
def privileged(container: Container, _objects: Objects) -> Breaches:
    """Yields ports below 1024."""
    for index, port in maps_in(container.tree.get("ports")):
        number = port.get("containerPort")
        if isinstance(number, int) and 0 < number < 1024:
            yield container.at(f"ports[{index}].containerPort"), f"port {number} is below 1024"


@policy(
    "ports/ssh",
    "No container listens on port 22.",
    of=containers,
    reason="SSH is an unmonitored way into the cluster; `kubectl exec` is logged.",
    remedy="remove the port, or use another port",
    bad={_PORTS: [{"containerPort": 22}]},
    good={_PORTS: [{"containerPort": 2222}]},
    aliases=("kube-linter:ssh-port",),
    sets=("recommended",),
)
def ssh(container: Container, _objects: Objects) -> Breaches:
    """Yields TCP ports 22."""
    for index, port in maps_in(container.tree.get("ports")):
        if port.get("containerPort") == 22 and port.get("protocol") in (None, "", "TCP"):
            yield container.at(f"ports[{index}].containerPort"), "port 22 is open"


@policy(
    "ports/host-port",
    "`hostPort` is not set.",
    of=containers,
    reason="A host port takes up a port on every node that the pod runs on, and bypasses Services and NetworkPolicies.",
    remedy="remove `hostPort`, and use a Service",
    bad={_PORTS: [{"containerPort": 80, "hostPort": 80}]},
    good={_PORTS: [{"containerPort": 80}]},
    aliases=("polaris:hostPortSet",),
    sets=("recommended",),
)
def host_port(container: Container, _objects: Objects) -> Breaches:
    """Yields ports of the node."""
    for index, port in maps_in(container.tree.get("ports")):
        if port.get("hostPort") not in (None, 0):
            yield container.at(f"ports[{index}].hostPort"), f"port {port['hostPort']} of the node is used"


@policy(
    "ports/well-formed",
    "The ports of a container have numbers and short, unique names.",
    of=containers,
    reason="Services and probes refer to ports by name.",
    remedy="give each port a `containerPort` and its own name of at most 15 characters: `http`",
    bad={_PORTS: [{"containerPort": 80, "name": "web"}, {"containerPort": 81, "name": "web"}]},
    good={_PORTS: [{"containerPort": 80, "name": "web"}, {"containerPort": 81, "name": "admin"}]},
    aliases=("kube-score:container-ports-check",),
)
def well_formed(container: Container, _objects: Objects) -> Breaches:
    """Yields names that occur twice or are too long, and ports without a number."""
    seen = set[str]()
    for index, port in maps_in(container.tree.get("ports")):
        name = port.get("name")
        if isinstance(name, str) and name:
            if name in seen or len(name) > 15:
                message = f"the name `{name}` is used twice, or is longer than 15 characters"
                yield container.at(f"ports[{index}].name"), message
            seen.add(name)
        if not port.get("containerPort"):
            yield container.at(f"ports[{index}].containerPort"), "the port has no number"


@policy(
    "ports/names",
    "Names and target ports are well-formed port names or numbers.",
    of=every_object,
    reason="A misspelled name is noticed only when a Service has no endpoints.",
    remedy="use lowercase letters, digits and `-`, at most 15 characters: `http`",
    bad={_PORTS: [{"containerPort": 80, "name": "123456"}]},
    good={_PORTS: [{"containerPort": 80, "name": "http"}]},
    aliases=("kube-linter:invalid-target-ports",),
)
def names(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields each fault of a port's name, and invalid target ports."""
    workload = workload_of(manifest)
    for container in workload.containers if workload else ():
        for index, port in maps_in(container.tree.get("ports")):
            if isinstance(port.get("name"), str) and port["name"]:
                for fault in port_name_faults(port["name"]):
                    yield container.at(f"ports[{index}].name"), f"`{port['name']}` {fault}"
    if manifest.kind == "Service":
        for index, port in maps_in(map_of(manifest.tree.get("spec")).get("ports")):
            for fault in _target_faults(port.get("targetPort")):
                yield f"spec.ports[{index}].targetPort", f"`{port['targetPort']}` {fault}"


def _target_faults(target: object) -> list[str]:
    if isinstance(target, str):
        return port_name_faults(target)
    if isinstance(target, int) and target and not 0 < target < 65536:
        return ["is not between 1 and 65535"]
    return []


def port_name_faults(name: str) -> list[str]:
    """Everything that is wrong with a port's name (apimachinery `validation.IsValidPortName`)."""
    faults = {
        "is longer than 15 characters": len(name) > 15,
        "has characters other than a-z, 0-9 and `-`": not name or not _CHARACTERS.issuperset(name),
        "has no letter": _LETTERS.isdisjoint(name),
        "has two hyphens in a row": "--" in name,
        "starts or ends with a hyphen": name.startswith("-") or name.endswith("-"),
    }
    return [fault for fault, found in faults.items() if found]


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_CHARACTERS = _LETTERS | frozenset("0123456789-")
