"""Annotations of nodes that the server validates (core/validation `ValidateNodeSpecificAnnotations`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.core.taints import validate_taints
from k8sdsl.server.rules.untagged_json import read_untagged

if TYPE_CHECKING:
    from k8sdsl.rule import Problems

AVOID_PODS = Rule(
    "core/prefer-avoid-pods",
    "The annotation `scheduler.alpha.kubernetes.io/preferAvoidPods` must be JSON whose entries name a controller.",
    "ValidateAvoidPodsInNodeAnnotations",
    "Node",
    bad={"metadata.annotations": {"scheduler.alpha.kubernetes.io/preferAvoidPods": "web"}},
    good={"metadata.annotations": {"scheduler.alpha.kubernetes.io/preferAvoidPods": "{}"}},
    remedy="use a taint instead, such as `taints: [{key: avoid, effect: PreferNoSchedule}]`",
)
TAINTS_ANNOTATION = Rule(
    "core/taints-annotation",
    "The annotation `scheduler.alpha.kubernetes.io/taints` must be a JSON list of taints.",
    "ValidateTaintsInNodeAnnotations",
    "Node",
    bad={"metadata.annotations": {"scheduler.alpha.kubernetes.io/taints": "gpu"}},
    good={"metadata.annotations": {"scheduler.alpha.kubernetes.io/taints": '[{"key": "gpu", "effect": "NoExecute"}]'}},
    remedy="use the field instead: `spec.taints: [{key: gpu, effect: NoSchedule}]`",
)

_PATH = "metadata.annotations"
_AVOID = "scheduler.alpha.kubernetes.io/preferAvoidPods"
_TAINTS = "scheduler.alpha.kubernetes.io/taints"


def validate_node_annotations(annotations: dict[str, str], problems: Problems) -> None:
    """The annotations of a node that once were its fields; an empty one is not read."""
    if annotations.get(_TAINTS):
        taints = read_untagged(annotations[_TAINTS], ("key", "value", "effect"))
        if taints is None:
            problems.add(TAINTS_ANNOTATION, _PATH, f"{_TAINTS} is not a JSON list of taints")
        else:
            validate_taints(taints, f"{_PATH}.{_TAINTS}", problems)
    if annotations.get(_AVOID):
        _validate_avoid_pods(annotations[_AVOID], problems)


def _validate_avoid_pods(annotation: str, problems: Problems) -> None:
    entries = _avoid_pods(annotation)
    if entries is None:
        problems.add(AVOID_PODS, _PATH, f"{_AVOID} is not valid JSON of the expected form")
        return
    for index, entry in enumerate(entries):
        at = f"{_PATH}.{_AVOID}[{index}].PodSignature"
        controller = (entry.get("podSignature") or {}).get("podController")
        if not isinstance(controller, dict):
            problems.add(AVOID_PODS, at, "a controller is required")
        elif controller.get("controller") is not True:
            problems.add(AVOID_PODS, f"{at}.PodController.Controller", "must be true")


def _avoid_pods(annotation: str) -> list[Any] | None:
    import json

    try:
        tree = json.loads(annotation)
    except (ValueError, RecursionError):
        return None
    if tree is None:
        return []
    entries = tree.get("preferAvoidPods") if isinstance(tree, dict) else False
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    return entries if all(isinstance(entry.get("podSignature", {}), dict) for entry in entries) else None
