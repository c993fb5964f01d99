"""A service of a Compose file as the workload that runs its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.pods import lifecycle
from k8sdsl.importers.compose.shapes import as_list, as_map, pairs, text_of
from k8sdsl.importers.compose.values import cpus, dns_name, exposed, ports, seconds, size, words
from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.importers.compose.values import PublishedPort
    from k8sdsl.tree import Tree

_HEALTH = "kompose.service.healthcheck"


def service_labels(service: dict[str, Any]) -> dict[str, str | None]:
    """The labels of a service, those of `deploy` too."""
    return {**pairs(service.get("labels")), **pairs(as_map(service.get("deploy")).get("labels"))}


def service_ports(service: dict[str, Any]) -> list[PublishedPort]:
    """Every port that a service listens on; a port that is published and exposed counts once."""
    published = ports(service.get("ports"))
    known = {(port.target, port.protocol) for port in published}
    return [*published, *(port for port in exposed(service.get("expose")) if (port.target, port.protocol) not in known)]


def container_of(name: str, service: dict[str, Any]) -> Tree:
    """The container of a service, without its environment and volumes."""
    container: Tree = {"name": dns_name(name), "image": text_of(service.get("image") or dns_name(name))}
    entrypoint, command = words(service.get("entrypoint")), words(service.get("command"))
    listed = dict.fromkeys((port.target, port.protocol) for port in service_ports(service))
    settings = {
        "command": entrypoint,
        "args": command,
        "workingDir": service.get("working_dir"),
        "ports": [
            {"containerPort": target, **({"protocol": protocol} if protocol != "TCP" else {})}
            for target, protocol in listed
        ],
        "imagePullPolicy": _pull_policy(service),
        **probes(service),
        "lifecycle": lifecycle(service),
        "resources": _resources(service),
        "securityContext": _security(service),
        "stdin": service.get("stdin_open") is True or None,
        "tty": service.get("tty") is True or None,
    }
    return {**container, **{key: value for key, value in settings.items() if value}}


def _pull_policy(service: dict[str, Any]) -> str | None:
    asked = service_labels(service).get("kompose.image-pull-policy") or text_of(service.get("pull_policy") or "")
    names = {"always": "Always", "never": "Never", "missing": "IfNotPresent", "if_not_present": "IfNotPresent"}
    return names.get(asked.lower(), asked if asked in names.values() else None)


def probes(service: dict[str, Any]) -> Tree:
    """The probes that `healthcheck`, and the labels of kompose, ask for."""
    check, labels = as_map(service.get("healthcheck")), service_labels(service)
    found = {}
    if check.get("disable") is not True and as_list(check.get("test"))[:1] != ["NONE"]:
        liveness = _labelled(labels, f"{_HEALTH}.liveness") or _tested(check.get("test"))
        if liveness:
            found["livenessProbe"] = {**liveness, **_times(check)}
    prefix = f"{_HEALTH}.readiness"
    readiness = _labelled(labels, prefix)
    test = labels.get(f"{prefix}.test")
    if test:
        command = words(test)
        readiness = {"exec": {"command": command[1:] if command[:1] in (["CMD"], ["CMD-SHELL"]) else command}}
    if readiness:
        own = {key: labels.get(f"{prefix}.{key}") for key in ("interval", "timeout", "retries", "start_period")}
        found["readinessProbe"] = {**readiness, **_times(own)}
    return found


def _tested(test: Any) -> Tree:
    """The probe of a test: a string, or a list that begins with CMD-SHELL, is for a shell."""
    if isinstance(test, str):
        return {"exec": {"command": ["sh", "-c", test]}} if test else {}
    command = [text_of(item) for item in as_list(test)]
    if command[:1] == ["CMD-SHELL"]:
        return {"exec": {"command": ["sh", "-c", " ".join(command[1:])]}}
    command = command[1:] if command[:1] == ["CMD"] else command
    return {"exec": {"command": command}} if command else {}


def _labelled(labels: dict[str, str | None], prefix: str) -> Tree:
    port = whole_number(labels.get(f"{prefix}.http_get_port") or "", 9)
    if port is not None:
        return {"httpGet": {"path": labels.get(f"{prefix}.http_get_path") or "/", "port": port}}
    port = whole_number(labels.get(f"{prefix}.tcp_port") or "", 9)
    return {"tcpSocket": {"port": port}} if port is not None else {}


def _times(check: dict[str, Any]) -> Tree:
    times = {
        "initialDelaySeconds": seconds(check["start_period"]) if check.get("start_period") else None,
        "periodSeconds": seconds(check["interval"]) if check.get("interval") else None,
        "timeoutSeconds": seconds(check["timeout"]) if check.get("timeout") else None,
        "failureThreshold": whole_number(text_of(check.get("retries") or ""), 9),
    }
    return {key: value for key, value in times.items() if value}


def _resources(service: dict[str, Any]) -> Tree:
    given = as_map(as_map(service.get("deploy")).get("resources"))
    limits, requests = as_map(given.get("limits")), as_map(given.get("reservations"))
    labels = service_labels(service)
    found = {
        "limits": {
            "cpu": cpus(limits.get("cpus", service.get("cpus", ""))),
            "memory": size(limits.get("memory", service.get("mem_limit", ""))),
            "ephemeral-storage": labels.get("kompose.ephemeral-storage.limit"),
        },
        "requests": {
            "cpu": cpus(requests.get("cpus", "")),
            "memory": size(requests.get("memory", service.get("mem_reservation", ""))),
            "ephemeral-storage": labels.get("kompose.ephemeral-storage.request"),
        },
    }
    filled = {section: {name: value for name, value in part.items() if value} for section, part in found.items()}
    return {section: part for section, part in filled.items() if part}


def _security(service: dict[str, Any]) -> Tree:
    user, _, group = text_of(service.get("user") or "").partition(":")
    capabilities = {
        "add": [text_of(item) for item in as_list(service.get("cap_add"))],
        "drop": [text_of(item) for item in as_list(service.get("cap_drop"))],
    }
    found = {
        "privileged": service.get("privileged") is True,
        "readOnlyRootFilesystem": service.get("read_only") is True,
        "runAsUser": whole_number(user),
        "runAsGroup": whole_number(group),
        "capabilities": {name: items for name, items in capabilities.items() if items},
    }
    return {key: value for key, value in found.items() if value not in (None, False, {})}


def commands(service: dict[str, Any]) -> Iterator[list[str]]:
    """The words of everything that a service runs."""
    for command in (service.get("command"), service.get("entrypoint"), as_map(service.get("healthcheck")).get("test")):
        yield words(command)
    for hook in (*as_list(service.get("post_start")), *as_list(service.get("pre_stop"))):
        yield words(as_map(hook).get("command"))


def replicas_of(service: dict[str, Any]) -> int | None:
    """How many pods a service asks for; None if it does not say."""
    value = text_of(as_map(service.get("deploy")).get("replicas", service.get("scale", "")))
    return whole_number(value, 5)
