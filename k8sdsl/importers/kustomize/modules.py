"""The text of stacks and overlays for the kustomizations of a tree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.kustomize import Imported
from k8sdsl.importers.kustomize.copied_files import CopiedFiles
from k8sdsl.importers.kustomize.declarations import OverlayArguments
from k8sdsl.importers.manifests.stack import StackText
from k8sdsl.importers.secret_files import FOLDER, IGNORED, SecretFiles
from k8sdsl.python_source.literals import CallExpression, Code, rendered
from k8sdsl.python_source.modules import Imports, module_text

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.importers.kustomize.tree import KustomizationNode, Kustomizations

OVERLAY = "overlay"
"""The name of the overlay in its module."""


def write_modules(tree: Kustomizations, project: Path) -> Imported:
    """A module for each stack and overlay of the trees."""
    writer = _Writer(tree)
    kept = {root.name: reasons for root in tree.roots if (reasons := tree.kept(root))}
    for node in tree.reachable(root for root in tree.roots if root.name not in kept):
        writer.write(node)
    files = writer.written()
    for root in tree.roots:
        if root.name in kept:
            files[f"overlays/{root.name}.py"] = _directory_overlay(root, tree, project)
    notes = dict.fromkeys([*(note for reasons in kept.values() for note in reasons), *writer.notes])
    return Imported(files, tuple(root.name for root in tree.roots), tuple(notes))


def _directory_overlay(root: KustomizationNode, tree: Kustomizations, project: Path) -> str:
    """An overlay whose base is the directory; built separately if it records origins or reads files from elsewhere."""
    directory = root.files.root
    path = os.path.relpath(directory, project.resolve() / "overlays")
    place = f"HERE / {rendered(path)}"
    base: Any = Code(place)
    imports = Imports()
    imports.add("pathlib", "Path")
    imports.add("k8sdsl", "Overlay")
    free = tree.load_restrictor != "root"
    if free or root.kustomization.get("buildMetadata"):
        options = f', load_restrictor="{tree.load_restrictor}"' if free else ""
        base = Code(f"[manifest.tree for manifest in build_kustomization({place}{options})]")
        imports.add("k8sdsl.kustomize", "build_kustomization")
    body = f"\nHERE = Path(__file__).parent\n\n{_assigned(CallExpression('Overlay', [('base', base)]))}"
    return module_text(f"The kustomization {root.files.name}, unchanged.", imports, body)


class _Writer:
    def __init__(self, tree: Kustomizations) -> None:
        self._tree = tree
        self._files: dict[str, str | bytes] = {}
        self._copies = CopiedFiles()
        self._secrets = SecretFiles()
        self.notes: list[str] = []

    def written(self) -> dict[str, str | bytes]:
        """All files."""
        secrets: dict[str, str | bytes] = {**self._secrets.written()}
        if self._copies.has_secrets:
            secrets[IGNORED] = "*\n"
        if secrets:
            self.notes.append(f"the values of Secrets are in {FOLDER}/, which Git ignores")
        return {**self._files, **self._copies.files, **secrets}

    def write(self, node: KustomizationNode) -> None:
        """The modules of one kustomization."""
        if node.manifests or node.is_stack:
            self._files[f"stacks/{node.name}.py"] = self._stack(node)
        if not node.is_stack or node in self._tree.roots:
            self._files[f"{node.folder}/{node.name}.py"] = self._overlay(node)

    def _stack(self, node: KustomizationNode) -> str:
        text = StackText(self._secrets)
        stacks = [base.name for base in node.bases] if node.is_stack else []
        described = f"The objects of the kustomization {node.files.name}."
        written = text.of(node.name, [one.tree for one in node.manifests], described=described, stacks=stacks)
        self._files |= text.files
        self.notes += text.notes
        return written

    def _overlay(self, node: KustomizationNode) -> str:
        declarations = OverlayArguments(node, self._tree, self._copies, self._secrets)
        arguments = declarations.arguments()
        imports = Imports()
        for module, name in (("k8sdsl", "Overlay"), *declarations.imports()):
            imports.add(module, name)
        bases = [_base_of(base, imports) for base in node.bases] if not node.is_stack else []
        if node.manifests or node.is_stack:
            bases.append(_stack_of(node, imports))
        components = [_overlay_of(component, "component", imports) for component in node.components]
        given = [(name, value) for name, value in (("base", bases), ("components", components)) if value]
        body = f"\n{_assigned(CallExpression('Overlay', [*given, *arguments]))}"
        return module_text(f"The changes of the kustomization {node.files.name}.", imports, body)


def _assigned(overlay: CallExpression) -> str:
    return f"{OVERLAY} = {rendered(overlay, lead=len(f'{OVERLAY} = '))}\n"


def _base_of(base: KustomizationNode, imports: Imports) -> Code:
    """A base in an overlay, which is imported."""
    return _stack_of(base, imports) if base.is_stack else _overlay_of(base, "overlay", imports)


def _overlay_of(node: KustomizationNode, word: str, imports: Imports) -> Code:
    name = f"{node.name}_{word}"
    imports.add(f"{node.folder}.{node.name}", f"{OVERLAY} as {name}")
    return Code(name)


def _stack_of(node: KustomizationNode, imports: Imports) -> Code:
    imports.add(f"stacks.{node.name}", node.name)
    return Code(f"{node.name}()")
