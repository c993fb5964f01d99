"""Fields of a Python overlay that the engine of kustomization directories carries out.

An overlay is a level of a kustomize build here, whose entries are typed, whose places are those of the Python file, and
for which everything that meets nothing is an error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve
from attrs import fields as attrs_fields

from k8sdsl.errors import ErrorGroup, K8sdslError, KustomizationError, NoMatchError, OverlayError, raise_all
from k8sdsl.kustomize import configuration, history, readings
from k8sdsl.kustomize.accumulate import Level
from k8sdsl.kustomize.files import Files
from k8sdsl.kustomize.plugins import Plugin
from k8sdsl.kustomize.transformers import read_replacements
from k8sdsl.near_miss import did_you_mean
from k8sdsl.overlay.build import TABLES, OverlayFields, opened
from k8sdsl.overlay.functions import generated, transform, validate
from k8sdsl.overlay.plugin_types import checked, fault
from k8sdsl.transforms import generators
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.images import Images
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.namespace import Namespace
from k8sdsl.transforms.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replacements import Replacement
from k8sdsl.transforms.replicas import Replicas
from k8sdsl.tree import copy_tree
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.kustomize.accumulate import Accumulated
    from k8sdsl.kustomize.configuration import Configuration
    from k8sdsl.kustomize.schemas import Schemas
    from k8sdsl.kustomize.transformers import TransformStep
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.overlay.build import OverlayBuild
    from k8sdsl.overlay.declaration import Overlay
    from k8sdsl.transforms.variables import Variable
    from k8sdsl.tree import FieldPath, Tree

_TABLE_OF: dict[type, str] = {
    Annotations: "common_annotations",
    Images: "images",
    NamePrefix: "name_prefix",
    NameSuffix: "name_suffix",
    Namespace: "namespace",
    Replicas: "replicas",
}
_PLUGIN_OF = {
    "annotations": "AnnotationsTransformer",
    "images": "ImageTagTransformer",
    "labels": "LabelTransformer",
    "name_prefix": "PrefixTransformer",
    "name_suffix": "SuffixTransformer",
    "namespace": "NamespaceTransformer",
    "patches": "PatchTransformer",
    "replacements": "ReplacementTransformer",
    "replicas": "ReplicaCountTransformer",
    "transforms": "Transformer",
}


_DEFINITION = {"x-kubernetes-group-version-kind": [dict.fromkeys(("group", "version", "kind"), "string")]}


class OverlayLevel(Level):
    """One overlay on its way through a build."""

    build: OverlayBuild

    def __init__(self, build: OverlayBuild, overlay: Overlay) -> None:
        folder = Path(overlay.file).absolute().parent
        super().__init__(build, Files(folder, "none"), OverlayFields(overlay.file, overlay.locate))
        self.overlay = overlay
        self.metadata = build.metadata
        self.origin = build.step(folder)
        self._place: tuple[str | int, ...] = ()

    def guarded(self, action: Any, *path: str | int) -> Any:
        """Does something for a field; an error that knows no place gets that of the entry."""
        self._place = path
        try:
            return action()
        except (OverlayError, KustomizationError) as error:
            if error.source is not None:
                raise
            place = self.overlay.locate(str(path[0]), *path[1:])
            raise OverlayError(error.message, source=place, remedy=error.remedy) from None

    def _each(self, field: str, action: Callable[[Any, int], None]) -> None:
        """Does something for every entry of a field; all errors at once."""
        errors: list[K8sdslError] = []
        for index, entry in enumerate(getattr(self.overlay, field)):
            try:
                self.guarded(partial(action, entry, index), field, index)
            except K8sdslError as error:
                errors += error.errors if isinstance(error, ErrorGroup) else (error,)
        raise_all(errors)

    def read_schemas(self, *schemas: Schemas) -> None:
        """Takes note of the schemas of `openapi`."""
        given = self.overlay.openapi
        if given is None:
            return
        tree = given if isinstance(given, Mapping) else self.guarded(lambda: self._tree(given), "openapi")
        if not isinstance(tree, Mapping) or not isinstance(tree.get("definitions"), Mapping):
            raise OverlayError("`openapi` must have `definitions`", source=self.overlay.locate("openapi"))
        wrong = fault(tree["definitions"], {"*": _DEFINITION}, "definitions")
        if wrong is not None:
            path, words = wrong
            raise OverlayError(f"`{path}` of `openapi` must be {words}", source=self.overlay.locate("openapi"))
        for known in schemas:
            known.add_openapi(dict(tree))

    def _tree(self, path: str | os.PathLike[str]) -> Any:
        """The one document of a file."""
        name = os.fspath(path)
        return next(iter(read_documents(self.files.read(name), file=name, duplicates="last")), None)

    def start(self, gathered: Any) -> None:
        """What comes before components and changes: tables of fields, generated objects."""
        with opened(gathered) as into:
            self._each("configurations", lambda entry, _: self._add_tables(into, entry))
            self._each("crds", lambda entry, _: self._add_definitions(into, entry))
            self._each("config_map_generator", lambda entry, n: self._generate_one(into, entry, "ConfigMap", n))
            self._each("secret_generator", lambda entry, n: self._generate_one(into, entry, "Secret", n))
            self._each("generators", lambda entry, n: self._generate_any(into, entry, n))

    def _add_tables(self, into: Accumulated, given: Any) -> None:
        name = "the configuration" if isinstance(given, Mapping) else os.fspath(given)
        tree = given if isinstance(given, Mapping) else self._tree(given)
        known = [_camel(field.name) for field in attrs_fields(type(TABLES))]
        for key in tree if isinstance(tree, Mapping) else ():
            if str(key).lower() not in map(str.lower, known):
                meant = did_you_mean(str(key), known) or f"there are {', '.join(known)}"
                raise OverlayError(f"{name} has the unknown table `{key}`", remedy=meant)
        into.configuration = configuration.from_tree(tree, into.configuration, name)

    def _add_definitions(self, into: Accumulated, path: str | os.PathLike[str]) -> None:
        tree = self._tree(path)
        if isinstance(tree, dict) and tree.get("kind") == "CustomResourceDefinition":
            self.build.schemas.add_definition(tree)
        else:
            into.configuration = configuration.from_definitions(tree, into.configuration, os.fspath(path))

    def _generate_one(self, into: Accumulated, declared: Any, kind: str, index: int) -> None:
        field = "config_map_generator" if kind == "ConfigMap" else "secret_generator"
        self._add_generated(into, self._read_generator(declared, kind), field, index, declared)

    def _read_generator(self, declared: Any, kind: str) -> generators.Generator:
        """A declaration with the content of its files."""
        common = self.overlay.generator_options
        files = declared.files
        paths = list(files) if not isinstance(files, Mapping) else []
        entry = {
            **{name: getattr(declared, name, "") for name in ("name", "namespace", "behavior", "type")},
            "envs": [os.fspath(path) for path in declared.envs],
            "files": [path for path in paths if isinstance(path, str)],
            "options": _options(declared),
        }
        keyed = dict(files) if isinstance(files, Mapping) else {Path(p).name: p for p in paths if type(p) is not str}
        made = readings.generator(entry, kind, _options(common) if common is not None else {}, self.files)
        pairs = [(key, text if isinstance(text, bytes) else text.encode()) for key, text in declared.literals.items()]
        pairs += [(key, self.files.read(os.fspath(path))) for key, path in keyed.items()]
        return evolve(made, pairs=[*made.pairs, *pairs])

    def _add_generated(
        self, into: Accumulated, declared: generators.Generator, field: str, index: int, entry: Any = None
    ) -> None:
        origin = _GeneratedOrigin(partial(self.overlay.locate, field, index), getattr(entry, "literals", {}))
        made = generators.apply(into.manifests, declared, [], origin)
        if self.origin is not None and declared.behavior != "merge":
            history.set_origin(made, self._noted(f"{declared.kind}Generator"))

    def _generate_any(self, into: Accumulated, entry: Any, index: int) -> None:
        if isinstance(entry, generators.Generator):
            self._add_generated(into, entry, "generators", index)
        elif callable(entry):
            into.manifests.extend(generated(entry, partial(self.overlay.locate, "generators", index)))
        else:
            for plugin in self._plugins_of(entry):
                self._run_generator(into, plugin)

    def _plugins_of(self, entry: Any) -> list[Plugin]:
        """The configurations that an entry holds, or the file or directory that it names."""
        if isinstance(entry, Mapping):
            if not isinstance(entry.get("metadata") or {}, Mapping):
                raise OverlayError("`metadata` of a plugin must be a map")
            return [checked(Plugin(copy_tree(dict(entry)), self.build.relative(self.overlay.file)))]
        return [checked(plugin) for plugin in self._read_plugins(os.fspath(entry))]

    def replacements(self) -> list[tuple[int, Replacement]]:
        """The replacements with their positions; a file may hold several."""
        found: list[tuple[int, Replacement]] = []

        def read(entry: Any, index: int) -> None:
            given = [entry] if isinstance(entry, Replacement) else read_replacements({"path": os.fspath(entry)}, self)
            found.extend([(index, one) for one in given])

        self._each("replacements", read)
        return found

    def end(self, gathered: Any) -> None:
        """What comes after the changes: further transformers, validators, variables."""
        with opened(gathered) as into:
            self._each("transformers", lambda entry, n: self._transform_by(into, entry, n))
            self._each("validators", lambda entry, n: self._validate_by(into, entry, n))
            self._each("vars", lambda entry, n: self._declare(into, entry, n))

    def _transform_by(self, into: Accumulated, entry: Any, index: int) -> None:
        if callable(entry):
            transform(entry, into.manifests)
            return
        for plugin in self._plugins_of(entry):
            self.guarded(partial(self._run_transformer, into, plugin), "transformers", index)

    def _apply(self, into: Accumulated, step: TransformStep) -> None:
        misses: list[Any] = []
        step.apply(into.manifests, step.declaration, misses)
        place = self.overlay.locate(str(self._place[0]), *self._place[1:])
        raise_all([NoMatchError(miss.message, source=place, remedy=miss.remedy) for miss in misses])

    def _validate_by(self, into: Accumulated, entry: Any, index: int) -> None:
        if callable(entry):
            raise_all(validate(entry, into.manifests, partial(self.overlay.locate, "validators", index)))
            return
        before = [copy_tree(manifest.tree) for manifest in into.manifests]
        for plugin in self._plugins_of(entry):
            self.guarded(partial(self._run_transformer, into, plugin), "validators", index)
        if [manifest.tree for manifest in into.manifests] != before:
            raise OverlayError("a validator changes the objects", remedy="name it under `transformers`")

    def _declare(self, into: Accumulated, variable: Variable, index: int) -> None:
        found = [manifest for manifest in into.manifests.named(variable.object_name) if variable.meets(manifest)]
        if len(found) > 1:
            raise OverlayError(
                f"the var `{variable.name}` may be of {' or '.join(str(manifest.ref) for manifest in found)}",
                remedy="give the `namespace` of the object",
            )
        if not found:
            names = {manifest.original.name for manifest in into.manifests if manifest.kind == variable.kind}
            raise OverlayError(
                f"the var `{variable.name}` is of {variable.kind}/{variable.object_name}, which is not there",
                remedy=did_you_mean(variable.object_name, names) or None,
            )
        into.add_variable(variable, found[0])
        self.build.declared[variable.name] = partial(self.overlay.locate, "vars", index)

    def adapted(self, declaration: Any, tables: Configuration | None) -> Any:
        """A declaration that also writes to the fields which configurations have added."""
        if tables is None or tables is TABLES:
            return declaration
        if isinstance(declaration, Labels):
            return evolve(
                declaration,
                field_specs=(*declaration.field_specs, *tables.labels),
                selector_specs=tables.common_labels,
                template_specs=tables.template_labels,
            )
        name = _TABLE_OF.get(type(declaration))
        if name is None or declaration.field_specs != getattr(TABLES, name):
            return declaration
        return evolve(declaration, field_specs=getattr(tables, name))

    def done(self, field: str, manifests: ManifestSet) -> None:
        """Notes a change in the objects, where `build_metadata` wants that."""
        if history.TRANSFORMATIONS_WANTED in self.metadata:
            history.add_transformation(manifests, self._noted(_PLUGIN_OF[field]))

    def _noted(self, kind: str) -> history.Step:
        by = {"apiVersion": "builtin", "kind": kind}
        return history.Step(configured_in=self.build.relative(self.overlay.file), configured_by=by)


class _GeneratedOrigin:
    """The origin of a generated object: a key that was given as a literal is found there."""

    __slots__ = ("_literals", "_locate")

    def __init__(self, locate: Callable[..., Source], literals: Mapping[str, Any]) -> None:
        self._locate = locate
        self._literals = literals

    def locate(self, path: FieldPath) -> Source | None:
        """The literal, or the declaration of the generator."""
        key = path[1] if len(path) > 1 else None
        return self._locate("literals", key) if key in self._literals else self._locate()


def _options(declared: Any) -> Tree:
    return {
        "labels": dict(declared.labels),
        "annotations": dict(declared.annotations),
        "immutable": declared.immutable,
        "disableNameSuffixHash": not declared.hash_suffix,
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
