"""Simulates what a control plane makes of objects, without a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.control_plane import ControlPlane
from k8sdsl.cluster.controllers import controller_of
from k8sdsl.cluster.declaration import Cluster, trees_of
from k8sdsl.cluster.effect import effect_on
from k8sdsl.cluster.simulation import Answer, ClaimState, ControlledPod, ControllerState, Simulation, Verdict
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import as_finding, index_crds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.controllers.workforce import Workforce
    from k8sdsl.cluster.declaration import ClusterLike
    from k8sdsl.cluster.scheduling.scheduler import Placement
    from k8sdsl.finding import Finding
    from k8sdsl.objects.typed import Resource
    from k8sdsl.rule import Problem


def _is_open(group: str, kind: str) -> bool:
    """Namespaces exist whether they are listed or not; of every other kind exactly what is listed."""
    return (group, kind) == ("", "Namespace")


def _without_labels(_namespace: str) -> dict[str, str]:
    return {}


def simulate(
    cluster: ClusterLike,
    workload: Iterable[Resource | Mapping[str, Any]],
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
) -> Simulation:
    """What a control plane of Kubernetes `kube_version` does with `workload`, created in order in `cluster`.

    Both are objects, typed or as plain trees; `cluster` can also be a Cluster or the path of a file. `crds` are the
    definitions of custom kinds. Only `cluster` exists, besides what every cluster has; a namespace that it does not
    list exists without labels, unless `workload` creates it later. Claims for provisioners outside Kubernetes stay
    pending, as if the driver were not running.

    Raises K8sdslError for a `kube_version` that is not known, and for an object that cannot be written as YAML.

    Examples:
        >>> from k8sdsl import k8s, simulate
        >>> quota = k8s.ResourceQuota("few", namespace="dev", spec=k8s.ResourceQuotaSpec(hard={"secrets": "1"}))
        >>> objects = [k8s.Namespace("dev"), k8s.Secret("one", namespace="dev"), k8s.Secret("two", namespace="dev")]
        >>> simulation = simulate([quota], objects)
        >>> [answer.verdict.value for answer in simulation.answers]
        ['accept', 'accept', 'reject']
    """
    context = Context(parse_kube_version(kube_version), index_crds(crds), _without_labels)
    plane = ControlPlane(context, _is_open)
    held, created = Cluster.of(cluster), trees_of(workload)
    for tree in held:
        plane.load(tree)
    plane.retry()
    return run(plane, created)


def run(plane: ControlPlane, workload: list[Mapping[str, Any]]) -> Simulation:
    """Creates the objects of a workload in order; pods are scheduled as they appear, and once more in the end."""
    plane.later = frozenset(filter(None, map(_created_namespace, workload)))
    results = []
    forces: dict[str, tuple[Mapping[str, Any], Workforce]] = {}
    for tree in workload:
        plane.later -= {_created_namespace(tree)}
        problems, request = plane.submit(tree)
        results.append((tree, problems, request))
        if request is not None and not _errors(problems):
            control = controller_of(request.gvk.group, request.gvk.kind)
            if control is not None:
                key = f"{request.gvk.kind}/{request.namespace}/{request.name}"
                forces[key] = (tree, control(plane, request.tree, request.namespace, None))
    plane.retry()
    return Simulation(
        answers=tuple(_answer(plane, *result) for result in results),
        claims=_claims(plane),
        controllers={key: _controller(plane, key, *force) for key, force in forces.items()},
    )


def _created_namespace(tree: Mapping[str, Any]) -> str | None:
    metadata = tree.get("metadata")
    if tree.get("kind") != "Namespace" or not isinstance(metadata, dict):
        return None
    name = metadata.get("name")
    return name if isinstance(name, str) else None


def _errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.rule.severity == "error"]


def _answer(plane: ControlPlane, tree: Mapping[str, Any], problems: list[Problem], request: Request | None) -> Answer:
    ref = ObjectRef.of(dict(tree))
    findings = tuple(_findings(problems, tree))
    if _errors(problems):
        return Answer(ref=ref, verdict=Verdict.REJECT, findings=findings)
    if request is None:
        return Answer(ref=ref, verdict=Verdict.ACCEPT, findings=findings)
    placement = plane.placements.get((request.namespace, request.name)) if request.gvk.kind == "Pod" else None
    return Answer(
        ref=ref,
        verdict=Verdict.ACCEPT,
        findings=findings,
        effect=effect_on(request.gvk.kind, dict(tree), request.tree),
        scheduled=placement.scheduled if placement else None,
        feasible=placement.feasible if placement else (),
        node=(placement.node or None) if placement else None,
        rejected=placement.rejected if placement else {},
    )


def _findings(problems: list[Problem], tree: Mapping[str, Any]) -> list[Finding]:
    return [as_finding(problem, dict(tree)) for problem in problems]


def _claims(plane: ControlPlane) -> dict[str, ClaimState]:
    return {
        "/".join(key): ClaimState(
            phase=claim.phase,
            volume=claim.volume or None,
            storage_class=claim.class_name or None,
            reason=claim.reason,
        )
        for key, claim in plane.binder.claims.items()
    }


def _controller(plane: ControlPlane, key: str, tree: Mapping[str, Any], force: Workforce) -> ControllerState:
    namespace = key.split("/")[1]
    return ControllerState(
        wanted=force.wanted,
        pods=tuple(_pod(name, plane.placements.get((namespace, name))) for name in force.names),
        refused=tuple(_findings(force.refused, tree)),
    )


def _pod(name: str, placement: Placement | None) -> ControlledPod:
    if placement is None:
        return ControlledPod(name=name)
    return ControlledPod(
        name=name, node=placement.node or None, scheduled=placement.scheduled, rejected=placement.rejected
    )
