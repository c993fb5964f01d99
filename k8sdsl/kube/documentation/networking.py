"""Ingresses and network policies."""

from __future__ import annotations

GROUPS = ("networking",)

TYPES = {
    "Ingress": "Routes HTTP requests from outside the cluster to Services by host and path. Requires an ingress "
    "controller.",
    "IngressSpec": "Rules, certificates, and the ingress controller that applies them.",
    "IngressRule": "The paths of one host.",
    "IngressTLS": "A certificate and its hosts.",
    "HTTPIngressPath": "A path and the Service that serves it.",
    "IngressBackend": "Where requests go.",
    "IngressServiceBackend": "A Service in the namespace of the Ingress.",
    "ServiceBackendPort": "A port of a Service: its name or its number.",
    "IngressClass": "An ingress controller that Ingresses can refer to.",
    "IngressClassSpec": "Which controller, and its settings.",
    "NetworkPolicy": "Which connections pods can accept and open. The network plugin must support network policies.",
    "NetworkPolicySpec": "Selects pods and lists the allowed connections. For selected pods, all other connections "
    "are denied.",
    "NetworkPolicyIngressRule": "Allows connections from some peers to some ports.",
    "NetworkPolicyEgressRule": "Allows connections to some peers on some ports.",
    "NetworkPolicyPeer": "The other side of a connection.",
    "NetworkPolicyPort": "A port, a range of ports, or all ports of a protocol.",
    "IPBlock": "A range of addresses.",
}

FIELDS = {
    "IngressSpec.ingressClassName": "The IngressClass. Without it, the default class is used; if there is none, the "
    "Ingress has no effect.",
    "IngressSpec.rules": "Requests that match no rule go to `defaultBackend`.",
    "IngressSpec.tls": "Most controllers then redirect HTTP to HTTPS.",
    "IngressSpec.defaultBackend": "Serves requests that match no rule; without it, the controller uses its own "
    "default.",
    "IngressRule.host": "A name without a port. `*.example.com` matches one level only. If omitted, the rule applies "
    "to all hosts.",
    "IngressTLS.hosts": "The host names, which the certificate must cover.",
    "IngressTLS.secretName": "A Secret of the type `kubernetes.io/tls` in the namespace of the Ingress.",
    "HTTPIngressPath.path": "Begins with `/`. The longest match wins.",
    "HTTPIngressPath.pathType": "Prefix matches whole segments: /a matches /a/b, not /ab. ImplementationSpecific is "
    "up to the controller.",
    "IngressBackend.service": "Cannot be combined with `resource`.",
    "IngressBackend.resource": "Another object, such as a bucket, if the controller supports it.",
    "IngressServiceBackend.port": "A port of the Service, not of the pods.",
    "ServiceBackendPort.number": "Cannot be combined with `name`.",
    "ServiceBackendPort.name": "Cannot be combined with `number`.",
    "IngressClassSpec.controller": "A name such as `k8s.io/ingress-nginx`. Cannot be changed.",
    "IngressClassSpec.parameters": "An object with settings of the controller.",
    "NetworkPolicySpec.podSelector": "Pods in the namespace of the policy; `{}` selects all of them.",
    "NetworkPolicySpec.policyTypes": "A listed direction without rules denies everything. If Egress is not listed and "
    "has no rules, all outgoing connections are allowed.",
    "NetworkPolicySpec.ingress": "A connection is allowed if any rule of any policy allows it. `[]` denies all.",
    "NetworkPolicySpec.egress": "Allow DNS as well: port 53 over UDP and TCP, to the cluster's resolver.",
    "NetworkPolicyIngressRule.from": "Any of these peers; everyone if not set or empty.",
    "NetworkPolicyIngressRule.ports": "Any of these ports; all if not set or empty.",
    "NetworkPolicyEgressRule.to": "Any of these peers; everyone if not set or empty.",
    "NetworkPolicyEgressRule.ports": "Any of these ports; all if not set or empty. Ports of the pods, not of a "
    "Service.",
    "NetworkPolicyPeer.podSelector": "Pods in the namespace of the policy or, if both are set, in the namespaces that "
    "`namespaceSelector` selects.",
    "NetworkPolicyPeer.namespaceSelector": "Selects namespaces by labels; the label `kubernetes.io/metadata.name` "
    "contains the name. Without `podSelector`, all pods in them.",
    "NetworkPolicyPeer.ipBlock": "For addresses outside the cluster. Cannot be combined with the selectors.",
    "NetworkPolicyPort.port": "A number, or the name of a container port; all ports if not set.",
    "NetworkPolicyPort.endPort": "The last port of a range that starts at `port`, which must be a number.",
    "NetworkPolicyPort.protocol": "Defaults to TCP; DNS needs UDP as well.",
    "IPBlock.cidr": "Such as `10.0.0.0/8`.",
    "IPBlock.except": "Ranges inside `cidr` to exclude.",
}
