"""Metadata of kinds whose objects count their generations: the server begins with the first, whatever is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube import formats
from k8sdsl.rules.server.meta import validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree


def validate_new_meta(
    obj: Tree,
    problems: Problems,
    *,
    name: Callable[[str], str] = formats.dns1123_subdomain,
) -> None:
    """The metadata of an object in a namespace, without its generation (PrepareForCreate of these kinds sets it)."""
    (obj.get("metadata") or {}).pop("generation", None)
    validate_object_meta(obj, problems, namespaced=True, name=name)
