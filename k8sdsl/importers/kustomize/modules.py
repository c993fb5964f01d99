"""The text of stacks and overlays for the kustomizations of a tree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.kustomize import Imported
from k8sdsl.importers.kustomize.declarations import OverlayArguments
from k8sdsl.importers.secret_files import FOLDER, SecretFiles
from k8sdsl.python_source.literals import Code, Constructor, Constructors, rendered
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
    imports = ["from pathlib import Path", "", "from k8sdsl import Overlay"]
    free = tree.load_restrictor != "root"
    if free or tree.root.kustomization.get("buildMetadata"):
        options = f', load_restrictor="{tree.load_restrictor}"' if free else ""
        base = Code(f"[manifest.tree for manifest in build_kustomization({place}{options})]")
        imports.append("from k8sdsl.kustomize import build_kustomization")
    head = _head(f"The kustomization {tree.directory.name}, unchanged.", imports, [])
    return f"{head}\nHERE = Path(__file__).parent\n\noverlay = {rendered(Constructor('Overlay', [('base', base)]))}\n"


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
        constructors = Constructors({"from_file": self.secrets.value_of})
        items: list[Any] = []
        held = len(self.secrets.files)
        if node.is_stack:
            items += [Code(f"{base.name}()") for base in node.bases]
        for manifest in node.manifests:
            tree = self.secrets.tree(manifest.tree, node.name)
            call = constructors.of(tree)
            if call is None:
                self.notes.append(f"{manifest.ref} is a plain map: no typed constructor represents it exactly")
            items.append(call if call is not None else tree)
        returned = rendered(Constructor("Stack", [("", node.name), ("", items)]), 4)
        api = [f"from k8sdsl.api import {', '.join(sorted(constructors.modules))}"] if constructors.modules else []
        public = ["Stack", *(["k8s"] if constructors.uses_flat else [])]
        if constructors.uses_custom:
            public.insert(0, "CustomResource")
        imports = [f"from k8sdsl import {', '.join(public)}", *api]
        if len(self.secrets.files) > held:
            imports.append("from k8sdsl.gitops import from_file")
        own = [f"from stacks.{base.name} import {base.name}" for base in node.bases] if node.is_stack else []
        head = _head(f"The objects of {node.files.root.name}.", imports, own)
        described = docstring(f"The objects of the kustomization {node.files.root.name}.")
        return f"{head}\n\ndef {node.name}() -> Stack:\n    {described}\n    return {returned}\n"

    def _overlay(self, node: KustomizationNode) -> str:
        declarations = OverlayArguments(node, self._tree, self.secrets)
        arguments = declarations.arguments()
        bases: list[Any] = []
        own: list[str] = []
        for base in node.bases if not node.is_stack else []:
            if base.is_stack:
                bases.append(Code(f"{base.name}()"))
                own.append(f"from stacks.{base.name} import {base.name}")
            else:
                bases.append(Code(f"{base.name}_overlay"))
                own.append(f"from overlays.{base.name} import overlay as {base.name}_overlay")
        if node.manifests or node.is_stack:
            bases.append(Code(f"{node.name}()"))
            own.append(f"from stacks.{node.name} import {node.name}")
        components = []
        for component in node.components:
            components.append(Code(f"{component.name}_component"))
            own.append(f"from overlays.{component.name} import overlay as {component.name}_component")
        given = [("base", bases)] if bases else []
        if components:
            given.append(("components", components))
        imports = [f"from k8sdsl import {', '.join(sorted({'Overlay', *declarations.public}))}"]
        imports += [f"from {module} import {', '.join(sorted(names))}" for module, names in declarations.imports()]
        self.notes += declarations.notes
        head = _head(f"The changes of the kustomization {node.files.root.name}.", imports, own)
        return f"{head}\noverlay = {rendered(Constructor('Overlay', [*given, *arguments]))}\n"


def _head(about: str, imports: list[str], own: list[str]) -> str:
    lines = [docstring(about), "", "from __future__ import annotations", "", *imports]
    lines += sorted(set(own))
    return "\n".join(lines) + "\n"
