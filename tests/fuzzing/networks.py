"""Objects of the network: Services, Ingresses, Gateways and routes, policies, endpoints of balancers, namespaces."""

# ruff: noqa: E501 (tables of values read best on long lines)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fuzzing.chance import NAMES
from tests.fuzzing.pods import selector

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzzing.chance import Chance

SPACES = ["shop", "a", "default"]
PORTS = [80, 8080, 443, 22, 53, 30080, "http", "web", "none"]
PROTOCOLS = ["TCP", "UDP", "SCTP"]
CIDRS = ["10.0.0.0/8", "0.0.0.0/0", "10.1.0.0/16", "192.168.0.1/32", "::/0", "1.2.3.4", "255.255.255.0/24"]
GATEWAY = "gateway.networking.k8s.io"
ADDRESSES = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.9.9.9"]


def headed(chance: Chance, api_version: str, kind: str, name: str = "", **fields: Any) -> dict[str, Any]:
    """An object with a name and a namespace that others have as well."""
    metadata = {"name": name or chance.pick(NAMES), "namespace": chance.pick(["shop", "shop", "a"])}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def service(chance: Chance) -> dict[str, Any]:
    """A Service of any type."""
    name = chance.pick(NAMES)
    made = headed(chance, "v1", "Service", name)
    kind = chance.pick(["ClusterIP", "ClusterIP", "NodePort", "NodePort", "LoadBalancer", "ExternalName", "headless"])
    if kind == "ExternalName":
        made["spec"] = {"type": kind, "externalName": chance.pick(["a.example.com", "web.shop.svc.cluster.local"])}
        return made
    ports = [service_port(chance, kind, number) for number in range(chance.pick([1, 1, 2]))]
    spec: dict[str, Any] = {"ports": ports, "selector": {"app": chance.pick([name, *NAMES])}}
    if chance(0.1):
        del spec["selector"]
    spec |= {"clusterIP": "None"} if kind == "headless" else {"type": kind}
    more: dict[str, Any] = {
        "clusterIP": chance.pick(["10.96.0.10", "10.96.0.11", "fd00::1"]), "externalIPs": ["1.2.3.4"],
        "externalTrafficPolicy": chance.pick(["Local", "Cluster"]), "sessionAffinity": "ClientIP", "healthCheckNodePort": 30080,
        "ipFamilies": chance.pick([["IPv4"], ["IPv6"], ["IPv4", "IPv6"]]), "ipFamilyPolicy": chance.pick(["PreferDualStack", "RequireDualStack"]),
        "loadBalancerSourceRanges": ["10.0.0.0/8"], "loadBalancerClass": "example.com/x", "publishNotReadyAddresses": True,
        "internalTrafficPolicy": "Local", "trafficDistribution": "PreferClose", "allocateLoadBalancerNodePorts": False,
    }  # fmt: skip
    spec.update({key: more[key] for key in chance.some(list(more), 2)})
    if chance(0.1):
        key = chance.pick(
            [
                "service.beta.openshift.io/serving-cert-secret-name",
                "service.beta.kubernetes.io/aws-load-balancer-internal",
            ]
        )
        made["metadata"]["annotations"] = {key: chance.pick(NAMES)}
    return {**made, "spec": spec}


def service_port(chance: Chance, kind: str, number: int) -> dict[str, Any]:
    """A port of a Service."""
    port: dict[str, Any] = {"port": chance.pick([80, 443, 53, 8080]), "name": f"p{number}" if chance(0.8) else "http"}
    if chance(0.7):
        port["targetPort"] = chance.pick(PORTS)
    if chance(0.3):
        port["protocol"] = chance.pick(PROTOCOLS)
    if kind in {"NodePort", "LoadBalancer"} and chance(0.6):
        port["nodePort"] = chance.pick([30080, 30081, 30053, 20])
    if chance(0.1):
        port["appProtocol"] = chance.pick(["http", "kubernetes.io/h2c", "https"])
    return port


def policy_port(chance: Chance) -> dict[str, Any]:
    """A port of a NetworkPolicy."""
    made = {"port": chance.pick(PORTS)} if chance(0.8) else {}
    if chance(0.4):
        made["protocol"] = chance.pick(PROTOCOLS)
    if isinstance(made.get("port"), int) and chance(0.3):
        made["endPort"] = 65535
    return made


def place_selector(chance: Chance) -> Any:
    """A selector of namespaces."""
    return chance.pick(
        [
            {},
            {"matchLabels": {"kubernetes.io/metadata.name": chance.pick(SPACES)}},
            {"matchLabels": {"team": "a"}},
            {"matchLabels": {"name": "shop"}},
            {"matchExpressions": [{"key": "team", "operator": "Exists"}]},
        ]
    )


def peer(chance: Chance) -> dict[str, Any]:
    """A peer of a NetworkPolicy."""
    if chance(0.3):
        return {
            "ipBlock": {
                "cidr": chance.pick(CIDRS),
                **chance.pick([{}, {"except": ["10.1.0.0/16"]}, {"except": ["10.0.0.0/9", "::1/128"]}]),
            }
        }
    parts = {"podSelector": selector(chance) or {}, "namespaceSelector": place_selector(chance)}
    return {key: parts[key] for key in chance.some(list(parts), 2) or ["podSelector"]}


