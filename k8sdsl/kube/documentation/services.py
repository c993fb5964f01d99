"""Services and endpoints."""

from __future__ import annotations

GROUPS = ("core", "discovery")

TYPES = {
    "Service": "A stable name and address for the pods that a selector chooses.",
    "ServiceSpec": "Which pods, on which ports, reachable from where.",
    "ServicePort": "A port of the Service and the port of the pods behind it.",
    "SessionAffinityConfig": "Settings of `sessionAffinity: ClientIP`.",
    "ClientIPConfig": "How long a client stays with a pod.",
    "EndpointSlice": "Addresses behind a Service; written by a controller, or by hand for a Service without a "
    "selector.",
}

FIELDS = {
    "ServiceSpec.selector": "Labels of the pods; all must match. Without it you write EndpointSlices yourself.",
    "ServiceSpec.ports": "With several ports each needs a name.",
    "ServiceSpec.type": "NodePort opens a port on every node as well; LoadBalancer also asks the cloud for a "
    "balancer; ExternalName is an alias in DNS.",
    "ServiceSpec.clusterIP": "Assigned if not set; None makes the Service headless: its name resolves to the pods "
    "themselves. Cannot be changed.",
    "ServiceSpec.clusterIPs": "One address per family; the first is `clusterIP`.",
    "ServiceSpec.ipFamilies": "Which families, in order. Depends on the cluster.",
    "ServiceSpec.ipFamilyPolicy": "RequireDualStack fails on a cluster with one family; PreferDualStack does not.",
    "ServiceSpec.externalIPs": "Addresses of nodes that you route here yourself. A risk in shared clusters.",
    "ServiceSpec.externalName": "A DNS name, for the type ExternalName: no proxy, no ports. HTTP clients send this "
    "Service's name as Host.",
    "ServiceSpec.externalTrafficPolicy": "Local keeps the address of the client and sends traffic only to pods on "
    "the same node; nodes without one fail the health check.",
    "ServiceSpec.internalTrafficPolicy": "Local sends traffic of pods only to pods on the same node, and drops it if "
    "there is none.",
    "ServiceSpec.trafficDistribution": "Prefers near endpoints: PreferSameZone (PreferClose is its older name) or "
    "PreferSameNode.",
    "ServiceSpec.sessionAffinity": "ClientIP sends a client to the same pod again, by its address.",
    "ServiceSpec.sessionAffinityConfig": "Only with ClientIP.",
    "ServiceSpec.loadBalancerClass": "Which implementation provides the balancer. Only for LoadBalancer; cannot be "
    "changed.",
    "ServiceSpec.loadBalancerIP": "Deprecated; most providers use annotations instead.",
    "ServiceSpec.loadBalancerSourceRanges": "Networks that may use the balancer, if the provider supports it.",
    "ServiceSpec.allocateLoadBalancerNodePorts": "False if the balancer reaches pods directly.",
    "ServiceSpec.healthCheckNodePort": "Only for LoadBalancer with `externalTrafficPolicy: Local`; assigned if left "
    "out.",
    "ServiceSpec.publishNotReadyAddresses": "Also lists pods that are not ready, so members of a cluster find each "
    "other while they start.",
    "ServicePort.port": "The port of the Service. 1 to 65535.",
    "ServicePort.targetPort": "The port of the pods: a number, or the name of a container port.",
    "ServicePort.name": "Required if there are several ports. Ingresses and meshes use it.",
    "ServicePort.nodePort": "A port of every node, 30000 to 32767 by default; assigned if not set. Unique in the "
    "cluster.",
    "ServicePort.protocol": "One entry per protocol.",
    "ServicePort.appProtocol": "A hint for meshes and balancers: `http`, `https`, `kubernetes.io/h2c`, "
    "`kubernetes.io/ws`.",
    "ClientIPConfig.timeoutSeconds": "1 to 86400; 10800 (3 hours) if not set.",
    "EndpointSlice.addressType": "One family per slice. Cannot be changed.",
    "EndpointSlice.endpoints": "At most 1000.",
    "EndpointSlice.ports": "Names must be those of the ports of the Service.",
}
