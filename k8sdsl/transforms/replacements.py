"""Replacements: copies the value of one object's field into fields of others."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.locations.origins import InEntry
from k8sdsl.locations.secret_values import described
from k8sdsl.near_miss import did_you_mean
from k8sdsl.semantics.field_paths import NEW, find_all, look_up, split_dotted
from k8sdsl.semantics.structured_text import split_at_text, with_fields
from k8sdsl.transforms.shared_entries import settle
from k8sdsl.transforms.target import Target, matcher
from k8sdsl.transforms.validators import all_must_be, must_be
from k8sdsl.tree import MAX_COPIED, copy_tree, size_of
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from k8sdsl.identity import ObjectRef
    from k8sdsl.locations.source import Origin
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath

_ABSENT = object()


class ReplacementOptions(Value):
    """The part of a string between delimiters; `create` adds missing fields.

    Examples:
        >>> from k8sdsl import ReplacementOptions
        >>> ReplacementOptions(delimiter=":", index=1)
        ReplacementOptions(create=False, delimiter=':', index=1)
    """

    __slots__ = ("create", "delimiter", "index")

    def __init__(self, *, delimiter: str = "", index: int = 0, create: bool = False) -> None:
        self.delimiter = delimiter
        self.index = index
        self.create = create


WHOLE = ReplacementOptions()
"""The whole value of an existing field."""


class ReplacementSource(Value):
    """The object and the field that the value is copied from.

    Examples:
        >>> from k8sdsl import ReplacementSource, Target
        >>> ReplacementSource(target=Target(kind="ConfigMap", name="site"), field_path="data.host").field_path
        'data.host'
    """

    __slots__ = ("field_path", "options", "target")

    def __init__(
        self, *, target: Target, field_path: str = "metadata.name", options: ReplacementOptions = WHOLE
    ) -> None:
        self.target = must_be(self, "target", target, Target)
        self.field_path = field_path
        self.options = options


class ReplacementTarget(Value):
    """The fields that the value is copied to, in all objects that are selected and not rejected.

    An object is rejected if its identity, or its labels and annotations match.

    Examples:
        >>> from k8sdsl import ReplacementOptions, ReplacementTarget, Target
        >>> host = ReplacementTarget(
        ...     select=Target(kind="Service"),
        ...     field_paths=["metadata.annotations.host"],
        ...     options=ReplacementOptions(create=True),
        ... )
        >>> host.options.create
        True
    """

    __slots__ = ("field_paths", "options", "reject", "select")

    def __init__(
        self,
        *,
        select: Target,
        reject: Sequence[Target] = (),
        field_paths: Sequence[str] = ("metadata.name",),
        options: ReplacementOptions = WHOLE,
    ) -> None:
        self.select = must_be(self, "select", select, Target)
        self.reject = reject
        self.field_paths = must_be(self, "field_paths", field_paths, (list, tuple), "a list of paths")
        self.options = options


_IN_ENTRY = InEntry()


class Replacement(Value):
    """One value and its targets; `value` replaces a source.

    `origin` is its place if it is in a file. In a kustomization, a string that creates a field is parsed again (`8080`
    becomes a number), and null stays.

    Examples:
        >>> from k8sdsl import Overlay, Replacement, ReplacementSource, ReplacementTarget, Target, build, k8s
        >>> base = [k8s.ConfigMap("site", data={"host": "example.com"}), k8s.ConfigMap("web", data={"HOST": "?"})]
        >>> host = Replacement(
        ...     ReplacementSource(target=Target(name="site"), field_path="data.host"),
        ...     [ReplacementTarget(select=Target(name="web"), field_paths=["data.HOST"])],
        ... )
        >>> build(Overlay(base=base, replacements=[host])).splitlines()[-1]
        '  HOST: example.com'
    """

    __slots__ = ("allow_no_match", "origin", "source", "targets", "value")

    def __init__(
        self,
        source: ReplacementSource | None,
        targets: Sequence[ReplacementTarget],
        value: Any = None,
        allow_no_match: bool = False,  # noqa: FBT001, FBT002 - as users know it
        *,
        origin: Origin = _IN_ENTRY,
    ) -> None:
        self.origin = origin
        self.source = must_be(self, "source", source, (ReplacementSource, type(None)), "a ReplacementSource(...)")
        self.targets = all_must_be(self, "targets", targets, ReplacementTarget)
        self.value = value
        self.allow_no_match = allow_no_match

    def within(self, manifest: Manifest, path: FieldPath) -> FieldPath:
        """The path of a target that matches a field; empty if the field follows from others."""
        for number, target in enumerate(self.targets):
            if _selection(target)(manifest):
                for position, field_path in enumerate(target.field_paths):
                    steps = split_dotted(field_path)
                    if len(steps) <= len(path) and all(map(_may_be, steps, path)):
                        return ("targets", number, "fieldPaths", position)
        return ()

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Copies the value; raises OverlayError if source or field cannot be found, or several objects match.

        Answers for kustomize's replacement filter.
        """
        value = self.value if self.source is None else _value(manifests, self.source)
        for target in self.targets:
            fits = _selection(target)
            selected = [manifest for manifest in _candidates(manifests, target.select) if fits(manifest)]
            if not selected and not self.allow_no_match:
                message = f"the replacement matches nothing: {target.select.absence}"
                context.missed(target, message, target.select.near_misses(manifests) if context.suggests else "")
            for manifest in selected:
                name = manifest.name
                if not context.as_kustomize:
                    manifest.remember()  # kustomize does not record the former name here
                for field_path in target.field_paths:
                    _write(manifest, field_path, value, target.options, as_kustomize=context.as_kustomize)
                    if manifest.shared and context.as_kustomize:
                        settle(manifest)
                manifests.renamed(manifest, name)
                annotations = manifest.metadata.get("annotations") or {}
                if context.as_kustomize and not isinstance(annotations, dict):
                    message = f"all annotations of {manifest.ref} are lost: the replacement makes them "
                    remedy = "name one annotation, as in `metadata.annotations.KEY`"
                    context.missed(target, message + described(annotations), remedy)


