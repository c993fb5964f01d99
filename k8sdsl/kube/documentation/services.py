"""Services and endpoints."""

from __future__ import annotations

GROUPS = ("core", "discovery")

TYPES = {
    "Service": "A stable name and address for the pods that a selector chooses.",
    "ServiceSpec": "Which pods it covers, on which ports, and from where they can be reached.",
    "ServicePort": "A port of the Service, and the port of the pods that it forwards to.",
    "SessionAffinityConfig": "Settings of `sessionAffinity: ClientIP`.",
    "ClientIPConfig": "How long a client keeps its pod.",
    "EndpointSlice": "The addresses of a Service's endpoints; written by a controller, or by hand for a Service "
    "without a selector.",
}

FIELDS = {
    "ServiceSpec.selector": "Labels of the pods; all must match. Without it, write the EndpointSlices yourself.",
    "ServiceSpec.ports": "If there are several ports, each needs a name.",
    "ServiceSpec.type": "NodePort also opens a port on every node; LoadBalancer also requests a load balancer from "
    "the cloud; ExternalName is a DNS alias.",
    "ServiceSpec.clusterIP": "Assigned by the cluster if not set. None makes the Service headless: its name resolves "
    "to the addresses of the pods. Cannot be changed.",
    "ServiceSpec.clusterIPs": "One address per IP family; the first equals `clusterIP`.",
    "ServiceSpec.ipFamilies": "The IP families, in order. The default depends on the cluster.",
    "ServiceSpec.ipFamilyPolicy": "RequireDualStack fails in a cluster with a single IP family; PreferDualStack does "
    "not.",
    "ServiceSpec.externalIPs": "Addresses that you route to the nodes yourself. A security risk in shared clusters.",
    "ServiceSpec.externalName": "A DNS name, for the type ExternalName. Nothing is proxied; HTTP clients send the "
    "name of this Service as the Host header.",
    "ServiceSpec.externalTrafficPolicy": "Local keeps the address of the client and sends traffic only to pods on "
    "the same node; nodes without one fail the health check.",
    "ServiceSpec.internalTrafficPolicy": "Local sends traffic from pods only to pods on the same node, and drops it "
    "if there are none.",
    "ServiceSpec.trafficDistribution": "Prefers nearby endpoints: PreferSameZone (formerly PreferClose) or "
    "PreferSameNode.",
    "ServiceSpec.sessionAffinity": "ClientIP sends all requests from one client address to the same pod.",
    "ServiceSpec.sessionAffinityConfig": "Only with `sessionAffinity: ClientIP`.",
    "ServiceSpec.loadBalancerClass": "The implementation that provides the load balancer. Only for the type "
    "LoadBalancer. Cannot be changed.",
    "ServiceSpec.loadBalancerIP": "Deprecated; most providers use annotations instead.",
    "ServiceSpec.loadBalancerSourceRanges": "IP ranges that can use the load balancer, if the provider supports it.",
    "ServiceSpec.allocateLoadBalancerNodePorts": "Set it to false if the load balancer reaches pods directly.",
    "ServiceSpec.healthCheckNodePort": "Only for LoadBalancer with `externalTrafficPolicy: Local`; assigned if "
    "omitted.",
    "ServiceSpec.publishNotReadyAddresses": "Also publishes pods that are not ready, so that members of a clustered "
    "application find each other while they start.",
    "ServicePort.port": "The port of the Service, from 1 to 65535.",
    "ServicePort.targetPort": "The port of the pods: a number, or the name of a container port.",
    "ServicePort.name": "Required if there are several ports. Ingresses and service meshes refer to it.",
    "ServicePort.nodePort": "A port of every node, 30000 to 32767 by default; assigned if not set. Unique in the "
    "cluster.",
    "ServicePort.protocol": "One entry per protocol.",
    "ServicePort.appProtocol": "A hint for service meshes and load balancers: `http`, `https`, `kubernetes.io/h2c`, "
    "`kubernetes.io/ws`.",
    "ClientIPConfig.timeoutSeconds": "From 1 to 86400; the default is 10800 (3 hours).",
    "EndpointSlice.addressType": "The type of the addresses; one per slice. Cannot be changed.",
    "EndpointSlice.endpoints": "At most 1000.",
    "EndpointSlice.ports": "The names must equal those of the Service's ports.",
}
