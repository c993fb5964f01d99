"""Policies about Services and Ingresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.selection import matches_labels
from k8sdsl.policies.subjects import objects_of
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects

_POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web"}}, "spec": {}}
_SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"ports": [{"name": "http", "port": 80}]},
}
_RULES = "spec.rules"


def _rule(port: int) -> list[dict[str, Any]]:
    backend = {"service": {"name": "web", "port": {"number": port}}}
    return [{"http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}]


def _spec(manifest: Manifest) -> dict[str, Any]:
    return map_of(manifest.tree.get("spec"))


@policy(
    "services/no-selector",
    "A Service has a `selector`, or is an ExternalName.",
    of=objects_of("Service"),
    reason="A Service without a selector has no pods unless its endpoints are written separately.",
    remedy="set `selector` to the labels of the pods: `selector: {app: web}`",
    kind="Service",
    bad={"spec.selector": {}},
    good={"spec.selector": {"app": "web"}},
    aliases=("kube-linter:dangling-service",),
)
def no_selector(service: Manifest, _objects: Objects) -> Breaches:
    """Yields Services without a selector."""
    if _spec(service).get("type") != "ExternalName" and not _spec(service).get("selector"):
        yield "spec.selector", "no selector is set"


@policy(
    "services/no-pods",
    "The selector of a Service matches pods in the set.",
    of=objects_of("Service"),
    reason="A Service without pods refuses every connection.",
    remedy="set `selector` to the labels of the pods: `selector: {app: web}`",
    kind="Service",
    bad={"spec.selector": {"app": "web"}},
    good={"spec.selector": {"app": "web"}, "beside": [_POD]},
    aliases={
        "kube-linter:dangling-service": lambda service: bool(_spec(service).get("selector")),
        "kube-score:service-targets-pod": None,
    },
)
def no_pods(service: Manifest, objects: Objects) -> Breaches:
    """Yields Services that select no pod of their namespace."""
    if _spec(service).get("type") == "ExternalName":
        return
    wanted = _spec(service).get("selector")
    if not any(
        workload.namespace == service.namespace and matches_labels(wanted, workload.labels)
        for workload in objects.workloads
    ):
        yield "spec.selector", "no pod in the set has these labels"


@policy(
    "services/exposed",
    "`type` of a Service is neither `NodePort` nor `LoadBalancer`.",
    of=objects_of("Service"),
    reason="Traffic from outside the cluster is easier to secure at one entry point.",
    remedy="remove `type`, and route to the Service with an Ingress or Gateway",
    kind="Service",
    bad={"spec.type": "LoadBalancer"},
    good={"spec.type": "ClusterIP"},
    aliases=("kube-linter:exposed-services",),
)
def exposed(service: Manifest, _objects: Objects) -> Breaches:
    """Yields Services that are exposed outside the cluster."""
    kind = str(_spec(service).get("type", ""))
    if kind.lower() in {"nodeport", "loadbalancer"}:
        yield "spec.type", f"the Service is exposed outside the cluster ({kind})"


@policy(
    "services/node-port",
    "`type` of a Service is not `NodePort`.",
    of=objects_of("Service"),
    reason="A node port is open on every node, and clients must know the addresses of the nodes.",
    remedy="use an Ingress, or one Service of type `LoadBalancer` in front of the ingress controller",
    kind="Service",
    bad={"spec.type": "NodePort"},
    good={"spec.type": "ClusterIP"},
    aliases=("kube-score:service-type",),
    sets=("notes",),
)
def node_port(service: Manifest, _objects: Objects) -> Breaches:
    """Yields Services with node ports."""
    if _spec(service).get("type") == "NodePort":
        yield "spec.type", "the Service opens a port on every node"


def _backend(ingress: Manifest, tree: Any) -> tuple[str, Any] | None:
    """The Service and port of a backend, in the fields of the Ingress' version; None for another kind of backend."""
    backend = map_of(tree)
    service = backend.get("service")
    if isinstance(service, dict):
        port = map_of(service.get("port"))
        return str(service.get("name", "")), port.get("name") or port.get("number") or 0
    if backend.get("serviceName") and ingress.gvk.version != "v1":
        return str(backend["serviceName"]), backend.get("servicePort") or 0
    return None


def _paths(ingress: Manifest) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, rule in maps_in(_spec(ingress).get("rules")):
        for index, path in maps_in(map_of(rule.get("http")).get("paths")):
            yield f"{_RULES}[{number}].http.paths[{index}].backend", path


def _ports(service: Manifest) -> list[dict[str, Any]]:
    return maps(_spec(service).get("ports"))


