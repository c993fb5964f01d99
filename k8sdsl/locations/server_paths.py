"""Differences between the API server's paths of fields and their paths in the manifest.

The server names fields after its internal types: some have another spelling or another parent there, and defaults
create some from others. A finding keeps the server's path; these tables lead from it to what the user wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Steps = tuple[str | int, ...]

_SPELLINGS: dict[str | int, str] = {
    "HostIPC": "hostIPC",
    "HostPID": "hostPID",
    "JSONPath": "jsonPath",
    "LoadBalancerSourceRanges": "loadBalancerSourceRanges",
    "cephFS": "cephfs",
    "downwarAPI": "downwardAPI",
    "initiatorname": "initiatorName",
    "persistentDisk": "gcePersistentDisk",
    "targetportal": "targetPortal",
    "uID": "uid",
}
"""Single steps, at any place."""

_PLACES: dict[tuple[str, str], Steps] = {
    ("csi", "name"): ("csi", "nodePublishSecretRef", "name"),
    ("overhead", "limits"): ("overhead",),
    ("podAffinityTerm", "namespace"): ("podAffinityTerm", "namespaces"),
    ("resources", "storage"): ("resources", "requests", "storage"),
    ("securityContext", "shareProcessNamespace"): ("shareProcessNamespace",),
}
"""Two consecutive steps, at any place."""

_WITHOUT_INDEX = {
    "downwardAPI": frozenset(("path", "fieldRef", "resourceFieldRef", "mode")),
    "projected": frozenset(("path",)),
}
"""Steps after which the server omits the position in a list, so the path ends there."""

_EVENT = {
    "count": "deprecatedCount",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "involvedObject": "regarding",
    "lastTimestamp": "deprecatedLastTimestamp",
    "message": "note",
    "source": "deprecatedSource",
}
_OF_ONE_VERSION = {
    "additionalPrinterColumns": ("additionalPrinterColumns",),
    "selectableFields": ("selectableFields",),
    "subresources": ("subresources",),
    "validation": ("schema",),
    "version": ("name",),
}


def as_written(tree: dict[str, Any], steps: Steps) -> Steps:
    """The steps to a field of the manifest `tree`, from those of the server's path."""
    rewrite = _KINDS.get(str(tree.get("kind")))
    if rewrite is not None:
        steps = rewrite(tree, steps)
    out: list[str | int] = []
    for step in steps:
        before = out[-1] if out else ""
        spelt = _SPELLINGS.get(step, step)
        if isinstance(before, str) and spelt in _WITHOUT_INDEX.get(before, ()):
            break
        if isinstance(before, str) and isinstance(spelt, str) and (before, spelt) in _PLACES:
            out[-1:] = _PLACES[before, spelt]
        else:
            out.append(spelt)
    return tuple(out)


def _node(_: dict[str, Any], steps: Steps) -> Steps:
    if steps[:2] == ("metadata", "taints"):
        return ("spec", *steps[1:])
    if steps[:1] == ("status",) and len(steps) > 3:
        return (*steps[:2], ".".join(map(str, steps[2:])))  # The server joins a resource's name with dots.
    return steps


def _event(tree: dict[str, Any], steps: Steps) -> Steps:
    if steps[:1] == ("namespace",):
        return ("metadata", *steps)
    if tree.get("apiVersion") == "v1" or not steps:
        return steps
    return (_EVENT.get(str(steps[0]), steps[0]), *steps[1:])


def _secret(tree: dict[str, Any], steps: Steps) -> Steps:
    texts = tree.get("stringData")
    if steps[:1] == ("data",) and len(steps) > 1 and isinstance(texts, dict) and steps[1] in texts:
        return ("stringData", *steps[1:])
    return steps


def _service(tree: dict[str, Any], steps: Steps) -> Steps:
    spec = tree.get("spec")
    if steps[:2] == ("spec", "clusterIPs") and isinstance(spec, dict) and "clusterIPs" not in spec:
        return ("spec", "clusterIP")
    return steps


def _stateful_set(tree: dict[str, Any], steps: Steps) -> Steps:
    """Claims are the first volumes of the template; the others follow, except those with the name of a claim."""
    spec = tree.get("spec")
    at = ("spec", "template", "spec", "volumes")
    if steps[:4] != at or len(steps) < 5 or not isinstance(spec, dict) or not isinstance(steps[4], int):
        return steps
    claims = _names(spec.get("volumeClaimTemplates"), "metadata")
    distinct = list(dict.fromkeys(claims))
    if steps[4] < len(distinct):
        return ("spec", "volumeClaimTemplates", claims.index(distinct[steps[4]]))
    try:
        volumes = _names(spec["template"]["spec"]["volumes"], None)
    except (KeyError, TypeError):
        return steps
    kept = [index for index, name in enumerate(volumes) if name not in distinct]
    position = steps[4] - len(distinct)
    return (*at, kept[position], *steps[5:]) if position < len(kept) else steps


def _names(items: Any, holder: str | None) -> list[Any]:
    held = items if isinstance(items, list) else []
    named = [item.get(holder) if holder and isinstance(item, dict) else item for item in held]
    return [str(item.get("name", "")) if isinstance(item, dict) else "" for item in named]


def _autoscaler(tree: dict[str, Any], steps: Steps) -> Steps:
    if tree.get("apiVersion") == "autoscaling/v1" and steps[:2] == ("spec", "metrics"):
        return ("spec", "targetCPUUtilizationPercentage")
    return steps


def _runtime_class(_: dict[str, Any], steps: Steps) -> Steps:
    return ("overhead", "podFixed", *steps[2:]) if steps[:2] == ("overhead", "limits") else steps


def _definition(_: dict[str, Any], steps: Steps) -> Steps:
    """Values that all versions share occur once in the server's type."""
    if steps[:2] == ("spec", "conversion") and steps[2:3] == ("webhookClientConfig",):
        return ("spec", "conversion", "webhook", "clientConfig", *steps[3:])
    if steps[:2] == ("spec", "conversion") and steps[2:3] == ("conversionReviewVersions",):
        return ("spec", "conversion", "webhook", *steps[2:])
    if steps[:1] == ("spec",) and len(steps) > 1 and steps[1] in _OF_ONE_VERSION:
        return ("spec", "versions", 0, *_OF_ONE_VERSION[str(steps[1])], *steps[2:])
    return steps


_KINDS: dict[str, Callable[[dict[str, Any], Steps], Steps]] = {
    "CustomResourceDefinition": _definition,
    "Event": _event,
    "HorizontalPodAutoscaler": _autoscaler,
    "Node": _node,
    "RuntimeClass": _runtime_class,
    "Secret": _secret,
    "Service": _service,
    "StatefulSet": _stateful_set,
}
