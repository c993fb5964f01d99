"""Policies about Linux capabilities and the other walls around a container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import Fix, policy
from k8sdsl.policies.subjects import containers
from k8sdsl.tree import list_of, map_of

if TYPE_CHECKING:
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Container, Objects

_CONTEXT = "spec.template.spec.containers[0].securityContext"
_DEFAULTS = frozenset(
    {
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_ADMIN"),
        *("NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    }
)


def _of(container: Container, section: str) -> list[str]:
    capabilities = map_of(container.security.get("capabilities"))
    return [str(item) for item in list_of(capabilities.get(section))]


@policy(
    "capabilities/net-raw",
    "A container that changes its capabilities drops `NET_RAW`.",
    of=containers,
    reason="With NET_RAW a container can forge packets and listen to its neighbours.",
    remedy="set `capabilities: {drop: [NET_RAW]}`, or `[ALL]`",
    bad={_CONTEXT: {"capabilities": {"add": ["NET_RAW"]}}},
    good={_CONTEXT: {"capabilities": {"drop": ["ALL"]}}},
    aliases=("kube-linter:drop-net-raw-capability",),
    sets=("recommended",),
)
def net_raw(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that add NET_RAW, and those that change capabilities and keep it."""
    if not isinstance(container.security.get("capabilities"), dict):
        return
    for item in filter(_is_net_raw, _of(container, "add")):
        yield container.at("securityContext.capabilities.add"), f"{item} is added"
    if not any(map(_is_net_raw, _of(container, "drop"))):
        yield container.at("securityContext.capabilities.drop"), "NET_RAW is not dropped"


def _is_net_raw(name: str) -> bool:
    return "NET_RAW" in name or name.lower() == "all"


@policy(
    "capabilities/dangerous",
    "`capabilities.add` has none of `ALL`, `SYS_ADMIN` and `NET_ADMIN`.",
    of=containers,
    reason="Each of them is close to being root on the node.",
    remedy="add the one capability that is needed",
    bad={_CONTEXT: {"capabilities": {"add": ["SYS_ADMIN"]}}},
    good={_CONTEXT: {"capabilities": {"add": ["CHOWN"]}}},
    aliases=("polaris:dangerousCapabilities",),
    sets=("recommended",),
)
def dangerous(container: Container, _objects: Objects) -> Breaches:
    """Yields capabilities that are close to being root."""
    for name in _of(container, "add"):
        if name.upper() in {"ALL", "SYS_ADMIN", "NET_ADMIN"}:
            yield container.at("securityContext.capabilities.add"), f"{name} is added"


@policy(
    "capabilities/drop-all",
    "`capabilities.drop` is `[ALL]`, or names every default capability.",
    of=containers,
    reason="Few programs need the capabilities that a container has by default.",
    remedy="set `capabilities: {drop: [ALL]}`, and add what is needed",
    bad={},
    good={_CONTEXT: {"capabilities": {"drop": ["ALL"]}}},
    aliases=("polaris:insecureCapabilities",),
    fix=Fix(to=["ALL"]),
)
def drop_all(container: Container, _objects: Objects) -> Breaches:
    """Yields containers that keep default capabilities."""
    dropped = {name.upper() for name in _of(container, "drop")}
    if ("ALL" in dropped) == _DEFAULTS.issubset(dropped):
        yield container.at("securityContext.capabilities.drop"), "not all capabilities are dropped"


@policy(
    "capabilities/hardening",
    "A container has a seccomp profile, SELinux options, an AppArmor profile, or drops capabilities.",
    of=containers,
    reason="At least one mechanism should stand between a container and the kernel.",
    remedy="set `securityContext: {seccompProfile: {type: RuntimeDefault}}` in the pod's spec",
    bad={},
    good={_CONTEXT: {"seccompProfile": {"type": "RuntimeDefault"}}},
    aliases=("polaris:linuxHardening",),
)
def hardening(container: Container, _objects: Objects) -> Breaches:
    """Yields containers with none of the four."""
    annotations = map_of(map_of(container.workload.template.get("metadata")).get("annotations"))
    if annotations.get(f"container.apparmor.security.beta.kubernetes.io/{container.name}"):
        return
    if not (_has_seccomp(container) or _has_selinux(container) or _drops(container)):
        yield (
            container.at("securityContext"),
            f"container `{container.name}` is not confined by seccomp, SELinux, AppArmor or capabilities",
        )


def _has_seccomp(container: Container) -> bool:
    own, pod = _profile(container.security), _profile(container.workload.security)
    confined = pod not in {None, "", "Unconfined"}
    return confined if own is None else own != "Unconfined" and (confined or own != "")


def _profile(context: dict[str, Any]) -> str | None:
    profile = context.get("seccompProfile")
    return str(profile.get("type", "")) if isinstance(profile, dict) else None


def _has_selinux(container: Container) -> bool:
    pod, own = (context.get("seLinuxOptions") for context in (container.workload.security, container.security))
    return bool(pod) or bool(own)


def _drops(container: Container) -> bool:
    return bool(_of(container, "drop")) and all(name.upper() != "ALL" for name in _of(container, "add"))
