"""The number of replicas of workloads, by name."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.field_specs import specs_at
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.field_routes import FieldSpecs, route_of, visit
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath

REPLICAS = FieldSpecs(specs_at("spec/replicas", "Deployment ReplicationController ReplicaSet StatefulSet", create=True))


class Replica(Value):
    """The number of replicas of every workload with a name, before or after it was renamed.

    Examples:
        >>> from k8sdsl import Overlay, Replica, build, k8s
        >>> app = k8s.LabelSelector(match_labels={"app": "web"})
        >>> pod = k8s.PodTemplateSpec(
        ...     labels={"app": "web"}, spec=k8s.PodSpec(containers=[k8s.Container("web", image="nginx:1.29")])
        ... )
        >>> web = k8s.Deployment("web", spec=k8s.DeploymentSpec(selector=app, template=pod))
        >>> "replicas: 3" in build(Overlay(base=web, replicas=[Replica("web", 3)]))
        True
    """

    __slots__ = ("allow_no_match", "count", "name")

    def __init__(self, name: str, count: int, allow_no_match: bool = False) -> None:  # noqa: FBT001, FBT002
        self.name = name
        self.count = count
        self.allow_no_match = allow_no_match


class Replicas(Value):
    """Entries, and the fields for them if they are not the usual ones."""

    __slots__ = ("entries", "field_specs")

    def __init__(self, entries: tuple[Replica, ...], field_specs: FieldSpecs | None = None) -> None:
        self.entries = entries
        self.field_specs = field_specs

    @classmethod
    def of(cls, declared: Mapping[str, int] | Sequence[Replica]) -> Replicas:
        """Reads the value of an overlay's field: entries, or a map from names to counts."""
        if hasattr(declared, "items"):  # a map, without importing `collections.abc`
            pairs: Iterable[tuple[str, int]] = declared.items()  # pyright: ignore[reportAttributeAccessIssue]
            return cls(tuple([Replica(name, count) for name, count in pairs]))
        return cls(tuple(declared))  # pyright: ignore[reportArgumentType]

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Writes the counts. Answers for kustomize's ReplicaCountTransformer."""
        table = context.table("replicas", REPLICAS, self.field_specs)
        for entry in self.entries:
            met = [_write(manifest, entry, table) for manifest in manifests.named(entry.name)]
            if not any(met) and not entry.allow_no_match:
                context.missed(
                    entry,
                    f"the entry of `replicas` matches nothing: there is no workload `{entry.name}`",
                    _meant(manifests, entry, table) if context.suggests else "",
                    fails=True,
                )

    def entry_for(self, manifest: Manifest, _: FieldPath) -> Replica | None:
        """The entry that sets the replicas of an object."""
        names = {manifest.name, *(ref.name for ref in manifest.former)}
        return next((entry for entry in self.entries if entry.name in names), None)


def _write(manifest: Manifest, entry: Replica, table: FieldSpecs) -> bool:
    def write(container: Any, key: Any) -> None:
        if type(container[key]) in {dict, list}:
            raise OverlayError(
                f"the replicas of {manifest.ref} cannot be written to `{key}`, which is not a number",
                code="overlay/field",
            )
        container[key] = entry.count

    group, version = split_api_version(manifest.tree.get("apiVersion"))
    kinds = [ref.kind for ref in manifest.former if ref.name == entry.name]
    if manifest.name == entry.name:
        kinds.append(manifest.kind)
    met = False
    for spec in table:
        if any(spec.fits(group, version, kind) for kind in kinds):
            met = True
            if spec.fits(group, version, manifest.kind):
                visit(manifest.tree, route_of(spec), int, write)
    return met


def _meant(manifests: ManifestSet, entry: Replica, table: FieldSpecs) -> str:
    kinds = {spec.kind for spec in table}
    names = {manifest.original.name for manifest in manifests if manifest.kind in kinds}
    others = sorted({manifest.kind for manifest in manifests.named(entry.name)})
    return did_you_mean(entry.name, names) or (f"`{entry.name}` is a {' and a '.join(others)}" if others else "")
