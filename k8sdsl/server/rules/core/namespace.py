"""Namespaces and service accounts (core/validation `ValidateNamespace`, `ValidateServiceAccount`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import STANDARD_FINALIZERS, validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

FINALIZER = Rule(
    "core/namespace-finalizer",
    (
        "An entry of a namespace's `spec.finalizers` must be a qualified name with a domain, or one that "
        "Kubernetes defines."
    ),
    "validateFinalizerName",
    "Namespace",
    bad={"spec.finalizers": ["cleanup"]},
    good={"spec.finalizers": ["example.com/cleanup"]},
    remedy="write it with a domain, such as `finalizers: [example.com/cleanup]`, or use `kubernetes`",
)
ENFORCE_SECRETS = Rule(
    "core/enforce-mountable-secrets",
    "A ServiceAccount should not have the deprecated annotation `kubernetes.io/enforce-mountable-secrets`.",
    "warnIfHasEnforceMountableSecretsAnnotation",
    "ServiceAccount",
    bad={"metadata.annotations": {"kubernetes.io/enforce-mountable-secrets": "true"}},
    good={"secrets": [{"name": "token"}]},
    severity=Severity.WARNING,
    remedy="remove it, and keep secrets in separate namespaces, such as `namespace: billing`",
)

_ENFORCE = "kubernetes.io/enforce-mountable-secrets"


def validate_namespace(obj: Tree, problems: Problems, _context: Context) -> None:
    """A Namespace on create; the server first gives it a label with its own name."""
    meta = obj.setdefault("metadata", {})
    if meta.get("name"):
        meta.setdefault("labels", {})["kubernetes.io/metadata.name"] = meta["name"]
    validate_object_meta(obj, problems, namespaced=False, name=formats.dns1123_label)
    for finalizer in (obj.get("spec") or {}).get("finalizers") or ():
        reason = formats.qualified_name(finalizer)
        if not reason and "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            reason = "must have a domain, such as example.com/name"
        if reason:
            problems.add(FINALIZER, "spec.finalizers", f"{finalizer!r} {reason}")


def validate_service_account(obj: Tree, problems: Problems, context: Context) -> None:
    """A ServiceAccount on create: only its metadata is validated."""
    validate_object_meta(obj, problems, namespaced=True)
    # Deprecated since 1.32 (serviceaccount `warningsForServiceAccount`, kubernetes/kubernetes#128396).
    if context.minor >= 32 and _ENFORCE in ((obj.get("metadata") or {}).get("annotations") or ()):
        problems.add(ENFORCE_SECRETS, f"metadata.annotations[{_ENFORCE}]", "this annotation is deprecated")
