"""Which manager deploys an object of a cluster, and what it applied before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.secret_values import LAST_APPLIED
from k8sdsl.tree import get, map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.tree import Tree

USUAL = "kubectl"
"""The manager of `kubectl apply --server-side`."""
_DEPLOYERS = ("argocd-controller", "kustomize-controller", "helm-controller", USUAL)


def manager_of(live: Tree | None) -> str:
    """The manager that deploys an object: the one of a GitOps controller or of kubectl that applied it, or kubectl."""
    managers = {str(entry.get("manager")) for entry in _entries(live)}
    return next((name for name in _DEPLOYERS if name in managers), USUAL)


def applied_before(live: Tree, manager: str) -> Tree:
    """The fields that the manager applied before, with their values in the cluster.

    For an object that was only applied client-side, it is the copy in its annotation. An empty map if nothing is known.
    """
    for entry in _entries(live):
        if entry.get("manager") == manager:
            owned = _extract(live, map_of(entry.get("fieldsV1")))
            return {**map_of(owned), "apiVersion": live.get("apiVersion"), "kind": live.get("kind")}
    return last_applied(live)


def last_applied(live: Tree) -> Tree:
    """What a client-side apply was last given; an empty map if the object was applied server-side or created."""
    text = get(live, ("metadata", "annotations", LAST_APPLIED))
    try:
        return map_of(json.loads(text)) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}


def is_applied_by(live: Tree, manager: str) -> bool:
    """Whether a manager owns fields by server-side apply, so that the server itself removes those it drops."""
    return any(entry.get("manager") == manager for entry in _entries(live))


def _entries(live: Tree | None) -> Iterator[Tree]:
    """The entries of server-side apply, without those of the status and other subresources."""
    for _, entry in maps_in(get(live, ("metadata", "managedFields"), ())):
        if entry.get("operation") == "Apply" and not entry.get("subresource"):
            yield entry


def _extract(value: Any, fields: Tree) -> Any:
    """The part of a value that a set of fields in the format FieldsV1 covers."""
    below = {key: map_of(inner) for key, inner in fields.items() if key != "."}
    if not below:
        return value
    if isinstance(value, dict):
        named = {key.removeprefix("f:"): inner for key, inner in below.items()}
        return {key: _extract(value[key], inner) for key, inner in named.items() if key in value}
    if isinstance(value, list):
        return [_with_keys(item, key, inner) for key, inner in below.items() for item in value if _is_item(item, key)]
    return value


def _is_item(item: Any, key: str) -> bool:
    """Whether a key of FieldsV1 means an item of a list: `k:{"name":"web"}`, or `v:"value"` in a set."""
    wanted = _keys(key)
    if key.startswith("k:") and isinstance(item, dict) and isinstance(wanted, dict):
        return all(item.get(name) == value for name, value in wanted.items())
    return key.startswith("v:") and item == wanted


def _with_keys(item: Any, key: str, fields: Tree) -> Any:
    found = _extract(item, fields)
    return {**_keys(key), **found} if key.startswith("k:") and isinstance(found, dict) else found


def _keys(key: str) -> Any:
    try:
        return json.loads(key[2:])
    except (ValueError, RecursionError):
        return None
