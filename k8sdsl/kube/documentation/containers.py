"""Containers: what runs, its environment, resources, probes and hooks."""

from __future__ import annotations

GROUPS = ("core",)

_CONTAINER = {
    "name": "Unique among all containers of the pod, and at most 63 characters long. Cannot be changed.",
    "image": "Without a tag, `latest` is used. With a digest (`@sha256:...`), every node runs exactly the same image.",
    "command": "Replaces the ENTRYPOINT of the image. It does not run in a shell; `$(NAME)` inserts a variable of "
    "`env`.",
    "args": "Replaces the CMD of the image, and is passed to `command` or to the ENTRYPOINT.",
    "workingDir": "Defaults to that of the image.",
    "ports": "Informational; gives ports names that Services and probes can use. A port that is not listed can still "
    "be reached.",
    "envFrom": "Turns all keys of ConfigMaps and Secrets into variables. Entries of `env` override them, and later "
    "entries override earlier ones.",
    "env": "Variables are read once, when the container starts; later changes to a ConfigMap or Secret have no effect "
    "until it restarts.",
    "resources": "Requests decide which nodes the pod fits on; limits are the maximum that the container gets. A "
    "limit without a request also sets the request.",
    "resizePolicy": "Whether the container restarts when its cpu or memory is resized in place.",
    "volumeMounts": "Where volumes of the pod appear in the file system of this container.",
    "volumeDevices": "Block volumes as devices, for claims with `volumeMode: Block`.",
    "livenessProbe": "The container is restarted when this probe fails. Do not make it depend on other services, "
    "because their outages would restart this container too.",
    "readinessProbe": "While this probe fails, the pod gets no traffic from Services. It never restarts the container.",
    "startupProbe": "For programs that start slowly: the other probes wait until this one succeeds once. The "
    "container is restarted if that takes longer than `failureThreshold` x `periodSeconds`.",
    "lifecycle": "Hooks that run after the container starts and before it stops.",
    "terminationMessagePath": "A file whose content, up to 4 KiB, becomes the termination message in the container's "
    "status.",
    "terminationMessagePolicy": "FallbackToLogsOnError uses the end of the log if the container fails and the file is "
    "empty.",
    "imagePullPolicy": "IfNotPresent uses the image on the node, even if the tag has moved since; Always checks the "
    "registry and downloads only what changed.",
    "securityContext": "Fields here override the same fields in the `securityContext` of the pod.",
    "stdin": "Keeps standard input open, so that `kubectl attach` can write to it.",
    "stdinOnce": "Closes standard input after the first client has detached.",
    "tty": "Gives the container a terminal; requires `stdin`.",
}

TYPES = {
    "Container": "One program of a pod, run from an image. All containers of a pod share its network and volumes.",
    "EphemeralContainer": "A container that `kubectl debug` adds to a running pod.",
    "ContainerPort": "A port on which the container listens.",
    "ContainerResizePolicy": "What happens to the container when one of its resources is resized in place.",
    "EnvVar": "An environment variable: a `value`, or the source of the value.",
    "EnvVarSource": "The source of a variable; set exactly one field.",
    "EnvFromSource": "All keys of a ConfigMap or Secret as variables.",
    "ConfigMapKeySelector": "A key of a ConfigMap in the namespace of the pod.",
    "SecretKeySelector": "A key of a Secret in the namespace of the pod.",
    "ObjectFieldSelector": "A field of the pod itself.",
    "ResourceFieldSelector": "A request or limit of a container of the pod.",
    "ResourceRequirements": "What a container requests, and the most it can use.",
    "Probe": "A check that the kubelet repeats while the container runs. Exactly one of `exec`, `httpGet`, "
    "`tcpSocket` and `grpc`.",
    "ExecAction": "Runs a command in the container; status 0 is success.",
    "HTTPGetAction": "Sends a GET request; a status from 200 to 399 is success.",
    "TCPSocketAction": "Opens a connection; the probe succeeds if it opens.",
    "GRPCAction": "Calls the standard gRPC health service.",
    "HTTPHeader": "A header of the request; names can be repeated.",
    "Lifecycle": "Hooks of a container.",
    "LifecycleHandler": "What a hook does; set exactly one field.",
    "SleepAction": "Waits.",
}

