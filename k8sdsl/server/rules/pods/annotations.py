"""Annotations that have a meaning for pods (ValidatePodSpecificAnnotations); most of them predate the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.paths import relative_path
from k8sdsl.server.rules.pods.tolerations import validate_tolerations
from k8sdsl.server.rules.untagged_json import read_untagged

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.pods.scope import PodScope
    from k8sdsl.tree import Tree

MIRROR = Rule(
    "core/mirror-pod",
    "A pod with the annotation `kubernetes.io/config.mirror` must set `spec.nodeName`.",
    "ValidatePodSpecificAnnotations",
    "Pod",
    bad={"metadata.annotations": {"kubernetes.io/config.mirror": "x"}},
    good={"metadata.annotations": {"kubernetes.io/config.mirror": "x"}, "spec.nodeName": "node-1"},
    remedy="remove the annotation, which only the kubelet sets, or set `nodeName: node-1`",
)
DELETION_COST = Rule(
    "core/pod-deletion-cost",
    "The annotation `controller.kubernetes.io/pod-deletion-cost` must be a 32-bit integer.",
    "GetDeletionCostFromPodAnnotations",
    "Pod",
    bad={"metadata.annotations": {"controller.kubernetes.io/pod-deletion-cost": "+10"}},
    good={"metadata.annotations": {"controller.kubernetes.io/pod-deletion-cost": "10"}},
    remedy='write an integer in quotes, such as `controller.kubernetes.io/pod-deletion-cost: "10"`',
)
TOLERATIONS_ANNOTATION = Rule(
    "core/tolerations-annotation",
    "The annotation `scheduler.alpha.kubernetes.io/tolerations` must be a JSON list of tolerations.",
    "ValidateTolerationsInPodAnnotations",
    "Pod",
    bad={"metadata.annotations": {"scheduler.alpha.kubernetes.io/tolerations": "Exists"}},
    good={"metadata.annotations": {"scheduler.alpha.kubernetes.io/tolerations": '[{"operator": "Exists"}]'}},
    remedy="use the field instead: `spec.tolerations: [{key: dedicated, operator: Exists}]`",
)
SECCOMP_ANNOTATION = Rule(
    "core/seccomp-annotation",
    "`seccomp.security.alpha.kubernetes.io/pod` must be runtime/default, docker/default, unconfined or localhost/FILE.",
    "ValidateSeccompProfile",
    "Pod",
    bad={"metadata.annotations": {"seccomp.security.alpha.kubernetes.io/pod": "default"}},
    good={
        "metadata.annotations": {"seccomp.security.alpha.kubernetes.io/pod": "docker/default"},
        "spec.securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
    },
    remedy="use the field instead: `securityContext.seccompProfile: {type: RuntimeDefault}`",
)
APP_ARMOR_ANNOTATION = Rule(
    "core/app-armor-annotation",
    (
        "`container.apparmor.security.beta.kubernetes.io/NAME` must name a container, and be runtime/default, "
        "unconfined or localhost/PROFILE."
    ),
    "ValidateAppArmorPodAnnotations",
    "Pod",
    bad={"metadata.annotations": {"container.apparmor.security.beta.kubernetes.io/web": "default"}},
    good={
        "metadata.annotations": {"container.apparmor.security.beta.kubernetes.io/web": "unconfined"},
        "spec.containers[0].securityContext": {"appArmorProfile": {"type": "Unconfined"}},
    },
    remedy="use the field instead: `securityContext.appArmorProfile: {type: RuntimeDefault}`",
)
ANNOTATION_MISMATCH = Rule(
    "core/profile-mismatch",
    "A seccomp or AppArmor profile set by annotation must equal the one in `securityContext`.",
    "validateSeccompAnnotationsAndFields",
    "Pod",
    bad={
        "metadata.annotations": {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"},
        "spec.securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
    },
    good={
        "metadata.annotations": {"seccomp.security.alpha.kubernetes.io/pod": "runtime/default"},
        "spec.securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
    },
    remedy="remove the annotation and keep the field, such as `seccompProfile: {type: RuntimeDefault}`",
)

MIRROR_KEY = "kubernetes.io/config.mirror"
DELETION_COST_KEY = "controller.kubernetes.io/pod-deletion-cost"
TOLERATIONS_KEY = "scheduler.alpha.kubernetes.io/tolerations"
SECCOMP_KEY = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_PREFIX = "container.seccomp.security.alpha.kubernetes.io/"
APP_ARMOR_PREFIX = "container.apparmor.security.beta.kubernetes.io/"


def validate_pod_annotations(annotations: dict[str, str], path: str, problems: Problems, scope: PodScope) -> None:
    """The annotations of a pod or template; `path` is that of the annotations."""
    if MIRROR_KEY in annotations and not scope.spec.get("nodeName"):
        problems.add(MIRROR, f"{path}[{MIRROR_KEY}]", "spec.nodeName is missing; a mirror pod requires it")
    if annotations.get(TOLERATIONS_KEY):
        _tolerations(annotations[TOLERATIONS_KEY], path, problems)
    if DELETION_COST_KEY in annotations and not _is_cost(annotations[DELETION_COST_KEY]):
        problems.add(
            DELETION_COST, f"{path}[{DELETION_COST_KEY}]", f"{annotations[DELETION_COST_KEY]!r} is not a 32-bit integer"
        )
    names = None
    for key, value in annotations.items():
        if key == SECCOMP_KEY or key.startswith(SECCOMP_PREFIX):
            _seccomp(value, f"{path}.{key}", problems)
        elif key.startswith(APP_ARMOR_PREFIX):
            names = names or {container.get("name", "") for _, container in scope.all_containers()}
            _app_armor(key, value, f"{path}[{key}]", problems, names)


def _is_cost(text: str) -> bool:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or (text[0] == "0" and text != "0"):
        return False
    short = digits.lstrip("0") or "0"
    return len(short) <= 10 and int(short) < 2**31 + (text[0] == "-")


def _tolerations(text: str, path: str, problems: Problems) -> None:
    entries = read_untagged(text, ("key", "operator", "value", "effect"), ("tolerationSeconds",))
    if entries is None:
        problems.add(TOLERATIONS_ANNOTATION, path, f"{TOLERATIONS_KEY} is not a JSON list of tolerations")
    else:
        validate_tolerations(entries, f"{path}.{TOLERATIONS_KEY}", problems)


def _seccomp(value: str, path: str, problems: Problems) -> None:
    if value.startswith("localhost/"):
        relative_path(value.removeprefix("localhost/"), path, problems)
    elif value not in {"runtime/default", "docker/default", "unconfined"}:
        problems.add(
            SECCOMP_ANNOTATION,
            path,
            f"{value!r} is not a seccomp profile: use runtime/default, unconfined or localhost/FILE",
        )


def _app_armor(key: str, value: str, path: str, problems: Problems, names: set[str]) -> None:
    name = key.removeprefix(APP_ARMOR_PREFIX)
    if name not in names:
        problems.add(APP_ARMOR_ANNOTATION, path, f"the pod has no container {name!r}")
    if value not in {"", "runtime/default", "unconfined"} and not value.startswith("localhost/"):
        problems.add(
            APP_ARMOR_ANNOTATION,
            path,
            f"{value!r} is not an AppArmor profile: use runtime/default, unconfined or localhost/PROFILE",
        )


def validate_profiles_match(annotations: dict[str, str], path: str, problems: Problems, scope: PodScope) -> None:
    """Profiles set by both annotation and field; `path` is the spec's (validateSeccompAnnotationsAndFields)."""
    security = scope.spec.get("securityContext", {})
    if SECCOMP_KEY in annotations and "seccompProfile" in security:
        at = f"{path}.securityContext.seccompProfile"
        _match(annotations[SECCOMP_KEY], security["seccompProfile"], at, problems, "docker/default")
    on_windows = scope.spec.get("os", {}).get("name") == "windows"
    for below, container in scope.all_containers():
        own = container.get("securityContext", {})
        at, name = f"{path}{below}.securityContext", container.get("name", "")
        if "seccompProfile" in own and SECCOMP_PREFIX + name in annotations:
            value = annotations[SECCOMP_PREFIX + name]
            _match(value, own["seccompProfile"], f"{at}.seccompProfile", problems, "docker/default")
        profile = own.get("appArmorProfile", security.get("appArmorProfile"))
        if profile is not None and APP_ARMOR_PREFIX + name in annotations and not on_windows:
            _match(annotations[APP_ARMOR_PREFIX + name], profile, f"{at}.appArmorProfile", problems)


