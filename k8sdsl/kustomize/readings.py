"""Reads entries of fields and parts of plugins as declarations of `k8sdsl.transforms`, which are loaded on use.

The entries conform to their schemas: what they have is of the right type and not null.
"""

from __future__ import annotations

from k8sdsl.errors import KustomizationError, OverlayError
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kustomize.schema import REPLACEMENT, VALUE_ADD, conform
from k8sdsl.near_miss import did_you_mean
from k8sdsl.project.paths import YamlOrigin
from k8sdsl.transforms.field_routes import FieldSpecs

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from k8sdsl.kustomize.files import FileReader
    from k8sdsl.transforms.replacements import Replacement, ReplacementOptions, ReplacementTarget
    from k8sdsl.transforms.target import Target
    from k8sdsl.transforms.value_add import ValueTarget
    from k8sdsl.transforms.variables import Variable
    from k8sdsl.tree import Tree

_SUBJECTS = ("defaultOnly", "allServiceAccounts", "none")


def target(entry: Tree) -> Target:
    """A selector."""
    from k8sdsl.transforms.target import Target

    given = {key: entry.get(key) or None for key in ("group", "version", "kind", "name", "namespace")}
    if entry.get("apiVersion") and not given["version"]:
        group, _, version = entry["apiVersion"].rpartition("/")
        given["group"], given["version"] = given["group"] or group or None, version
    return Target(
        **given,
        label_selector=entry.get("labelSelector") or None,
        annotation_selector=entry.get("annotationSelector") or None,
    )


def field_specs(entries: Iterable[Tree]) -> tuple[FieldSpec, ...]:
    """Field specs of an entry."""
    return tuple(FieldSpec(**{"path": "", **entry}) for entry in entries)


def _table(parts: Tree) -> FieldSpecs | None:
    """The fields that a plugin writes to; None for an entry of a field, which uses the tables of its kustomization."""
    return FieldSpecs(field_specs(parts["fieldSpecs"])) if "fieldSpecs" in parts else None


def affixes(parts: Tree, _: FileReader) -> Iterator[Any]:
    """A prefix, a suffix, or both."""
    from k8sdsl.transforms.names.prefix_suffix import NamePrefix, NameSuffix

    if parts.get("prefix"):
        yield NamePrefix(parts["prefix"], _table(parts))
    if parts.get("suffix"):
        yield NameSuffix(parts["suffix"], _table(parts))


def common_annotations(parts: Tree, _: FileReader) -> Iterator[Any]:
    """Annotations."""
    from k8sdsl.transforms.annotations import Annotations

    yield Annotations(parts.get("annotations") or {}, _table(parts))


def hash_suffix(_: Tree, __: FileReader) -> Iterator[Any]:
    """The hash of generated objects."""
    from k8sdsl.transforms.names.hash_suffix import HashSuffix

    yield HashSuffix()


def images(parts: Tree, _: FileReader) -> Iterator[Any]:
    """The images of a field, or the one of a plugin."""
    from k8sdsl.transforms.images import Image, Images

    keys = ("name", "newName", "newTag", "digest", "tagSuffix")
    entries = parts.get("entries") or [parts.get("imageTag", {})]
    yield Images(tuple([Image(*[entry.get(key, "") for key in keys]) for entry in entries]), _table(parts))


def labels(parts: Tree, _: FileReader) -> Iterator[Any]:
    """Labels: an entry has `pairs`, a plugin has `labels` and all the fields that it writes to."""
    from k8sdsl.transforms.labels import Labels

    yield Labels(
        parts.get("pairs") or parts.get("labels") or {},
        include_selectors=parts.get("includeSelectors", False),
        include_templates=parts.get("includeTemplates", False),
        include_volume_claim_templates=parts.get("includeVolumeClaimTemplates", False),
        field_specs=field_specs(parts.get("fields", ())),
        is_common=parts.get("common", False),
        table=_table(parts),
    )


def namespace(parts: Tree, _: FileReader) -> Iterator[Any]:
    """A namespace."""
    from k8sdsl.transforms.names.namespace import Namespace

    subjects = parts.get("setRoleBindingSubjects") or "defaultOnly"
    if subjects not in _SUBJECTS:
        meant = did_you_mean(subjects, _SUBJECTS) or f"write one of {', '.join(_SUBJECTS)}"
        raise KustomizationError(f"`setRoleBindingSubjects` is {subjects!r}", remedy=meant, code="kustomization/field")
    name = parts.get("metadata", {}).get("namespace", "")
    yield Namespace(name, parts.get("unsetOnly", False), subjects, _table(parts))  # type: ignore[arg-type] # checked above


