"""Kinds known to be cluster-scoped, and the namespace of an object that does not set one."""

from __future__ import annotations

from k8sdsl.kube.kinds import is_builtin_group, is_namespaced, kind_info, versions_of

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.kinds import KindInfo

CLUSTER = "_non_namespaceable_"
"""Kustomize's name for the namespace of cluster-scoped objects (a `target.namespace` can match it)."""

DEFAULT_NAMESPACE = "default"

_REMOVED_CLUSTER_SCOPED = frozenset(("PodSecurityPolicy", "VolumeAttributesClass", "AuditSink"))
"""Kinds of Kubernetes' own groups that no known version serves."""


def is_cluster_scoped(api_version: str, kind: str) -> bool:
    """Whether a kind is known to be cluster-scoped; an unknown kind counts as namespaced."""
    known = _CLUSTER_SCOPED.get((api_version, kind))
    if known is None:
        known = _CLUSTER_SCOPED[api_version, kind] = _look_up(api_version, kind)
    return known


def effective_namespace(api_version: str, kind: str, namespace: str) -> str:
    """The namespace for comparing objects: `default` if none is set, and `CLUSTER` for cluster-scoped objects.

    Answers for kustomize's `ResId.EffectiveNamespace`.
    """
    if is_cluster_scoped(api_version, kind):
        return CLUSTER
    return namespace or DEFAULT_NAMESPACE


def _look_up(api_version: str, kind: str) -> bool:
    info = kind_info(api_version, kind)
    group = api_version.rpartition("/")[0]
    if info is None or not info.type:
        # A version that is no longer served has the scope of the current ones, even if the kind moved to another group.
        moved = next((other for other in _anywhere(kind) if other.type), None)
        if moved is not None and (info is not None or (group and is_builtin_group(group))):
            return not moved.namespaced
        if is_builtin_group(group) and kind in _REMOVED_CLUSTER_SCOPED:
            return True
        if info is not None:
            return not info.namespaced
    return is_namespaced(api_version, kind) is False


def _anywhere(kind: str) -> Iterator[KindInfo]:
    from k8sdsl.kube.schema.kinds import KINDS

    for api_version, kinds in KINDS.items():
        if kind in kinds:
            yield from versions_of(api_version.rpartition("/")[0], kind)


_CLUSTER_SCOPED: dict[tuple[str, str], bool] = {}
