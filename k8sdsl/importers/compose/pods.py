"""What a service of a Compose file says about its pods as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.shapes import as_list, as_map, pairs, text_of
from k8sdsl.importers.compose.values import dns_name, seconds, words
from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_NODE_LABELS = {
    "node.hostname": "kubernetes.io/hostname",
    "node.platform.arch": "kubernetes.io/arch",
    "node.platform.os": "kubernetes.io/os",
}
_CUSTOM_LABEL = "node.labels."


def pod_settings(service: dict[str, Any]) -> Tree:
    """What a service says about the whole pod."""
    hosts = pairs([item.replace(":", "=", 1) for item in _texts(service.get("extra_hosts"))])
    placement = as_map(as_map(service.get("deploy")).get("placement"))
    found: Tree = {
        "hostNetwork": service.get("network_mode") == "host",
        "hostPID": service.get("pid") == "host",
        "hostIPC": service.get("ipc") == "host",
        "hostname": dns_name(text_of(service["hostname"])) if service.get("hostname") else None,
        "subdomain": dns_name(text_of(service["domainname"])) if service.get("domainname") else None,
        "hostAliases": [{"ip": address, "hostnames": [name]} for name, address in hosts.items() if address],
        "terminationGracePeriodSeconds": (
            seconds(service["stop_grace_period"]) if service.get("stop_grace_period") else None
        ),
        "dnsConfig": _dns(service),
        "securityContext": _security(service),
        **_node_choice(placement),
        "topologySpreadConstraints": _spread(placement),
    }
    return {key: value for key, value in found.items() if value}


def lifecycle(service: dict[str, Any]) -> Tree:
    """The hooks of the container: the first command of each, because Kubernetes runs one."""
    found: Tree = {}
    for key, field in (("post_start", "postStart"), ("pre_stop", "preStop")):
        command = words(as_map(next(iter(as_list(service.get(key))), None)).get("command"))
        if command:
            found[field] = {"exec": {"command": command}}
    return found


def rollout(service: dict[str, Any]) -> Tree:
    """The strategy that `update_config` asks for: new pods first, or as many stopped as are started."""
    config = as_map(as_map(service.get("deploy")).get("update_config"))
    at_once = whole_number(text_of(config.get("parallelism", "1")), 5) or 1
    if not config:
        return {}
    first = config.get("order") == "start-first"
    step = {"maxSurge": at_once, "maxUnavailable": 0} if first else {"maxSurge": 0, "maxUnavailable": at_once}
    return {"strategy": {"type": "RollingUpdate", "rollingUpdate": step}}


def _dns(service: dict[str, Any]) -> Tree:
    options = [text_of(item).partition(":") for item in as_list(service.get("dns_opt"))]
    found = {
        "nameservers": _texts(service.get("dns")),
        "searches": _texts(service.get("dns_search")),
        "options": [{"name": name, **({"value": value} if value else {})} for name, _, value in options if name],
    }
    return {key: value for key, value in found.items() if value}


def _security(service: dict[str, Any]) -> Tree:
    groups = [whole_number(text_of(item)) for item in as_list(service.get("group_add"))]
    settings = pairs(service.get("sysctls"))
    found = {
        "supplementalGroups": [group for group in groups if group is not None],
        "sysctls": [{"name": name, "value": value} for name, value in settings.items() if value is not None],
    }
    return {key: value for key, value in found.items() if value}


def _node_choice(placement: dict[str, Any]) -> Tree:
    """`constraints` as labels that a node must have, or must not have."""
    wanted: dict[str, str] = {}
    refused: list[Tree] = []
    for constraint in as_list(placement.get("constraints")):
        text = text_of(constraint)
        operator = "!=" if "!=" in text else "=="
        name, _, value = (part.strip() for part in text.partition(operator))
        label = name.removeprefix(_CUSTOM_LABEL) if name.startswith(_CUSTOM_LABEL) else _NODE_LABELS.get(name)
        if not label or not value:
            continue
        if operator == "==":
            wanted[label] = value
        else:
            refused.append({"key": label, "operator": "NotIn", "values": [value]})
    found: Tree = {"nodeSelector": wanted} if wanted else {}
    if refused:
        required = {"nodeSelectorTerms": [{"matchExpressions": refused}]}
        found["affinity"] = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
    return found


def _spread(placement: dict[str, Any]) -> list[Tree]:
    """`preferences` as constraints that spread the pods over the values of a label."""
    found = []
    for preference in as_list(placement.get("preferences")):
        name = text_of(as_map(preference).get("spread", ""))
        label = name.removeprefix(_CUSTOM_LABEL) if name.startswith(_CUSTOM_LABEL) else _NODE_LABELS.get(name)
        if label:
            found.append({"maxSkew": 1, "topologyKey": label, "whenUnsatisfiable": "ScheduleAnyway"})
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}:{text_of(item)}" for key, item in value.items()]
    return [text_of(item) for item in as_list(value)]
