"""The containers of a pod: regular, init and ephemeral containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.pods.env import validate_env, validate_env_from
from k8sdsl.server.rules.pods.mounts import validate_devices, validate_mounts
from k8sdsl.server.rules.pods.ports import validate_host_ports, validate_ports
from k8sdsl.server.rules.pods.probes import validate_probes
from k8sdsl.server.rules.pods.resources import validate_resource_requirements
from k8sdsl.server.rules.pods.restarts import (
    validate_init_resize_policy,
    validate_resize_policy,
    validate_restart_policy,
)
from k8sdsl.server.rules.pods.security import validate_container_security

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

CONTAINERS = Rule(
    "core/containers",
    "A pod must have at least one entry in `containers`.",
    "validateContainers",
    "Pod",
    bad={"spec.containers": []},
    good={"spec.containers": [{"name": "web", "image": "nginx:1.21"}]},
    remedy='add a container: `containers: [{name: web, image: "nginx:1.27"}]`',
)
CONTAINER_NAME = Rule(
    "core/container-name",
    "The `name` of a container must be a DNS label, unique among all containers of the pod.",
    "validateContainerCommon",
    "Pod",
    bad={"spec.containers[0].name": "Web_Server"},
    good={"spec.containers[0].name": "web-server"},
    remedy="give each container its own name of lowercase letters, digits and dashes, such as `name: web`",
)
IMAGE = Rule(
    "core/image",
    "A container must have an `image`, without leading or trailing spaces.",
    "validateContainerCommon",
    "Pod",
    bad={"spec.containers[0].image": ""},
    good={"spec.containers[0].image": "nginx:1.21"},
    remedy="set the image with its tag, such as `image: nginx:1.27`",
)
CONTAINER_POLICY = Rule(
    "core/container-policy",
    (
        "`imagePullPolicy` must be Always, IfNotPresent or Never, and `terminationMessagePolicy` must be File or "
        "FallbackToLogsOnError."
    ),
    "validatePullPolicy",
    "Pod",
    bad={"spec.containers[0].imagePullPolicy": "always"},
    good={"spec.containers[0].imagePullPolicy": "Always"},
    remedy="write the value as listed, such as `imagePullPolicy: IfNotPresent`",
)
INIT_PROBES = Rule(
    "core/init-container-probes",
    "`lifecycle` and probes of an init container require `restartPolicy: Always`.",
    "validateInitContainers",
    "Pod",
    bad={
        "spec.initContainers": [{"name": "init", "image": "busybox", "livenessProbe": {"exec": {"command": ["true"]}}}]
    },
    good={
        "spec.initContainers": [
            {
                "name": "init",
                "image": "busybox",
                "restartPolicy": "Always",
                "livenessProbe": {"exec": {"command": ["true"]}},
            }
        ]
    },
    remedy=(
        "set `restartPolicy: Always` to make it a sidecar, or remove its `lifecycle`, `livenessProbe`, "
        "`readinessProbe` and `startupProbe`"
    ),
)
EPHEMERAL = Rule(
    "core/ephemeral-container",
    "`ephemeralContainers` can only be added to a running pod, without ports, probes, resources or sub-paths.",
    "validateEphemeralContainers",
    "Pod",
    bad={"spec.ephemeralContainers": [{"name": "debug", "image": "busybox"}]},
    good={"spec.initContainers": [{"name": "debug", "image": "busybox", "restartPolicy": "Always"}]},
    remedy="remove it here, and add it to the running pod with `kubectl debug web --image=busybox`",
)

PULL_POLICIES = frozenset(("Always", "IfNotPresent", "Never"))
MESSAGE_POLICIES = frozenset(("File", "FallbackToLogsOnError"))
PROBES = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
NOT_EPHEMERAL = ("ports", *PROBES, "resizePolicy", "restartPolicy", "restartPolicyRules")


def validate_all_containers(path: str, problems: Problems, scope: PodScope) -> None:
    """All containers of a pod; `path` is that of the spec."""
    spec = scope.spec
    containers = spec.get("containers")
    if containers:
        _regular(containers, f"{path}.containers", problems, scope)
    else:
        problems.add(CONTAINERS, f"{path}.containers", "containers is empty; at least one container is required")
        containers = []
    before = spec.get("initContainers")
    if before:
        _init(before, f"{path}.initContainers", problems, scope, {entry.get("name", "") for entry in containers})
    later = spec.get("ephemeralContainers")
    if later:
        names = {entry.get("name", "") for entry in (*containers, *(before or ()))}
        _ephemeral(later, f"{path}.ephemeralContainers", problems, scope, names)


def _common(container: Tree, path: str, problems: Problems, scope: PodScope) -> None:
    """The rules for every container (validateContainerCommon)."""
    name = container.get("name", "")
    reason = formats.dns1123_label(name) if name else "is empty; a name is required"
    if reason:
        problems.add(CONTAINER_NAME, f"{path}.name", f"{name!r} {reason}")
    image = container.get("image", "")
    if not image:
        problems.add(IMAGE, f"{path}.image", "image is required")
    elif scope.is_pod and image != image.strip():
        problems.add(IMAGE, f"{path}.image", f"{image!r} has leading or trailing spaces")
    policy = container.get("imagePullPolicy")
    if policy and policy not in PULL_POLICIES:
        refuse_choice(CONTAINER_POLICY, policy, PULL_POLICIES, f"{path}.imagePullPolicy", problems)
    policy = container.get("terminationMessagePolicy")
    if policy and policy not in MESSAGE_POLICIES:
        refuse_choice(CONTAINER_POLICY, policy, MESSAGE_POLICIES, f"{path}.terminationMessagePolicy", problems)
    if "ports" in container:
        validate_ports(container["ports"], f"{path}.ports", problems)
    if "env" in container:
        validate_env(container["env"], f"{path}.env", problems, scope)
    if "envFrom" in container:
        validate_env_from(container["envFrom"], f"{path}.envFrom", problems, scope)
    if "volumeMounts" in container:
        validate_mounts(container, path, problems, scope)
    if "volumeDevices" in container:
        validate_devices(container, path, problems, scope)
    if "resources" in container:
        validate_resource_requirements(container["resources"], f"{path}.resources", problems, claims=scope.claims)
    if "resizePolicy" in container:
        validate_resize_policy(container["resizePolicy"], f"{path}.resizePolicy", problems, scope)
    if "securityContext" in container:
        validate_container_security(container["securityContext"], f"{path}.securityContext", problems, scope)


def _regular(containers: list[Tree], path: str, problems: Problems, scope: PodScope) -> None:
    names: set[str] = set()
    for index, container in enumerate(containers):
        at, name = f"{path}[{index}]", container.get("name", "")
        _common(container, at, problems, scope)
        if name in names:
            problems.add(CONTAINER_NAME, f"{at}.name", f"another container is already named {name!r}")
        names.add(name)
        validate_probes(container, at, problems, scope)
        validate_restart_policy(container, at, problems, scope)
    validate_host_ports(containers, path, problems)


def _init(containers: list[Tree], path: str, problems: Problems, scope: PodScope, names: set[str]) -> None:
    for index, container in enumerate(containers):
        at, name = f"{path}[{index}]", container.get("name", "")
        _common(container, at, problems, scope)
        validate_restart_policy(container, at, problems, scope, is_init=True)
        if name in names:
            problems.add(CONTAINER_NAME, f"{at}.name", f"another container is already named {name!r}")
        elif name:
            names.add(name)
        # Each runs by itself, and upstream reports its ports as those of the first.
        validate_host_ports([container], path, problems)
        validate_init_resize_policy(container, at, problems, scope)
        if container.get("restartPolicy") == "Always":
            validate_probes(container, at, problems, scope)
            continue
        for field in PROBES:
            if field in container:
                problems.add(
                    INIT_PROBES,
                    f"{at}.{field}",
                    "an init container can have this field only with restartPolicy: Always",
                )


def _ephemeral(containers: list[Tree], path: str, problems: Problems, scope: PodScope, names: set[str]) -> None:
    others = set(names)
    for index, container in enumerate(containers):
        at, name, target = f"{path}[{index}]", container.get("name", ""), container.get("targetContainerName", "")
        _common(container, at, problems, scope)
        image = container.get("image", "")
        if not scope.is_pod and image != image.strip():
            problems.add(IMAGE, f"{at}.image", f"{image!r} has leading or trailing spaces")
        if name in names:
            problems.add(CONTAINER_NAME, f"{at}.name", f"another container is already named {name!r}")
        names.add(name)
        if target and target not in others:
            problems.add(EPHEMERAL, f"{at}.targetContainerName", f"the pod has no container {target!r}")
        for field in _not_ephemeral(container):
            problems.add(EPHEMERAL, f"{at}.{field}", "this field is not allowed in an ephemeral container")
    problems.add(EPHEMERAL, path, "ephemeral containers cannot be set when a pod is created, nor in a template")


def _not_ephemeral(container: Tree) -> list[str]:
    fields = [field for field in NOT_EPHEMERAL if field in container]
    if container.get("resources"):
        fields.append("resources")
    for index, mount in enumerate(container.get("volumeMounts", ())):
        fields += [f"volumeMounts[{index}].{field}" for field in ("subPath", "subPathExpr") if mount.get(field)]
    return fields
