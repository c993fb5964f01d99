"""The validation of node.k8s.io: RuntimeClass (pkg/apis/node/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.generic_meta import validate_generic_meta
from k8sdsl.server.rules.meta import validate_labels
from k8sdsl.server.rules.pods.node_labels import warn_of_node_label

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

HANDLER = Rule(
    "node/runtime-handler",
    "`handler` of a RuntimeClass must be a DNS label.",
    "ValidateRuntimeClass",
    "RuntimeClass",
    bad={"handler": "runsc.kvm"},
    good={"handler": "runsc"},
    remedy="write the name from the container runtime's configuration, such as `handler: runsc`",
)
TOLERATION_TWICE = Rule(
    "node/toleration-twice",
    "`scheduling.tolerations` of a RuntimeClass must not repeat a toleration.",
    "validateTolerations",
    "RuntimeClass",
    bad={"scheduling": {"tolerations": [{"key": "a", "operator": "Exists"}] * 2}},
    good={"scheduling": {"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "Exists"}]}},
    remedy="remove one of the two entries, such as the second `{key: gpu, operator: Exists}`",
)

_TOLERATION_KEYS = ("key", "operator", "value", "effect")


def validate_runtime_class(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a RuntimeClass as ValidateRuntimeClass does."""
    validate_generic_meta(obj, problems, namespaced=False)
    handler = obj.get("handler", "")
    if reason := formats.dns1123_label(handler):
        problems.add(HANDLER, "handler", f"{handler!r} {reason}")
    overhead = obj.get("overhead")
    if overhead is not None:
        from k8sdsl.server.rules.pods.resources import validate_resource_requirements

        # Upstream validates the overhead as the limits of a container and reports it with that path.
        validate_resource_requirements({"limits": overhead.get("podFixed") or {}}, "overhead", problems, claims=set())
    scheduling = obj.get("scheduling")
    if scheduling is not None:
        _scheduling(scheduling, problems)


def _scheduling(scheduling: Tree, problems: Problems) -> None:
    selector = scheduling.get("nodeSelector") or {}
    validate_labels(selector, "scheduling.nodeSelector", problems)
    for key in selector:
        warn_of_node_label(key, "scheduling.nodeSelector", problems)
    tolerations = scheduling.get("tolerations") or []
    if not tolerations:
        return
    from k8sdsl.server.rules.pods.tolerations import validate_tolerations

    validate_tolerations(tolerations, "scheduling.tolerations", problems)
    seen: list[Tree] = []
    for index, toleration in enumerate(tolerations):
        stated = {field: toleration[field] for field in _TOLERATION_KEYS if toleration.get(field)}
        if stated in seen:
            problems.add(
                TOLERATION_TWICE, f"scheduling.tolerations[{index}]", "this toleration is listed more than once"
            )
        seen.append(stated)
