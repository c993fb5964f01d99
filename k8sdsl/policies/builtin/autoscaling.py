"""Policies about what autoscalers scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import mapping, objects_of

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects

_TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
_DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {"template": {"spec": {"containers": []}}},
}


@policy(
    "autoscaling/target",
    "`scaleTargetRef` names a workload of the set.",
    of=objects_of("HorizontalPodAutoscaler"),
    reason="An autoscaler without a target does nothing, and says so only in its status.",
    remedy="correct `apiVersion`, `kind` or `name` of `scaleTargetRef`",
    kind="HorizontalPodAutoscaler",
    bad={"spec.scaleTargetRef": _TARGET},
    good={"spec.scaleTargetRef": _TARGET, "beside": [_DEPLOYMENT]},
    aliases=("kube-linter:dangling-horizontalpodautoscaler", "kube-score:horizontalpodautoscaler-has-target"),
)
def target(scaler: Manifest, objects: Objects) -> Breaches:
    """Yields targets that the set does not hold."""
    wanted = mapping(mapping(scaler.tree.get("spec")).get("scaleTargetRef"))
    kind, name = wanted.get("kind"), wanted.get("name")
    if not any(
        manifest.name == name
        and manifest.namespace == scaler.namespace
        and manifest.tree.get("apiVersion") == wanted.get("apiVersion")
        for manifest in objects.of(str(kind))
    ):
        yield "spec.scaleTargetRef", f"the set holds no {kind}/{name} of `{wanted.get('apiVersion')}`"
