"""The ways of a request into an application: an Ingress, an OpenShift Route, the Gateway API, or a service mesh.

The application stays the same. What differs is the objects that route a host to its Service, and the namespace of the
proxy that its network policies let in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl import Resource, k8s
from k8sdsl.blocks import allow_traffic, ingress, pods
from k8sdsl.catalog import gateway, istio, linkerd, openshift

if TYPE_CHECKING:
    from collections.abc import Callable

Objects = list[Resource]


@frozen
class Entrance:
    """One way in: the namespace of its proxy, and the objects for a host, a Service and the Secret of a certificate."""

    proxy: str
    objects: Callable[[str, k8s.Service, str | None], Objects]


def _by_ingress(host: str, service: k8s.Service, tls_secret: str | None) -> Objects:
    """The ingress controller of the cluster turns it into the settings of its proxy."""
    return [
        ingress(
            host,
            service,
            ingress_class="nginx",
            tls_secret=tls_secret,
            annotations={"nginx.ingress.kubernetes.io/proxy-body-size": "64m"},
        )
    ]


def _by_route(host: str, service: k8s.Service, tls_secret: str | None) -> Objects:
    """OpenShift's router ends the encryption and redirects plain requests to it."""
    certificate = None if tls_secret is None else openshift.RouteTlsExternalCertificate(name=tls_secret)
    return [
        openshift.Route(
            _name(service),
            spec=openshift.RouteSpec(
                host=host,
                to=openshift.RouteTo(kind="Service", name=_name(service)),
                port=openshift.RoutePort(target_port=_port(service).name or _port(service).port),
                tls=openshift.RouteTls(
                    termination="edge", insecure_edge_termination_policy="Redirect", external_certificate=certificate
                ),
            ),
        )
    ]


def _by_gateway(host: str, service: k8s.Service, tls_secret: str | None) -> Objects:
    """A Gateway of the application's own listens for the host, and a route leads from it to the Service."""
    tls = gateway.GatewayListenerTls(
        certificate_refs=[gateway.GatewayCertificateRef(name=tls_secret or _name(service))]
    )
    return [
        gateway.Gateway(
            _name(service),
            spec=gateway.GatewaySpec(
                gateway_class_name="envoy",
                listeners=[
                    gateway.GatewayListener(name="https", protocol="HTTPS", port=443, hostname=host, tls=tls),
                ],
            ),
        ),
        gateway.HTTPRoute(
            _name(service),
            spec=gateway.HTTPRouteSpec(
                hostnames=[host],
                parent_refs=[gateway.HTTPRouteParentRef(name=_name(service), section_name="https")],
                rules=[
                    gateway.HTTPRouteRule(
                        backend_refs=[gateway.HTTPRouteRuleBackendRef(name=_name(service), port=_port(service).port)]
                    )
                ],
            ),
        ),
    ]


def _by_istio(host: str, service: k8s.Service, tls_secret: str | None) -> Objects:
    """Istio's ingress gateway lets the host in; inside, pods accept only connections that the mesh encrypts (mTLS).

    Istio's CNI plugin redirects the traffic of pods. Without it, each pod gets an init container that needs NET_ADMIN,
    which the Pod Security Standard of the namespace refuses.
    """
    name = _name(service)
    destination = istio.VirtualServiceHttpMirror(
        host=name, port=istio.SidecarOutboundTrafficPolicyEgressProxyPort(number=_port(service).port)
    )
    return [
        istio.Gateway(
            name,
            spec=istio.GatewaySpec(
                selector={"istio": "ingressgateway"},
                servers=[
                    istio.GatewayServer(
                        hosts=[host],
                        port=istio.GatewayServerPort(number=443, name="https", protocol="HTTPS"),
                        tls=istio.GatewayServerTls(mode="SIMPLE", credential_name=tls_secret or name),
                    )
                ],
            ),
        ),
        istio.VirtualService(
            name,
            spec=istio.VirtualServiceSpec(
                hosts=[host],
                gateways=[name],
                http=[istio.VirtualServiceHttp(route=[istio.VirtualServiceHttpRoute(destination=destination)])],
            ),
        ),
        istio.PeerAuthentication(
            "strict", spec=istio.PeerAuthenticationSpec(mtls=istio.PeerAuthenticationMtls(mode="STRICT"))
        ),
        istio.DestinationRule(
            name,
            spec=istio.DestinationRuleSpec(
                host=name,
                traffic_policy=istio.DestinationRuleTrafficPolicy(tls=istio.DestinationRuleTls(mode="ISTIO_MUTUAL")),
            ),
        ),
        allow_traffic("mesh", {}, sent={15012: pods({"app": "istiod"}, namespace="istio-system")}),
    ]


def _by_linkerd(host: str, service: k8s.Service, tls_secret: str | None) -> Objects:
    """The ingress controller is a member of the mesh: only identities of its namespace reach the pods (mTLS)."""
    name = _name(service)
    return [
        *_by_ingress(host, service, tls_secret),
        linkerd.Server(
            name,
            spec=linkerd.ServerSpec(
                port="http",
                proxy_protocol="HTTP/1",
                pod_selector=linkerd.ServerPodSelector(match_labels=dict(service.spec.selector or {})),
            ),
        ),
        linkerd.MeshTLSAuthentication(
            "ingress-controller",
            spec=linkerd.MeshTLSAuthenticationSpec(
                identities=["ingress-nginx.ingress-nginx.serviceaccount.identity.linkerd.cluster.local"]
            ),
        ),
        linkerd.AuthorizationPolicy(
            name,
            spec=linkerd.AuthorizationPolicySpec(
                target_ref=linkerd.AuthorizationPolicyTargetRef(group="policy.linkerd.io", kind="Server", name=name),
                required_authentication_refs=[
                    linkerd.AuthorizationPolicyRequiredAuthenticationRef(
                        group="policy.linkerd.io", kind="MeshTLSAuthentication", name="ingress-controller"
                    )
                ],
            ),
        ),
        allow_traffic("mesh", {}, sent={(8080, 8086, 8090): pods(namespace="linkerd")}),
    ]


INGRESS = Entrance("ingress-nginx", _by_ingress)
ROUTE = Entrance("openshift-ingress", _by_route)
GATEWAY = Entrance("envoy-gateway-system", _by_gateway)
ISTIO = Entrance("istio-system", _by_istio)
LINKERD = Entrance("ingress-nginx", _by_linkerd)


def _name(service: k8s.Service) -> str:
    return service.metadata.name or ""


def _port(service: k8s.Service) -> k8s.ServicePort:
    """The first port of a Service."""
    return (service.spec.ports or [])[0]
