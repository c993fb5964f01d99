"""The kustomizations below a directory, read once each, and the module that each becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError, NoMatchError
from k8sdsl.kustomize import build_kustomization
from k8sdsl.kustomize.documents.resources import read_resources
from k8sdsl.kustomize.files import Files
from k8sdsl.kustomize.layer import KustomizationReader, Options
from k8sdsl.layers.finish import LOCAL
from k8sdsl.python_source.modules import identifier
from k8sdsl.python_source.reserved import RESERVED

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.manifest import Manifest

_WITHOUT_COUNTERPART = ("crds", "openapi", "buildMetadata", "helmCharts", "helmChartInflationGenerator")
"""Fields that keep a directory as it is, because they refer to the directory's own files."""


class KustomizationNode:
    """One kustomization: its file, its own objects, and the kustomizations that it refers to."""

    def __init__(self, files: Files, name: str) -> None:
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
    """Every kustomization of a tree; raises K8sdslError if the tree cannot be built."""

    def __init__(self, directory: Path, *, load_restrictor: str) -> None:
        self.directory = directory.resolve()
        self.load_restrictor = load_restrictor
        self.warnings: list[K8sdslError] = []
        self.built = build_kustomization(self.directory, load_restrictor=load_restrictor, warnings=self.warnings)
        self.misses = {str(error.source) for error in self.warnings if isinstance(error, NoMatchError)}
        self.nodes: dict[Path, KustomizationNode] = {}
        self.kept: list[str] = []
        self.root = self._node(Files.at(directory, load_restrictor))

    def _node(self, files: Files) -> KustomizationNode:
        held = self.nodes.get(files.root)
        if held is not None:
            return held
        node = self.nodes[files.root] = KustomizationNode(files, self._name(files.root))
        kustomization, file = node.kustomization, node.kustomization.file
        self.kept += [
            f"{file.parent.name}: `{field}` has no counterpart in Python"
            for field in _WITHOUT_COUNTERPART
            if kustomization.fields.get(field)
        ]
        for path in (*kustomization.get("resources"), *kustomization.get("bases")):
            if files.is_directory(path):
                node.bases.append(self._node(files.below(path)))
            else:
                node.manifests += read_resources(files.read(path), files.file(path))
        node.components = [self._node(files.below(path)) for path in kustomization.get("components")]
        if any(_is_local(manifest) for manifest in node.manifests):
            self.kept.append(f"{file.parent.name}: an object is marked `{LOCAL}`")
        return node

    def _name(self, root: Path) -> str:
        """A unique module name for a directory: its own name, or with those of its parents."""
        taken = {node.name for node in self.nodes.values()} | RESERVED
        for depth in range(1, len(root.parts)):
            name = identifier("_".join(root.parts[-depth:]))
            if name not in taken:
                return name
        return next(name for name in (f"kustomization_{n}" for n in range(1, 100_000)) if name not in taken)


def _is_local(manifest: Manifest) -> bool:
    annotations: Any = manifest.metadata.get("annotations")
    return isinstance(annotations, dict) and LOCAL in annotations
