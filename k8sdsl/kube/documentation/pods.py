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
    "PodSpec.containers": "Started together, in no particular order. At least one.",
    "PodSpec.initContainers": "Run one after the other, each to its end, before the containers start. With "
    "`restartPolicy: Always` one is a sidecar and keeps running.",
    "PodSpec.ephemeralContainers": "Added to a running pod by `kubectl debug`; not allowed in a new one.",
    "PodSpec.volumes": "What `volumeMounts` of the containers refer to by name.",
    "PodSpec.restartPolicy": "Applies to all containers. Jobs need OnFailure or Never; other workloads accept Always "
    "only. Restarts are delayed from 10 s up to 5 min.",
    "PodSpec.terminationGracePeriodSeconds": "Seconds between TERM and KILL; `preStop` hooks are part of it. 0 kills "
    "at once.",
    "PodSpec.activeDeadlineSeconds": "Seconds that the pod may be active on a node; then it fails and its containers "
    "are ended.",
    "PodSpec.dnsPolicy": "ClusterFirst resolves names of Services. A pod with `hostNetwork` needs "
    "ClusterFirstWithHostNet for that; None uses `dnsConfig` only.",
    "PodSpec.dnsConfig": "Merged with what `dnsPolicy` gives.",
    "PodSpec.nodeSelector": "Labels that a node must have. `affinity` expresses more.",
    "PodSpec.nodeName": "Binds the pod to a node without asking the scheduler: resources and taints are not checked. "
    "Prefer `nodeSelector`.",
    "PodSpec.serviceAccountName": "The identity of the pod towards the API server; `default` of its namespace if "
    "left out. Must exist.",
    "PodSpec.automountServiceAccountToken": "False keeps the token of the service account out of the containers, for "
    "pods that do not call the API server. Wins over the field of the account.",
    "PodSpec.hostNetwork": "Uses the network of the node: ports must be free there, and network policies do not apply.",
    "PodSpec.hostPID": "Shows the processes of the node to the containers.",
    "PodSpec.hostIPC": "Shares System V IPC and POSIX message queues with the node.",
    "PodSpec.hostUsers": "False runs the containers in a user namespace: root inside is nobody on the node. Excludes "
    "`hostNetwork`, `hostPID` and `hostIPC`.",
    "PodSpec.hostAliases": "Lines for /etc/hosts of the containers.",
    "PodSpec.hostname": "Defaults to the name of the pod.",
    "PodSpec.subdomain": "With a headless Service of this name, the pod gets the DNS name "
    "`hostname.subdomain.namespace.svc`.",
    "PodSpec.setHostnameAsFQDN": "The kernel knows the full name as hostname, which may have 64 characters.",
    "PodSpec.shareProcessNamespace": "Containers see the processes of each other, and process 1 is not their own.",
    "PodSpec.securityContext": "Holds for all containers, where their own `securityContext` says nothing else.",
    "PodSpec.imagePullSecrets": "Secrets of the type `kubernetes.io/dockerconfigjson` for private registries, in the "
    "namespace of the pod. Those of the service account are added.",
    "PodSpec.affinity": "Which nodes the pod needs or prefers, by labels of nodes and by the pods that run there.",
    "PodSpec.schedulerName": "Another scheduler must run in the cluster; otherwise the pod stays Pending.",
    "PodSpec.tolerations": "Taints of nodes that do not keep this pod away. They do not attract it.",
    "PodSpec.priorityClassName": "A pod with a higher priority is scheduled first, and may evict pods with a lower "
    "one. The class must exist.",
    "PodSpec.priority": "Computed from `priorityClassName`; leave it out.",
    "PodSpec.preemptionPolicy": "Never waits for free resources instead of evicting pods with a lower priority.",
    "PodSpec.readinessGates": "The pod is ready when its containers are and these conditions hold, which a "
    "controller sets, such as that of a load balancer.",
    "PodSpec.runtimeClassName": "Selects a container runtime such as gVisor; the RuntimeClass must exist.",
    "PodSpec.enableServiceLinks": "Variables such as WEB_SERVICE_HOST for all Services of the namespace. False helps "
    "in namespaces with many Services, and avoids clashes of names.",
    "PodSpec.overhead": "Computed from the RuntimeClass; leave it out.",
    "PodSpec.topologySpreadConstraints": "Spreads the pods evenly over nodes or zones. All constraints must hold.",
    "PodSpec.os": "Some fields are not allowed for windows, and vice versa.",
    "PodSpec.schedulingGates": "The pod waits unscheduled until a controller has removed all of them. They can be "
    "set only when it is created.",
    "PodSpec.resourceClaims": "Names claims of devices, for `resources.claims` of containers.",
    "PodSpec.resources": "Requests and limits that the containers share, for cpu, memory and huge pages.",
    "PodDNSConfig.nameservers": "At most three addresses, put before those of `dnsPolicy`.",
    "PodDNSConfig.searches": "Search domains, appended to those of `dnsPolicy`; at most 32.",
    "PodDNSConfig.options": "Resolver options such as `ndots`.",
    "PodReadinessGate.conditionType": "The type of a condition in the status of the pod.",
    "PodSchedulingGate.name": "Unique in the pod; by convention a domain of the controller that removes it.",
    "PodResourceClaim.resourceClaimName": "A ResourceClaim that exists, and that other pods may share.",
    "PodResourceClaim.resourceClaimTemplateName": "A claim of its own for each pod, made from this template and "
    "deleted with the pod.",
}
