"""Selects objects of a build by kind and name."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import ManifestSet
from k8sdsl.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.identity import ObjectRef


def chosen(manifests: ManifestSet, patterns: Sequence[str]) -> ManifestSet:
    """The objects that match `KIND/NAME` or `KIND` or a pattern; K8sdslError for a pattern that matches nothing."""
    refs = [manifest.ref for manifest in manifests]
    for pattern in patterns:
        if not any(_matches(ref, pattern) for ref in refs):
            names = [f"{ref.kind}/{ref.name}" for ref in refs]
            raise K8sdslError(
                f"no object matches {pattern!r}",
                remedy=did_you_mean(pattern, names) or f"the objects are: {', '.join(names[:10])}",
                code="object/not-found",
            )
    return ManifestSet(
        manifest
        for manifest, ref in zip(manifests, refs, strict=True)
        if any(_matches(ref, pattern) for pattern in patterns)
    )


def _matches(ref: ObjectRef, pattern: str) -> bool:
    """Whether an object matches a pattern; the case of the kind is ignored, as in kubectl."""
    kind, _, name = pattern.partition("/")
    return fnmatchcase(ref.kind.casefold(), kind.casefold()) and fnmatchcase(ref.name, name or "*")
