"""The transforms that each built-in transformer's configuration asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import KustomizationError
from k8sdsl.kustomize import readings
from k8sdsl.kustomize.fields import conform
from k8sdsl.kustomize.patches import read_json_patch, read_merge_patches, read_patch
from k8sdsl.kustomize.plugins import CONFIGS
from k8sdsl.kustomize.transformers import TransformStep, read_replacements
from k8sdsl.near_miss import did_you_mean
from k8sdsl.target import Target
from k8sdsl.transforms import (
    hash_suffix,
    images,
    json_patch,
    labels,
    namespace,
    prefix_suffix,
    replacements,
    replicas,
    strategic_merge,
    value_add,
)
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.annotations import apply as annotate
from k8sdsl.transforms.hash_suffix import HashSuffix
from k8sdsl.transforms.images import Images
from k8sdsl.transforms.json_patch import JsonPatch
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.namespace import Namespace
from k8sdsl.transforms.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replicas import Replicas
from k8sdsl.transforms.value_add import ValueAdd, ValueTarget
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.kustomize.accumulate import Level
    from k8sdsl.kustomize.plugins import Plugin

_SUBJECTS = ("defaultOnly", "allServiceAccounts", "none")


def _step(apply: Callable[..., None], declaration: Any) -> TransformStep:
    return TransformStep(("transformers",), apply, declaration)


def _annotations(plugin: Plugin, _: Level) -> Iterator[TransformStep]:
    pairs = plugin.config.get("annotations") or {}
    yield _step(annotate, Annotations(pairs, readings.table(plugin.config.get("fieldSpecs"))))


def _hash(_: Plugin, __: Level) -> Iterator[TransformStep]:
    yield _step(hash_suffix.apply, HashSuffix())


def _images(plugin: Plugin, _: Level) -> Iterator[TransformStep]:
    entry = readings.image(plugin.config.get("imageTag") or {})
    yield _step(images.apply, Images((entry,), readings.table(plugin.config.get("fieldSpecs")), as_kustomize=True))


def _labels(plugin: Plugin, _: Level) -> Iterator[TransformStep]:
    table = readings.table(plugin.config.get("fieldSpecs"))
    declared = Labels(plugin.config.get("labels") or {}, include_selectors=True, selector_specs=table)
    yield _step(labels.apply, declared)


def _namespace(plugin: Plugin, _: Level) -> Iterator[TransformStep]:
    subjects = plugin.config.get("setRoleBindingSubjects") or "defaultOnly"
    if subjects not in _SUBJECTS:
        meant = did_you_mean(subjects, _SUBJECTS) or f"it is one of {', '.join(_SUBJECTS)}"
        raise KustomizationError(f"`setRoleBindingSubjects` is {subjects!r}", remedy=meant)
    declared = Namespace(
        str((plugin.tree.get("metadata") or {}).get("namespace") or ""),
        skip_existing=bool(plugin.config.get("unsetOnly")),
        subjects=subjects,  # type: ignore[arg-type]  # looked at above
        field_specs=readings.table(plugin.config.get("fieldSpecs")),
    )
    yield _step(namespace.apply, declared)


def _json_patch(plugin: Plugin, level: Level) -> Iterator[TransformStep]:
    yield _step(json_patch.apply, read_json_patch(plugin.config, level.files))


def _merge_patches(plugin: Plugin, level: Level) -> Iterator[TransformStep]:
    paths, inline = plugin.config.get("paths") or [], plugin.config.get("patches") or ""
    if not paths and not inline:
        raise KustomizationError("PatchStrategicMergeTransformer has neither `paths` nor `patches`")
    patches = [patch for path in paths for patch in read_merge_patches(path, level.files, level.build.schemas)]
    if inline:
        patches += read_patch({"patch": inline}, level.files, level.build.schemas)
    for patch in patches:
        yield _step(strategic_merge.apply, patch)


def _patch(plugin: Plugin, level: Level) -> Iterator[TransformStep]:
    for patch in read_patch(plugin.config, level.files, level.build.schemas):
        yield _step(json_patch.apply if isinstance(patch, JsonPatch) else strategic_merge.apply, patch)


def _affixes(plugin: Plugin, _: Level) -> Iterator[TransformStep]:
    table = readings.table(plugin.config.get("fieldSpecs"))
    if plugin.config.get("prefix"):
        yield _step(prefix_suffix.apply, NamePrefix(plugin.config["prefix"], table))
    if plugin.config.get("suffix"):
        yield _step(prefix_suffix.apply, NameSuffix(plugin.config["suffix"], table))


def _replacements(plugin: Plugin, level: Level) -> Iterator[TransformStep]:
    for entry in plugin.config.get("replacements") or ():
        for declared in read_replacements(entry, level):
            yield _step(replacements.apply, declared)


def _replicas(plugin: Plugin, _: Level) -> Iterator[TransformStep]:
    entry = readings.replica(plugin.config.get("replica") or {})
    yield _step(replicas.apply, Replicas((entry,), readings.table(plugin.config.get("fieldSpecs"))))


def _value_add(plugin: Plugin, level: Level) -> Iterator[TransformStep]:
    config = plugin.config
    path = config.get("targetFilePath")
    if path:
        if config.get("targets"):
            raise KustomizationError("ValueAddTransformer has both `targets` and `targetFilePath`")
        trees = read_documents(level.files.read(path), file=path, duplicates="last")
        config = {**config, **conform(trees[0] if trees else {}, CONFIGS["ValueAddTransformer"])}
    targets = tuple(
        ValueTarget(
            readings.target(entry.get("selector")) or Target(),
            str(entry.get("fieldPath") or ""),
            position=int(entry.get("filePathPosition") or 0),
        )
        for entry in config.get("targets") or ()
    )
    yield _step(value_add.apply, ValueAdd(config.get("value") or level.files.root.name, targets))


STEPS: dict[str, Callable[[Plugin, Level], Iterator[TransformStep]]] = {
    "AnnotationsTransformer": _annotations,
    "HashTransformer": _hash,
    "ImageTagTransformer": _images,
    "LabelTransformer": _labels,
    "NamespaceTransformer": _namespace,
    "PatchJson6902Transformer": _json_patch,
    "PatchStrategicMergeTransformer": _merge_patches,
    "PatchTransformer": _patch,
    "PrefixSuffixTransformer": _affixes,
    "PrefixTransformer": _affixes,
    "ReplacementTransformer": _replacements,
    "ReplicaCountTransformer": _replicas,
    "SuffixTransformer": _affixes,
    "ValueAddTransformer": _value_add,
}
