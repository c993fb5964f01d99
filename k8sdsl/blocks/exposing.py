"""Exposing workloads: Services inside the cluster, and Ingresses for hosts outside."""

from __future__ import annotations

from k8sdsl import k8s
from k8sdsl.objects.part import said_by_caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    ExposedWorkload = (
        k8s.Deployment | k8s.StatefulSet | k8s.DaemonSet | k8s.ReplicaSet | k8s.ReplicationController | k8s.Pod
    )


@said_by_caller
def expose(
    workload: ExposedWorkload,
    port: int | Sequence[k8s.ServicePort],
    target_port: int | str | None = None,
    *,
    name: str | None = None,
    type: str | None = None,  # noqa: A002 - the Service's own word
    port_name: str | None = None,
    node_port: int | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.Service:
    """The Service for a workload's pods: a stable name and address with load balancing.

    `port` is the Service's own, and `target_port` that of the pods (a number or the name of a container's port), which
    defaults to `port`; several ports are given as a list of `k8s.ServicePort`. The Service has the name and the
    selector of the workload, and the type ClusterIP by default.

    Raises ValueError for a workload without a name or without labels to select its pods.

    Examples:
        >>> from k8sdsl import k8s
        >>> from k8sdsl.blocks import expose
        >>> app = k8s.LabelSelector(match_labels={"app": "web"})
        >>> web = k8s.Deployment("web", spec=k8s.DeploymentSpec(selector=app))
        >>> expose(web, 80, "http").to_dict()["spec"]
        {'ports': [{'port': 80, 'targetPort': 'http'}], 'selector': {'app': 'web'}}
    """
    ports = _ports(port, target_port, port_name, node_port)
    return _service(workload, name, labels, annotations, {"type": type, "ports": ports})


@said_by_caller
def headless(
    workload: ExposedWorkload,
    port: int | Sequence[k8s.ServicePort],
    target_port: int | str | None = None,
    *,
    name: str | None = None,
    port_name: str | None = None,
    publish_not_ready: bool | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.Service:
    """The headless Service that gives every pod of a StatefulSet its own DNS name.

    Its name is the StatefulSet's `service_name`, or that of the workload. `publish_not_ready` publishes pods before
    they are ready, which members of a cluster need to find each other. Otherwise it works like `expose`.

    Examples:
        >>> from k8sdsl import k8s
        >>> from k8sdsl.blocks import headless
        >>> app = k8s.LabelSelector(match_labels={"app": "db"})
        >>> data = k8s.StatefulSet("db", spec=k8s.StatefulSetSpec(selector=app))
        >>> headless(data, 3306).to_dict()["spec"]["clusterIP"]
        'None'
    """
    if name is None and isinstance(workload, k8s.StatefulSet):
        name = workload.spec.service_name
    ports = _ports(port, target_port, port_name, None)
    spec = {"cluster_ip": "None", "ports": ports, "publish_not_ready_addresses": publish_not_ready}
    return _service(workload, name, labels, annotations, spec)


@said_by_caller
def ingress(
    host: str,
    service: k8s.Service | str,
    port: int | str | None = None,
    *,
    name: str | None = None,
    path: str = "/",
    path_type: k8s.PathType = "Prefix",
    ingress_class: str | None = None,
    tls_secret: str | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> k8s.Ingress:
    """The Ingress that routes requests for a host to a Service.

    `port` is the number or name of a port of the Service; for a Service object it defaults to the first. The Ingress
    has the name of the Service. `tls_secret` names the Secret with the certificate of the host.

    Raises ValueError if `port` is missing for a Service given by name or without ports.

    Examples:
        >>> from k8sdsl.blocks import ingress
        >>> ingress("app.example.com", "web", 80, ingress_class="nginx").to_dict()["spec"]["ingressClassName"]
        'nginx'
    """
    target = service if isinstance(service, str) else _name(service)
    backend = k8s.IngressBackend(service=k8s.IngressServiceBackend(name=target, port=_backend_port(service, port)))
    paths = [k8s.HTTPIngressPath(path=path, path_type=path_type, backend=backend)]
    spec = k8s.IngressSpec(rules=[k8s.IngressRule(host=host, http=k8s.HTTPIngressRuleValue(paths=paths))])
    if ingress_class is not None:
        spec.ingress_class_name = ingress_class
    if tls_secret is not None:
        spec.tls = [k8s.IngressTLS(hosts=[host], secret_name=tls_secret)]
    return k8s.Ingress(name or target, labels=labels, annotations=annotations, spec=spec)


def _service(
    workload: ExposedWorkload,
    name: str | None,
    labels: dict[str, str] | None,
    annotations: dict[str, str] | None,
    spec: Mapping[str, object],
) -> k8s.Service:
    said = {field: value for field, value in spec.items() if value is not None}
    return k8s.Service(
        name or _name(workload),
        labels=labels,
        annotations=annotations,
        spec=k8s.ServiceSpec(selector=_pod_labels(workload), **said),  # type: ignore[arg-type]
    )


def _ports(
    port: int | Sequence[k8s.ServicePort],
    target_port: int | str | None,
    name: str | None,
    node_port: int | None,
) -> list[k8s.ServicePort]:
    if not isinstance(port, int):
        return list(port)
    made = k8s.ServicePort(port)
    if name is not None:
        made.name = name
    if target_port is not None:
        made.target_port = target_port
    if node_port is not None:
        made.node_port = node_port
    return [made]


def _backend_port(service: k8s.Service | str, port: int | str | None) -> k8s.ServiceBackendPort:
    if port is None:
        ports = None if isinstance(service, str) else service.spec.ports
        if not ports:
            raise ValueError("pass the `port` of the Service that the Ingress routes to")
        port = ports[0].port
    return k8s.ServiceBackendPort(name=port) if isinstance(port, str) else k8s.ServiceBackendPort(number=port)


def _pod_labels(workload: ExposedWorkload) -> dict[str, str]:
    """The labels by which the workload selects its pods, or else the labels of its pods."""
    if isinstance(workload, k8s.Pod):
        labels = workload.metadata.labels
    elif isinstance(workload, k8s.ReplicationController):
        labels = workload.spec.selector
    else:
        labels = workload.spec.selector.match_labels
        if not labels:
            template = workload.spec.template
            labels = template.metadata.labels if template is not None else None
    if not labels:
        raise ValueError(f"the {workload.kind} has no labels to select its pods")
    return dict(labels)


def _name(resource: ExposedWorkload | k8s.Service) -> str:
    metadata = resource.metadata
    if metadata is None or not metadata.name:
        raise ValueError(f"the {resource.kind} has no name")
    return metadata.name
