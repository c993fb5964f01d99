"""Containers: what runs, its environment, resources, probes and hooks."""

from __future__ import annotations

GROUPS = ("core",)

_CONTAINER = {
    "name": "Unique among all containers of the pod, 63 characters at most. Cannot be changed.",
    "image": "Without a tag it is `latest`. With a digest (`@sha256:...`) every node runs exactly the same image.",
    "command": "Replaces the ENTRYPOINT of the image. It does not run in a shell; `$(NAME)` inserts a variable of "
    "`env`.",
    "args": "Replaces the CMD of the image, and is passed to `command` or to the ENTRYPOINT.",
    "workingDir": "Defaults to that of the image.",
    "ports": "Informative, and gives ports names that Services and probes can use. A port that is not listed is "
    "reachable all the same.",
    "envFrom": "Makes variables of all keys of ConfigMaps and Secrets. `env` wins over it, and later entries over "
    "earlier ones.",
    "env": "Read once, when the container starts: a changed ConfigMap or Secret does not reach it.",
    "resources": "Requests decide where the pod fits, limits what the container gets at most. A limit without a "
    "request is the request too.",
    "resizePolicy": "Whether the container restarts when its cpu or memory is changed in place.",
    "volumeMounts": "Where volumes of the pod appear in the file system of this container.",
    "volumeDevices": "Block volumes as devices, for claims with `volumeMode: Block`.",
    "livenessProbe": "Restarts the container when it fails. Do not make it depend on other services: their outage "
    "would restart this container too.",
    "readinessProbe": "While it fails, the pod gets no traffic from Services. It does not restart anything.",
    "startupProbe": "Holds back the other probes until it succeeds once, for programs that start slowly; the "
    "container restarts after `failureThreshold` x `periodSeconds`.",
    "lifecycle": "Hooks that run after the start and before the end of the container.",
    "terminationMessagePath": "A file whose content, up to 4 KiB, becomes the message of the container's status when "
    "it ends.",
    "terminationMessagePolicy": "FallbackToLogsOnError takes the end of the log if the container fails and the file "
    "is empty.",
    "imagePullPolicy": "IfNotPresent uses what the node has, even if the tag has moved since; Always asks the "
    "registry, and downloads only what changed.",
    "securityContext": "Wins over the `securityContext` of the pod, where both have a field.",
    "stdin": "Keeps standard input open, so that `kubectl attach` can write to it.",
    "stdinOnce": "Closes standard input after the first client has detached.",
    "tty": "Gives the container a terminal; needs `stdin`.",
}

TYPES = {
    "Container": "One program of a pod, run from an image. All containers of a pod share its network and volumes.",
    "EphemeralContainer": "A container that `kubectl debug` adds to a running pod.",
    "ContainerPort": "A port on which the container listens.",
    "ContainerResizePolicy": "What happens to the container when a resource of it is changed in place.",
    "EnvVar": "A variable of the environment: a `value`, or a source to take it from.",
    "EnvVarSource": "Where a variable comes from; exactly one field.",
    "EnvFromSource": "All keys of a ConfigMap or Secret as variables.",
    "ConfigMapKeySelector": "A key of a ConfigMap in the namespace of the pod.",
    "SecretKeySelector": "A key of a Secret in the namespace of the pod.",
    "ObjectFieldSelector": "A field of the pod itself.",
    "ResourceFieldSelector": "A request or limit of a container of the pod.",
    "ResourceRequirements": "What a container needs and may use.",
    "Probe": "A check that the kubelet repeats while the container runs. Exactly one of `exec`, `httpGet`, "
    "`tcpSocket` and `grpc`.",
    "ExecAction": "Runs a command in the container; status 0 is success.",
    "HTTPGetAction": "Sends a GET request; a status from 200 to 399 is success.",
    "TCPSocketAction": "Opens a connection; that it opens is success.",
    "GRPCAction": "Calls the standard health service of gRPC.",
    "HTTPHeader": "A header of a request; names may repeat.",
    "Lifecycle": "Hooks of a container.",
    "LifecycleHandler": "What a hook does; exactly one field.",
    "SleepAction": "Waits.",
}

