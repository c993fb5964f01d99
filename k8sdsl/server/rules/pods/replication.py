"""The kind ReplicationController (ValidateReplicationController)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import ONLY_NAMES_SINCE, assigned_name, validate_generated_name, validate_object_meta
from k8sdsl.server.rules.pods.templates import validate_pod_template_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CONTROLLER_NUMBERS = Rule(
    "core/controller-replicas",
    "`replicas` and `minReadySeconds` of a ReplicationController must not be negative.",
    "ValidateReplicationControllerSpec",
    "ReplicationController",
    bad={"spec.replicas": -1},
    good={"spec.replicas": 0},
    remedy="set 0 or a positive number, such as `replicas: 1`",
)
CONTROLLER_SELECTOR = Rule(
    "core/controller-selector",
    "A ReplicationController must have a `template`, and a `selector` that matches the labels of the template.",
    "ValidatePodTemplateSpecForRC",
    "ReplicationController",
    bad={"spec.selector": {"app": "other"}},
    good={"spec.selector": {"app": "web"}},
    remedy="set `spec.selector` to the labels of the template, such as `{app: web}`, or omit it",
)
CONTROLLER_TEMPLATE = Rule(
    "core/controller-template",
    "The template of a ReplicationController must have `restartPolicy: Always` and no `activeDeadlineSeconds`.",
    "ValidatePodTemplateSpecForRC",
    "ReplicationController",
    bad={"spec.template.spec.restartPolicy": "Never"},
    good={"spec.template.spec.restartPolicy": "Always"},
    remedy="remove both fields, or use a `Job` for pods that end",
)
CONTROLLER_HOSTNAME = Rule(
    "core/controller-name-in-hostnames",
    "The `metadata.name` of a ReplicationController becomes part of its pods' hostnames and should be a DNS label.",
    "rcStrategy WarningsOnCreate",
    "ReplicationController",
    bad={"metadata.name": "web.example"},
    good={"metadata.name": "web-example"},
    severity=Severity.WARNING,
    remedy="use at most 63 lowercase letters, digits and dashes, such as `name: web`",
)


def validate_replication_controller(obj: Tree, problems: Problems, context: Context) -> None:
    """A controller with its template; its selector defaults to the template's labels."""
    spec = obj.setdefault("spec", {})
    template = spec.get("template")
    labels = (template or {}).get("metadata", {}).get("labels")
    selector = spec.get("selector") or labels or {}
    meta = obj.setdefault("metadata", {})
    if labels and not meta.get("labels"):
        meta["labels"] = labels
    meta.pop("generation", None)  # The server sets it to 1 on create (rcStrategy PrepareForCreate).
    validate_object_meta(obj, problems, namespaced=True, generates=context.minor < ONLY_NAMES_SINCE)
    for field in ("minReadySeconds", "replicas"):
        if spec.get(field, 0) < 0:
            problems.add(CONTROLLER_NUMBERS, f"spec.{field}", f"{spec[field]} must not be negative")
    if not selector:
        problems.add(CONTROLLER_SELECTOR, "spec.selector", "selector is required because the template has no labels")
    if template is None:
        problems.add(CONTROLLER_SELECTOR, "spec.template", "template is required")
        return
    _template(template, selector, problems, context)
    validate_generated_name(obj, problems)
    name = assigned_name(meta)
    reason = formats.dns1123_label(name) if name else ""
    if reason:
        problems.add(CONTROLLER_HOSTNAME, "metadata.name", f"{name!r} is used in hostnames, but {reason}")


def _template(template: Tree, selector: dict[str, str], problems: Problems, context: Context) -> None:
    labels = template.get("metadata", {}).get("labels", {})
    if any(labels.get(key) != value for key, value in selector.items()):
        problems.add(CONTROLLER_SELECTOR, "spec.template.metadata.labels", "spec.selector does not match these labels")
    validate_pod_template_spec(template, "spec.template", problems, context)
    spec = template["spec"]
    if spec["restartPolicy"] != "Always":
        message = f"{spec['restartPolicy']!r} must be Always"
        problems.add(CONTROLLER_TEMPLATE, "spec.template.spec.restartPolicy", message)
    if "activeDeadlineSeconds" in spec:
        problems.add(
            CONTROLLER_TEMPLATE,
            "spec.template.spec.activeDeadlineSeconds",
            "this field is not allowed in the template of a controller",
        )
