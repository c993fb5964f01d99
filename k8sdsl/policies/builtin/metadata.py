"""Policies about names, labels, annotations and versions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from k8sdsl.kube.versions import DEFAULT, minor_of
from k8sdsl.policies.policy import policy
from k8sdsl.policies.subjects import every_object, workload_of, workloads
from k8sdsl.semantics.formats import label_value
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload


@policy(
    "metadata/owner-label",
    "The labels of a workload name its `owner`.",
    of=workloads,
    reason="When the workload fails, someone must know whom to call.",
    remedy="add the label `owner: web-team`",
    bad={},
    good={"metadata.labels": {"owner": "web-team"}},
    aliases=("kube-linter:required-label-owner",),
)
def owner_label(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads without an owner."""
    if not any("owner" in str(key) for key in map_of(workload.manifest.metadata.get("labels"))):
        yield "metadata.labels", "no label names an owner"


@policy(
    "metadata/email-annotation",
    "The annotation `email` of a workload is an email address.",
    of=workloads,
    reason="When the workload fails, its owner must be notified.",
    remedy="add the annotation `email: web-team@example.com`",
    bad={},
    good={"metadata.annotations": {"email": "web-team@example.com"}},
    aliases=("kube-linter:required-annotation-email",),
)
def email_annotation(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads without an address."""
    annotations = map_of(workload.manifest.metadata.get("annotations"))
    if not any("email" in str(key) and _holds_address(value) for key, value in annotations.items()):
        yield "metadata.annotations", "the annotation `email` is missing or not an address"


_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-")
_HOST = _LOCAL - frozenset("_.+")


def _holds_address(value: Any) -> bool:
    """Whether a text has something like `name@host.domain` in it."""
    parts = value.split("@") if isinstance(value, str) else []
    for before, after in pairwise(parts):
        host, dot, domain = after.partition(".")
        if before and before[-1] in _LOCAL and host and _HOST.issuperset(host) and dot and domain:
            return domain[0] in _HOST or domain[0] == "."
    return False


@policy(
    "metadata/default-namespace",
    "Workloads and Services are in a separate namespace, not in `default`.",
    of=every_object,
    reason="Permissions and quotas apply to a namespace, and everything in `default` shares them.",
    remedy='set `namespace` in the overlay: `namespace="web"`',
    bad={"metadata.namespace": "default"},
    good={"metadata.namespace": "web"},
    aliases=("kube-linter:use-namespace",),
)
def default_namespace(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields workloads and Services of the namespace `default`."""
    placed = manifest.kind == "Service" or workload_of(manifest) is not None
    if placed and (manifest.namespace or "default").lower() == "default":
        yield "metadata.namespace", "the object is in the namespace `default`"


@policy(
    "metadata/old-group",
    "`apiVersion` is not one of the removed beta versions of workloads and Ingresses.",
    of=every_object,
    reason="Kubernetes no longer serves them.",
    remedy="use `apps/v1` or `networking.k8s.io/v1`",
    bad={"apiVersion": "extensions/v1beta1"},
    good={"apiVersion": "apps/v1"},
    aliases=("kube-linter:no-extensions-v1beta",),
    sets=("recommended",),
)
def old_group(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields beta versions of groups of extensions."""
    gvk = manifest.gvk
    _, beta, number = gvk.version.partition("v1beta")
    if "extensions" in gvk.group and beta and number:
        yield "apiVersion", f"`{gvk.group}/{gvk.version}` is no longer served"


_STABLE: dict[str, dict[str, tuple[str, str]]] = {
    "extensions/v1beta1": {
        "Deployment": ("apps/v1", "1.9"),
        "DaemonSet": ("apps/v1", "1.9"),
        "Ingress": ("networking.k8s.io/v1", "1.19"),
        "IngressClass": ("networking.k8s.io/v1", "1.19"),
    },
    "apps/v1beta1": {"Deployment": ("apps/v1", "1.9"), "StatefulSet": ("apps/v1", "1.9")},
    "apps/v1beta2": {
        "Deployment": ("apps/v1", "1.9"),
        "StatefulSet": ("apps/v1", "1.9"),
        "DaemonSet": ("apps/v1", "1.9"),
    },
    "batch/v1beta1": {"CronJob": ("batch/v1", "1.21")},
    "policy/v1beta1": {"PodDisruptionBudget": ("policy/v1", "1.21")},
    "networking.k8s.io/v1beta1": {
        "Ingress": ("networking.k8s.io/v1", "1.19"),
        "IngressClass": ("networking.k8s.io/v1", "1.19"),
    },
    "autoscaling/v2beta1": {"HorizontalPodAutoscaler": ("autoscaling/v2", "1.23")},
    "autoscaling/v2beta2": {"HorizontalPodAutoscaler": ("autoscaling/v2", "1.23")},
}


@policy(
    "metadata/stable-version",
    "`apiVersion` is the stable version of the kind, if there is one.",
    of=every_object,
    reason="Beta versions are removed a few releases after the stable version appears.",
    remedy="write the stable version; the fields may differ: `k8sdsl explain` shows them",
    bad={"apiVersion": "apps/v1beta1"},
    good={"apiVersion": "apps/v1"},
    aliases=("kube-score:stable-version",),
    sets=("recommended",),
)
def stable_version(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields versions that have a stable successor."""
    new = _STABLE.get(str(manifest.tree.get("apiVersion")), {}).get(manifest.kind)
    if new is not None and minor_of(new[1]) <= minor_of(DEFAULT):
        yield "apiVersion", f"`{new[0]}` is available since Kubernetes {new[1]}"


@policy(
    "metadata/label-values",
    "The values of labels are well-formed.",
    of=every_object,
    reason="The API server refuses other values.",
    remedy="use letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
    bad={"metadata.labels": {"team": "web/blue"}},
    good={"metadata.labels": {"team": "web-blue"}},
    aliases=("kube-score:label-values",),
    sets=("recommended",),
)
def label_values(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields values that cannot be those of a label."""
    for key, value in map_of(manifest.metadata.get("labels")).items():
        if isinstance(value, str) and label_value(value):
            yield f"metadata.labels[{key}]", f"`{value}` is not a valid label value"


@policy(
    "metadata/instance-label",
    "The label `app.kubernetes.io/instance` of a workload is its name.",
    of=workloads,
    reason="Tools that group objects by instance find the workload by this label.",
    remedy="set the label `app.kubernetes.io/instance` to the workload's name",
    bad={},
    good={"metadata.labels": {"app.kubernetes.io/instance": "web"}},
    aliases=("polaris:metadataAndInstanceMismatched",),
)
def instance_label(workload: Workload, _objects: Objects) -> Breaches:
    """Yields workloads whose instance label is missing, or another name."""
    manifest = workload.manifest
    if map_of(manifest.metadata.get("labels")).get("app.kubernetes.io/instance") != manifest.name:
        yield "metadata.labels", f"the label `app.kubernetes.io/instance` is not `{manifest.name}`"


@policy(
    "metadata/sorted-keys",
    "The keys of every map are in alphabetical order.",
    of=every_object,
    reason="Diffs stay small when every key has a fixed place.",
    remedy="sort the keys",
    bad={"metadata.labels": {"b": "1", "a": "2"}},
    good={},
    aliases=("kube-linter:sorted-keys",),
)
def sorted_keys(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields maps whose keys are not in order, each once."""
    for path in _unsorted(manifest.tree, ""):
        yield path, "the keys are not in alphabetical order"


def _unsorted(tree: Any, path: str) -> Iterator[str]:
    if isinstance(tree, dict):
        keys = [str(key) for key in tree]
        if keys != sorted(keys):
            yield path
        for key, value in tree.items():
            yield from _unsorted(value, f"{path}.{key}".lstrip("."))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _unsorted(value, f"{path}[{index}]")
