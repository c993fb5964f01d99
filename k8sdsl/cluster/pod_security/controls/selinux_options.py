"""SELinux types are limited, users and roles are not to be set (`check_seLinuxOptions.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/selinux-options",
    "`seLinuxOptions` must have a type for containers, such as container_t, and must not set user or role.",
    "policy.CheckSELinuxOptions",
    "Pod",
    aliases=("pod-security-admission:seLinuxOptions",),
    remedy="remove `user` and `role`, and keep a type such as `seLinuxOptions: {type: container_t}`",
)
_TYPES = frozenset(("", "container_t", "container_init_t", "container_kvm_t"))


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Each type, user and role that is not allowed; `container_engine_t` is from 1.31 on (`seLinuxOptions1_31`)."""
    types = _TYPES if minor < 31 else _TYPES | {"container_engine_t"}
    for context, path in pod.contexts():
        options = context.get("seLinuxOptions") or {}
        if options.get("type", "") not in types:
            yield f"{path}.seLinuxOptions.type", f"must not be {options['type']!r}"
        for field in ("user", "role"):
            if options.get(field):
                yield f"{path}.seLinuxOptions.{field}", "must not be set"