def replicas(parts: Tree, _: FileReader) -> Iterator[Any]:
    """The count of one workload."""
    from k8sdsl.transforms.replicas import Replica, Replicas

    entry = parts.get("replica", {})
    yield Replicas((Replica(entry.get("name", ""), entry.get("count", 0)),), _table(parts))


def replacements(parts: Tree, files: FileReader) -> Iterator[Any]:
    """Replacements; an entry can be the path of a file with one or several."""
    for entry in parts.get("replacements", ()):
        if not entry.get("path"):
            yield _replacement(entry)
            continue
        if entry.get("source") or entry.get("targets"):
            raise KustomizationError(
                "a replacement has both `path` and `source`", remedy="keep one of them", code="overlay/replacement"
            )
        yield from read_replacements(entry["path"], files)


def read_replacements(path: str, files: FileReader) -> Iterator[Replacement]:
    """The replacements of a file; raises KustomizationError for an empty one."""
    tree = files.document(path)
    if tree is None:
        raise KustomizationError(
            f"the file of replacements {path} is empty",
            remedy="write a replacement or a list of them, or remove the entry",
            code="overlay/replacement",
        )
    for number, item in enumerate(tree if isinstance(tree, list) else [tree]):
        origin = YamlOrigin(files.path(path), 0, (number,) if isinstance(tree, list) else ())
        yield _replacement(conform(item, REPLACEMENT, path)).replace(origin=origin)


def _replacement(entry: Tree) -> Replacement:
    from k8sdsl.transforms.replacements import Replacement, ReplacementSource

    source, targets = entry.get("source"), entry.get("targets")
    value = entry.get("sourceValue")
    if (source is None and value is None) or not targets:
        raise KustomizationError("a replacement must have `source` and `targets`", code="overlay/replacement")
    if source is not None and value is not None:
        raise KustomizationError(
            "a replacement has both `source` and `sourceValue`", remedy="keep one of them", code="overlay/replacement"
        )
    given = None
    if source is not None:
        path = source.get("fieldPath") or "metadata.name"
        given = ReplacementSource(target=target(source), field_path=path, options=_options(source))
    return Replacement(given, tuple(map(_replacement_target, targets)), value)


def _replacement_target(entry: Tree) -> ReplacementTarget:
    from k8sdsl.transforms.replacements import ReplacementTarget

    if "select" not in entry:
        raise KustomizationError("a target of a replacement has no `select`", code="overlay/replacement")
    return ReplacementTarget(
        select=target(entry["select"]),
        reject=tuple(map(target, entry.get("reject", ()))),
        field_paths=tuple(entry.get("fieldPaths") or ("metadata.name",)),
        options=_options(entry),
    )


def _options(entry: Tree) -> ReplacementOptions:
    from k8sdsl.transforms.replacements import ReplacementOptions

    options = entry.get("options", {})
    if options.get("encoding"):
        raise OverlayError(
            "`encoding` of a replacement has no effect, as in kustomize",
            remedy="remove `encoding`",
            code="overlay/replacement",
        )
    return ReplacementOptions(
        delimiter=options.get("delimiter", ""), index=options.get("index", 0), create=options.get("create", False)
    )


def value_add(parts: Tree, files: FileReader) -> Iterator[Any]:
    """A value and its targets, which can be in a separate file."""
    from k8sdsl.transforms.value_add import ValueAdd

    path = parts.get("targetFilePath")
    if path:
        if parts.get("targets"):
            raise KustomizationError(
                "ValueAddTransformer has both `targets` and `targetFilePath`", code="kustomization/field"
            )
        parts = {**parts, **conform(files.document(path) or {}, VALUE_ADD, path)}
    yield ValueAdd(parts.get("value") or files.name, tuple(map(_value_target, parts.get("targets", ()))))


def _value_target(entry: Tree) -> ValueTarget:
    from k8sdsl.transforms.value_add import ValueTarget

    position = entry.get("filePathPosition", 0)
    return ValueTarget(target(entry.get("selector", {})), entry.get("fieldPath", ""), position=position)


def variable(entry: Tree, _: FileReader) -> Iterator[Variable]:
    """One entry of `vars`."""
    from k8sdsl.transforms.variables import Variable

    referred, name = entry.get("objref", {}), entry.get("name")
    api_version = referred.get("apiVersion")
    if not api_version:
        group, version = referred.get("group", ""), referred.get("version", "")
        api_version = f"{group}/{version}" if group else version
    if not name:
        raise KustomizationError("a var has no `name`", code="overlay/variable")
    path = entry.get("fieldref", {}).get("fieldPath") or "metadata.name"
    yield Variable(
        name, api_version, referred.get("kind", ""), referred.get("name", ""), referred.get("namespace", ""), path
    )
