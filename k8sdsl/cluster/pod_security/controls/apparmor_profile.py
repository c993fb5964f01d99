"""The AppArmor profile must not be switched off (`check_appArmorProfile.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.pod_security.pod import SecuredPod

RULE = Rule(
    "pod-security/apparmor-profile",
    "`appArmorProfile.type` must be RuntimeDefault or Localhost if it is set.",
    "policy.CheckAppArmorProfile",
    "Pod",
    remedy="remove the profile, or set `appArmorProfile: {type: RuntimeDefault}`",
    aliases=("pod-security-admission:appArmorProfile",),
)
_PREFIX = "container.apparmor.security.beta.kubernetes.io/"


def find(pod: SecuredPod, _minor: int) -> Iterator[tuple[str, str]]:
    """Profiles of another type, in fields and in the older annotations."""
    for context, path in pod.contexts():
        profile = context.get("appArmorProfile")
        if profile is not None and profile.get("type") not in ("RuntimeDefault", "Localhost"):
            yield f"{path}.appArmorProfile.type", f"must not be {profile.get('type')!r}"
    for key, value in pod.annotations.items():
        if key.startswith(_PREFIX) and value not in {"", "runtime/default"} and not value.startswith("localhost/"):
            yield f"{pod.metadata_path}.annotations[{key}]", f"must not be {value!r}"
