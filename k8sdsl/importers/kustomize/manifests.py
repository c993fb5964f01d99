"""The objects of a kustomization as items of a stack: typed constructors, and paths of YAML files for large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.emitters.yaml import emit
from k8sdsl.importers.kustomize.copied_files import MANIFESTS

if TYPE_CHECKING:
    from k8sdsl.importers.kustomize.copied_files import CopiedFiles
    from k8sdsl.importers.kustomize.tree import KustomizationNode
    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.manifest import Manifest
    from k8sdsl.python_source.constructors import Constructors
    from k8sdsl.tree import Tree

MOST_LINES = 200
"""An object with more lines of YAML stays YAML: nobody reads or types a dashboard or a definition."""


class Items:
    """The items of the stack of one kustomization, and notes about them."""

    def __init__(
        self, node: KustomizationNode, constructors: Constructors, copies: CopiedFiles, secrets: SecretFiles
    ) -> None:
        self._node = node
        self._constructors = constructors
        self._copies = copies
        self._secrets = secrets
        self._kept: dict[str, list[Tree]] = {}
        self.notes: list[str] = []

    def all(self) -> list[Any]:
        """The items; objects of one file that stay YAML are one file too, in the place of the first."""
        items = [item for manifest in self._node.manifests if (item := self._item(manifest)) is not None]
        return [self._path(item.file) if isinstance(item, _Kept) else item for item in items]

    def _item(self, manifest: Manifest) -> Any:
        """A constructor, a map, or the first of the objects that stay in a file; None for the others."""
        if manifest.kind == "CustomResourceDefinition":
            return self._keep(manifest)
        held = len(self._secrets.files)
        tree = self._secrets.tree(manifest.tree, self._node.name)
        if len(self._secrets.files) == held and emit((manifest.tree,)).count("\n") > MOST_LINES:
            return self._keep(manifest)
        call = self._constructors.of(tree)
        if call is None:
            self.notes.append(f"{manifest.ref} is a plain map: no typed constructor represents it exactly")
        return call if call is not None else tree

    def _keep(self, manifest: Manifest) -> _Kept | None:
        file = getattr(manifest.origin, "file", None)
        name = f"{manifest.kind}-{manifest.name}".lower() if file is None else file.stem
        held = self._kept.setdefault(name, [])
        held.append(manifest.tree)
        return _Kept(name) if len(held) == 1 else None

    def _path(self, name: str) -> str:
        return self._copies.path(MANIFESTS, self._node.name, f"{name}.yaml", emit(self._kept[name]).encode())


class _Kept:
    """The place of objects that stay in a file."""

    def __init__(self, file: str) -> None:
        self.file = file
