"""Reads the fields of an overlay: what it adds to tables, generates, changes and validates."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from k8sdsl.errors import OverlayError, placed
from k8sdsl.kustomize.files import FileReader, Options
from k8sdsl.layers import history
from k8sdsl.layers.layer import ORDER, Layer, Step, each
from k8sdsl.locations.origins import InEntry
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
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from k8sdsl.kustomize.plugins import Plugin
    from k8sdsl.layers.tables import Rows
    from k8sdsl.manifest import Manifest
    from k8sdsl.overlay.generators import ConfigMapGenerator, SecretGenerator
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.transforms.replacements import Replacement
    from k8sdsl.tree import Tree


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
        layer.tables = [*self._each("configurations", self._rows), *self._each("crds", self._definitions)]
        layer.generators = [
            *self._each("config_map_generator", self._generator),
            *self._each("secret_generator", self._generator),
            *self._each("generators", self._any_generator),
        ]
        layer.steps = [step for field in ORDER for step in self._steps(field)]
        layer.validators = self._each("validators", self._validator)
        layer.variables = [Step("vars", index, variable) for index, variable in enumerate(overlay.vars)]

    def _each(self, field: str, read: Callable[[Any], Iterable[Any]]) -> list[Step]:
        return each(field, getattr(self._overlay, field), read)

    # --- what it adds to tables and schemas

    def _rows(self, given: Any) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of

        name = "the configuration" if isinstance(given, Mapping) else os.fspath(given)
        yield rows_of(self._tree(given), name)

    def _definitions(self, path: str | os.PathLike[str]) -> Iterator[Rows | list[Manifest]]:
        from k8sdsl.kustomize.configuration import rows_of_schemas
        from k8sdsl.manifest import Manifest

        tree = self._tree(path)
        if isinstance(tree, dict) and tree.get("kind") == "CustomResourceDefinition":
            yield [Manifest(tree)]
        else:
            yield rows_of_schemas(tree, os.fspath(path))

    def _openapi(self, given: Any) -> Tree:
        from k8sdsl.kustomize.configuration import openapi_of

        with placed(self._overlay.locate, "openapi"):
            tree = openapi_of(self._tree(given), "`openapi`")
            if "definitions" not in tree:
                raise OverlayError("`openapi` must have `definitions`", code="overlay/declaration")
            return tree

    def _tree(self, given: Any) -> Any:
        """A tree, or the first document of a file."""
        return dict(given) if isinstance(given, Mapping) else self._files().document(os.fspath(given))

    # --- what it generates

    def _generator(self, declared: ConfigMapGenerator | SecretGenerator) -> Iterator[Generator]:
        """A generator with the content of its files, and with the options of all generators."""
        from k8sdsl.kustomize.generators import env_pairs
        from k8sdsl.overlay.generators import ConfigMapGenerator, GeneratorOptions
        from k8sdsl.transforms.generators import Generator

        files, common = self._files(), self._overlay.generator_options or GeneratorOptions()
        given = declared.files.items() if isinstance(declared.files, Mapping) else map(_keyed, declared.files)
        kind: Literal["ConfigMap", "Secret"] = "ConfigMap" if isinstance(declared, ConfigMapGenerator) else "Secret"
        made = Generator(
            name=declared.name,
            pairs=[
                *env_pairs(map(os.fspath, declared.envs), files, kind),
                *[(key, files.read(os.fspath(path))) for key, path in given],
                *[(key, text if isinstance(text, bytes) else text.encode()) for key, text in declared.literals.items()],
            ],
            kind=kind,
            namespace=declared.namespace,
            behavior=declared.behavior,
            type=getattr(declared, "type", ""),
            labels={**common.labels, **declared.labels},
            annotations={**common.annotations, **declared.annotations},
            immutable=common.immutable or declared.immutable,
            hash_suffix=common.hash_suffix and declared.hash_suffix,
            literals=declared.literals,
        )
        yield self._noted(made)

    def _any_generator(self, entry: Any) -> Iterator[Any]:
        if callable(entry):
            from k8sdsl.overlay.functions import UserGenerator

            yield UserGenerator(entry)
        elif hasattr(entry, "apply"):
            yield self._noted(entry.replace())
        else:
            for plugin in self._plugins(entry):
                for made in plugin.generators(self._files()):
                    yield self._noted(made) if hasattr(made, "apply") else [made]

    def _noted(self, made: Generator) -> Generator:
        """A generator whose object has the note about it."""
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
            "transformers": self._transformers,
        }.get(field)
        if read is not None:
            steps = self._each(field, read)
        else:
            steps = [Step(field, index, declaration) for index, declaration in CUSTOMIZATIONS[field](value)]
        if history.TRANSFORMATIONS_WANTED in self._options.metadata:
            for step in steps:
                step.note = getattr(step.declaration, "note", None) or history.builtin(_plugin_of(field), self._place)
        return steps

    def _patches(self, patch: Any) -> Iterator[Any]:
        """A patch as its declaration; a file can contain several."""
        from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch

        if isinstance(patch, (Resource, Mapping)):
            manifest = manifest_of(patch)
            yield StrategicMergePatch(manifest.tree, origin=manifest.origin or InEntry())
        elif isinstance(patch, (str, os.PathLike)):
            for manifest in read_manifests(resolve(patch, self._overlay.file)):
                yield StrategicMergePatch(manifest.tree, origin=manifest.origin)
        else:
            yield patch

    def _replacements(self, entry: Any) -> Iterator[Replacement]:
        if not isinstance(entry, (str, os.PathLike)):
            yield entry
            return
        from k8sdsl.kustomize.readings import read_replacements

        yield from read_replacements(os.fspath(entry), self._files())

    def _transformers(self, entry: Any) -> list[Any]:
        if callable(entry):
            from k8sdsl.overlay.functions import UserTransformer

            return [UserTransformer(entry)]
        return [plugin.transformer(self._files()) for plugin in self._plugins(entry)]

    def _validator(self, entry: Any) -> list[Any]:
        if callable(entry):
            from k8sdsl.overlay.functions import UserValidator

            return [UserValidator(entry)]
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


def _keyed(path: str | os.PathLike[str]) -> tuple[str, str | os.PathLike[str]]:
    """The key and path of a file for a generator."""
    from k8sdsl.kustomize.generators import keyed_file

    return keyed_file(path) if isinstance(path, str) else (Path(path).name, path)


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
    "transforms": enumerate,
}
"""The fields whose value becomes a transform: declarations, each with the position of its entry."""


def _plugin_of(field: str) -> str:
    """Kustomize's name for the transformer of a field."""
    from k8sdsl.kustomize.spellings import SPELLINGS

    return {row.overlay: row.plugin for row in SPELLINGS if row.field}.get(field, "Transformer")
