"""Replacements: the value of one object's field, copied into fields of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from k8sdsl.errors import OverlayError
from k8sdsl.near_miss import Miss, did_you_mean
from k8sdsl.semantics.field_paths import NEW, find_all, look_up, split_dotted
from k8sdsl.target import Target, matcher
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.identity import ObjectRef
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses

_ABSENT = object()


@frozen(kw_only=True)
class ReplacementOptions:
    """Which part of a text is meant, where a delimiter divides it; `create` makes fields that are missing."""

    delimiter: str = ""
    index: int = 0
    create: bool = False


Options = ReplacementOptions


WHOLE = Options()
"""The whole value of a field that is there."""


@frozen(kw_only=True)
class ReplacementSource:
    """The one object, and its field, that the value comes from."""

    target: Target
    field_path: str = "metadata.name"
    options: Options = WHOLE


@frozen(kw_only=True)
class ReplacementTarget:
    """The fields that the value goes to, in all objects that are selected and not rejected.

    An object is rejected for its identity or for its labels and annotations, either of which is enough.
    """

    select: Target
    reject: tuple[Target, ...] = ()
    field_paths: tuple[str, ...] = ("metadata.name",)
    options: Options = WHOLE


@frozen
class Replacement:
    """One value and its targets; `value` is given instead of a source.

    `as_kustomize` reads a text anew where it makes a field (`8080` becomes a number), and writes to no null.
    """

    source: ReplacementSource | None
    targets: tuple[ReplacementTarget, ...]
    value: Any = None
    allow_no_match: bool = False
    as_kustomize: bool = False


def apply(manifests: ManifestSet, declaration: Replacement, misses: Misses) -> None:
    """Copies the value; raises OverlayError where source or field cannot be found, or one of several could be meant.

    Answers for kustomize's replacement filter.
    """
    value = declaration.value if declaration.source is None else _value(manifests, declaration.source)
    for target in declaration.targets:
        fits = _selection(target)
        selected = [manifest for manifest in _candidates(manifests, target.select) if fits(manifest)]
        if not selected and not declaration.allow_no_match:
            meant = target.select.near_misses(manifests)
            misses.append(Miss(target, f"the replacement meets nothing: there is no {target.select}", meant or None))
        for manifest in selected:
            manifest.remember()
            for field_path in target.field_paths:
                _write(manifest, field_path, value, target.options, as_kustomize=declaration.as_kustomize)
            if manifest.name != manifest.former[-1].name:
                manifests.names_changed()


def _value(manifests: ManifestSet, source: ReplacementSource) -> Any:
    found = [manifest for manifest in _candidates(manifests, source.target) if _any_id(manifest, _test(source.target))]
    if len(found) != 1:
        what = f"{len(found)} objects are" if found else "nothing is"
        raise OverlayError(
            f"the source of a replacement must be one object, and {what} {source.target}",
            remedy=", ".join(str(m.ref) for m in found) or source.target.near_misses(manifests) or None,
        )
    value = look_up(found[0].tree, split_dotted(source.field_path))
    if value is None or value in ({}, []):
        raise OverlayError(f"{found[0].ref} has no `{source.field_path}`, which a replacement copies")
    options = source.options
    if not options.delimiter:
        return value
    parts = _text(value).split(options.delimiter)
    if not 0 <= options.index < len(parts):
        raise OverlayError(f"`options.index` {options.index} is out of bounds: {value!r} has {len(parts)} parts")
    return parts[options.index]


def _candidates(manifests: ManifestSet, target: Target) -> Sequence[Manifest] | ManifestSet:
    plain = target.name and target.name.replace("-", "").isalnum()
    return manifests.named(target.name or "") if plain else manifests


def _selection(target: ReplacementTarget) -> Callable[[Manifest], bool]:
    select, marks = _test(target.select), _marks(target.select)
    rejects = [(_test(reject), _has_identity(reject), _marks(reject)) for reject in target.reject]

    def fits(manifest: Manifest) -> bool:
        if not _any_id(manifest, select) or (marks is not None and not marks(manifest)):
            return False
        return not any(
            (by_identity and _any_id(manifest, test)) or (by_marks is not None and by_marks(manifest))
            for test, by_identity, by_marks in rejects
        )

    return fits


def _has_identity(target: Target) -> bool:
    return bool(target.group or target.version or target.kind or target.name or target.namespace)


def _marks(target: Target) -> Callable[[Manifest], bool] | None:
    if not target.label_selector and not target.annotation_selector:
        return None
    return Target(label_selector=target.label_selector, annotation_selector=target.annotation_selector).test()


def _test(target: Target) -> Callable[[ObjectRef, str, str], bool]:
    """Whether an identity (with the group and version of now) is selected."""
    group, version, kind = matcher(target.group), matcher(target.version), matcher(target.kind)
    name, namespace = matcher(target.name), target.namespace

    def selects(ref: ObjectRef, its_group: str, its_version: str) -> bool:
        from k8sdsl.kube.scope import effective_namespace

        if kind is not None and not kind(ref.kind):
            return False
        if (group is not None and not group(its_group)) or (version is not None and not version(its_version)):
            return False
        if name is not None and not name(ref.name):
            return False
        if not namespace:
            return True
        place = matcher(namespace)
        return place is not None and place(effective_namespace(ref.api_version, ref.kind, ref.namespace))

    return selects


def _any_id(manifest: Manifest, test: Callable[[ObjectRef, str, str], bool]) -> bool:
    gvk = manifest.gvk
    return any(test(ref, gvk.group, gvk.version) for ref in (*manifest.former, manifest.ref))


def _write(manifest: Manifest, field_path: str, value: Any, options: Options, *, as_kustomize: bool) -> None:
    steps = split_dotted(field_path)
    try:
        places = find_all(manifest.tree, steps, value if options.create else _ABSENT, create=options.create)
    except OverlayError as error:
        raise OverlayError(f"`{field_path}` of {manifest.ref}: {error.message}", remedy=error.remedy) from None
    if not places:
        raise OverlayError(
            f"{manifest.ref} has no field `{field_path}`, which a replacement should write",
            remedy=_near_field(manifest, steps) or "`options: {create: true}` makes it",
        )
    for container, key in places:
        current = container[key]
        made = _replaced(None if current is NEW else current, value, options, as_kustomize=as_kustomize)
        if as_kustomize and current is NEW and steps[:2] not in (["metadata", "labels"], ["metadata", "annotations"]):
            made = _read_anew(made)
        if as_kustomize and current is None and made is not None:
            raise OverlayError(f"`{field_path}` of {manifest.ref} is null, which kustomize writes nothing to")
        container[key] = made


def _near_field(manifest: Manifest, steps: list[str]) -> str:
    for length in range(len(steps) - 1, -1, -1):
        node = look_up(manifest.tree, steps[:length]) if length else manifest.tree
        if isinstance(node, dict):
            return did_you_mean(steps[length], map(str, node))
    return ""


def _read_anew(value: Any) -> Any:
    """A text as YAML would read it without quotes."""
    if not isinstance(value, str) or not value or value.lower() in _WORDS:
        return value
    from k8sdsl.yaml.resolver import resolve

    return resolve(value)


_WORDS = frozenset(("y", "n", "yes", "no", "on", "off"))


def _replaced(current: Any, value: Any, options: Options, *, as_kustomize: bool) -> Any:
    if options.delimiter:
        parts = _text(current).split(options.delimiter)
        if options.index < 0:
            parts.insert(0, _text(value))
        elif options.index >= len(parts):
            parts.append(_text(value))
        else:
            parts[options.index] = _text(value)
        value = options.delimiter.join(parts)
    if as_kustomize and isinstance(current, str) and isinstance(value, (dict, list)):
        return ""
    if isinstance(current, (dict, list)) or isinstance(value, (dict, list)):
        return copy_tree(value)
    return _as(current, value)


def _as(current: Any, value: Any) -> Any:
    """The value in the type that the field has, as far as the text allows."""
    if isinstance(current, str):
        return value if isinstance(value, str) else _text(value)
    if current is None or isinstance(value, type(current)):
        return value
    from k8sdsl.yaml.resolver import resolve

    resolved = resolve(_text(value)) if isinstance(value, str) and value else value
    if isinstance(current, bool) is isinstance(resolved, bool) and isinstance(resolved, (int, float, bool)):
        return resolved
    raise OverlayError(f"{value!r} cannot take the place of {current!r}, which is no text", remedy="copy another value")


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise OverlayError("the delimiter option is for text, and the field holds a map or a list")
    if value is True or value is False:
        return "true" if value else "false"
    return "" if value is None else str(value)
