"""Which objects other linters look at with a check: the kinds that they read, less those that annotations exempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.references.pods import POD_SPECS
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.manifest import Manifest

_KUBE_LINTER = {
    "ClusterRole": ("rbac.authorization.k8s.io/v1",),
    "ClusterRoleBinding": ("rbac.authorization.k8s.io/v1",),
    "CronJob": ("batch/",),
    "DaemonSet": ("apps/",),
    "Deployment": ("apps/",),
    "DeploymentConfig": ("apps.openshift.io/",),
    "HorizontalPodAutoscaler": ("autoscaling/",),
    "Ingress": ("networking.k8s.io/v1",),
    "Job": ("batch/",),
    "NetworkPolicy": ("networking.k8s.io/v1",),
    "Pod": ("v1",),
    "PodDisruptionBudget": ("policy/v1",),
    "ReplicaSet": ("apps/",),
    "ReplicationController": ("v1",),
    "Role": ("rbac.authorization.k8s.io/v1",),
    "RoleBinding": ("rbac.authorization.k8s.io/v1",),
    "SecurityContextConstraints": ("security.openshift.io/",),
    "Service": ("v1",),
    "ServiceMonitor": ("monitoring.coreos.com/",),
    "StatefulSet": ("apps/",),
}
"""What kube-linter looks at (pkg/objectkinds): kind to API version, or to a group with its slash."""

_KUBE_SCORE = {
    "Pod": ("v1",),
    "Service": ("v1",),
    "Job": ("batch/v1",),
    "CronJob": ("batch/",),
    "Deployment": ("apps/", "extensions/v1beta1"),
    "StatefulSet": ("apps/",),
    "DaemonSet": ("apps/", "extensions/v1beta1"),
    "NetworkPolicy": ("networking.k8s.io/v1",),
    "PodDisruptionBudget": ("policy/",),
    "Ingress": ("networking.k8s.io/", "extensions/v1beta1"),
    "HorizontalPodAutoscaler": ("autoscaling/",),
}
"""What kube-score decodes (Parser.decodeItem), in the same form."""

_OF_ANY_KIND = "no-extensions-v1beta"
_IMPLIED = {"container-ephemeral-storage-request-and-limit": "container-resources"}


def looks_at(alias: str, manifest: Manifest) -> bool:
    """Whether a check of another linter (`linter:check`) looks at an object, which its annotations can exempt."""
    linter, _, check = alias.partition(":")
    judge = _LINTERS.get(linter)
    return judge is None or judge(check, manifest)


def _kube_linter(check: str, manifest: Manifest) -> bool:
    """Whether kube-linter does (instantiatedcheck Matcher, ignore.ObjectForCheck)."""
    annotations = map_of(manifest.metadata.get("annotations"))
    exempt = {"kube-linter.io/ignore-all", f"ignore-check.kube-linter.io/{check}"}
    return (check == _OF_ANY_KIND or _is_read(manifest, _KUBE_LINTER)) and exempt.isdisjoint(annotations)


def _kube_score(check: str, manifest: Manifest) -> bool:
    """Whether kube-score does (Parser.decodeItem, ScoredObject.isEnabled); some checks need the current version."""
    current = not check.startswith(("deployment-", "statefulset-")) or manifest.tree.get("apiVersion") == "apps/v1"
    inner = map_of(_template(manifest, "metadata").get("annotations"))
    if not current or not _is_read(manifest, _KUBE_SCORE) or _is_in(inner, "kube-score/ignore", check):
        return False
    own = map_of(manifest.metadata.get("annotations"))
    return _is_in(inner, "kube-score/enable", check) or not _is_in(own, "kube-score/ignore", check)


def _polaris(check: str, manifest: Manifest) -> bool:
    """Whether Polaris does (GetPodSpec, hasExemptionAnnotation): a workload needs containers to be one."""
    annotations = map_of(manifest.metadata.get("annotations"))
    exempt = ("polaris.fairwinds.com/exempt", f"polaris.fairwinds.com/{check}-exempt")
    if any(str(annotations.get(key)).lower() == "true" for key in exempt):
        return False
    return manifest.kind not in POD_SPECS or manifest.kind == "Pod" or "containers" in _template(manifest, "spec")


_LINTERS = {"kube-linter": _kube_linter, "kube-score": _kube_score, "polaris": _polaris}


def _is_read(manifest: Manifest, kinds: Mapping[str, tuple[str, ...]]) -> bool:
    version = str(manifest.tree.get("apiVersion"))
    return any(
        version.startswith(read) if read.endswith("/") else version == read for read in kinds.get(manifest.kind, ())
    )


def _template(manifest: Manifest, part: str) -> dict[str, Any]:
    """The `metadata` or `spec` of the pods of a workload."""
    template = manifest.tree
    for step in POD_SPECS.get(manifest.kind, "").split("/")[:-1]:
        template = map_of(template.get(step))
    return map_of(template.get(part))


def _is_in(annotations: dict[str, Any], key: str, check: str) -> bool:
    named = {name.strip() for name in str(annotations.get(key, "")).split(",")}
    return check in named or _IMPLIED.get(check) in named
