"""Definitions of custom kinds made for a test, and the modules that are imported from them."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from k8sdsl.importers.crd import import_definitions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree

STRING: Tree = {"type": "string"}


def definition(
    kind: str, schema: Any, *, group: str = "example.com", version: str = "v1", **more: Any
) -> dict[str, Any]:
    """A definition with one version."""
    served = {"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": kind, "plural": f"{kind.lower()}s", "singular": kind.lower(), "listKind": f"{kind}List"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.lower()}s.{group}"},
        "spec": {"group": group, "names": names, "scope": "Namespaced", "versions": [served], **more},
    }


def of_spec(required: Iterable[str] = (), **properties: Any) -> Tree:
    """The schema of a kind whose spec has these fields."""
    spec: Tree = {"type": "object", "properties": properties}
    return {"type": "object", "properties": {"spec": {**spec, "required": list(required)} if required else spec}}


def parts(required: Iterable[str] = (), **properties: Any) -> Tree:
    """The schema of a map with these fields."""
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def listed(items: Tree, **more: Any) -> Tree:
    """The schema of a list."""
    return {"type": "array", "items": items, **more}


def modules_of(*definitions: Tree) -> dict[str, Any]:
    """The imported modules by name, ready for use."""
    modules = {}
    for name, text in import_definitions(definitions).items():
        if name.endswith(".py"):
            module = ModuleType(name[:-3])
            exec(compile(text, name, "exec"), module.__dict__)  # noqa: S102 - what the importer wrote
            modules[name[:-3]] = module
    return modules


def module_of(*definitions: Tree) -> Any:
    """The one module of definitions with one group and version."""
    [module] = modules_of(*definitions).values()
    return module
