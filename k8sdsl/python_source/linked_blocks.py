"""Blocks that take a workload: Services, autoscalers and disruption budgets of one that a variable holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.python_source.literals import CallExpression, Code
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from k8sdsl.python_source.constructors import Constructors
    from k8sdsl.tree import Tree

SCALED = ("Deployment", "StatefulSet")


def linked_call(tree: Tree, workloads: dict[str, Tree], constructors: Constructors) -> CallExpression | None:
    """The call of a block that creates exactly an object from one of the workloads, by the names of their variables."""
    make = _MAKERS.get((str(tree.get("apiVersion")), str(tree.get("kind"))))
    metadata = map_of(tree.get("metadata"))
    name = metadata.get("name")
    if make is None or not isinstance(name, str):
        return None
    for variable, workload in workloads.items():
        try:
            block, arguments = make(tree, workload)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        given = [("", Code(variable)), *arguments]
        if name != map_of(workload.get("metadata")).get("name") or block == "headless":
            given.append(("name", name))
        given += [(part, metadata[part]) for part in ("labels", "annotations") if part in metadata]
        call = constructors.linked(block, given, tree)
        if call is not None:
            return call
    return None


def _service(tree: Tree, workload: Tree) -> tuple[str, list[tuple[str, Any]]]:
    spec = tree["spec"]
    if spec["selector"] != workload["spec"]["selector"]["matchLabels"]:
        raise ValueError
    (port,) = spec["ports"]
    headless = spec.get("clusterIP") == "None"
    arguments: list[tuple[str, Any]] = [("", port["port"])]
    arguments += [("", port["targetPort"])] if "targetPort" in port else []
    arguments += [("type", spec["type"])] if "type" in spec else []
    arguments += [("port_name", port["name"])] if "name" in port else []
    arguments += [("node_port", port["nodePort"])] if "nodePort" in port else []
    if "publishNotReadyAddresses" in spec:
        arguments.append(("publish_not_ready", spec["publishNotReadyAddresses"]))
    return ("headless" if headless else "expose"), arguments


def _autoscaler(tree: Tree, workload: Tree) -> tuple[str, list[tuple[str, Any]]]:
    spec = tree["spec"]
    target = {"apiVersion": workload["apiVersion"], "kind": workload["kind"], "name": workload["metadata"]["name"]}
    if spec["scaleTargetRef"] != target:
        raise ValueError
    arguments: list[tuple[str, Any]] = [("", spec["minReplicas"]), ("", spec["maxReplicas"])]
    for metric in spec.get("metrics", ()):
        wanted = metric["resource"]["target"]
        arguments.append((metric["resource"]["name"], wanted.get("averageUtilization") or wanted["averageValue"]))
    return "scale", arguments


def _budget(tree: Tree, workload: Tree) -> tuple[str, list[tuple[str, Any]]]:
    spec = tree["spec"]
    if spec["selector"] != workload["spec"]["selector"]:
        raise ValueError
    names = {"minAvailable": "minimum", "maxUnavailable": "at_once"}
    return "disruption_budget", [(names[key], spec[key]) for key in names if key in spec]


_MAKERS = {
    ("v1", "Service"): _service,
    ("autoscaling/v2", "HorizontalPodAutoscaler"): _autoscaler,
    ("policy/v1", "PodDisruptionBudget"): _budget,
}
