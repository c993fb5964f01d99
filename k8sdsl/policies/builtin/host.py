"""Policies about what pods share with their node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import workloads
from k8sdsl.tree import map_of, maps, maps_in
from k8sdsl.yaml.editing import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects, Workload

_POD = "spec.template.spec"
_SENSITIVE = frozenset({"/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr"})


def _shares(workload: Workload, field: str, what: str) -> Breaches:
    if workload.pod.get(field) is True:
        yield workload.at(field), f"the pod shares the {what} of its node"


@policy(
    "host/network",
    "`hostNetwork` is not true.",
    of=workloads,
    reason="A pod in the network of its node sees all traffic of the node, and NetworkPolicies do not apply to it.",
    remedy="remove `hostNetwork`",
    bad={f"{_POD}.hostNetwork": True},
    good={},
    aliases=("kube-linter:host-network", "polaris:hostNetworkSet"),
    sets=("recommended",),
    fix=Fix(to=ABSENT),
)
def network(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods on the network of their node."""
    return _shares(workload, "hostNetwork", "network")


@policy(
    "host/ipc",
    "`hostIPC` is not true.",
    of=workloads,
    reason="A pod in the IPC namespace of its node can read the shared memory of its processes.",
    remedy="remove `hostIPC`",
    bad={f"{_POD}.hostIPC": True},
    good={},
    aliases=("kube-linter:host-ipc", "polaris:hostIPCSet"),
    sets=("recommended",),
    fix=Fix(to=ABSENT),
)
def ipc(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods in the IPC namespace of their node."""
    return _shares(workload, "hostIPC", "IPC namespace")


@policy(
    "host/pid",
    "`hostPID` is not true.",
    of=workloads,
    reason="A pod that sees the processes of its node can read their environment and stop them.",
    remedy="remove `hostPID`",
    bad={f"{_POD}.hostPID": True},
    good={},
    aliases=("kube-linter:host-pid", "polaris:hostPIDSet"),
    sets=("recommended",),
    fix=Fix(to=ABSENT),
)
def pid(workload: Workload, _objects: Objects) -> Breaches:
    """Yields pods that see the processes of their node."""
    return _shares(workload, "hostPID", "process namespace")


@policy(
    "host/path",
    "No volume is a `hostPath`.",
    of=workloads,
    reason="Data on a node stays there when the pod moves, and the pod can access files of the node.",
    remedy="use a PersistentVolumeClaim, a ConfigMap or an `emptyDir`",
    bad={f"{_POD}.volumes": [{"name": "a", "hostPath": {"path": "/a"}}]},
    good={f"{_POD}.volumes": [{"name": "a", "emptyDir": {}}]},
    aliases=("polaris:hostPathSet",),
)
def path(workload: Workload, _objects: Objects) -> Breaches:
    """Yields volumes that are folders of the node."""
    for index, volume in maps_in(workload.pod.get("volumes")):
        if volume.get("hostPath") is not None:
            yield workload.at(f"volumes[{index}].hostPath"), f"volume `{volume.get('name')}` is a directory of the node"


def _host_mounts(workload: Workload) -> Iterator[tuple[str, Container, dict[str, Any]]]:
    """The mounts of volumes that are folders of the node: the folder, the container and the mount."""
    for volume in maps(workload.pod.get("volumes")):
        if isinstance(volume.get("hostPath"), dict):
            for container in workload.containers:
                for mount in maps(container.tree.get("volumeMounts")):
                    if mount.get("name") == volume.get("name"):
                        yield str(map_of(volume["hostPath"]).get("path", "")), container, mount


@policy(
    "host/container-socket",
    "The socket of the container runtime is not mounted.",
    of=workloads,
    reason="Anyone who can access the runtime is root on the node.",
    remedy="remove the volume; build images with a tool that needs no runtime",
    bad={
        f"{_POD}.volumes": [{"name": "a", "hostPath": {"path": "/var/run/docker.sock"}}],
        f"{_POD}.containers[0].volumeMounts": [{"name": "a", "mountPath": "/a"}],
    },
    good={},
    aliases=("kube-linter:docker-sock",),
    sets=("recommended",),
)
def container_socket(workload: Workload, _objects: Objects) -> Breaches:
    """Yields mounts of the socket."""
    for folder, container, _ in _host_mounts(workload):
        if folder.endswith("docker.sock"):
            yield container.at("volumeMounts"), f"container `{container.name}` mounts {folder}"


@policy(
    "host/sensitive-folder",
    "No system directory of the node is mounted.",
    of=workloads,
    reason="The files in these directories contain keys, and control what runs on the node.",
    remedy="mount the one file that is needed, read-only",
    bad={
        f"{_POD}.volumes": [{"name": "a", "hostPath": {"path": "/etc"}}],
        f"{_POD}.containers[0].volumeMounts": [{"name": "a", "mountPath": "/a"}],
    },
    good={},
    aliases=("kube-linter:sensitive-host-mounts",),
    sets=("recommended",),
)
def sensitive_folder(workload: Workload, _objects: Objects) -> Breaches:
    """Yields mounts of folders of the node's system."""
    for folder, container, _ in _host_mounts(workload):
        if folder in _SENSITIVE:
            yield container.at("volumeMounts"), f"container `{container.name}` mounts {folder} of its node"


@policy(
    "host/writable-folder",
    "A directory of the node is mounted with `readOnly: true`.",
    of=workloads,
    reason="Files that a container writes to its node outlive the container.",
    remedy="set `readOnly: true` on the mount",
    bad={
        f"{_POD}.volumes": [{"name": "a", "hostPath": {"path": "/var/log"}}],
        f"{_POD}.containers[0].volumeMounts": [{"name": "a", "mountPath": "/a"}],
    },
    good={
        f"{_POD}.volumes": [{"name": "a", "hostPath": {"path": "/var/log"}}],
        f"{_POD}.containers[0].volumeMounts": [{"name": "a", "mountPath": "/a", "readOnly": True}],
    },
    aliases=("kube-linter:writable-host-mount",),
)
def writable_folder(workload: Workload, _objects: Objects) -> Breaches:
    """Yields mounts of folders of the node that can be written to."""
    for folder, container, mount in _host_mounts(workload):
        if mount.get("readOnly") is not True:
            yield container.at("volumeMounts"), f"container `{container.name}` can write to {folder} of its node"
