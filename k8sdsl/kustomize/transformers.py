"""The fields of a kustomization file that change objects, in kustomize's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from k8sdsl.errors import K8sdslError, KustomizationError
from k8sdsl.kustomize import readings
from k8sdsl.kustomize.patches import read_json_patch, read_merge_patches, read_patch
from k8sdsl.transforms import images, json_patch, labels, namespace, prefix_suffix, replicas, strategic_merge
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.annotations import apply as annotate
from k8sdsl.transforms.images import Images
from k8sdsl.transforms.json_patch import JsonPatch
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.namespace import Namespace
from k8sdsl.transforms.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replicas import Replica, Replicas
from k8sdsl.transforms.strategic_merge import StrategicMergePatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.kustomize.accumulate import Level
    from k8sdsl.kustomize.configuration import Configuration
    from k8sdsl.near_miss import Miss
    from k8sdsl.transforms.replacements import Replacement


@frozen
class TransformStep:
    """One transform: the field that asks for it, the function and its declaration, and the plugin's name."""

    path: tuple[str | int, ...]
    apply: Callable[..., None]
    declaration: Any
    plugin: dict[str, str] = field(factory=dict)

    def position(self, entry: Any) -> tuple[str | int, ...]:
        """Where in the field the entry stands that a transform speaks of."""
        entries = getattr(self.declaration, "entries", ())
        return (entries.index(entry),) if entry in entries else ()

    def must_meet(self, miss: Miss) -> bool:
        """Whether kustomize fails for an entry that meets nothing."""
        if isinstance(miss.entry, Replica):
            return True
        patch = miss.entry
        return isinstance(patch, StrategicMergePatch) and patch.target is None and miss.message.startswith("the patch")


def _by(kind: str) -> dict[str, str]:
    return {"apiVersion": "builtin", "kind": kind}


def steps_of(level: Level, tables: Configuration, errors: list[K8sdslError]) -> Iterator[TransformStep]:
    """The transforms of a file, without those of `transformers`; entries that cannot be read go to `errors`."""
    fields = level.kustomization.fields
    yield from _patches(level, errors)
    if fields.get("namespace"):
        declared = Namespace(fields["namespace"], field_specs=tables.namespace)
        yield TransformStep(("namespace",), namespace.apply, declared, _by("NamespaceTransformer"))
    if fields.get("namePrefix"):
        prefix = NamePrefix(fields["namePrefix"], tables.name_prefix)
        yield TransformStep(("namePrefix",), prefix_suffix.apply, prefix, _by("PrefixTransformer"))
    if fields.get("nameSuffix"):
        suffix = NameSuffix(fields["nameSuffix"], tables.name_suffix)
        yield TransformStep(("nameSuffix",), prefix_suffix.apply, suffix, _by("SuffixTransformer"))
    yield from _labels(fields, tables)
    if fields.get("commonAnnotations"):
        notes = Annotations(fields["commonAnnotations"], tables.common_annotations)
        yield TransformStep(("commonAnnotations",), annotate, notes, _by("AnnotationsTransformer"))
    for index, entry in enumerate(fields.get("patchesJson6902") or ()):
        where = ("patchesJson6902", index)
        for patch in _at(level, errors, where, lambda entry=entry: [read_json_patch(entry, level.files)]):
            yield TransformStep(where, json_patch.apply, patch, _by("PatchJson6902Transformer"))
    for index, entry in enumerate(fields.get("replicas") or ()):
        counts = Replicas((readings.replica(entry),), tables.replicas)
        yield TransformStep(("replicas", index), replicas.apply, counts, _by("ReplicaCountTransformer"))
    yield from _images(fields, tables)
    yield from _replacements(level, errors)


def _patches(level: Level, errors: list[K8sdslError]) -> Iterator[TransformStep]:
    schemas = level.build.schemas
    for index, path in enumerate(level.kustomization.get("patchesStrategicMerge")):
        where = ("patchesStrategicMerge", index)
        for patch in _at(level, errors, where, lambda path=path: read_merge_patches(path, level.files, schemas)):
            yield TransformStep(where, strategic_merge.apply, patch, _by("PatchStrategicMergeTransformer"))
    for index, entry in enumerate(level.kustomization.get("patches")):
        where = ("patches", index)
        for patch in _at(level, errors, where, lambda entry=entry: read_patch(entry, level.files, schemas)):
            apply = json_patch.apply if isinstance(patch, JsonPatch) else strategic_merge.apply
            yield TransformStep(where, apply, patch, _by("PatchTransformer"))


def _labels(fields: dict[str, Any], tables: Configuration) -> Iterator[TransformStep]:
    for index, entry in enumerate(fields.get("labels") or ()):
        declared = Labels(
            entry.get("pairs") or {},
            include_selectors=bool(entry.get("includeSelectors")),
            include_templates=bool(entry.get("includeTemplates")),
            field_specs=(*readings.field_specs(entry.get("fields")), *tables.labels),
            selector_specs=tables.common_labels,
            template_specs=tables.template_labels,
        )
        yield TransformStep(("labels", index), labels.apply, declared, _by("LabelTransformer"))
    if fields.get("commonLabels") or fields.get("labels"):
        common = Labels(fields.get("commonLabels") or {}, include_selectors=True, selector_specs=tables.common_labels)
        yield TransformStep(("commonLabels",), labels.apply, common, _by("LabelTransformer"))


def _images(fields: dict[str, Any], tables: Configuration) -> Iterator[TransformStep]:
    for name in ("images", "imageTags"):
        entries = tuple(map(readings.image, fields.get(name) or ()))
        for index, entry in enumerate(entries):
            declared = Images((entry,), tables.images, as_kustomize=True)
            yield TransformStep((name, index), images.apply, declared, _by("ImageTagTransformer"))


def _replacements(level: Level, errors: list[K8sdslError]) -> Iterator[TransformStep]:
    if not level.kustomization.get("replacements"):
        return
    from k8sdsl.transforms.replacements import apply

    for index, entry in enumerate(level.kustomization.get("replacements")):
        where = ("replacements", index)
        for declared in _at(level, errors, where, lambda entry=entry: read_replacements(entry, level)):
            yield TransformStep(where, apply, declared, _by("ReplacementTransformer"))


def read_replacements(entry: dict[str, Any], level: Level) -> list[Replacement]:
    """The replacements of an entry, which may be the path of a file with one or several."""
    path = entry.get("path")
    if not path:
        return [readings.replacement(entry)]
    if entry.get("source") or entry.get("targets"):
        raise KustomizationError("a replacement has both `path` and `source`", remedy="keep one of them")
    from k8sdsl.kustomize.fields import REPLACEMENT, conform
    from k8sdsl.yaml.reader import read_documents

    found: list[Replacement] = []
    for tree in read_documents(level.files.read(path), file=path, duplicates="last")[:1]:
        for item in tree if isinstance(tree, list) else [tree]:
            if not isinstance(item, dict):
                raise KustomizationError(f"{path} holds {item!r:.60}, which is no replacement")
            found.append(readings.replacement(conform(item, REPLACEMENT)))
    return found


def _at(level: Level, errors: list[K8sdslError], path: tuple[str | int, ...], action: Any) -> list[Any]:
    try:
        return list(level.guarded(action, *path))
    except K8sdslError as error:
        errors.append(error)
        return []