def network_policy(chance: Chance) -> dict[str, Any]:
    """A NetworkPolicy."""
    spec: dict[str, Any] = {"podSelector": chance.pick([{}, selector(chance) or {}, {"matchLabels": {"app": "web"}}])}
    for direction, side in (("ingress", "from"), ("egress", "to")):
        if chance(0.6):
            spec[direction] = chance.many(lambda side=side: rule(chance, side), 2)  # type: ignore[misc]
    if chance(0.6):
        spec["policyTypes"] = chance.some(["Ingress", "Egress"], 2)
    return headed(chance, "networking.k8s.io/v1", "NetworkPolicy", spec=spec)


def rule(chance: Chance, side: str) -> dict[str, Any]:
    """A rule of a NetworkPolicy."""
    made: dict[str, Any] = {}
    if chance(0.7):
        made[side] = chance.many(lambda: peer(chance), 2)
    if chance(0.7):
        made["ports"] = chance.many(lambda: policy_port(chance), 2)
    return made


def admin_policy(chance: Chance) -> dict[str, Any]:
    """A policy of administrators, of every kind and version."""
    kind = chance.pick(["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"])
    spec: dict[str, Any] = {
        "priority": chance.pick([1, 5, "x"]),
        "subject": subject(chance),
        "tier": chance.pick(["Admin", "Baseline"]),
    }
    for direction, side in (("ingress", "from"), ("egress", "to")):
        spec[direction] = chance.many(lambda side=side: admin_rule(chance, side), 2)  # type: ignore[misc]
    version = "v1alpha2" if kind.startswith("Cluster") else "v1alpha1"
    return {
        "apiVersion": f"policy.networking.k8s.io/{version}",
        "kind": kind,
        "metadata": {"name": "default"},
        "spec": spec,
    }


def subject(chance: Chance) -> dict[str, Any]:
    """Which pods a policy of administrators, or a peer, means."""
    pods = {"namespaceSelector": place_selector(chance), "podSelector": selector(chance) or {}}
    return chance.pick([{"namespaces": place_selector(chance)}, {"namespaces": {}}, {"pods": pods}, {}])  # type: ignore[no-any-return]


def admin_rule(chance: Chance, side: str) -> dict[str, Any]:
    """A rule of administrators."""
    peers = [
        subject(chance) if chance(0.7) else {"networks": chance.some(CIDRS, 2)} for _ in range(chance.pick([1, 2]))
    ]
    ports: list[Any] = [
        {"portNumber": {"port": 80, "protocol": "TCP"}}, {"portRange": {"start": 1, "end": 1024}}, {"namedPort": "http"},
        {"portNumber": {"port": "x"}}, {"tcp": {"destinationPort": {"number": 80}}}, {"udp": {"destinationPort": {"range": {"start": 1, "end": 99}}}},
        {"sctp": {}}, {"destinationNamedPort": "none"}, {"tcp": {"destinationPort": {"x": 1}}}, {},
    ]  # fmt: skip
    made = {"action": chance.pick(["Allow", "Accept", "Deny", "Pass"]), side: peers}
    return {**made, **chance.pick([{}, {"ports": chance.some(ports, 2)}, {"protocols": chance.some(ports, 2)}])}


def ingress(chance: Chance) -> dict[str, Any]:
    """An Ingress."""
    backend = {
        "service": {
            "name": chance.pick(NAMES),
            "port": chance.pick([{"number": 80}, {"name": "http"}, {"name": "p0"}, {"number": 81}]),
        }
    }
    path = {
        "path": chance.pick(["/", "/a"]),
        "pathType": chance.pick(["Prefix", "Exact", "ImplementationSpecific"]),
        "backend": backend,
    }
    rules = [
        {"host": host, "http": {"paths": [path]}} for host in chance.some(["a.example.com", "*.example.com", "b"], 2)
    ]
    spec: dict[str, Any] = (
        {"rules": rules, "ingressClassName": chance.pick(["nginx", "a"])} if rules else {"defaultBackend": backend}
    )
    if chance(0.5):
        spec["tls"] = [{"hosts": chance.some(["a.example.com", "x"], 2), "secretName": chance.pick(NAMES)}]
    made = headed(chance, "networking.k8s.io/v1", "Ingress", spec=spec)
    made["metadata"]["annotations"] = chance.pick(
        [{}, {"cert-manager.io/cluster-issuer": "a"}, {"kubernetes.io/ingress.class": "nginx"}]
    )
    return made


