"""Where every field of an object comes from: each step that set it, the last one first, and the place of the object."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.emitters.reports.visible import visible, visible_lines
from k8sdsl.emitters.yaml import emit_document
from k8sdsl.errors import K8sdslError
from k8sdsl.layers.tracer import Tracer
from k8sdsl.locations.content import lines_of
from k8sdsl.locations.secrecy import may_hold_secret
from k8sdsl.locations.secret_values import veiled
from k8sdsl.near_miss import did_you_mean
from k8sdsl.tree import format_path, walk
from k8sdsl.views.uses import kinds_of
from k8sdsl.yaml.marks import followed
from k8sdsl.yaml.reader import read_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.pipeline import Built
    from k8sdsl.tree import FieldPath

HIDDEN = "(hidden)"
WIDEST = 60


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
    leaves = {manifest.ref: _leaves(manifest) for manifest in _chosen(list(built.manifests), subject)}
    tracer = Tracer(dict.fromkeys(path for paths in leaves.values() for path in paths))
    return [
        ObjectHistory(
            manifest, tuple(FieldHistory(path, tuple(_places(manifest, path, tracer))) for path in leaves[manifest.ref])
        )
        for manifest in built.again(tracer)
        if manifest.ref in leaves
    ]


def _leaves(manifest: Manifest) -> list[FieldPath]:
    """The paths of everything but maps and lists that have something in them."""
    return [path for path, value in walk(manifest.tree) if not isinstance(value, (dict, list)) or not value]


def _places(manifest: Manifest, path: FieldPath, tracer: Tracer) -> Iterator[Source]:
    yield from tracer.setters(manifest, path)
    made = manifest.origin.locate(path) if manifest.origin is not None else None
    if made is not None:
        yield made


def _chosen(manifests: list[Manifest], subject: str) -> list[Manifest]:
    kind, _, name = subject.partition("/")
    kinds = kinds_of(kind)
    chosen = [one for one in manifests if not subject or (one.kind.casefold() in kinds and name in {"", one.name})]
    if not chosen:
        known = [f"{one.kind}/{one.name}" for one in manifests]
        remedy = did_you_mean(subject, known) or "name it as `Kind/name`, such as `Deployment/web`"
        raise K8sdslError(f"nothing is called {subject}", remedy=remedy, code="object/not-found")
    return chosen


def render_objects(found: Sequence[ObjectHistory]) -> str:
    """Every object as YAML, with the place that set each value beside it; values of Secrets are hidden."""
    return "---\n".join([_object(one) for one in found])


def _object(history: ObjectHistory) -> str:
    text = emit_document(veiled(history.manifest.tree, lambda _: HIDDEN))
    (place,) = read_places(text)
    beside: dict[int, str] = {}
    for path, places in history.fields:
        if places:
            beside.setdefault(followed(place, path)[0], _short(places[0]))
    lines = visible_lines(text).splitlines()
    width = min(max(map(len, lines)), WIDEST)
    return "".join(
        [f"{line:{width}}  # {beside[n]}\n" if n in beside else f"{line}\n" for n, line in enumerate(lines, 1)]
    )


def render_fields(found: Sequence[ObjectHistory], path: str) -> str:
    """Every step that set the fields at or below a path, the last one first, with the source text of each.

    Raises K8sdslError if no object has the field.
    """
    blocks = [block for one in found for block in _fields(one, path)]
    if not blocks:
        known = [format_path(field.path) for one in found for field in one.fields]
        raise K8sdslError(
            f"there is no field {path}", remedy=did_you_mean(path, known) or None, code="object/not-found"
        )
    return "".join(blocks)


def _fields(history: ObjectHistory, path: str) -> Iterator[str]:
    for steps, places in history.fields:
        name = format_path(steps)
        if name == path or name.startswith((f"{path}.", f"{path}[")):
            yield f"{visible(str(history.manifest.ref))} {visible(name)}\n"
            yield from [f"  {_short(source)}{_excerpt(source)}\n" for source in dict.fromkeys(places)]


def _excerpt(source: Source) -> str:
    """The line of a place, unless it may hold a secret."""
    if may_hold_secret(source.file, source.line):
        return ""
    lines = lines_of(source.file)
    line = lines[source.line - 1] if 0 < source.line <= len(lines) else ""
    return f"  {visible(line.strip()[:WIDEST])}" if line.strip() else ""


def _short(source: Source) -> str:
    return visible(f"{source.file}:{source.line}")
