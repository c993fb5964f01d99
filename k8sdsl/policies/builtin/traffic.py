"""Policies about how traffic reaches a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.builtin.network import directions
from k8sdsl.policies.policy import policy
from k8sdsl.policies.selection import matches_labels
from k8sdsl.policies.subjects import objects_of, workloads_of
from k8sdsl.tree import list_of, map_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects, Workload

_CONTROLLERS = ("ingress", "gateway", "traefik", "nginx", "haproxy", "envoy", "contour", "kong", "istio", "router")
_SERVES = ("Deployment", "StatefulSet", "DaemonSet")


def _spec(manifest: Manifest) -> dict[str, Any]:
    return map_of(manifest.tree.get("spec"))


@policy(
    "traffic/node-port-range",
    "`nodePort` is between 30000 and 32767.",
    of=objects_of("Service"),
    reason="The API server refuses other ports unless it was started with another range.",
    remedy="choose a port such as `nodePort: 30080`, or remove `nodePort`",
    kind="Service",
    bad={"spec.ports": [{"port": 80, "nodePort": 80}]},
    good={"spec.ports": [{"port": 80, "nodePort": 30080}]},
    sets=("recommended", "notes"),
)
def node_port_range(service: Manifest, _objects: Objects) -> Breaches:
    """Yields node ports outside the default range."""
    for index, port in maps_in(_spec(service).get("ports")):
        number = port.get("nodePort")
        if isinstance(number, int) and number and not 30000 <= number <= 32767:
            yield f"spec.ports[{index}].nodePort", f"{number} is outside the default range of node ports"


@policy(
    "traffic/one-load-balancer",
    "The only Service of type `LoadBalancer` is that of the ingress controller.",
    of=objects_of("Service"),
    reason="Every load balancer costs money, has its own address, and bypasses the ingress controller.",
    remedy="remove `type`, and add an Ingress or an HTTPRoute for the Service",
    kind="Service",
    bad={"spec.type": "LoadBalancer", "spec.selector": {"app": "web"}},
    good={"spec.type": "LoadBalancer", "spec.selector": {"app.kubernetes.io/name": "ingress-nginx"}},
    sets=("notes",),
)
def one_load_balancer(service: Manifest, _objects: Objects) -> Breaches:
    """Yields load balancers that are not before an ingress controller."""
    if _spec(service).get("type") != "LoadBalancer":
        return
    words = [service.name, *map(str, map_of(_spec(service).get("selector")).values())]
    if not any(name in word.lower() for word in words for name in _CONTROLLERS):
        yield "spec.type", "the Service bypasses the ingress controller"


@policy(
    "traffic/readiness",
    "The pods of a Service have a readiness probe in every container that lists a port.",
    of=workloads_of(*_SERVES),
    reason="A pod gets requests as soon as it is ready, and without a probe it is ready at once.",
    remedy="add `readinessProbe: {httpGet: {path: /, port: http}}`",
    bad={
        "spec.template.spec.containers[0].ports": [{"containerPort": 80}],
        "beside": [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {}}],
    },
    good={"spec.template.spec.containers[0].ports": [{"containerPort": 80}]},
    sets=("notes",),
)
def readiness(workload: Workload, objects: Objects) -> Breaches:
    """Yields containers with ports, behind a Service, without a readiness probe."""
    if not objects.services_of(workload):
        return
    for container in workload.containers:
        if not container.is_init and list_of(container.tree.get("ports")) and not container.tree.get("readinessProbe"):
            yield container.at("readinessProbe"), f"`{container.name}` gets requests before it can answer them"


@policy(
    "traffic/default-deny",
    "A namespace with workloads has a NetworkPolicy that selects every pod.",
    of=workloads_of(*_SERVES),
    reason="Every pod in the cluster can connect to pods that no policy selects.",
    remedy="add a NetworkPolicy with `podSelector: {}` and `policyTypes: [Ingress]`",
    bad={},
    good={
        "beside": [
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "NetworkPolicy",
                "metadata": {"name": "default-deny"},
                "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
            }
        ]
    },
    sets=("notes",),
)
def default_deny(workload: Workload, objects: Objects) -> Breaches:
    """Yields workloads of namespaces without such a policy, once for each namespace."""
    first = next(work for work in objects.workloads if work.namespace == workload.namespace and work.kind in _SERVES)
    if first is not workload:
        return
    for policy_object in objects.of("NetworkPolicy"):
        selector = map_of(_spec(policy_object).get("podSelector"))
        if (
            policy_object.namespace == workload.namespace
            and not selector.get("matchLabels")
            and not selector.get("matchExpressions")
            and "Ingress" in directions(policy_object)
        ):
            return
    yield "metadata.namespace", f"no NetworkPolicy selects every pod of `{workload.namespace or 'default'}`"


@policy(
    "traffic/through-the-controller",
    "Traffic from outside the cluster enters through an Ingress, a route or a gateway.",
    of=objects_of("Service"),
    reason="A Service that is exposed outside the cluster has no TLS, no host names and no central access control.",
    remedy="remove `type`, and add an Ingress or an HTTPRoute for the Service",
    kind="Service",
    bad={"spec.type": "NodePort", "spec.selector": {"app": "web"}},
    good={"spec.type": "ClusterIP", "spec.selector": {"app": "web"}},
    sets=("notes",),
)
def through_the_controller(service: Manifest, objects: Objects) -> Breaches:
    """Yields node ports of Services whose pods are not those of a controller."""
    if _spec(service).get("type") != "NodePort":
        return
    selector = map_of(_spec(service).get("selector"))
    chosen = [w for w in objects.workloads if w.namespace == service.namespace and matches_labels(selector, w.labels)]
    words = [service.name, *map(str, selector.values()), *(c.image for work in chosen for c in work.containers)]
    if not any("ingress" in word.lower() or "gateway" in word.lower() for word in words):
        yield "spec.type", "the pods are reachable on a port of every node, which bypasses the ingress controller"
