"""Kinds of alpha and beta APIs that no server has on by default: their metadata is judged, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.server.rules.meta import validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree


def validate_namespaced(obj: Tree, problems: Problems, _context: Context) -> None:
    """The metadata of an object in a namespace."""
    validate_object_meta(obj, problems, namespaced=True)


def validate_cluster_scoped(obj: Tree, problems: Problems, _context: Context) -> None:
    """The metadata of an object of the cluster."""
    validate_object_meta(obj, problems, namespaced=False)