def _may_be(written: str, step: str | int) -> bool:
    """Whether a step of a path as it is written can mean a step of a field: an item of a list has many names."""
    return written == str(step) or (isinstance(step, int) and (written in {"*", NEW} or written.startswith("[")))


def _value(manifests: ManifestSet, source: ReplacementSource) -> Any:
    target = source.target
    found = [manifest for manifest in _candidates(manifests, target) if _is_source(manifest, target)]
    if len(found) != 1:
        what = f"{len(found)} objects match" if found else "nothing matches"
        raise OverlayError(
            f"the source of a replacement must match one object, but {what} {source.target}",
            remedy=", ".join(str(m.ref) for m in found) or source.target.near_misses(manifests) or None,
            code="overlay/replacement",
        )
    value = look_up(found[0].tree, split_dotted(source.field_path))
    if value is None or value in ({}, []):
        raise OverlayError(
            f"{found[0].ref} has no field `{source.field_path}`, which a replacement copies", code="overlay/replacement"
        )
    options = source.options
    if not options.delimiter:
        return value
    parts = _text(value).split(options.delimiter)
    if not 0 <= options.index < len(parts):
        raise OverlayError(
            f"`options.index` {options.index} is out of bounds: the value has {len(parts)} parts",
            code="overlay/replacement",
        )
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


def _is_source(manifest: Manifest, target: Target) -> bool:
    """Whether a source names an object by its current identity or a former one: its parts are not patterns.

    Answers for `ResId.IsSelectedBy` and `MakeResIds`, for which only former identities can be cluster-scoped.
    """
    from k8sdsl.kube.kinds import DEFAULT_NAMESPACE, effective_namespace

    gvk, now = manifest.gvk, manifest.ref
    if (target.group and target.group != gvk.group) or (target.version and target.version != gvk.version):
        return False
    ids = [(now.kind, now.name, now.namespace or DEFAULT_NAMESPACE)]
    ids += [(ref.kind, ref.name, effective_namespace(*ref[:3])) for ref in manifest.former]
    wanted = (target.kind, target.name, target.namespace)
    return any(all(not part or part == given for part, given in zip(wanted, one, strict=True)) for one in ids)


def _test(target: Target) -> Callable[[ObjectRef, str, str], bool]:
    """Whether an identity (with the current group and version) is selected, as in `TargetSelectorRegex.Selects`."""
    group, version, kind = matcher(target.group), matcher(target.version), matcher(target.kind)
    name, namespace = matcher(target.name), target.namespace

    def selects(ref: ObjectRef, its_group: str, its_version: str) -> bool:
        if kind is not None and not kind(ref.kind):
            return False
        if (group is not None and not group(its_group)) or (version is not None and not version(its_version)):
            return False
        if name is not None and not name(ref.name):
            return False
        if not namespace:
            return True
        place = matcher(namespace)
        return place is not None and place(ref.namespace)

    return selects


def _any_id(manifest: Manifest, test: Callable[[ObjectRef, str, str], bool]) -> bool:
    gvk = manifest.gvk
    return any(test(ref, gvk.group, gvk.version) for ref in (*manifest.former, manifest.ref))


