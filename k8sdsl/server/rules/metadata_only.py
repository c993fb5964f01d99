"""Kinds of alpha and beta APIs that are off by default: only their metadata is validated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree


def validate_namespaced(obj: Tree, problems: Problems, _context: Context) -> None:
    """The metadata of a namespaced object."""
    validate_object_meta(obj, problems, namespaced=True)


def validate_cluster_scoped(obj: Tree, problems: Problems, _context: Context) -> None:
    """The metadata of a cluster-scoped object."""
    validate_object_meta(obj, problems, namespaced=False)
