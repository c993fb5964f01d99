"""Pods."""

from __future__ import annotations

GROUPS = ("core",)

TYPES = {
    "Pod": "Containers that run together on one node. Rarely written by hand: a workload creates pods from a "
    "template and replaces lost ones.",
    "PodSpec": "The containers of a pod, its volumes, and where and how it runs.",
    "PodTemplateSpec": "The pods that a workload creates. Changing it replaces the pods.",
    "PodDNSConfig": "Additions to the resolver configuration of the containers.",
    "HostAlias": "A line of /etc/hosts.",
    "PodReadinessGate": "A condition that must be true for the pod to be ready.",
    "PodSchedulingGate": "Something that must be done before the pod is scheduled.",
    "PodOS": "The operating system that the containers need.",
    "PodResourceClaim": "Devices that containers of the pod can use.",
}

FIELDS = {
    "PodTemplateSpec.metadata": "Labels must include those that the selector of the workload names. Name and "
    "namespace are ignored.",
    "PodSpec.containers": "At least one container. They are started in parallel.",
    "PodSpec.initContainers": "These run one after another, each to completion, before the containers start. One with "
    "`restartPolicy: Always` is a sidecar and keeps running.",
    "PodSpec.ephemeralContainers": "Added to a running pod by `kubectl debug`; not allowed in a new one.",
    "PodSpec.volumes": "The volumes that `volumeMounts` of the containers refer to by name.",
    "PodSpec.restartPolicy": "Applies to all containers. Jobs require OnFailure or Never; other workloads accept only "
    "Always. Restarts are delayed from 10 s up to 5 min.",
    "PodSpec.terminationGracePeriodSeconds": "Seconds between TERM and KILL, including the time of `preStop` hooks. 0 "
    "kills at once.",
    "PodSpec.activeDeadlineSeconds": "Seconds that the pod can be active on a node; after that, it fails and its "
    "containers are stopped.",
    "PodSpec.dnsPolicy": "ClusterFirst resolves names of Services. A pod with `hostNetwork` requires "
    "ClusterFirstWithHostNet for this. None uses only `dnsConfig`.",
    "PodSpec.dnsConfig": "Merged with the settings from `dnsPolicy`.",
    "PodSpec.nodeSelector": "Labels that a node must have. Use `affinity` for more complex conditions.",
    "PodSpec.nodeName": "Binds the pod to a node without asking the scheduler: resources and taints are not checked. "
    "Prefer `nodeSelector`.",
    "PodSpec.serviceAccountName": "The identity that the pod uses to call the API server. Defaults to `default`. The "
    "account must exist.",
    "PodSpec.automountServiceAccountToken": "If false, the token of the service account is not mounted, for pods that "
    "do not call the API server. Overrides the same field of the account.",
    "PodSpec.hostNetwork": "Uses the network of the node: ports must be free there, and network policies do not apply.",
    "PodSpec.hostPID": "Shows the processes of the node to the containers.",
    "PodSpec.hostIPC": "Shares System V IPC and POSIX message queues with the node.",
    "PodSpec.hostUsers": "If false, the containers run in a user namespace: root in a container has no rights on the "
    "node. Cannot be combined with `hostNetwork`, `hostPID` or `hostIPC`.",
    "PodSpec.hostAliases": "Additional lines for /etc/hosts in the containers.",
    "PodSpec.hostname": "Defaults to the name of the pod.",
    "PodSpec.subdomain": "With a headless Service of this name, the pod gets the DNS name "
    "`hostname.subdomain.namespace.svc`.",
    "PodSpec.setHostnameAsFQDN": "Sets the hostname of the pod to its fully qualified domain name, of at most 64 "
    "characters.",
    "PodSpec.shareProcessNamespace": "Containers can see each other's processes, and their own process is no longer "
    "process 1.",
    "PodSpec.securityContext": "Applies to all containers, unless their own `securityContext` overrides it.",
    "PodSpec.imagePullSecrets": "Secrets of the type `kubernetes.io/dockerconfigjson` for private registries, in the "
    "namespace of the pod. Those of the service account are added.",
    "PodSpec.affinity": "Which nodes the pod needs or prefers, by labels of nodes and by the pods that run there.",
    "PodSpec.schedulerName": "Another scheduler must run in the cluster; otherwise the pod stays Pending.",
    "PodSpec.tolerations": "Node taints that this pod tolerates. Tolerations do not attract the pod to those nodes.",
    "PodSpec.priorityClassName": "A pod with a higher priority is scheduled first, and may evict pods with a lower "
    "one. The class must exist.",
    "PodSpec.priority": "Computed from `priorityClassName`; omit it.",
    "PodSpec.preemptionPolicy": "With Never, the pod waits for free resources instead of evicting pods with a lower "
    "priority.",
    "PodSpec.readinessGates": "Additional conditions for the pod to be ready, which a controller sets, such as that "
    "of a load balancer.",
    "PodSpec.runtimeClassName": "Selects a container runtime such as gVisor; the RuntimeClass must exist.",
    "PodSpec.enableServiceLinks": "Adds variables such as WEB_SERVICE_HOST for all Services in the namespace. Set it "
    "to false in namespaces with many Services, and to avoid name clashes.",
    "PodSpec.overhead": "Computed from the RuntimeClass; omit it.",
    "PodSpec.topologySpreadConstraints": "Spreads the pods evenly over nodes or zones. All constraints must hold.",
    "PodSpec.os": "linux or windows. Some fields are allowed for only one of them.",
    "PodSpec.schedulingGates": "The pod waits unscheduled until a controller has removed all of them. They can be "
    "set only when it is created.",
    "PodSpec.resourceClaims": "The device claims that containers can refer to in `resources.claims`.",
    "PodSpec.resources": "Requests and limits for the pod as a whole, for cpu, memory and huge pages.",
    "PodDNSConfig.nameservers": "At most three addresses, which come before those from `dnsPolicy`.",
    "PodDNSConfig.searches": "Search domains, appended to those from `dnsPolicy`; at most 32.",
    "PodDNSConfig.options": "Resolver options such as `ndots`.",
    "PodReadinessGate.conditionType": "The type of a condition in the pod's status.",
    "PodSchedulingGate.name": "Unique in the pod; by convention a domain of the controller that removes it.",
    "PodResourceClaim.resourceClaimName": "An existing ResourceClaim, which other pods can share.",
    "PodResourceClaim.resourceClaimTemplateName": "Creates a separate claim for each pod from this template, and "
    "deletes it with the pod.",
}
