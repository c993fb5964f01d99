"""The fields that the server and its controllers write into objects that others created."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.identity import ObjectRef
from k8sdsl.locations.secret_values import LAST_APPLIED
from k8sdsl.tree import get, map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.tree import Tree

_METADATA = (
    *("creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields"),
    *("resourceVersion", "selfLink", "uid"),
)
_ANNOTATIONS = frozenset(
    (
        LAST_APPLIED,
        "autoscaling.alpha.kubernetes.io/conditions",
        "autoscaling.alpha.kubernetes.io/current-metrics",
        "batch.kubernetes.io/job-tracking",
        "control-plane.alpha.kubernetes.io/leader",
        "deployment.kubernetes.io/desired-replicas",
        "deployment.kubernetes.io/max-replicas",
        "deployment.kubernetes.io/revision",
        "deprecated.daemonset.template.generation",
        "endpoints.kubernetes.io/last-change-trigger-time",
        "kubectl.kubernetes.io/restartedAt",
        "kubernetes.io/config.hash",
        "kubernetes.io/config.seen",
        "kubernetes.io/config.source",
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "volume.beta.kubernetes.io/storage-provisioner",
        "volume.kubernetes.io/selected-node",
        "volume.kubernetes.io/storage-provisioner",
    )
)
_LABELS = frozenset(
    (
        *("batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"),
        *("controller-revision-hash", "kubernetes.io/metadata.name", "pod-template-generation", "pod-template-hash"),
        "statefulset.kubernetes.io/pod-name",
    )
)
_FINALIZERS = (
    *("kubernetes.io/pvc-protection", "kubernetes.io/pv-protection", "kubernetes"),
    *("service.kubernetes.io/load-balancer-cleanup", "foregroundDeletion", "orphan"),
    *("batch.kubernetes.io/job-tracking", "external-provisioner.volume.kubernetes.io/finalizer"),
    "snapshot.storage.kubernetes.io/pvc-as-source-protection",
)


def applied_of(tree: Tree) -> Tree:
    """What `kubectl apply` was last given for an object; an empty map if that is unknown."""
    text = get(tree, ("metadata", "annotations", LAST_APPLIED))
    try:
        applied = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return map_of(applied)


def without_written(tree: Tree, applied: Tree) -> Tree:
    """A copy of an object without what the server and controllers wrote; `applied` is what was last applied."""
    made: Tree = _without_nulls({key: value for key, value in tree.items() if key != "status"})
    _clean_metadata(made)
    ref = ObjectRef.of(made)
    clean = _OF_KIND.get(ref.kind)
    if clean is not None and isinstance(made.get("spec"), dict):
        clean(made, map_of(applied.get("spec")))
    for path in _TEMPLATES:
        template = get(made, path)
        if isinstance(template, dict):
            _clean_metadata(template)
            _clean_pod(template, {})
    for _, claim in maps_in(get(made, ("spec", "volumeClaimTemplates"))):
        _clean_metadata(claim)
        for key in ("apiVersion", "kind", "status"):
            claim.pop(key, None)
    return made


def _without_nulls(value: Any) -> Any:
    """A copy without keys that have no value: the server writes them for times and lists that are not set."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


_TEMPLATES = (("spec", "template"), ("spec", "jobTemplate"), ("spec", "jobTemplate", "spec", "template"))


def _clean_metadata(tree: Tree) -> None:
    metadata = tree.get("metadata")
    if not isinstance(metadata, dict):
        return
    for key in _METADATA:
        metadata.pop(key, None)
    for key, written in (("annotations", _ANNOTATIONS), ("labels", _LABELS)):
        if isinstance(metadata.get(key), dict):
            metadata[key] = {name: value for name, value in metadata[key].items() if name not in written}
    if isinstance(metadata.get("finalizers"), list):
        metadata["finalizers"] = [name for name in metadata["finalizers"] if name not in _FINALIZERS]
    for key in ("annotations", "labels", "finalizers"):
        if key in metadata and not metadata[key]:
            del metadata[key]
    if not metadata:
        del tree["metadata"]


def _clean_service(tree: Tree, applied: Tree) -> None:
    """An address, families and node ports that the server allocated; node ports of `NodePort` may be relied on."""
    spec = tree["spec"]
    headless = spec.get("clusterIP") == "None"
    for key in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"):
        if key not in applied and not (headless and key == "clusterIP"):
            spec.pop(key, None)
    ports = applied.get("ports")
    for index, port in maps_in(spec.get("ports")):
        given = "nodePort" in map_of(get(ports, (index,)))
        if not given and (applied or spec.get("type") != "NodePort"):
            port.pop("nodePort", None)


def _clean_pod(tree: Tree, _applied: Tree) -> None:
    """What admission plugins and the scheduler add to a pod."""
    spec = map_of(tree.get("spec"))
    if spec.get("serviceAccount") == spec.get("serviceAccountName"):
        spec.pop("serviceAccount", None)
    if "priorityClassName" in spec or spec.get("priority") == 0:
        spec.pop("priority", None)
        spec.pop("preemptionPolicy", None)
    for container in _containers(spec):
        if container.get("resources") == {}:
            del container["resources"]
    if tree.get("kind") != "Pod":
        return
    spec.pop("nodeName", None)
    if spec.get("serviceAccountName") == "default":
        del spec["serviceAccountName"]
    _filter(
        spec,
        "tolerations",
        lambda item: item.get("key") not in _ADDED_TOLERATIONS or item.get("tolerationSeconds") != 300,
    )
    _filter(spec, "volumes", lambda item: not str(item.get("name", "")).startswith("kube-api-access-"))
    for container in _containers(spec):
        _filter(container, "volumeMounts", lambda item: item.get("mountPath") != _TOKEN)


def _containers(spec: Tree) -> Iterator[Tree]:
    for key in ("containers", "initContainers", "ephemeralContainers"):
        yield from maps(spec.get(key))


_ADDED_TOLERATIONS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a path


def _filter(tree: Tree, key: str, keep: Callable[[Tree], bool]) -> None:
    if isinstance(tree.get(key), list):
        tree[key] = [item for item in tree[key] if not isinstance(item, dict) or keep(item)]
        if not tree[key]:
            del tree[key]


def _clean_claim(tree: Tree, applied: Tree) -> None:
    """The volume that the controller bound."""
    if "volumeName" not in applied:
        tree["spec"].pop("volumeName", None)


def _clean_volume(tree: Tree, applied: Tree) -> None:
    """The claim that was bound to a volume, or its identity if the volume names it itself."""
    claim = tree["spec"].get("claimRef")
    if isinstance(claim, dict):
        if applied and "claimRef" not in applied:
            del tree["spec"]["claimRef"]
        for key in ("uid", "resourceVersion", "apiVersion", "kind"):
            claim.pop(key, None)


def _clean_job(tree: Tree, _applied: Tree) -> None:
    """The selector that the server generated."""
    if not tree["spec"].get("manualSelector"):
        tree["spec"].pop("selector", None)


def _clean_namespace(tree: Tree, _applied: Tree) -> None:
    if tree["spec"].get("finalizers") == ["kubernetes"]:
        del tree["spec"]["finalizers"]
    if not tree["spec"]:
        del tree["spec"]


_OF_KIND: dict[str, Callable[[Tree, Tree], None]] = {
    "Job": _clean_job,
    "Namespace": _clean_namespace,
    "PersistentVolume": _clean_volume,
    "PersistentVolumeClaim": _clean_claim,
    "Pod": _clean_pod,
    "Service": _clean_service,
}
