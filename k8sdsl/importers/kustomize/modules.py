"""The text of stacks and overlays for the kustomizations of a tree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.kustomize import Imported
from k8sdsl.importers.kustomize.declarations import OverlayArguments
from k8sdsl.importers.secret_files import FOLDER, SecretFiles
from k8sdsl.python_source.constructors import Constructors
from k8sdsl.python_source.literals import CallExpression, Code, rendered
from k8sdsl.python_source.modules import Imports, module_text
from k8sdsl.python_source.strings import docstring

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.importers.kustomize.tree import KustomizationNode, Kustomizations


def write_modules(tree: Kustomizations, project: Path) -> Imported:
    """A module for each stack and overlay of a tree."""
    name = tree.root.name
    if tree.kept:
        text = _directory_overlay(tree, project)
        return Imported({f"overlays/{name}.py": text}, name, tuple(dict.fromkeys(tree.kept)))
    writer = _Writer(tree)
    for node in tree.nodes.values():
        writer.write(node)
    secrets = writer.secrets.written()
    if secrets:
        writer.notes.append(f"the values of Secrets are in {FOLDER}/, which Git ignores")
    return Imported({**writer.files, **secrets}, name, tuple(writer.notes))


def _directory_overlay(tree: Kustomizations, project: Path) -> str:
    """An overlay whose base is the directory; built separately if it records origins or reads files from elsewhere."""
    path = os.path.relpath(tree.directory, project.resolve() / "overlays")
    place = f"HERE / {rendered(path)}"
    base: Any = Code(place)
    imports = Imports()
    imports.add("pathlib", "Path")
    imports.add("k8sdsl", "Overlay")
    free = tree.load_restrictor != "root"
    if free or tree.root.kustomization.get("buildMetadata"):
        options = f', load_restrictor="{tree.load_restrictor}"' if free else ""
        base = Code(f"[manifest.tree for manifest in build_kustomization({place}{options})]")
        imports.add("k8sdsl.kustomize", "build_kustomization")
    overlay = rendered(CallExpression("Overlay", [("base", base)]), lead=10)
    body = f"\nHERE = Path(__file__).parent\n\noverlay = {overlay}\n"
    return module_text(f"The kustomization {tree.directory.name}, unchanged.", imports, body)


class _Writer:
    def __init__(self, tree: Kustomizations) -> None:
        self._tree = tree
        self.files: dict[str, str] = {}
        self.notes: list[str] = []
        self.secrets = SecretFiles()

    def write(self, node: KustomizationNode) -> None:
        """The modules of one kustomization."""
        if node.manifests or node.is_stack:
            self.files[f"stacks/{node.name}.py"] = self._stack(node)
        if not node.is_stack or node is self._tree.root:
            self.files[f"overlays/{node.name}.py"] = self._overlay(node)

    def _stack(self, node: KustomizationNode) -> str:
        imports = Imports()
        imports.add("k8sdsl", "Stack")
        constructors = Constructors(imports, {"from_file": self.secrets.value_of})
        items: list[Any] = []
        held = len(self.secrets.files)
        for base in node.bases if node.is_stack else []:
            imports.add(f"stacks.{base.name}", base.name)
            items.append(Code(f"{base.name}()"))
        for manifest in node.manifests:
            tree = self.secrets.tree(manifest.tree, node.name)
            call = constructors.of(tree)
            if call is None:
                self.notes.append(f"{manifest.ref} is a plain map: no typed constructor represents it exactly")
            items.append(call if call is not None else tree)
        if len(self.secrets.files) > held:
            imports.add("k8sdsl.gitops", "from_file")
        returned = rendered(CallExpression("Stack", [("", node.name), ("", items)]), 4, lead=7)
        described = docstring(f"The objects of the kustomization {node.files.root.name}.")
        body = f"\n\ndef {node.name}() -> Stack:\n    {described}\n    return {returned}\n"
        return module_text(f"The objects of {node.files.root.name}.", imports, body)

    def _overlay(self, node: KustomizationNode) -> str:
        declarations = OverlayArguments(node, self._tree, self.secrets)
        arguments = declarations.arguments()
        imports = Imports()
        bases: list[Any] = [_imported_base(base, imports) for base in node.bases if not node.is_stack]
        if node.manifests or node.is_stack:
            imports.add(f"stacks.{node.name}", node.name)
            bases.append(Code(f"{node.name}()"))
        components = []
        for component in node.components:
            imports.add(f"overlays.{component.name}", f"overlay as {component.name}_component")
            components.append(Code(f"{component.name}_component"))
        given = [("base", bases)] if bases else []
        if components:
            given.append(("components", components))
        for name in ("Overlay", *declarations.public):
            imports.add("k8sdsl", name)
        for module, names in declarations.imports():
            for name in names:
                imports.add(module, name)
        self.notes += declarations.notes
        overlay = rendered(CallExpression("Overlay", [*given, *arguments]), lead=10)
        return module_text(
            f"The changes of the kustomization {node.files.root.name}.", imports, f"\noverlay = {overlay}\n"
        )


def _imported_base(base: KustomizationNode, imports: Imports) -> Code:
    if base.is_stack:
        imports.add(f"stacks.{base.name}", base.name)
        return Code(f"{base.name}()")
    imports.add(f"overlays.{base.name}", f"overlay as {base.name}_overlay")
    return Code(f"{base.name}_overlay")
