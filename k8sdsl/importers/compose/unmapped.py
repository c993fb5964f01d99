"""The attributes of the Compose specification: those that are mapped, and the others with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.shapes import as_list, as_map, text_of
from k8sdsl.importers.compose.values import dns_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NONE = "Kubernetes has no counterpart"
_KUBELET = "it is a setting of the node"

MAPPED = frozenset(
    {
        *("annotations", "build", "cap_add", "cap_drop", "command", "configs", "cpus", "deploy", "dns", "dns_opt"),
        *("dns_search", "domainname", "entrypoint", "env_file", "environment", "expose", "extends", "extra_hosts"),
        *("group_add", "healthcheck", "hostname", "image", "ipc", "labels", "mem_limit", "mem_reservation"),
        *("network_mode", "pid", "ports", "post_start", "pre_stop", "privileged", "profiles", "pull_policy"),
        *("read_only", "restart", "scale", "secrets", "shm_size", "stdin_open", "stop_grace_period", "sysctls"),
        *("tmpfs", "tty", "user", "volumes", "working_dir"),
    }
)
"""The attributes of a service that become fields of objects."""

UNMAPPED = {
    "attach": "use `kubectl logs`",
    "blkio_config": _NONE,
    "cgroup": _KUBELET,
    "cgroup_parent": _NONE,
    "container_name": "pods get their own names",
    "cpu_count": "use `deploy.resources`",
    "cpu_percent": "use `deploy.resources`",
    "cpu_period": _KUBELET,
    "cpu_quota": "use `deploy.resources`",
    "cpu_rt_period": _NONE,
    "cpu_rt_runtime": _NONE,
    "cpu_shares": "use `deploy.resources`",
    "cpuset": "use the static CPU manager, and set requests and limits in whole CPUs",
    "credential_spec": "use `securityContext.windowsOptions`",
    "depends_on": "Kubernetes starts everything at once; make the container wait or retry",
    "develop": "it is used only for development",
    "device_cgroup_rules": _NONE,
    "devices": "request the resource of a device plugin",
    "driver_opts": _NONE,
    "external_links": "use a Service of type ExternalName",
    "gpus": "request the resource of a device plugin, such as `nvidia.com/gpu`",
    "init": "use an image with an init process, or `shareProcessNamespace`",
    "isolation": "use a RuntimeClass",
    "label_file": "copy the labels into the Compose file",
    "links": "other pods reach a Service by its name",
    "logging": "the cluster collects logs",
    "mac_address": _NONE,
    "mem_swappiness": _KUBELET,
    "memswap_limit": _KUBELET,
    "models": "deploy the model as a separate service",
    "networks": "all pods can reach each other; write NetworkPolicies to separate them",
    "oom_kill_disable": _NONE,
    "oom_score_adj": "the kubelet derives it from requests and limits",
    "pids_limit": _KUBELET,
    "platform": "use `nodeSelector: {kubernetes.io/arch: ...}`",
    "provider": "it is not a container",
    "pull_refresh_after": "use a new tag for each version, or `imagePullPolicy: Always`",
    "runtime": "use a RuntimeClass",
    "security_opt": "use `securityContext`",
    "stop_signal": "use `lifecycle.stopSignal`, or an image with this STOPSIGNAL",
    "storage_opt": "set a limit for `ephemeral-storage`",
    "ulimits": _NONE,
    "use_api_socket": "a pod has no access to the container runtime",
    "userns_mode": "use `hostUsers`",
    "uts": _NONE,
    "volumes_from": "mount the volume in both services",
}
"""The other attributes of a service."""

_DEPLOY_MAPPED = frozenset(("labels", "mode", "placement", "replicas", "resources", "update_config"))
_DEPLOY = {
    "endpoint_mode": "a Service has a single address; for `dnsrr`, use a headless Service",
    "restart_policy": "the containers of a Deployment are always restarted",
    "rollback_config": "use `kubectl rollout undo`",
}
_RESOURCES = {
    "devices": "request the resource of a device plugin",
    "generic_resources": "request the resource of a device plugin",
    "pids": _KUBELET,
}
_VOLUME = {
    "driver": "use `storageClassName`",
    "driver_opts": "use the parameters of a StorageClass",
    "external": "a new claim is created; use the existing claim instead",
    "name": "the claim has the name of the volume in the file",
}


def unmapped(name: str, service: dict[str, Any]) -> list[str]:
    """What of a service is not mapped, with the reason; attributes that begin with `x-` are the user's own."""
    found = list(_of(name, service, MAPPED, UNMAPPED))
    deploy = as_map(service.get("deploy"))
    found += _of(f"{name}.deploy", deploy, _DEPLOY_MAPPED, _DEPLOY)
    for section in ("limits", "reservations"):
        given = as_map(as_map(deploy.get("resources")).get(section))
        found += _of(f"{name}.deploy.resources.{section}", given, frozenset(("cpus", "memory")), _RESOURCES)
    for hook in ("post_start", "pre_stop"):
        if len(as_list(service.get(hook))) > 1:
            found.append(f"{name}.{hook}: only the first command is used, because Kubernetes runs only one")
    user = text_of(service.get("user") or "")
    if user and not user.replace(":", "", 1).isdecimal():
        found.append(
            f"{name}.user: only numbers are mapped to `runAsUser` and `runAsGroup`; look up the IDs of `{user}`"
        )
    if not service.get("image"):
        found.append(f"{name}.build: build the image, push it, and use its name instead of `{dns_name(name)}`")
    return found


def unmapped_volumes(volumes: Mapping[str, dict[str, Any]]) -> list[str]:
    """What of the file's volumes is not mapped."""
    known = frozenset(("labels",))
    return [note for name, volume in volumes.items() for note in _of(f"volumes.{name}", volume, known, _VOLUME)]


def _of(place: str, given: dict[str, Any], mapped: frozenset[str], reasons: Mapping[str, str]) -> Iterator[str]:
    for key, value in given.items():
        if value in (None, False, [], {}) or key in mapped or key.startswith("x-"):
            continue
        yield f"{place}.{key}: not mapped; {reasons.get(key, 'the specification has no such attribute')}"
