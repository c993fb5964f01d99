"""Configuration of other programs, which is beside manifests in a directory and not meant for a cluster."""

from __future__ import annotations

from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.project.manifests import read_manifests
from k8sdsl.server.validate import index_crds

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree


def read_objects(path: Path) -> list[Manifest]:
    """The objects of a file, or those of a directory without what is not meant for a cluster."""
    return without_configuration(read_manifests(path, passing_over=True)) if path.is_dir() else read_manifests(path)


def without_configuration(manifests: Sequence[Manifest]) -> list[Manifest]:
    """The objects without the configuration of other programs."""
    programs = set(map(id, configuration_among(manifests, manifests)))
    return [manifest for manifest in manifests if id(manifest) not in programs]


def configuration_among(
    manifests: Iterable[Manifest], beside: Iterable[Manifest], crds: Iterable[Tree] = ()
) -> list[Manifest]:
    """The configuration of programs such as kind, the kubelet and Helm: it has no metadata and a group of its own.

    A group that is built in, in the catalogue, or of a definition in `beside` or `crds` is not one of a program: such
    an object lacks its metadata.
    """
    bare = [manifest for manifest in manifests if _is_bare(manifest.tree)]
    if not bare:
        return []
    from k8sdsl.catalog.index import KINDS

    own = [manifest.tree for manifest in beside if manifest.kind == "CustomResourceDefinition"]
    defined = {group for group, _ in index_crds([*crds, *own])}.union(KINDS)
    return [manifest for manifest in bare if manifest.gvk.group not in defined and not _is_builtin(manifest)]


def _is_bare(tree: Tree) -> bool:
    return "apiVersion" in tree and {"metadata", "items"}.isdisjoint(tree)


def _is_builtin(manifest: Manifest) -> bool:
    gvk = manifest.gvk
    return is_builtin_group(gvk.group) if gvk.group else gvk.version == "v1"