FIELDS = {
    **{f"Container.{wire}": text for wire, text in _CONTAINER.items()},
    **{f"EphemeralContainer.{wire}": text for wire, text in _CONTAINER.items()},
    "Container.restartPolicy": "Always turns an init container into a sidecar: it starts before the main containers, "
    "keeps running alongside them, and stops after them.",
    "ContainerPort.containerPort": "1 to 65535.",
    "ContainerPort.name": "At most 15 characters: a-z, 0-9 and `-`. Services and probes can use the name instead of "
    "the number.",
    "ContainerPort.hostPort": "Also opens the port on the node, so only one such pod fits on each. Rarely needed: a "
    "Service reaches pods without it.",
    "ContainerPort.hostIP": "The address of the node that `hostPort` listens on; all of them if not set.",
    "ContainerPort.protocol": "A port that serves TCP and UDP needs two entries.",
    "ContainerResizePolicy.restartPolicy": "NotRequired resizes the running container; RestartContainer restarts it "
    "so that it sees the new values.",
    "EnvVar.name": "Any printable characters except `=`; shells accept only letters, digits and `_`.",
    "EnvVar.value": 'A string; put numbers in quotes: "8080". `$(NAME)` inserts the variable of an earlier entry; `$$` '
    "is a dollar sign.",
    "EnvVar.valueFrom": "Cannot be combined with `value`.",
    "EnvVarSource.secretKeyRef": "A key of a Secret, decoded.",
    "EnvVarSource.fieldRef": "A field of the pod, such as `metadata.name`, `status.podIP` or `spec.nodeName`.",
    "EnvVarSource.resourceFieldRef": "A request or limit of a container, such as `limits.memory`.",
    "EnvFromSource.prefix": "Added before the name of every variable.",
    "EnvFromSource.configMapRef": "Keys that are not valid variable names are skipped, which is reported as an event.",
    "EnvFromSource.secretRef": "Like `configMapRef`; the values are decoded.",
    "ConfigMapKeySelector.optional": "The container starts without the variable if the ConfigMap or key is missing; "
    "otherwise it waits.",
    "SecretKeySelector.optional": "The container starts without the variable if the Secret or key is missing; "
    "otherwise it waits.",
    "ObjectFieldSelector.fieldPath": "`metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels['a']`, "
    "`metadata.annotations['a']`, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP` or `status.podIP`.",
    "ResourceFieldSelector.resource": "`limits.cpu`, `requests.memory` and so on. Without a limit, the value is what "
    "the node can allocate.",
    "ResourceFieldSelector.divisor": "The unit of the result: `1m` for millicores, `1Mi` for mebibytes. The result is "
    "rounded up.",
    "ResourceFieldSelector.containerName": "Required in volumes; in variables, the default is the container itself.",
    "ResourceRequirements.requests": "What the scheduler reserves on a node: cpu in cores (`500m` is half a core), "
    "memory in bytes (`256Mi`).",
    "ResourceRequirements.limits": "A container that exceeds its memory limit is killed; one that reaches its cpu "
    "limit is throttled.",
    "ResourceRequirements.claims": "The devices from the pod's `resourceClaims` that this container uses.",
    "Probe.initialDelaySeconds": "Seconds from the start of the container until the first check. For slow starts, a "
    "startup probe is better.",
    "Probe.periodSeconds": "Seconds between checks.",
    "Probe.timeoutSeconds": "Seconds after which a check fails.",
    "Probe.failureThreshold": "How many checks in a row must fail before the probe fails.",
    "Probe.successThreshold": "How many checks in a row must succeed after a failure; must be 1 for liveness and "
    "startup probes.",
    "Probe.terminationGracePeriodSeconds": "Replaces the grace period of the pod when this probe stops the container. "
    "Not for readiness probes.",
    "Probe.exec": "Each check starts a process in the container.",
    "Probe.httpGet": "The kubelet sends the request to the address of the pod, not through a Service.",
    "Probe.grpc": "The server must implement `grpc.health.v1.Health`.",
    "ExecAction.command": 'The command does not run in a shell; use `["sh", "-c", "..."]` for pipes and variables.',
    "HTTPGetAction.path": "The path, including the query.",
    "HTTPGetAction.port": "A number, or the name of a port of this container.",
    "HTTPGetAction.host": "Defaults to the address of the pod. For a virtual host, set the Host header instead.",
    "HTTPGetAction.scheme": "With HTTPS, the certificate is not verified.",
    "HTTPGetAction.httpHeaders": "Sent with the request, such as Host.",
    "TCPSocketAction.port": "A number, or the name of a port of this container.",
    "TCPSocketAction.host": "Defaults to the address of the pod.",
    "GRPCAction.port": "A number; names of ports are not accepted.",
    "GRPCAction.service": "The service to check; if empty, the server as a whole.",
    "Lifecycle.postStart": "Runs at the same time as the ENTRYPOINT. If it fails, the container is stopped.",
    "Lifecycle.preStop": "Runs before TERM is sent, and its time counts against `terminationGracePeriodSeconds`. A "
    "short sleep lets load balancers notice that the pod is terminating.",
    "Lifecycle.stopSignal": "The signal that stops the container; requires `os` to be set on the pod.",
    "LifecycleHandler.exec": "Runs a command in the container.",
    "LifecycleHandler.httpGet": "Sends a request to the pod.",
    "LifecycleHandler.sleep": "Waits; the image does not need a sleep command.",
    "SleepAction.seconds": "Not more than `terminationGracePeriodSeconds` of the pod.",
}