@policy(
    "services/ingress-backend",
    "Every backend of an Ingress is a port of a Service in the set.",
    of=objects_of("Ingress"),
    reason="A request to a backend that does not exist is answered with 503.",
    remedy="correct the name or the port of the Service",
    kind="Ingress",
    bad={_RULES: _rule(81), "beside": [_SERVICE]},
    good={_RULES: _rule(80), "beside": [_SERVICE]},
    aliases=("kube-linter:dangling-ingress",),
)
def ingress_backend(ingress: Manifest, objects: Objects) -> Breaches:
    """Yields backends that no Service of the namespace has, each once."""
    held = {
        (service.name, value)
        for service in objects.of("Service")
        if service.namespace == ingress.namespace
        for port in _ports(service)
        for value in (port.get("port"), port.get("name"))
        if isinstance(value, (str, int))
    }
    default = _spec(ingress).get("defaultBackend") or _spec(ingress).get("backend")
    places = [("spec.defaultBackend", default), *((place, path.get("backend")) for place, path in _paths(ingress))]
    missing: dict[tuple[str, Any], str] = {}
    for place, tree in places:
        wanted = _backend(ingress, tree)
        if wanted is not None and not isinstance(wanted[1], (dict, list)) and wanted not in held:
            missing.setdefault(wanted, place)
    for (name, port), place in missing.items():
        yield place, f"no Service `{name}` in the set has the port {port}"


@policy(
    "services/ingress-rule",
    "Every path of an Ingress routes to a Service in the set.",
    of=objects_of("Ingress"),
    reason="A request to a backend that does not exist is answered with 503.",
    remedy="correct the name or the port of the Service",
    kind="Ingress",
    bad={_RULES: _rule(81), "beside": [_SERVICE]},
    good={_RULES: _rule(80), "beside": [_SERVICE]},
    aliases=("kube-score:ingress-targets-service",),
)
def ingress_rule(ingress: Manifest, objects: Objects) -> Breaches:
    """Yields paths without a Service; a port without a name stands for any number, as kube-score has it."""
    services = {s.name: s for s in objects.of("Service") if s.namespace == ingress.namespace}
    for place, path in _paths(ingress):
        wanted = _backend(ingress, path.get("backend"))
        name, port = wanted or ("", 0)
        service = services.get(name)
        if service is None or not any(
            entry.get("port") == port or (entry.get("name") or "") == (port if isinstance(port, str) else "")
            for entry in _ports(service)
        ):
            yield place, f"no Service `{name}` in the set has the port {port}"


@policy(
    "services/ingress-tls",
    "An Ingress has an entry in `tls`.",
    of=objects_of("Ingress"),
    reason="Without it, passwords and cookies are sent unencrypted.",
    remedy="add `tls: [{hosts: [app.example.com], secretName: app-tls}]`",
    kind="Ingress",
    bad={},
    good={"spec.tls": [{"hosts": ["app.example.com"], "secretName": "app-tls"}]},
    aliases=("polaris:tlsSettingsMissing",),
    sets=("recommended",),
)
def ingress_tls(ingress: Manifest, _objects: Objects) -> Breaches:
    """Yields Ingresses without TLS."""
    if not isinstance(_spec(ingress).get("tls"), list):
        yield "spec.tls", "`tls` is not set"


@policy(
    "services/monitor",
    "The selector of a ServiceMonitor matches a Service in the set.",
    of=objects_of("ServiceMonitor"),
    reason="A monitor without a Service silently collects nothing.",
    remedy="set `selector.matchLabels` to the labels of the Service",
    kind="ServiceMonitor",
    bad={"spec.selector": {"matchLabels": {"app": "web"}}},
    good={
        "spec.selector": {"matchLabels": {"app": "web"}},
        "beside": [{**_SERVICE, "metadata": {"name": "web", "labels": {"app": "web"}}}],
    },
    aliases=("kube-linter:dangling-servicemonitor",),
)
def monitor(manifest: Manifest, objects: Objects) -> Breaches:
    """Yields monitors that select no Service."""
    spaces = map_of(_spec(manifest).get("namespaceSelector"))
    labels = map_of(map_of(_spec(manifest).get("selector")).get("matchLabels"))
    names, everywhere = list_of(spaces.get("matchNames")), spaces.get("any") is True
    if not labels and not names and not everywhere:
        yield "spec.selector", "no selector is set"
        return
    anywhere = everywhere or not names
    if not any(
        (anywhere or service.namespace in names) and matches_labels(labels, map_of(service.metadata.get("labels")))
        for service in objects.of("Service")
    ):
        yield "spec.selector", "no Service in the set has these labels"
