"""One simulation of a set in a cluster, at the least or at the most replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.admission.namespace_lifecycle import NAMESPACE
from k8sdsl.cluster.control_plane import ControlPlane
from k8sdsl.cluster.controllers import controller_of, job
from k8sdsl.cluster.forecast.scaling import Scale, Scaling
from k8sdsl.cluster.objects import DEFAULT_NAMESPACES
from k8sdsl.identity import GroupVersionKind
from k8sdsl.kube.install_order import install_rank
from k8sdsl.kube.kinds import is_namespaced
from k8sdsl.rule import Problem
from k8sdsl.server.validate import judge
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.controllers.workforce import Workforce
    from k8sdsl.manifest import Manifest
    from k8sdsl.server.rules import Context

    Identity = tuple[str, str, str, str]

_KEPT = ("PersistentVolume", "PersistentVolumeClaim")


class Created(NamedTuple):
    """One workload of the set: its object, the bounds of its replicas, and the pods that it got."""

    manifest: Manifest
    namespace: str
    scale: Scale | None
    force: Workforce

    @property
    def missing(self) -> int:
        """How many pods were not created; the further ones of a rollout count only if there are all others."""
        made, wanted = len(self.force.names), self.force.wanted
        if self.scale is not None and made < self.scale.most:
            wanted = min(wanted, self.scale.most)
        return wanted - made


def _rank(manifest: Manifest) -> int:
    """The order of installation, in which claims for devices come where claims for volumes do."""
    return install_rank("PersistentVolumeClaim" if manifest.gvk.group == "resource.k8s.io" else manifest.kind)


class Scenario:
    """The state of the cluster after the set was applied.

    `problems` are what admission says of single objects, `created` the workloads, `pods` the pods of the set. `refused`
    are the objects that are not created, with the reasons.
    """

    __slots__ = ("_context", "created", "manifests", "plane", "pods", "problems", "refused")

    def __init__(
        self, manifests: list[Manifest], cluster: Iterable[Mapping[str, Any]], context: Context, *, at_most: bool
    ) -> None:
        self._context = context
        self.manifests = manifests
        existing = list(cluster)
        listed = {(gvk.group, gvk.kind) for gvk in (GroupVersionKind.of(dict(tree)) for tree in existing)}
        self.plane = ControlPlane(context, lambda group, kind: (group, kind) not in listed, provisions=True)
        self.problems: list[tuple[Manifest, Problem]] = []
        self.refused: list[tuple[Manifest, list[Problem]]] = []
        self.created: list[Created] = []
        self.pods: list[Manifest] = []
        own = {_identity(manifest.tree) for manifest in manifests}
        for tree in existing:
            if not _is_replaced(tree, own):
                self.plane.load(tree)
        self.plane.retry()
        scaling = Scaling(manifests)
        for manifest in sorted(manifests, key=_rank):
            self._apply(manifest, scaling, at_most=at_most)
        self.plane.retry()

    def _apply(self, manifest: Manifest, scaling: Scaling, *, at_most: bool) -> None:
        group, kind, namespace, name = _identity(manifest.tree)
        if name and self.plane.objects.get(group, kind, name, namespace) is not None:
            return  # applied again: a claim stays as it is, and a second object of the set is reported elsewhere
        self._ensure_namespace(manifest, namespace)
        problems, request = self.plane.submit(manifest.tree)
        errors = [problem for problem in problems if problem.rule.severity == "error"]
        if errors:
            self.refused.append((manifest, errors))
        if request is None:
            return
        if problems:
            said = {(problem.rule.id, problem.path) for problem in judge(manifest.tree, self._context)}
            self.problems += [(manifest, p) for p in problems if (p.rule.id, p.path) not in said]
        if errors:
            return
        if (group, kind) == ("", "Pod"):
            self.pods.append(manifest)
        if kind == "CronJob":
            if at_most and not (request.tree.get("spec") or {}).get("suspend"):
                self._start_job(manifest, request)
            return
        control = controller_of(group, kind)
        if control is None:
            return
        scale = scaling.of(kind, request.namespace, request.name, request.tree.get("spec") or {})
        count = None if scale is None else scale.most + scale.surge if at_most else scale.least
        force = control(self.plane, request.tree, request.namespace, count)
        self.created.append(Created(manifest, request.namespace, scale, force))

    def _ensure_namespace(self, manifest: Manifest, name: str) -> None:
        """Notes a namespace that does not exist once, and creates it, so that the rest is found too."""
        if not name or name in DEFAULT_NAMESPACES or not self.plane.objects.lacks("", "Namespace", name):
            return
        problem = Problem(NAMESPACE, "metadata.namespace", f"namespace {name!r} does not exist")
        self.problems.append((manifest, problem))
        self.plane.load({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})

    def _start_job(self, manifest: Manifest, request: Request) -> None:
        """Lets a CronJob make the pods of one Job, as it will when its time comes."""
        template = (request.tree.get("spec") or {}).get("jobTemplate") or {}
        owned = {"metadata": {"name": request.name}, "spec": template.get("spec") or {}}
        force = job.run(self.plane, owned, request.namespace)
        self.created.append(Created(manifest, request.namespace, None, force))


def _identity(tree: Mapping[str, Any]) -> Identity:
    gvk = GroupVersionKind.of(dict(tree))
    metadata = tree.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    namespace = metadata.get("namespace") or "default"
    if is_namespaced(gvk.api_version, gvk.kind) is False:
        namespace = ""
    return gvk.group, gvk.kind, str(namespace), str(metadata.get("name") or "")


def _is_replaced(tree: Mapping[str, Any], own: set[Identity]) -> bool:
    """Whether an object of the cluster is an earlier version of one of the set, or made by one."""
    group, kind, namespace, _ = identity = _identity(tree)
    if identity in own:
        return kind not in _KEPT
    metadata = tree.get("metadata")
    for _, owner in maps_in(metadata.get("ownerReferences") if isinstance(metadata, dict) else None):
        group = str(owner.get("apiVersion")).rpartition("/")[0]
        kind, name = str(owner.get("kind")), str(owner.get("name"))
        if (group, kind, namespace, name) in own:
            return True
        if kind == "ReplicaSet" and (group, "Deployment", namespace, name.rpartition("-")[0]) in own:
            return True
    return False