FIELDS = {
    **{f"Container.{wire}": text for wire, text in _CONTAINER.items()},
    **{f"EphemeralContainer.{wire}": text for wire, text in _CONTAINER.items()},
    "Container.restartPolicy": "Always in an init container makes it a sidecar: it starts before the main "
    "containers, keeps running beside them, and ends after them.",
    "ContainerPort.containerPort": "1 to 65535.",
    "ContainerPort.name": "At most 15 characters of a-z, 0-9 and `-`. Services and probes can use it instead of the "
    "number.",
    "ContainerPort.hostPort": "Also opens the port on the node, so only one such pod fits on each. Rarely needed: a "
    "Service reaches pods without it.",
    "ContainerPort.hostIP": "The address of the node that `hostPort` listens on; all of them if not set.",
    "ContainerPort.protocol": "A port that serves TCP and UDP needs two entries.",
    "ContainerResizePolicy.restartPolicy": "NotRequired changes the limits of the running container; "
    "RestartContainer restarts it so that it sees them.",
    "EnvVar.name": "Any printable characters but `=`; shells understand letters, digits and `_` only.",
    "EnvVar.value": 'A string, also for numbers: "8080". `$(NAME)` inserts a variable of an earlier entry; `$$` is '
    "a dollar sign.",
    "EnvVar.valueFrom": "Cannot be combined with `value`.",
    "EnvVarSource.secretKeyRef": "A key of a Secret, decoded.",
    "EnvVarSource.fieldRef": "A field of the pod, such as `metadata.name`, `status.podIP` or `spec.nodeName`.",
    "EnvVarSource.resourceFieldRef": "A request or limit of a container, such as `limits.memory`.",
    "EnvFromSource.prefix": "Added before the name of every variable.",
    "EnvFromSource.configMapRef": "A key that is not a valid name is skipped, with an event.",
    "EnvFromSource.secretRef": "As `configMapRef`, with decoded values.",
    "ConfigMapKeySelector.optional": "The container starts without the variable if the ConfigMap or key is missing; "
    "otherwise it waits.",
    "SecretKeySelector.optional": "The container starts without the variable if the Secret or key is missing; "
    "otherwise it waits.",
    "ObjectFieldSelector.fieldPath": "`metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels['a']`, "
    "`metadata.annotations['a']`, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP` or `status.podIP`.",
    "ResourceFieldSelector.resource": "`limits.cpu`, `requests.memory` and so on. Without a limit it is what the "
    "node can allocate.",
    "ResourceFieldSelector.divisor": "The unit of the result: `1m` gives millicores, `1Mi` mebibytes. Rounded up.",
    "ResourceFieldSelector.containerName": "Required in volumes; in variables it is the container itself if not set.",
    "ResourceRequirements.requests": "What the scheduler reserves on a node. cpu in cores (`500m` is half of one), "
    "memory in bytes (`256Mi`).",
    "ResourceRequirements.limits": "A container above its memory limit is killed; above its cpu limit it is slowed "
    "down.",
    "ResourceRequirements.claims": "Devices from `resourceClaims` of the pod that this container uses.",
    "Probe.initialDelaySeconds": "Seconds after the start of the container until the first check. A startup probe "
    "suits slow starts better.",
    "Probe.periodSeconds": "Seconds between checks.",
    "Probe.timeoutSeconds": "Seconds after which a check counts as failed.",
    "Probe.failureThreshold": "Failed checks in a row after which the probe fails.",
    "Probe.successThreshold": "Successes in a row after a failure; must be 1 for liveness and startup probes.",
    "Probe.terminationGracePeriodSeconds": "Replaces that of the pod when this probe ends the container. Not for "
    "readiness probes.",
    "Probe.exec": "Costs a process in the container for each check.",
    "Probe.httpGet": "The kubelet sends the request to the address of the pod, not through a Service.",
    "Probe.grpc": "The server must implement `grpc.health.v1.Health`.",
    "ExecAction.command": 'Not run in a shell: `["sh", "-c", "..."]` for pipes and variables.',
    "HTTPGetAction.path": "The path with its query.",
    "HTTPGetAction.port": "A number, or the name of a port of this container.",
    "HTTPGetAction.host": "Defaults to the address of the pod. For a virtual host set the header Host instead.",
    "HTTPGetAction.scheme": "HTTPS does not check the certificate.",
    "HTTPGetAction.httpHeaders": "Sent with the request, such as Host.",
    "TCPSocketAction.port": "A number, or the name of a port of this container.",
    "TCPSocketAction.host": "Defaults to the address of the pod.",
    "GRPCAction.port": "A number; names of ports are not accepted.",
    "GRPCAction.service": "The service whose health is asked for; empty asks for the server as a whole.",
    "Lifecycle.postStart": "Runs at the same time as the ENTRYPOINT. If it fails, the container is ended.",
    "Lifecycle.preStop": "Runs before TERM is sent, and counts against `terminationGracePeriodSeconds`. A short "
    "sleep lets load balancers notice that the pod goes.",
    "Lifecycle.stopSignal": "The signal that ends the container; needs `os` of the pod.",
    "LifecycleHandler.exec": "Runs a command in the container.",
    "LifecycleHandler.httpGet": "Sends a request to the pod.",
    "LifecycleHandler.sleep": "Waits, without a program in the image.",
    "SleepAction.seconds": "Not more than `terminationGracePeriodSeconds` of the pod.",
}
