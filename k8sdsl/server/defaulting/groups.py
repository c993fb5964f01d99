"""Defaults of the smaller API groups that depend on more than the type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_RBAC = "rbac.authorization.k8s.io"


def default_definition(definition: Tree, _minor: int) -> None:
    """The names of a custom kind that follow from its kind (apiextensions/v1)."""
    names = definition.setdefault("spec", {}).setdefault("names", {})
    kind = names.get("kind", "")
    if kind:
        names["singular"] = names.get("singular") or kind.lower()
        names["listKind"] = names.get("listKind") or f"{kind}List"


def default_network_policy(policy: Tree, _minor: int) -> None:
    """It is about Ingress, and about Egress where it has such rules (networking/v1)."""
    spec = policy.setdefault("spec", {})
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]


def default_subject(subject: Tree, _minor: int) -> None:
    """Users and groups are of the group of RBAC (rbac/v1)."""
    if not subject.get("apiGroup") and subject.get("kind") in {"User", "Group"}:
        subject["apiGroup"] = _RBAC


def default_device_request(request: Tree, _minor: int) -> None:
    """One device where devices are counted (resource/v1)."""
    if (request.get("allocationMode") or "ExactCount") == "ExactCount" and not request.get("count"):
        request["count"] = 1
