"""The seccomp profile must not be switched off (`check_seccompProfile_baseline.go`, `..._restricted.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.pod_security.pod import inherited
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/seccomp-profile",
    "`seccompProfile.type` must be RuntimeDefault or Localhost; the restricted standard requires the field to be set.",
    "policy.CheckSeccompBaseline, policy.CheckSeccompProfileRestricted",
    "Pod",
    remedy="set `securityContext: {seccompProfile: {type: RuntimeDefault}}` for the pod",
    aliases=("pod-security-admission:seccompProfile",),
)
_POD = "seccomp.security.alpha.kubernetes.io/pod"
_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"


def find_baseline(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Each profile of another type; before 1.19 in annotations (`seccompProfileBaseline_1_0`)."""
    if minor < 19:
        yield from _find_annotations(pod)
        return
    for context, path in pod.contexts():
        profile = context.get("seccompProfile")
        if profile is not None and not _is_good(profile):
            yield f"{path}.seccompProfile.type", f"must not be {profile.get('type')!r}"


def find(pod: SecuredPod, minor: int) -> Iterator[tuple[str, str]]:
    """Each profile of another type, and containers without one.

    From 1.25 on pods for Windows are exempt (KEP-2802).
    """
    if minor >= 25 and pod.is_windows:
        return
    for path, profile in inherited(pod, "seccompProfile", _is_good):
        if profile is None:
            yield f"{path}.type", "must be RuntimeDefault or Localhost"
        else:
            yield f"{path}.type", f"must not be {profile.get('type')!r}"


def _is_good(profile: Any) -> bool:
    return profile.get("type") in ("RuntimeDefault", "Localhost")


def _find_annotations(pod: SecuredPod) -> Iterator[tuple[str, str]]:
    keys = [_POD, *(f"{_CONTAINER}{container.get('name')}" for container, _ in pod.containers())]
    for key in keys:
        value = pod.annotations.get(key, "runtime/default")
        if value not in {"runtime/default", "docker/default"} and not value.startswith("localhost/"):
            yield f"{pod.metadata_path}.annotations[{key}]", f"must not be {value!r}"
