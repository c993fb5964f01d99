"""The object that an autoscaler scales or that a metric describes (`ValidateCrossVersionObjectReference`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

REFERENCE = Rule(
    "autoscaling/reference",
    "`scaleTargetRef` and `describedObject` must have a `kind` and a `name`.",
    "ValidateCrossVersionObjectReference",
    "HorizontalPodAutoscaler",
    bad={"spec.scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": ""}},
    good={"spec.scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}},
    remedy="for example, write `scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}`",
)
API_VERSION = Rule(
    "autoscaling/api-version",
    "`scaleTargetRef.apiVersion` must be a group and version.",
    "ValidateAPIVersion",
    "HorizontalPodAutoscaler",
    bad={"spec.scaleTargetRef": {"kind": "Deployment", "name": "web"}},
    good={"spec.scaleTargetRef": {"apiVersion": "v1", "kind": "ReplicationController", "name": "web"}},
    remedy="set `apiVersion: apps/v1` for a Deployment or StatefulSet",
)

_VERSIONS_VALIDATED = 34  # kubernetes/kubernetes#132537


def validate_reference(reference: Tree, path: str, problems: Problems, context: Context, *, grouped: bool) -> None:
    """A reference to an object; `grouped` requires an API group."""
    for field in ("kind", "name"):
        value = reference.get(field, "")
        reason = formats.path_segment(value) if value else f"is empty; a {field} is required"
        if reason:
            problems.add(REFERENCE, f"{path}.{field}", f"{value!r} {reason}")
    if context.minor < _VERSIONS_VALIDATED:
        return
    version = reference.get("apiVersion", "")
    if version.count("/") > 1:
        problems.add(API_VERSION, f"{path}.apiVersion", f"{version!r} is not a valid group and version")
    elif grouped and not version.rpartition("/")[0]:
        problems.add(API_VERSION, f"{path}.apiVersion", f"{version!r} has no API group")
