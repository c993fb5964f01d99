"""Reads the fields of an overlay: what it adds to tables, generates, changes and validates."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import OverlayError, placed
from k8sdsl.kustomize.files import FileReader, Options
from k8sdsl.layers import history
from k8sdsl.layers.layer import ORDER, Layer, Step, readable
from k8sdsl.locations.origins import GeneratedOrigin
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.paths import real_path, resolve
from k8sdsl.stack import manifest_of
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.images import Images
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.names.namespace import Namespace
from k8sdsl.transforms.names.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replicas import Replicas
from k8sdsl.tree import copy_tree, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from k8sdsl.kustomize.plugins import Plugin
    from k8sdsl.layers.tables import Rows
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.overlay.generators import ConfigMapGenerator, GeneratorOptions, SecretGenerator
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.transforms.replacements import Replacement
    from k8sdsl.tree import FieldPath, Tree

    Content = Layer | list[Manifest]


class FieldReader:
    """The fields of one overlay, except its bases and components; `place` is the path of its file in notes."""

    def __init__(self, overlay: Overlay, options: Options, place: str) -> None:
        self._overlay = overlay
        self._options = options
        self._place = place

    def add_to(self, layer: Layer) -> None:
        """Adds what the fields say to the layer of the overlay."""
        overlay = self._overlay
        layer.merge_custom_lists = overlay.merge_custom_lists
        layer.openapi = None if overlay.openapi is None else self._openapi(overlay.openapi)
        layer.tables = [*each(overlay, "configurations", self._rows), *each(overlay, "crds", self._definitions)]
        layer.generators = [
            *each(overlay, "config_map_generator", self._generator),
            *each(overlay, "secret_generator", self._generator),
            *each(overlay, "generators", self._any_generator),
        ]
        layer.steps = [step for field in ORDER for step in self._steps(field)]
        layer.validators = each(overlay, "validators", self._validator)
        layer.variables = [Step("vars", index, variable) for index, variable in enumerate(overlay.vars)]

    # --- what it adds to tables and schemas

    def _rows(self, given: Any, _: int) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of

        name = "the configuration" if isinstance(given, Mapping) else os.fspath(given)
        yield rows_of(self._tree(given), name)

    def _definitions(self, path: str | os.PathLike[str], _: int) -> Iterator[Rows | list[Manifest]]:
        from k8sdsl.kustomize.configuration import rows_of_schemas
        from k8sdsl.manifest import Manifest

        tree = self._tree(path)
        if isinstance(tree, dict) and tree.get("kind") == "CustomResourceDefinition":
            yield [Manifest(tree)]
        else:
            yield rows_of_schemas(tree, os.fspath(path))

    def _openapi(self, given: Any) -> Tree:
        from k8sdsl.kustomize.schema import SchemaReader
        from k8sdsl.locations.secret_values import described

        def wrong(path: FieldPath, value: Any, words: str) -> None:
            message = f"`{format_path(path)}` of `openapi` is {described(value)}, but must be {words}"
            raise OverlayError(message, code="overlay/declaration")

        with placed(self._overlay.locate, "openapi"):
            tree = self._tree(given)
            if not isinstance(tree, Mapping) or not isinstance(tree.get("definitions"), Mapping):
                raise OverlayError("`openapi` must have `definitions`", code="overlay/declaration")
            SchemaReader(wrong).read(tree["definitions"], {"*": _DEFINITION}, ("definitions",))
            return dict(tree)

    def _tree(self, given: Any) -> Any:
        """A tree, or the first document of a file."""
        return given if isinstance(given, Mapping) else self._files().document(os.fspath(given))

    # --- what it generates

    def _generator(self, declared: ConfigMapGenerator | SecretGenerator, index: int) -> Iterator[Generator]:
        """A generator with the content of its files."""
        from k8sdsl.kustomize.generators import generator, with_options

        kind: Any = type(declared).__name__.removesuffix("Generator")
        files, common = declared.files, self._overlay.generator_options
        paths = list(files) if not isinstance(files, Mapping) else []
        entry = {
            **{name: getattr(declared, name, "") for name in ("name", "namespace", "behavior", "type")},
            "envs": [os.fspath(path) for path in declared.envs],
            "files": [path for path in paths if isinstance(path, str)],
            "options": _options(declared),
        }
        keyed = (
            dict(files) if isinstance(files, Mapping) else {Path(p).name: p for p in paths if not isinstance(p, str)}
        )
        made = generator(with_options(entry, _options(common)), kind, self._files())
        made.pairs = [
            *made.pairs,
            *[(key, text if isinstance(text, bytes) else text.encode()) for key, text in declared.literals.items()],
            *[(key, self._files().read(os.fspath(path))) for key, path in keyed.items()],
        ]
        field = "config_map_generator" if kind == "ConfigMap" else "secret_generator"
        yield self._placed(made, partial(self._overlay.locate, field, index), declared.literals)

    def _any_generator(self, entry: Any, index: int) -> Iterator[Any]:
        from k8sdsl.overlay.functions import UserGenerator

        locate = partial(self._overlay.locate, "generators", index)
        if callable(entry):
            yield UserGenerator(entry, locate)
        elif hasattr(entry, "apply"):
            yield self._placed(entry.replace(), locate)
        else:
            for plugin in self._plugins(entry):
                for made in plugin.generators(self._files()):
                    yield self._placed(made, locate) if hasattr(made, "apply") else [made]

    def _placed(self, made: Generator, locate: Callable[..., Source], literals: Container[object] = ()) -> Generator:
        """A generator whose object has the place of its declaration."""
        made.origin = GeneratedOrigin(locate, literals)
        if self._options.metadata and made.behavior != "merge":
            history.builtin(f"{made.kind}Generator", self._place).add_to_generated(made)
        return made

    # --- what it changes

    def _steps(self, field: str) -> list[Step]:
        """The steps of one field."""
        value = getattr(self._overlay, field, None)
        if not value:
            return []
        read = {
            "patches": self._patches,
            "replacements": self._replacements,
            "transforms": lambda declared, _: [declared],
            "transformers": self._transformers,
        }.get(field)
        steps = each(self._overlay, field, read) if read is not None else self._declared(field, value)
        if history.TRANSFORMATIONS_WANTED in self._options.metadata:
            for step in steps:
                step.note = getattr(step.declaration, "note", None) or history.builtin(_plugin_of(field), self._place)
        return steps

    @staticmethod
    def _declared(field: str, value: Any) -> list[Step]:
        """The steps of a field whose value is one transform."""
        return [Step(field, index, declaration) for index, declaration in CUSTOMIZATIONS[field](value)]

    def _patches(self, patch: Any, index: int) -> Iterator[Any]:
        """A patch as its declaration; a file can contain several."""
        from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch

        if isinstance(patch, (Resource, Mapping)):
            manifest = manifest_of(patch, partial(self._overlay.locate, "patches", index))
            yield StrategicMergePatch(manifest.tree, origin=manifest.origin)
        elif isinstance(patch, (str, os.PathLike)):
            for manifest in read_manifests(resolve(patch, self._overlay.file)):
                yield StrategicMergePatch(manifest.tree, origin=manifest.origin)
        else:
            yield patch

    def _replacements(self, entry: Any, _: int) -> Iterator[Replacement]:
        if not isinstance(entry, (str, os.PathLike)):
            yield entry
            return
        from k8sdsl.kustomize.readings import read_replacements

        yield from read_replacements(os.fspath(entry), self._files())

    def _transformers(self, entry: Any, _: int) -> list[Any]:
        if callable(entry):
            from k8sdsl.overlay.functions import UserTransformer

            return [UserTransformer(entry)]
        return [plugin.transformer(self._files()) for plugin in self._plugins(entry)]

    def _validator(self, entry: Any, index: int) -> list[Any]:
        if callable(entry):
            from k8sdsl.overlay.functions import UserValidator

            return [UserValidator(entry, partial(self._overlay.locate, "validators", index))]
        return [plugin.validator(self._files()) for plugin in self._plugins(entry)]

    # --- files, plugins and notes

    def _files(self) -> FileReader:
        return FileReader(str(real_path(Path(self._overlay.file)).parent), "none")

    def _plugins(self, entry: Any) -> list[Plugin]:
        """The plugins of an entry, or those of the file or directory that it names."""
        from k8sdsl.kustomize.layer import plugins_at
        from k8sdsl.kustomize.plugins import Plugin

        if isinstance(entry, Mapping):
            return [Plugin(copy_tree(dict(entry)), self._place)]
        return plugins_at(os.fspath(entry), self._files(), self._options)


def each(overlay: Overlay, field: str, read: Callable[[Any, int], Iterable[Any]]) -> list[Step]:
    """The steps for all entries of a list."""
    entries = enumerate(getattr(overlay, field))
    return [step for index, entry in entries for step in readable(field, index, read, entry, index)]


def _entries(cls: Callable[[Any], Any], value: Any) -> Iterable[tuple[int | None, Any]]:
    """The declarations of a field that is a map, a declaration, or a list of declarations."""
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    return [(None, cls(value) if isinstance(value, (Mapping, str)) else value)]


CUSTOMIZATIONS: dict[str, Callable[[Any], Iterable[tuple[int | None, Any]]]] = {
    "namespace": partial(_entries, Namespace),
    "name_prefix": partial(_entries, NamePrefix),
    "name_suffix": partial(_entries, NameSuffix),
    "labels": partial(_entries, Labels),
    "annotations": partial(_entries, Annotations),
    "replicas": lambda value: [(None, Replicas.of(value))],
    "images": lambda value: [(None, Images.of(value))],
}
"""The fields whose value becomes a transform: declarations, each with the position of its entry."""

_DEFINITION = {"x-kubernetes-group-version-kind": [dict.fromkeys(("group", "version", "kind"), "string")]}


def _options(declared: ConfigMapGenerator | SecretGenerator | GeneratorOptions | None) -> Tree:
    if declared is None:
        return {}
    return {
        "labels": dict(declared.labels),
        "annotations": dict(declared.annotations),
        "immutable": declared.immutable,
        "disableNameSuffixHash": not declared.hash_suffix,
    }


def _plugin_of(field: str) -> str:
    """Kustomize's name for the transformer of a field."""
    from k8sdsl.kustomize.spellings import SPELLINGS

    rows = [row for row in SPELLINGS if row.overlay == field and row.field]
    return rows[-1].plugin if rows else "Transformer"
