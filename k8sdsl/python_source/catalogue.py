"""The class of an object in the catalogue of well-known custom kinds."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from k8sdsl.catalog.index import KINDS

if TYPE_CHECKING:
    from k8sdsl.objects.typed import Resource
    from k8sdsl.tree import Tree


def catalogue_class(tree: Tree) -> type[Resource] | None:
    """The class for a tree's `apiVersion` and `kind`; None if the catalogue does not have that version of the kind."""
    api_version, kind = str(tree.get("apiVersion")), str(tree.get("kind"))
    group, _, version = api_version.partition("/")
    project, *served = KINDS.get(group, {}).get(kind, "").split(" ")
    if version not in served:
        return None
    module = f"k8sdsl.catalog.{project}.{group.replace('.', '_').replace('-', '_')}_{version}"
    try:
        found: type[Resource] | None = getattr(import_module(module), kind, None)
    except ImportError:  # a version that only the definitions have
        return None
    return found
