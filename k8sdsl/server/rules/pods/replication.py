"""The kind ReplicationController (ValidateReplicationController)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import assigned_name, validate_object_meta
from k8sdsl.server.rules.pods.templates import validate_pod_template_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CONTROLLER_NUMBERS = Rule(
    "core/controller-replicas",
    "Replicas and minReadySeconds are not negative.",
    "ValidateReplicationControllerSpec",
    "ReplicationController",
    bad={"spec.replicas": -1},
    good={"spec.replicas": 0},
)
CONTROLLER_SELECTOR = Rule(
    "core/controller-selector",
    "A controller has a template, and selects the pods that it makes from it.",
    "ValidatePodTemplateSpecForRC",
    "ReplicationController",
    bad={"spec.selector": {"app": "other"}},
    good={"spec.selector": {"app": "web"}},
)
CONTROLLER_TEMPLATE = Rule(
    "core/controller-template",
    "Pods of a controller are always restarted, and have no deadline.",
    "ValidatePodTemplateSpecForRC",
    "ReplicationController",
    bad={"spec.template.spec.restartPolicy": "Never"},
    good={"spec.template.spec.restartPolicy": "Always"},
)
CONTROLLER_HOSTNAME = Rule(
    "core/controller-name-in-hostnames",
    "A controller's name goes into the hostnames of its pods, and should be a DNS label.",
    "rcStrategy WarningsOnCreate",
    "ReplicationController",
    bad={"metadata.name": "web.example"},
    good={"metadata.name": "web-example"},
    severity=Severity.WARNING,
)


def validate_replication_controller(obj: Tree, problems: Problems, context: Context) -> None:
    """A controller with its template; its selector is that of the template's labels by default."""
    spec = obj.setdefault("spec", {})
    template = spec.get("template")
    labels = (template or {}).get("metadata", {}).get("labels")
    selector = spec.get("selector") or labels or {}
    meta = obj.setdefault("metadata", {})
    if labels and not meta.get("labels"):
        meta["labels"] = labels
    meta.pop("generation", None)  # It is the first, whatever is said (rcStrategy PrepareForCreate).
    validate_object_meta(obj, problems, namespaced=True)
    for field in ("minReadySeconds", "replicas"):
        if spec.get(field, 0) < 0:
            problems.add(CONTROLLER_NUMBERS, f"spec.{field}", f"{spec[field]} is negative")
    if not selector:
        problems.add(CONTROLLER_SELECTOR, "spec.selector", "selector is required")
    if template is None:
        problems.add(CONTROLLER_SELECTOR, "spec.template", "template is required")
        return
    _template(template, selector, problems, context)
    name = assigned_name(meta)
    reason = formats.dns1123_label(name) if name else ""
    if reason:
        problems.add(CONTROLLER_HOSTNAME, "metadata.name", f"{name!r} goes into hostnames, and {reason}")


def _template(template: Tree, selector: dict[str, str], problems: Problems, context: Context) -> None:
    labels = template.get("metadata", {}).get("labels", {})
    if any(labels.get(key) != value for key, value in selector.items()):
        problems.add(CONTROLLER_SELECTOR, "spec.template.metadata.labels", "the selector does not match these labels")
    validate_pod_template_spec(template, "spec.template", problems, context)
    spec = template["spec"]
    if spec["restartPolicy"] != "Always":
        message = f"{spec['restartPolicy']!r} is not Always"
        problems.add(CONTROLLER_TEMPLATE, "spec.template.spec.restartPolicy", message)
    if "activeDeadlineSeconds" in spec:
        problems.add(
            CONTROLLER_TEMPLATE, "spec.template.spec.activeDeadlineSeconds", "a controller's pods have no deadline"
        )
