"""Scaling a workload with its load, between two limits."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Scalable = k8s.Deployment | k8s.StatefulSet | k8s.ReplicaSet | k8s.ReplicationController


@said_by_caller
def scale(
    workload: Scalable,
    minimum: int,
    maximum: int,
    *,
    cpu: int | str | None = None,
    memory: int | str | None = None,
    metrics: Sequence[k8s.MetricSpec] = (),
    behavior: k8s.HorizontalPodAutoscalerBehavior | None = None,
    name: str | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.HorizontalPodAutoscaler:
    """The autoscaler that keeps a workload between `minimum` and `maximum` replicas.

    `cpu` and `memory` are the target averages of the pods: a number is a percentage of their requests, a string a
    quantity per pod (`"500m"`, `"1Gi"`). Do not set `replicas` in a scaled workload, because every apply would reset
    it. The autoscaler has the name of the workload.

    Examples:
        >>> from k8sdsl import k8s
        >>> from k8sdsl.blocks import scale
        >>> app = k8s.LabelSelector(match_labels={"app": "web"})
        >>> web = k8s.Deployment("web", spec=k8s.DeploymentSpec(selector=app))
        >>> scale(web, 2, 10, cpu=70).to_dict()["spec"]["maxReplicas"]
        10
    """
    wanted = [_resource(kind, value) for kind, value in (("cpu", cpu), ("memory", memory)) if value is not None]
    spec = k8s.HorizontalPodAutoscalerSpec(
        scale_target_ref=k8s.CrossVersionObjectReference(
            api_version=workload.api_version, kind=workload.kind, name=_name(workload)
        ),
        min_replicas=minimum,
        max_replicas=maximum,
    )
    if wanted or metrics:
        spec.metrics = [*wanted, *metrics]
    if behavior is not None:
        spec.behavior = behavior
    return k8s.HorizontalPodAutoscaler(name or _name(workload), labels=labels, annotations=annotations, spec=spec)


def _resource(kind: str, wanted: int | str) -> k8s.MetricSpec:
    if isinstance(wanted, str):
        target = k8s.MetricTarget(type="AverageValue", average_value=wanted)
    else:
        target = k8s.MetricTarget(type="Utilization", average_utilization=wanted)
    return k8s.MetricSpec(type="Resource", resource=k8s.ResourceMetricSource(name=kind, target=target))


def _name(workload: Scalable) -> str:
    metadata = workload.metadata
    if metadata is None or not metadata.name:
        raise ValueError(f"the {workload.kind} has no name")
    return metadata.name
