"""The kustomizations below a directory, read once each, and the module that each becomes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError, NoMatchError
from k8sdsl.kustomize import build_kustomization
from k8sdsl.kustomize.files import FileReader, Options
from k8sdsl.kustomize.layer import KustomizationReader
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.layers.finish import LOCAL, is_local
from k8sdsl.project.paths import real_path
from k8sdsl.python_source.modules import identifier
from k8sdsl.python_source.reserved import RESERVED
from k8sdsl.tree import get, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

_WITHOUT_COUNTERPART = ("buildMetadata", "helmCharts", "helmChartInflationGenerator")
"""Fields that keep a directory as it is: notes about its own files, and programs to run."""


class KustomizationNode:
    """One kustomization: its file, its own objects, and the kustomizations that it refers to.

    `folder` is the folder of its overlay: only those of `overlays/` are environments.
    """

    folder = "bases"

    def __init__(self, files: FileReader, name: str) -> None:
        self.files = files
        self.reader = KustomizationReader(files, Options([]))
        self.kustomization = self.reader.file
        self.name = name
        self.manifests: list[Manifest] = []
        self.bases: list[KustomizationNode] = []
        self.components: list[KustomizationNode] = []

    @property
    def changes(self) -> bool:
        """Whether it changes anything."""
        gathering = {"apiVersion", "kind", "metadata", "resources", "bases", "sortOptions", "inventory"}
        return any(value for field, value in self.kustomization.fields.items() if field not in gathering)

    @property
    def is_stack(self) -> bool:
        """Whether a stack represents all of it."""
        return not self.changes and self.kustomization.kind != "Component" and all(base.is_stack for base in self.bases)


class Kustomizations:
    """Every kustomization of some trees, which can have bases in common.

    Raises K8sdslError if a tree cannot be built.
    """

    def __init__(self, directories: Iterable[Path], *, load_restrictor: str) -> None:
        self.load_restrictor = load_restrictor
        self.warnings: list[K8sdslError] = []
        self.nodes: dict[str, KustomizationNode] = {}
        self.roots: list[KustomizationNode] = []
        self._kept: dict[str, list[str]] = {}
        for directory in directories:
            built = build_kustomization(real_path(directory), load_restrictor=load_restrictor, warnings=self.warnings)
            root = self._node(FileReader.at(directory, load_restrictor))
            root.folder = "overlays"
            self.roots.append(root)
            trees = {manifest.original: manifest.tree for manifest in built}
            for node in self.reachable([root]):
                for manifest in node.manifests:
                    _drop_blanks(manifest, trees.get(manifest.original))
        missed = [error for error in self.warnings if isinstance(error, NoMatchError)]
        self.misses = {str(error.source) for error in missed}
        self.unused_variables = {name for error in missed for name in re.findall(r"`\$\(([^)]+)\)`", error.message)}

    def kept(self, node: KustomizationNode) -> list[str]:
        """The reasons for keeping the tree below a node as directories."""
        below = [reason for other in (*node.bases, *node.components) for reason in self.kept(other)]
        return list(dict.fromkeys([*self._kept[node.files.root], *below]))

    def reachable(self, roots: Iterable[KustomizationNode]) -> list[KustomizationNode]:
        """The nodes of some trees, each once, in the order of reading."""
        found: dict[int, KustomizationNode] = {}
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if id(node) not in found:
                found[id(node)] = node
                waiting += (*node.bases, *node.components)
        return [node for node in self.nodes.values() if id(node) in found]

    def _node(self, files: FileReader) -> KustomizationNode:
        held = self.nodes.get(files.root)
        if held is not None:
            return held
        node = self.nodes[files.root] = KustomizationNode(files, self._name(Path(files.root)))
        kustomization = node.kustomization
        for path in (*kustomization.get("resources"), *kustomization.get("bases")):
            if files.is_directory(path):
                node.bases.append(self._node(files.below(path)))
            else:
                node.manifests += read_resources(files.read(path), files.file(path))
        node.components = [self._node(files.below(path)) for path in kustomization.get("components")]
        for component in node.components:
            component.folder = "components"
        self._kept[files.root] = list(_reasons(node))
        return node

    def _name(self, root: Path) -> str:
        """A unique module name for a directory: its own name, or with those of its parents."""
        taken = {node.name for node in self.nodes.values()} | RESERVED | {"bases", "components"}
        for depth in range(1, len(root.parts)):
            name = identifier("_".join(root.parts[-depth:]))
            if name not in taken:
                return name
        return next(name for name in (f"kustomization_{n}" for n in range(1, 100_000)) if name not in taken)


def _reasons(node: KustomizationNode) -> Iterator[str]:
    """What of a kustomization has no counterpart in Python."""
    kustomization = node.kustomization
    place = node.files.name
    for field in _WITHOUT_COUNTERPART:
        if kustomization.fields.get(field):
            yield f"{place}: `{field}` has no counterpart in Python"
    openapi = kustomization.fields.get("openapi")
    if openapi and not openapi.get("path"):
        yield f"{place}: `openapi` without `path` has no counterpart in Python"
    if any(map(is_local, node.manifests)):
        yield f"{place}: an object is marked `{LOCAL}`"


def _drop_blanks(manifest: Manifest, built: Tree | None) -> None:
    """Removes keys without a value that the build of a kustomization removes: those of patched objects."""
    paths = {
        (id(get(manifest.tree, path[:-1])), path[-1]): path for path, value in walk(manifest.tree) if value is None
    }
    for container, key in manifest.blanks if built is not None else ():
        path = paths.get((id(container), key))
        if path is not None and key not in (get(built, path[:-1]) or ()):
            container.pop(key, None)
