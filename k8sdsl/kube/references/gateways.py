"""What custom resources that lead traffic refer to: Gateway API, Istio, OpenShift routes and MetalLB."""

from __future__ import annotations

from k8sdsl.kube.references.field import ANYWHERE, refers, selects

_GATEWAY = "gateway.networking.k8s.io"
_ISTIO = "networking.istio.io"
_SECURITY = "security.istio.io"
_ROUTES = tuple(f"{kind}.{_GATEWAY}" for kind in ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"))
_OF_HTTP = _ROUTES[:2]
_TO_PARENT = f"Gateway.{_GATEWAY} Service ListenerSet.{_GATEWAY}"

GATEWAY_API = (
    *(
        refers(route, "spec/parentRefs", _TO_PARENT, name="name", namespace="namespace", kind="kind", group="group",
               port="port", section="sectionName", use="is served by")
        for route in _ROUTES
    ),
    *(
        refers(route, "spec/rules/backendRefs", "Service", name="name", namespace="namespace", kind="kind",
               group="group", port="port", use="routes to")
        for route in _ROUTES
    ),
    *(
        refers(route, path, "Service", name="name", namespace="namespace", kind="kind", group="group", port="port",
               use="mirrors requests to")
        for route in _OF_HTTP
        for path in ("spec/rules/filters/requestMirror/backendRef",
                     "spec/rules/backendRefs/filters/requestMirror/backendRef")
    ),
    refers(f"ListenerSet.{_GATEWAY}", "spec/parentRef", f"Gateway.{_GATEWAY}", name="name", namespace="namespace",
           kind="kind", group="group", use="is served by"),
    refers(f"Gateway.{_GATEWAY}", "spec/gatewayClassName", f"GatewayClass.{_GATEWAY}", use="is served by"),
    *(
        refers(f"{kind}.{_GATEWAY}", "spec/listeners/tls/certificateRefs", "Secret", name="name",
               namespace="namespace", kind="kind", group="group", use="serves the certificate of")
        for kind in ("Gateway", "ListenerSet")
    ),
    *(
        refers(f"Gateway.{_GATEWAY}", f"spec/tls/frontend/{path}/validation/caCertificateRefs", "ConfigMap Secret",
               name="name", namespace="namespace", kind="kind", group="group", use="checks clients by")
        for path in ("default", "perPort/tls")
    ),
    refers(f"Gateway.{_GATEWAY}", "spec/tls/backend/clientCertificateRef", "Secret", name="name",
           namespace="namespace", kind="kind", group="group", use="calls with"),
    refers(f"Gateway.{_GATEWAY}", "spec/infrastructure/parametersRef", "ConfigMap", name="name", kind="kind",
           group="group", use="reads"),
    refers(f"GatewayClass.{_GATEWAY}", "spec/parametersRef", "ConfigMap", name="name", namespace="namespace",
           kind="kind", group="group", use="reads"),
    refers(f"BackendTLSPolicy.{_GATEWAY}", "spec/targetRefs", "Service", name="name", kind="kind", group="group",
           use="encrypts calls to"),
    refers(f"BackendTLSPolicy.{_GATEWAY}", "spec/validation/caCertificateRefs", "ConfigMap Secret", name="name",
           kind="kind", group="group", use="checks by"),
)  # fmt: skip

_DESTINATIONS = (
    *((f"spec/{protocol}/route/destination", "routes to") for protocol in ("http", "tcp", "tls")),
    ("spec/http/mirror", "mirrors requests to"),
    ("spec/http/mirrors/destination", "mirrors requests to"),
)
_SECURED = ("AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication")

ISTIO = (
    refers(f"VirtualService.{_ISTIO}", "spec/gateways", f"Gateway.{_ISTIO}", form="namespaced", use="is served by"),
    *(
        refers(f"VirtualService.{_ISTIO}", path, "Service", name="host", port="port", section="subset", form="host",
               use=use)
        for path, use in _DESTINATIONS
    ),
    refers(f"VirtualService.{_ISTIO}", "spec/http/delegate", f"VirtualService.{_ISTIO}", name="name",
           namespace="namespace", use="delegates to"),
    refers(f"DestinationRule.{_ISTIO}", "spec/host", "Service", form="host", use="shapes traffic to"),
    refers(f"Gateway.{_ISTIO}", "spec/servers/tls/credentialName", "Secret", namespace=ANYWHERE,
           use="serves the certificate of"),
    refers(f"DestinationRule.{_ISTIO}", "spec/trafficPolicy/tls/credentialName", "Secret", namespace=ANYWHERE,
           use="calls with"),
    *(
        refers(f"{kind}.{_SECURITY}", path, f"Service Gateway.{_GATEWAY}", name="name", kind="kind", group="group",
               use="guards")
        for kind in ("AuthorizationPolicy", "RequestAuthentication")
        for path in ("spec/targetRef", "spec/targetRefs")
    ),
)  # fmt: skip

OTHERS = (
    refers("Route.route.openshift.io", "spec/to", "Service", name="name", kind="kind", use="routes to"),
    refers("Route.route.openshift.io", "spec/alternateBackends", "Service", name="name", kind="kind",
           use="routes to"),
    refers("Route.route.openshift.io", "spec/tls/externalCertificate", "Secret", name="name",
           use="serves the certificate of"),
    *(
        refers(f"{kind}.metallb.io", "spec/ipAddressPools", "IPAddressPool.metallb.io", use="announces")
        for kind in ("L2Advertisement", "BGPAdvertisement")
    ),
    refers("BGPAdvertisement.metallb.io", "spec/peers", "BGPPeer.metallb.io", use="announces to"),
    refers("BGPPeer.metallb.io", "spec/passwordSecret", "Secret", name="name", use="signs in with"),
    refers("BGPPeer.metallb.io", "spec/bfdProfile", "BFDProfile.metallb.io", use="watches by"),
)  # fmt: skip

FIELDS = (*GATEWAY_API, *ISTIO, *OTHERS)

SELECTORS = (
    *(
        selects(f"{kind}.{_GATEWAY}", "spec/listeners/allowedRoutes/namespaces/selector", "Namespace",
                namespaces="all", use="lets in")
        for kind in ("Gateway", "ListenerSet")
    ),
    selects(f"Gateway.{_ISTIO}", "spec/selector", form="labels", namespaces="all", use="runs on"),
    selects(f"Sidecar.{_ISTIO}", "spec/workloadSelector/labels", form="labels", use="shapes traffic of"),
    *(
        selects(f"{kind}.{_SECURITY}", "spec/selector/matchLabels", form="labels", use="guards") for kind in _SECURED
    ),
    *(
        selects(f"{kind}.metallb.io", "spec/ipAddressPoolSelectors", "IPAddressPool.metallb.io", use="announces")
        for kind in ("L2Advertisement", "BGPAdvertisement")
    ),
    selects("Server.policy.linkerd.io", "spec/podSelector", use="guards"),
)  # fmt: skip
