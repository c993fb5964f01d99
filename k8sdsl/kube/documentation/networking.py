"""Ingresses and network policies."""

from __future__ import annotations

GROUPS = ("networking",)

TYPES = {
    "Ingress": "Routes HTTP requests from outside to Services by host and path. Needs an ingress controller.",
    "IngressSpec": "Rules, certificates, and the controller that carries them out.",
    "IngressRule": "Paths of one host.",
    "IngressTLS": "A certificate and its hosts.",
    "HTTPIngressPath": "A path and the Service that it leads to.",
    "IngressBackend": "Where requests go.",
    "IngressServiceBackend": "A Service in the namespace of the Ingress.",
    "ServiceBackendPort": "A port of a Service: its name or its number.",
    "IngressClass": "An ingress controller that Ingresses can choose.",
    "IngressClassSpec": "Which controller, and its settings.",
    "NetworkPolicy": "Which connections pods accept and open. The network plugin must support it.",
    "NetworkPolicySpec": "Selects pods, and lists what is allowed. What no policy allows is then denied.",
    "NetworkPolicyIngressRule": "Allows connections from some peers to some ports.",
    "NetworkPolicyEgressRule": "Allows connections to some peers on some ports.",
    "NetworkPolicyPeer": "The other side of a connection.",
    "NetworkPolicyPort": "A port, a range of ports, or all ports of a protocol.",
    "IPBlock": "A range of addresses.",
}

FIELDS = {
    "IngressSpec.ingressClassName": "The IngressClass. Without it the default class counts, if there is one; "
    "otherwise nothing serves the Ingress.",
    "IngressSpec.rules": "A request that no rule matches goes to `defaultBackend`.",
    "IngressSpec.tls": "Most controllers then redirect HTTP to HTTPS.",
    "IngressSpec.defaultBackend": "For requests that no rule matches; the controller has one of its own.",
    "IngressRule.host": "A name without a port. `*.example.com` matches one level only; left out, the rule is for "
    "all hosts.",
    "IngressTLS.hosts": "Must be names that the certificate has.",
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
    "NetworkPolicySpec.policyTypes": "A direction that is listed without rules denies everything. Without Egress "
    "here or rules for it, connections out are free.",
    "NetworkPolicySpec.ingress": "A connection is allowed if one rule of one policy allows it. `[]` denies all.",
    "NetworkPolicySpec.egress": "Remember DNS: port 53, UDP and TCP, to the cluster's resolver.",
    "NetworkPolicyIngressRule.from": "Any of these peers; everyone if not set or empty.",
    "NetworkPolicyIngressRule.ports": "Any of these ports; all if not set or empty.",
    "NetworkPolicyEgressRule.to": "Any of these peers; everyone if not set or empty.",
    "NetworkPolicyEgressRule.ports": "Any of these ports; all if not set or empty. Ports of the pods, not of a "
    "Service.",
    "NetworkPolicyPeer.podSelector": "Pods in the namespace of the policy, or in those of `namespaceSelector` if "
    "both are set.",
    "NetworkPolicyPeer.namespaceSelector": "Namespaces by labels; `kubernetes.io/metadata.name` holds the name. "
    "Without `podSelector`, all their pods.",
    "NetworkPolicyPeer.ipBlock": "For addresses outside the cluster. Cannot be combined with the selectors.",
    "NetworkPolicyPort.port": "A number, or the name of a container port; all ports if not set.",
    "NetworkPolicyPort.endPort": "The last port of a range that starts at `port`, which must be a number.",
    "NetworkPolicyPort.protocol": "TCP if not set: DNS needs UDP as well.",
    "IPBlock.cidr": "Such as `10.0.0.0/8`.",
    "IPBlock.except": "Ranges inside `cidr` that are not meant.",
}
