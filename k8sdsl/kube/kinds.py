"""Every built-in kind: its type, plural, scope, short names, and the Kubernetes versions that serve it."""

from __future__ import annotations

from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.versions import minor_of

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator


CLUSTER = "_non_namespaceable_"
"""Kustomize's name for the namespace of cluster-scoped objects (a `target.namespace` can match it)."""

DEFAULT_NAMESPACE = "default"

_REMOVED_CLUSTER_SCOPED = frozenset(("PodSecurityPolicy", "VolumeAttributesClass", "AuditSink"))
"""Kinds of Kubernetes' own groups that no known version serves."""


class KindInfo:
    """One kind of one group-version.

    `type` names its schema, and is empty for kinds that were removed before the oldest version known here.
    `introduced`, `deprecated` and `removed` are minor versions (25 for 1.25) or None; `replacement` is the
    `apiVersion` (and, where it differs, `/Kind`) to use instead, or empty.
    """

    __slots__ = (
        *("_usual", "api_version", "deprecated", "introduced", "kind", "namespaced"),
        *("plural", "removed", "replacement", "short_names", "type"),
    )

    def __init__(self, api_version: str, kind: str, row: tuple[str, str, bool, str, str]) -> None:
        self.api_version, self.kind = api_version, kind
        self._usual: dict[int, bool] = {}
        self.type, self.plural, self.namespaced, short, life = row
        self.short_names = tuple(short.split())
        self.introduced: int | None = None
        self.deprecated: int | None = None
        self.removed: int | None = None
        self.replacement = ""
        for word in life.split():
            if word[0] == "+":
                self.introduced = minor_of(word[1:])
            elif word[0] == "~":
                self.deprecated = minor_of(word[1:])
            elif word[0] == "-":
                self.removed = minor_of(word[1:])
            else:
                self.replacement = word[1:]

    def served_in(self, minor: int) -> bool:
        """Whether a server of Kubernetes 1.`minor` has this kind at this version."""
        if not self.type:
            return False
        return (self.introduced is None or minor >= self.introduced) and (self.removed is None or minor < self.removed)

    def served_by_default(self, minor: int) -> bool:
        """Whether a server of that version also serves it by default, without `--runtime-config`.

        Alpha versions never are, and since 1.24 no new beta is (KEP-3136).
        """
        version = self.api_version.rpartition("/")[2]
        is_off = "alpha" in version or ("beta" in version and f"{self.api_version} {self.kind}" not in _OLD_BETAS)
        return not is_off and self.served_in(minor)

    def is_usual(self, minor: int) -> bool:
        """Whether a server of that version serves the kind by default, and does not warn about it."""
        known = self._usual.get(minor)
        if known is None:
            is_deprecated = self.deprecated is not None and self.deprecated <= minor
            known = self._usual[minor] = self.served_by_default(minor) and not is_deprecated
        return known

    def __repr__(self) -> str:
        return f"KindInfo({self.api_version} {self.kind})"


def kind_info(api_version: str, kind: str) -> KindInfo | None:
    """The facts about a kind at exactly this version, or None."""
    key = (api_version, kind)
    info = _INFOS.get(key)
    if info is None:
        row = KINDS.get(api_version, {}).get(kind)
        if row is None:
            return None
        info = _INFOS[key] = KindInfo(api_version, kind, row)
    return info


def versions_of(group: str, kind: str) -> Iterator[KindInfo]:
    """The kind at every known version of a group."""
    for api_version, kinds in KINDS.items():
        if api_version.rpartition("/")[0] == group and kind in kinds:
            info = kind_info(api_version, kind)
            if info is not None:
                yield info


def is_builtin_group(group: str) -> bool:
    """Whether a group belongs to Kubernetes itself; kinds of other groups are custom resources."""
    return group in _groups()


def is_namespaced(api_version: str, kind: str) -> bool | None:
    """Whether a kind is namespaced; None for a kind that is not built in."""
    info = kind_info(api_version, kind)
    if info is None:
        group = api_version.rpartition("/")[0]
        info = next(versions_of(group, kind), None) if group in _groups() else None
    return None if info is None else info.namespaced


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
    for api_version, kinds in KINDS.items():
        if kind in kinds:
            yield from versions_of(api_version.rpartition("/")[0], kind)


def _groups() -> frozenset[str]:
    if not _GROUPS:
        _GROUPS.append(frozenset(api_version.rpartition("/")[0] for api_version in KINDS))
    return _GROUPS[0]


_FLOW = "flowcontrol.apiserver.k8s.io"
_OLD_BETAS = frozenset(
    (
        "autoscaling/v2beta2 HorizontalPodAutoscaler",
        "storage.k8s.io/v1beta1 CSIStorageCapacity",
        *(f"{_FLOW}/v1beta{n} {kind}" for n in (1, 2, 3) for kind in ("FlowSchema", "PriorityLevelConfiguration")),
    )
)
"""Betas of APIs that were on by default before 1.24, and stayed so until they were removed."""

_INFOS: dict[tuple[str, str], KindInfo] = {}
_GROUPS: list[frozenset[str]] = []
_CLUSTER_SCOPED: dict[tuple[str, str], bool] = {}