def _match(value: str, profile: Tree, path: str, problems: Problems, also_default: str = "runtime/default") -> None:
    kind = profile.get("type", "")
    if kind == "Localhost":
        if not value.startswith("localhost/"):
            problems.add(
                ANNOTATION_MISMATCH, f"{path}.type", f"the field differs from the annotation, which is {value!r}"
            )
        elif profile.get("localhostProfile") != value.removeprefix("localhost/"):
            problems.add(
                ANNOTATION_MISMATCH,
                f"{path}.localhostProfile",
                f"the field differs from the annotation, which is {value!r}",
            )
    elif (kind == "Unconfined" and value != "unconfined") or (
        kind == "RuntimeDefault" and value not in {"runtime/default", also_default}
    ):
        problems.add(ANNOTATION_MISMATCH, f"{path}.type", f"the field differs from the annotation, which is {value!r}")


def adopt_app_armor(annotations: dict[str, str], scope: PodScope) -> list[str]:
    """Writes AppArmor profiles of annotations into fields, as the server does for a pod before it validates it.

    Returns the keys of the annotations that the server warns about: all except those equal to the pod's own field.
    Answers for applyAppArmorVersionSkew of the pod strategy, since 1.30.
    """
    adopted: list[str] = []
    if scope.spec.get("os", {}).get("name") == "windows":
        return adopted
    of_pod = scope.spec.get("securityContext", {}).get("appArmorProfile")
    for _, container in scope.all_containers():
        key = APP_ARMOR_PREFIX + container.get("name", "")
        if key in annotations and "appArmorProfile" not in container.get("securityContext", {}):
            profile = _as_profile(annotations[key])
            if profile and profile != of_pod:
                container.setdefault("securityContext", {})["appArmorProfile"] = profile
            if profile is None or profile != of_pod:
                adopted.append(key)
    return adopted


def _as_profile(value: str) -> Tree | None:
    if value.startswith("localhost/"):
        name = value.removeprefix("localhost/")
        return {"type": "Localhost", "localhostProfile": name} if name and name == name.strip() else None
    kinds = {"runtime/default": "RuntimeDefault", "unconfined": "Unconfined"}
    return {"type": kinds[value]} if value in kinds else None
