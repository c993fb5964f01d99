"""A control plane: creates objects, and lets controllers, binder and scheduler do their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster import admission
from k8sdsl.cluster.admission import resource_quota
from k8sdsl.cluster.admission.limit_ranger import set_range_defaults
from k8sdsl.cluster.admission.request import Request
from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.objects import ClusterObjects
from k8sdsl.cluster.pod_defaults import set_pod_defaults
from k8sdsl.cluster.quota.ledger import Ledger
from k8sdsl.cluster.scheduling.pod import Pod
from k8sdsl.cluster.scheduling.scheduler import Placement, Scheduled, Scheduler
from k8sdsl.cluster.volumes.binder import Binder
from k8sdsl.identity import GroupVersionKind
from k8sdsl.kube.kinds import is_builtin_group, kind_info
from k8sdsl.rule import Problem, Rule
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import judge, run_validator
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.tree import Tree

EXISTS = Rule(
    "admission/already-exists",
    "`metadata.name` of an object must differ from those of other objects of its kind in its namespace.",
    "registry Store.Create",
    "ConfigMap",
    remedy="choose another name, or update the existing object with `kubectl apply`",
)
POD = GroupVersionKind("", "v1", "Pod")
_KUBERNETES = {
    "metadata": {"name": "kubernetes", "namespace": "default"},
    "spec": {"type": "ClusterIP", "clusterIP": "10.96.0.1", "ports": [{"port": 443}]},
}


class ControlPlane:
    """The state of a simulated cluster, and what its parts do when an object is created."""

    __slots__ = (
        *("_context", "_generated", "_labels_elsewhere", "_observers", "binder", "later"),
        *("ledger", "objects", "pending", "placements", "scheduler"),
    )

    def __init__(self, context: Context, is_open: Callable[[str, str], bool], *, provisions: bool = False) -> None:
        self._context = Context(context.minor, context.crds, self._labels_of)
        self._labels_elsewhere = context.labels_of
        self.objects = ClusterObjects(is_open)
        self.ledger = Ledger()
        self.binder = Binder(self.objects, provisions=provisions)
        self.scheduler = Scheduler(self.objects, self.binder, context.minor)
        self._generated = 0
        self.later: frozenset[str] = frozenset()
        self.pending: list[Pod] = []
        self.placements: dict[tuple[str, str], Placement] = {}
        self._observers: dict[tuple[str, str], Callable[[Tree, str, str], None]] = {
            ("", "Pod"): self._see_pod,
            ("", "Node"): self._see_node,
            ("", "PersistentVolume"): self._see_volume,
            ("", "PersistentVolumeClaim"): self._see_claim,
            ("storage.k8s.io", "VolumeAttachment"): self._see_attachment,
            ("", "ResourceQuota"): self._see_quota,
            ("storage.k8s.io", "StorageClass"): self._see_class,
        }
        self.objects.add(GroupVersionKind("", "v1", "Service"), "services", "default", "kubernetes", dict(_KUBERNETES))

    def load(self, tree: Mapping[str, Any]) -> None:
        """Adds an object that already exists: defaults are written into it, but nothing refuses it."""
        decoded = decode(tree, self._context.minor)
        if decoded is None:
            self._enter_custom(tree)
            return
        request = self._request(decoded.tree, decoded.gvk, decoded.info)
        if "uid" not in (decoded.tree.get("metadata") or {}):  # what a cluster tells of is complete already
            admission.mutate(request)
        self.store(request)

    def submit(self, tree: Mapping[str, Any]) -> tuple[list[Problem], Request | None]:
        """Asks to create an object: what is wrong with it, and the request as admission left it.

        The request is None for kinds that are not built in and for objects that do not decode; the object is stored
        only if nothing is wrong with it.
        """
        decoded = decode(tree, self._context.minor)
        if decoded is None:
            problems = judge(dict(tree), self._context)
            if not any(problem.rule.severity == "error" for problem in problems):
                self._enter_custom(tree)
            return problems, None
        if decoded.problems:
            return decoded.problems, None
        return self.create(decoded.tree, decoded.gvk, decoded.info)

    def create(self, tree: Tree, gvk: GroupVersionKind, info: KindInfo) -> tuple[list[Problem], Request]:
        """As `submit`, for a decoded tree, which is changed."""
        request = self.admit(tree, gvk, info)
        problems = request.problems.found
        if not any(problem.rule.severity == "error" for problem in problems):
            self.store(request)
        return problems + request.warnings.found, request

    def admit(self, tree: Tree, gvk: GroupVersionKind, info: KindInfo) -> Request:
        """Puts an object through admission and validation, without storing it."""
        request = self._request(tree, gvk, info)
        admission.mutate(request)
        request.problems.found += run_validator(gvk, copy_tree(tree), self._context)
        if self.objects.get(gvk.group, gvk.kind, request.name, request.namespace) is not None:
            request.problems.add(EXISTS, "metadata.name", f"{gvk.kind} {request.name!r} already exists")
        admission.validate(request)
        if not any(problem.rule.severity == "error" for problem in request.problems):
            resource_quota.validate(request, self.ledger, info.plural)
        return request

    def store(self, request: Request, name: str = "") -> None:
        """Stores an object that was admitted, under another name if one is given, and lets controllers see it."""
        tree, gvk, info = request.tree, request.gvk, request.info
        plural = info.plural if info is not None else f"{gvk.kind.lower()}s"
        if gvk.group == "":
            if gvk.kind == "Pod":
                set_pod_defaults(request.spec)
            elif gvk.kind == "LimitRange":
                set_range_defaults(tree)
        name = name or request.name
        self.objects.add(gvk, plural, request.namespace, name, tree)
        self.ledger.charge(gvk, plural, request.namespace, tree)
        observe = self._observers.get((gvk.group, gvk.kind))
        if observe is not None:
            observe(tree, request.namespace, name)

    def retry(self) -> None:
        """Schedules pods again that found no node, for as long as one of them finds one now."""
        progress = True
        while progress and self.pending:
            pending, self.pending = self.pending, []
            for pod in pending:
                self._schedule(pod)
            progress = len(self.pending) < len(pending)

    def _request(self, tree: Tree, gvk: GroupVersionKind, info: KindInfo) -> Request:
        metadata = tree.setdefault("metadata", {})
        if not metadata.get("name") and metadata.get("generateName"):
            self._generated += 1
            metadata["name"] = f"{metadata['generateName']}{self._generated:05}"
        request = Request(tree, gvk, info, self.objects, self._context.minor, self.later)
        if gvk == POD:
            set_pod_defaults(request.spec)
        return request

    def _labels_of(self, namespace: str) -> Mapping[str, str] | None:
        known = self.objects.get("", "Namespace", namespace) is not None
        return self.objects.namespace_labels(namespace) if known else self._labels_elsewhere(namespace)

    def _enter_custom(self, tree: Mapping[str, Any]) -> None:
        gvk = GroupVersionKind.of(dict(tree))
        metadata = tree.get("metadata")
        if is_builtin_group(gvk.group):
            return  # a version that is not served
        if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
            namespace = metadata.get("namespace")
            place = namespace if isinstance(namespace, str) else ""
            self.objects.add(gvk, f"{gvk.kind.lower()}s", place, metadata["name"], copy_tree(dict(tree)))

    def _see_pod(self, tree: Tree, namespace: str, name: str) -> None:
        spec = tree.get("spec") or {}
        volumes = spec.get("volumes") or []
        for volume in volumes:
            template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
            if template is not None:
                self._make_claim(template, namespace, name, f"{name}-{volume.get('name')}")
        if (tree.get("status") or {}).get("phase") not in ("Failed", "Succeeded"):
            profile = self.scheduler.profile(tree, namespace)
            devices = self.scheduler.devices.of_pod(spec, namespace, name) if spec.get("resourceClaims") else []
            for resource, device_class in profile.delegated.items():
                count = profile.requests[resource]
                devices.append(self.scheduler.devices.of_resource(resource, device_class, count, namespace, name))
            self._schedule(Pod(name, profile, volumes, devices))

    def _schedule(self, pod: Pod) -> None:
        placement = self.scheduler.schedule(pod)
        self.placements[pod.profile.namespace, pod.name] = placement
        if placement.scheduled is Scheduled.NO:
            self.pending.append(pod)

    def _make_claim(self, template: Tree, namespace: str, pod: str, name: str) -> None:
        owners = [{"apiVersion": "v1", "kind": "Pod", "name": pod, "uid": pod, "controller": True}]
        own = {"name": name, "namespace": namespace, "ownerReferences": owners}
        metadata = {**(template.get("metadata") or {}), **own}
        self.make("v1", "PersistentVolumeClaim", {"metadata": metadata, "spec": copy_tree(template.get("spec") or {})})

    def make(self, api_version: str, kind: str, tree: Tree) -> list[Problem]:
        """Creates an object for a controller."""
        info = kind_info(api_version, kind)
        if info is None:
            return []
        group, _, version = api_version.rpartition("/")
        tree = {"apiVersion": api_version, "kind": kind, **tree}
        return self.create(tree, GroupVersionKind(group, version, kind), info)[0]

    def _see_node(self, tree: Tree, _namespace: str, _name: str) -> None:
        self.scheduler.add_node(tree)

    def _see_claim(self, tree: Tree, _namespace: str, _name: str) -> None:
        self.binder.add_claim(tree)

    def _see_volume(self, tree: Tree, _namespace: str, _name: str) -> None:
        self.binder.add_volume(tree)

    def _see_attachment(self, tree: Tree, _namespace: str, _name: str) -> None:
        self.binder.add_attachment(tree)

    def _see_class(self, _tree: Tree, _namespace: str, _name: str) -> None:
        self.binder.sync()

    def _see_quota(self, tree: Tree, namespace: str, _name: str) -> None:
        self.ledger.open(tree, namespace, self.objects)
