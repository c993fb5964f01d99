"""Administrators' access to devices, which the labels of a namespace allow (`pkg/registry/resource`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

LABEL = "resource.kubernetes.io/admin-access"
ADMIN_ACCESS = Rule(
    "resource/admin-access",
    f"The namespace of a claim with `adminAccess: true` must have the label `{LABEL}` with the value 'true'.",
    "AuthorizedForAdmin",
    "ResourceClaim",
    bad={"spec.devices.requests[0].exactly.adminAccess": True},
    good={"metadata.namespace": "monitoring", "spec.devices.requests[0].exactly.adminAccess": True},
    remedy=f'use a namespace whose manifest has `labels: {{{LABEL}: "true"}}`, or remove `adminAccess`',
)


def validate_admin_access(requests: Iterable[Tree], metadata: Tree, problems: Problems, context: Context) -> None:
    """Refuses the first request for an administrator's access outside namespaces that allow it (AuthorizedForAdmin).

    The server leaves the level of `exactly` out of the path, and `spec` of a template. A namespace whose labels are not
    known is not judged.
    """
    for index, request in enumerate(requests):
        if (request.get("exactly") or {}).get("adminAccess"):
            namespace = metadata.get("namespace") or "default"
            labels = context.labels_of(namespace)
            if labels is not None and labels.get(LABEL) != "true":
                message = f"namespace {namespace!r} does not have the label {LABEL}=true"
                problems.add(ADMIN_ACCESS, f"spec.devices.requests[{index}].adminAccess", message)
            return