def gateway(chance: Chance) -> dict[str, Any]:
    """A Gateway with listeners."""
    spaces = [
        {},
        {"from": "All"},
        {"from": "Same"},
        {"from": "Selector", "selector": place_selector(chance)},
        {"from": "Selector"},
    ]
    listeners = [
        {
            "name": name,
            "port": chance.pick([80, 443]),
            "protocol": chance.pick(["HTTP", "HTTPS", "TLS", "TCP", "x"]),
            **chance.pick([{}, {"hostname": "*.example.com"}, {"hostname": "a"}]),
            **chance.pick(
                [
                    {},
                    {
                        "allowedRoutes": {
                            "namespaces": chance.pick(spaces),
                            **chance.pick([{}, {"kinds": [{"kind": "TCPRoute"}, 5]}]),
                        }
                    },
                ]
            ),
            **chance.pick([{}, {"tls": {"certificateRefs": [{"name": "a", "namespace": "a"}]}}]),
        }
        for name in chance.some(["http", "https", "x"], 2)
    ]
    made = headed(chance, f"{GATEWAY}/v1", "Gateway", spec={"gatewayClassName": "x", "listeners": listeners})
    made["metadata"]["annotations"] = chance.pick([{}, {"cert-manager.io/issuer": "a"}])
    return made


def route(chance: Chance) -> dict[str, Any]:
    """A route of a Gateway, or of a Service."""
    kind, version = chance.pick(
        [
            ("HTTPRoute", "v1"),
            ("GRPCRoute", "v1"),
            ("TCPRoute", "v1alpha2"),
            ("TLSRoute", "v1alpha2"),
            ("UDPRoute", "v1alpha2"),
        ]
    )
    parent: dict[str, Any] = {"name": chance.pick(NAMES)}
    more = {
        "namespace": chance.pick(["shop", "a"]),
        "sectionName": chance.pick(["http", "htp"]),
        "port": chance.pick([80, 81]),
    }
    parent |= {key: more[key] for key in chance.some(list(more), 2)}
    if chance(0.15):
        parent = {"kind": "Service", "group": "", "name": chance.pick(NAMES), "port": 80}
    backend = {
        "name": chance.pick(NAMES),
        "port": chance.pick([80, 443, 81]),
        **chance.pick([{}, {"namespace": chance.pick(["shop", "a"])}]),
    }
    spec: dict[str, Any] = {"parentRefs": [parent], "rules": [{"backendRefs": [backend]}]}
    if chance(0.5):
        spec["hostnames"] = chance.pick([["a.example.com"], ["other.com", "*.com"], [5]])
    return headed(chance, f"{GATEWAY}/{version}", kind, spec=spec)


def grant(chance: Chance) -> dict[str, Any]:
    """A ReferenceGrant."""
    come = {"group": GATEWAY, "kind": chance.pick(["HTTPRoute", "Gateway"]), "namespace": chance.pick(["shop", "a"])}
    to = {"group": "", "kind": chance.pick(["Service", "Secret"]), **chance.pick([{}, {"name": "a"}])}
    return headed(chance, f"{GATEWAY}/v1beta1", "ReferenceGrant", spec={"from": [come], "to": [to]})


def openshift_route(chance: Chance) -> dict[str, Any]:
    """A Route of OpenShift."""
    spec = {
        "to": {"kind": "Service", "name": chance.pick(NAMES)},
        **chance.pick([{}, {"port": {"targetPort": chance.pick(PORTS)}}]),
    }
    return headed(chance, "route.openshift.io/v1", "Route", spec={**spec, "host": "a.example.com"})


def balancer(chance: Chance) -> dict[str, Any]:
    """Endpoints of a Service without a selector, or the configuration of a balancer."""
    addresses = chance.some(ADDRESSES, 4)
    ports = [{"port": chance.pick([30080, 30081, 80, "x"])}]
    if chance(0.3):
        made = headed(chance, "discovery.k8s.io/v1", "EndpointSlice", ports=ports)
        return {**made, "endpoints": [{"addresses": addresses}, {"addresses": "x"}], "addressType": "IPv4"}
    if chance(0.5):
        return headed(
            chance, "v1", "Endpoints", subsets=[{"addresses": [{"ip": one} for one in addresses], "ports": ports}]
        )
    text = "\n".join(f"server s {one}:30080 check" for one in addresses)
    return headed(chance, "v1", "ConfigMap", data={"haproxy.cfg": f"{text}\nx http://10.0.0.1:99999/ a:b", "a": "b"})


def namespace(chance: Chance) -> dict[str, Any]:
    """A Namespace, with labels of Pod Security now and then."""
    levels = {
        f"pod-security.kubernetes.io/{mode}": chance.pick(["restricted", "baseline", "privileged", "x"])
        for mode in chance.some(["enforce", "warn", "audit"], 3)
    }
    levels |= {f"{key}-version": chance.pick(["latest", "v1.24", "v1.18", "x"]) for key in levels if chance(0.4)}
    labels = {**chance.pick([{}, {"team": "a"}, {"name": "shop"}]), **(levels if chance(0.6) else {})}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": chance.pick(SPACES), "labels": labels}}


NETWORK: list[Callable[[Chance], dict[str, Any]]] = [
    *(service, service, network_policy, network_policy, admin_policy, ingress, gateway, route, grant),
    *(openshift_route, balancer, namespace),
]
"""What makes an object of the network."""
