"""How many replicas a workload of a name runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.field_specs import REPLICAS, FieldSpecs, plan_of, visit
from k8sdsl.near_miss import Miss, did_you_mean

if TYPE_CHECKING:
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses


@frozen
class Replica:
    """The number of replicas for every workload that has, or had, a name."""

    name: str
    count: int
    allow_no_match: bool = False


@frozen
class Replicas:
    """Entries, and the fields that they are written to."""

    entries: tuple[Replica, ...]
    field_specs: FieldSpecs = REPLICAS


def apply(manifests: ManifestSet, declaration: Replicas, misses: Misses) -> None:
    """Writes the counts. Answers for kustomize's ReplicaCountTransformer."""
    for entry in declaration.entries:
        met = [_write(manifest, entry, declaration.field_specs) for manifest in manifests.named(entry.name)]
        if not any(met) and not entry.allow_no_match:
            misses.append(Miss(entry, f"no workload is called `{entry.name}`", _meant(manifests, entry, declaration)))


def _write(manifest: Manifest, entry: Replica, specs: FieldSpecs) -> bool:
    def write(container: Any, key: Any) -> None:
        if type(container[key]) in {dict, list}:
            raise OverlayError(f"the replicas of {manifest.ref} cannot be written to `{key}`, which is no number")
        container[key] = entry.count

    group, version = split_api_version(manifest.tree.get("apiVersion"))
    kinds = [ref.kind for ref in manifest.former if ref.name == entry.name]
    if manifest.name == entry.name:
        kinds.append(manifest.kind)
    met = False
    for spec in specs:
        if any(spec.fits(group, version, kind) for kind in kinds):
            met = True
            if spec.fits(group, version, manifest.kind):
                visit(manifest.tree, plan_of(spec), int, write)
    return met


def _meant(manifests: ManifestSet, entry: Replica, declaration: Replicas) -> str | None:
    kinds = {spec.kind for spec in declaration.field_specs}
    names = {manifest.original.name for manifest in manifests if manifest.kind in kinds}
    meant = did_you_mean(entry.name, names)
    others = sorted({manifest.kind for manifest in manifests.named(entry.name)})
    return meant or (f"`{entry.name}` is a {' and a '.join(others)}" if others else None)
