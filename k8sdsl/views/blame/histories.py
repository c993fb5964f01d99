"""Where every field of an object comes from: each step that set it, the last one first, and the place of the object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.diff.pairs import base_name
from k8sdsl.errors import K8sdslError
from k8sdsl.near_miss import did_you_mean
from k8sdsl.tracing.tracer import Tracer, named
from k8sdsl.tree import walk
from k8sdsl.views.uses import kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.pipeline import Built
    from k8sdsl.tree import FieldPath


class FieldHistory(NamedTuple):
    """A field with the places that set it, the last one first."""

    path: FieldPath
    places: tuple[Source, ...]


class ObjectHistory(NamedTuple):
    """An object of a build, and the history of each of its values, in the order of the YAML."""

    manifest: Manifest
    fields: tuple[FieldHistory, ...]


def histories(built: Built, subject: str = "") -> list[ObjectHistory]:
    """The histories of the objects that `Kind/name` means, or of all.

    Raises K8sdslError if there is no such object.
    """
    chosen = _chosen(list(built.manifests), subject)
    leaves = {manifest.ref: _leaves(manifest) for manifest in chosen}
    tracer = Tracer(dict.fromkeys(path for one in chosen for path in _named(one, leaves[one.ref])))
    return [
        ObjectHistory(manifest, tuple(_history(manifest, path, tracer) for path in leaves[manifest.ref]))
        for manifest in built.again(tracer)
        if manifest.ref in leaves
    ]


def _named(manifest: Manifest, paths: list[FieldPath]) -> Iterator[FieldPath]:
    known: dict[int, Any] = {}  # the names in lists, read once for all paths of the object
    return (named(manifest.tree, path, known) for path in paths)


def _history(manifest: Manifest, path: FieldPath, tracer: Tracer) -> FieldHistory:
    return FieldHistory(path, tuple(dict.fromkeys(_places(manifest, path, tracer))))


def _leaves(manifest: Manifest) -> list[FieldPath]:
    """The paths of everything but maps and lists that have something in them."""
    return [path for path, value in walk(manifest.tree) if not isinstance(value, (dict, list)) or not value]


def _places(manifest: Manifest, path: FieldPath, tracer: Tracer) -> Iterator[Source]:
    yield from tracer.setters(manifest, path)
    made = manifest.origin.locate(tracer.made(manifest, path)) if manifest.origin is not None else None
    if made is not None:
        yield made


def _declared_name(manifest: Manifest) -> str:
    """The name of a ConfigMap or Secret without the hash of its content, which a generator adds."""
    return base_name(manifest.name) if manifest.kind in {"ConfigMap", "Secret"} else manifest.name


def _chosen(manifests: list[Manifest], subject: str) -> list[Manifest]:
    kind, _, name = subject.partition("/")
    kinds = kinds_of(kind)
    of_kind = [one for one in manifests if not subject or one.kind.casefold() in kinds]
    chosen = [one for one in of_kind if name in {"", one.name}] or [
        one for one in of_kind if _declared_name(one) == name
    ]
    if not chosen:
        known = [f"{one.kind}/{one.name}" for one in manifests]
        remedy = did_you_mean(subject, known) or "write it as `Kind/name`, such as `Deployment/web`"
        raise K8sdslError(f"there is no object named {subject}", remedy=remedy, code="object/not-found")
    return chosen
