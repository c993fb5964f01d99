"""Which kinds a server serves at which versions, and what to write instead of the others."""

from __future__ import annotations

from k8sdsl.finding import Severity
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.replacements import replacement_of
from k8sdsl.rule import Problem, Rule

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from k8sdsl.identity import GroupVersionKind
    from k8sdsl.kube.kinds import KindInfo

UNSERVED = Rule(
    "decode/unserved-kind",
    "The `kind` of a manifest must be served at its `apiVersion` by the chosen Kubernetes version.",
    "apimachinery runtime.Scheme",
    remedy="check both with `kubectl api-resources`, or choose another version with `--kube-version`",
)
NOT_ENABLED = Rule(
    "decode/kind-not-enabled",
    "The `apiVersion` of an object must be one that the chosen Kubernetes version serves by default.",
    "genericapiserver DefaultAPIResourceConfigSource",
    remedy=(
        "use a stable version such as `apiVersion: apps/v1`, or enable the API with the API server flag "
        "`--runtime-config`"
    ),
)
DEPRECATED = Rule(
    "schema/deprecated-version",
    "The `apiVersion` of an object should not be deprecated in the chosen Kubernetes version.",
    "apiserver deprecation.WarningMessage",
    severity=Severity.WARNING,
    remedy="use the version that replaces it, such as `apiVersion: autoscaling/v2`",
)


def unserved(gvk: GroupVersionKind, info: KindInfo | None, minor: int) -> Problem:
    """The problem of a built-in group that has no such kind at this version, with what to write instead."""
    message = f"Kubernetes 1.{minor} does not serve {gvk.kind} in {gvk.api_version}"
    if info is not None and info.removed is not None and minor >= info.removed:
        message += f"; it was removed in 1.{info.removed}"
    elif info is not None and info.introduced is not None and minor < info.introduced:
        message += f"; it was introduced in 1.{info.introduced}"
    use = _served_instead(gvk, minor)
    if use is not None:
        return Problem(UNSERVED, "apiVersion", message, use)
    return Problem(UNSERVED, "kind", message, _near_kind(gvk, minor))


def warnings_of(gvk: GroupVersionKind, info: KindInfo, minor: int) -> list[Problem]:
    """What there is to say of the version of an object that can be judged: that it is off by default, or deprecated."""
    found = []
    if not info.served_by_default(minor):
        message = f"Kubernetes 1.{minor} serves {gvk.kind} in {gvk.api_version} only if that API is enabled"
        enable = f"enable it with the API server flag `--runtime-config={gvk.api_version}=true`"
        found.append(Problem(NOT_ENABLED, "apiVersion", message, _served_instead(gvk, minor) or enable))
    if info.deprecated is not None and info.deprecated <= minor:
        message = f"{info.api_version} {info.kind} is deprecated since 1.{info.deprecated}"
        message += f" and removed in 1.{info.removed}" if info.removed is not None else ""
        found.append(Problem(DEPRECATED, "apiVersion", message, _served_instead(gvk, minor)))
    return found


def is_misplaced(gvk: GroupVersionKind) -> bool:
    """Whether a built-in kind has a foreign group and a version that no definition would have, such as `x`."""
    from k8sdsl.kube.schema.kinds import KINDS

    named_as_usual = gvk.version[:1] == "v" and gvk.version[1:2].isdigit()
    return not named_as_usual and any(gvk.kind in kinds for kinds in KINDS.values())


def _served_instead(gvk: GroupVersionKind, minor: int) -> str | None:
    """The version to write, which the chosen Kubernetes serves."""
    replacement = replacement_of(gvk.api_version, gvk.kind, minor)
    if replacement is None:
        return None
    api_version, kind = replacement
    return f"use `apiVersion: {api_version}`" + (f" and `kind: {kind}`" if kind != gvk.kind else "")


def _near_kind(gvk: GroupVersionKind, minor: int) -> str | None:
    """The group that serves the kind, or kinds of nearly the same name; None if it is a kind that no version serves."""
    from k8sdsl.kube.schema.kinds import KINDS
    from k8sdsl.near_miss import did_you_mean

    for api_version, kinds in KINDS.items():
        info = kind_info(api_version, gvk.kind) if gvk.kind in kinds else None
        if info is not None and info.served_by_default(minor):
            return f"{gvk.kind} is in another group: use `apiVersion: {api_version}`"
    if any(gvk.kind in kinds for kinds in KINDS.values()):
        return None
    return did_you_mean(gvk.kind, {kind for kinds in KINDS.values() for kind in kinds}) or None
