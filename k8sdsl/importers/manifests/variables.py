"""Names for the objects of a stack, and for labels that occur several times in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.python_source.literals import WrittenMap
from k8sdsl.python_source.modules import identifier, snake_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.tree import Tree

_LABELS = frozenset(("labels", "matchLabels", "selector"))
_OWNERS = ("app.kubernetes.io/component", "app.kubernetes.io/name", "app", "k8s-app", "name")
_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod")
_SHORT = {
    "ClusterRoleBinding": "cluster_binding",
    "ConfigMap": "config",
    "HorizontalPodAutoscaler": "autoscaler",
    "PersistentVolumeClaim": "claim",
    "PodDisruptionBudget": "budget",
    "RoleBinding": "binding",
    "ServiceAccount": "account",
}


def variable_names(trees: Sequence[Tree], taken: set[str]) -> list[str]:
    """A variable for each object: its name for a workload or the only one of that name, else with its kind."""
    objects = [(str(_name(tree)), str(tree.get("kind", ""))) for tree in trees]
    plain: dict[str, int] = {}
    for wanted in (_WORKLOADS, ()):
        for index, (name, kind) in enumerate(objects):
            if (not wanted or kind in wanted) and name not in plain:
                plain[name] = index
    found = []
    for index, (name, kind) in enumerate(objects):
        short = _SHORT.get(kind, snake_case(kind))
        is_plain = plain[name] == index or identifier(name).endswith(short)
        made = identifier(name, suffix="" if is_plain else short)
        if made in taken:
            made = identifier(name, taken, suffix=short)
        taken.add(made)
        found.append(made)
    return found


def _name(tree: Tree) -> Any:
    metadata = tree.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return metadata.get("name") or metadata.get("generateName") or tree.get("kind", "")


def with_label_variables(trees: list[Tree], taken: set[str]) -> tuple[list[Tree], dict[str, dict[str, str]]]:
    """The objects with a variable for each map of labels that occurs twice, and these maps by their variables."""
    places: dict[str, list[str]] = {}
    for tree in trees:
        for place, labels in _label_maps(tree):
            places.setdefault(json.dumps(labels), []).append(place)
    repeated = {key: used for key, used in places.items() if len(used) > 1}
    owners = [_owner(json.loads(key)) for key in repeated]
    names: dict[str, str] = {}
    for (key, used), owner in zip(repeated.items(), owners, strict=True):
        kind = "selector" if owners.count(owner) > 1 and {"matchLabels", "selector"} & set(used) else "labels"
        names[key] = identifier(kind if len(set(owners)) == 1 else f"{owner}_{kind}", taken, fallback="labels")
        taken.add(names[key])
    replaced = [_replaced(tree, names) for tree in trees] if names else trees
    return replaced, {name: json.loads(key) for key, name in names.items()}


def _owner(labels: dict[str, str]) -> str:
    """The application that labels name."""
    return next((labels[key] for key in _OWNERS if key in labels), next(iter(labels.values())))


def _label_maps(value: Any, key: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every map of labels, with the field that holds it."""
    if isinstance(value, dict):
        if key in _LABELS and _is_labels(value):
            yield key, value
        else:
            for name, item in value.items():
                yield from _label_maps(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _label_maps(item)


def _is_labels(value: dict[str, Any]) -> bool:
    return bool(value) and all(type(item) is str for item in value.values())


def _replaced(value: Any, names: dict[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        if key in _LABELS and _is_labels(value) and json.dumps(value) in names:
            return WrittenMap(value, names[json.dumps(value)])
        return {name: _replaced(item, names, name) for name, item in value.items()}
    return [_replaced(item, names) for item in value] if isinstance(value, list) else value
