"""Metadata of kinds that the generic rules judge, where a finalizer without a domain is not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import FINALIZER, STANDARD_FINALIZERS, validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_VERSION = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
_CRDS = [
    {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "crontabs.stable.example.com"},
        "spec": {
            "group": "stable.example.com",
            "scope": "Namespaced",
            "names": {"plural": "crontabs", "kind": "CronTab"},
            "versions": [_VERSION],
        },
    }
]

FINALIZER_DOMAIN = Rule(
    "meta/finalizer-domain",
    (
        "An entry of `metadata.finalizers` of a custom resource should have a domain, so that two controllers cannot "
        "choose the same name."
    ),
    "validateKubeFinalizerName",
    "CronTab",
    bad={"crds": _CRDS, "metadata.finalizers": ["clean-up"]},
    good={"crds": _CRDS, "metadata.finalizers": ["example.com/clean-up"]},
    severity=Severity.WARNING,
    remedy="write it with your domain, such as `finalizers: [example.com/cleanup]`",
)

_UNCOUNTED = frozenset({"apiregistration.k8s.io", "coordination.k8s.io", "node.k8s.io", "v1"})
"""Groups (v1 is the core group) whose kinds judged here keep the generation that was sent."""


def validate_generic_meta(
    obj: Tree,
    problems: Problems,
    *,
    namespaced: bool,
    name: Callable[[str], str] = formats.dns1123_subdomain,
    path: str = "metadata",
) -> None:
    """As `validate_object_meta`, with finalizers validated only as qualified names.

    The namespace of a cluster-scoped object is removed before validation
    (EnsureObjectNamespaceMatchesRequestNamespace).
    """
    meta = obj.get("metadata") or {}
    finalizers = meta.get("finalizers") or ()
    rest = {key: value for key, value in meta.items() if key != "finalizers"}
    if not namespaced:
        rest.pop("namespace", None)
    if path == "metadata" and obj.get("apiVersion", "").partition("/")[0] not in _UNCOUNTED:
        rest.pop("generation", None)  # The server sets it to 1 (PrepareForCreate).
    prefix = formats.path_segment_prefix if name is formats.path_segment else None
    validate_object_meta({"metadata": rest}, problems, namespaced=namespaced, name=name, prefix=prefix, path=path)
    for finalizer in finalizers:
        reason = formats.qualified_name(finalizer)
        if reason:
            problems.add(FINALIZER, f"{path}.finalizers", f"{finalizer!r} {reason}")
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        problems.add(FINALIZER, f"{path}.finalizers", "orphan and foregroundDeletion cannot be combined")


def warn_of_finalizers(obj: Tree, problems: Problems) -> None:
    """The server's warning about finalizers without a domain."""
    meta = obj.get("metadata") or {}
    for finalizer in sorted(set(meta.get("finalizers") or ())):
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            problems.add(FINALIZER_DOMAIN, "metadata.finalizers", f"{finalizer!r} has no domain")