def _write(manifest: Manifest, field_path: str, value: Any, options: ReplacementOptions, *, as_kustomize: bool) -> None:
    steps = split_dotted(field_path)
    if _write_into_text(manifest, steps, value, options, as_kustomize=as_kustomize):
        return
    owner, shape = f"`{field_path}` of {manifest.ref}: ", value if options.create else _ABSENT
    places = find_all(manifest.tree, steps, shape, create=options.create, owner=owner)
    if not places:
        raise OverlayError(
            f"{manifest.ref} has no field `{field_path}`, the target of a replacement",
            remedy=_near_field(manifest, steps) or "set `options: {create: true}` to add it",
            code="overlay/replacement",
        )
    for container, key in places:
        current = container[key]
        made = _replaced(None if current is NEW else current, value, options, as_kustomize=as_kustomize)
        if as_kustomize and current is NEW and steps[:2] != ["metadata", "annotations"]:
            made = _read_anew(made)
        if as_kustomize and current is None and made is not None:
            raise OverlayError(
                f"`{field_path}` of {manifest.ref} is null, and kustomize does not write to null",
                code="overlay/replacement",
            )
        container[key] = made


def _write_into_text(
    manifest: Manifest, steps: list[str], value: Any, options: ReplacementOptions, *, as_kustomize: bool
) -> bool:
    """Writes to a field inside a string of JSON or YAML; False if the path does not lead there."""
    length = split_at_text(manifest.tree, steps)
    if not length:
        return False
    places = find_all(manifest.tree, steps[:length], _ABSENT, create=False)
    if not places:
        return False
    (container, key), blank = places[0], value if options.create else None

    def change(current: Any) -> Any:
        return _replaced(current, value, options, as_kustomize=as_kustomize)

    written = with_fields(container[key], steps[length:], change, blank)
    if written is not None:
        container[key] = written
    return written is not None


def _near_field(manifest: Manifest, steps: list[str]) -> str:
    for length in range(len(steps) - 1, -1, -1):
        node = look_up(manifest.tree, steps[:length]) if length else manifest.tree
        if isinstance(node, dict):
            return did_you_mean(steps[length], map(str, node))
    return ""


def _read_anew(value: Any) -> Any:
    """A string as YAML would read it without quotes."""
    if not isinstance(value, str) or not value or value.lower() in _WORDS:
        return value
    from k8sdsl.yaml.resolver import resolve

    return resolve(value)


_WORDS = frozenset(("y", "n", "yes", "no", "on", "off"))


_LONGEST = 3_000_000
"""Characters of the longest string: no cluster takes an object of that size, and each replacement could double it."""


def _replaced(current: Any, value: Any, options: ReplacementOptions, *, as_kustomize: bool) -> Any:
    if options.delimiter:
        parts = _text(current).split(options.delimiter)
        if options.index < 0:
            parts.insert(0, _text(value))
        elif options.index >= len(parts):
            parts.append(_text(value))
        else:
            parts[options.index] = _text(value)
        value = options.delimiter.join(parts)
        if len(value) > _LONGEST:
            raise OverlayError(
                f"the replacement makes a string of more than {_LONGEST:,} characters", code="overlay/replacement"
            )
    if as_kustomize and isinstance(current, str) and isinstance(value, (dict, list)):
        return ""
    if isinstance(current, (dict, list)) or isinstance(value, (dict, list)):
        if size_of(value, MAX_COPIED) > MAX_COPIED:
            raise OverlayError(f"the replacement copies more than {MAX_COPIED:,} values", code="overlay/replacement")
        return copy_tree(value)
    return _as(current, value)


def _as(current: Any, value: Any) -> Any:
    """The value converted to the type of the field, if possible."""
    if isinstance(current, str):
        return value if isinstance(value, str) else _text(value)
    if current is None or isinstance(value, type(current)):
        return value
    from k8sdsl.yaml.resolver import resolve

    resolved = resolve(value) if isinstance(value, str) and value and value.lower() not in _WORDS else value
    if type(resolved) is type(current) or (type(current) is float and type(resolved) is int):
        return resolved
    raise OverlayError(
        f"{described(value)} cannot replace {described(current)}, which is not a string",
        remedy="copy another value",
        code="overlay/replacement",
    )


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise OverlayError(
            "`options.delimiter` applies only to strings, but the field is a map or a list", code="overlay/replacement"
        )
    if value is True or value is False:
        return "true" if value else "false"
    return "" if value is None else str(value)
