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
        full = name if plain[name] == index or identifier(name).endswith(short) else f"{name}_{short}"
        made = identifier(full)
        if made in taken:
            made = identifier(f"{name}_{short}", taken)
        taken.add(made)
        found.append(made)
    return found


def _name(tree: Tree) -> Any:
    metadata = tree.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return metadata.get("name") or metadata.get("generateName") or tree.get("kind", "")


def with_label_variables(trees: list[Tree], taken: set[str]) -> tuple[list[Tree], dict[str, dict[str, str]]]:
    """The objects with a variable for each map of labels that occurs twice, and these maps by their variables."""
    counts: dict[str, int] = {}
    for tree in trees:
        for labels in _label_maps(tree):
            key = json.dumps(labels)
            counts[key] = counts.get(key, 0) + 1
    repeated = [json.loads(key) for key, count in counts.items() if count > 1]
    names: dict[str, str] = {}
    for labels in repeated:
        wanted = "labels" if len(repeated) == 1 else f"{next(iter(labels.values()))}_labels"
        names[json.dumps(labels)] = identifier(wanted, taken, fallback="labels")
        taken.add(names[json.dumps(labels)])
    replaced = [_replaced(tree, names) for tree in trees] if names else trees
    return replaced, {name: json.loads(key) for key, name in names.items()}


def _label_maps(value: Any, key: str = "") -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if key in _LABELS and _is_labels(value):
            yield value
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
