"""Reads an overlay or stack, and its bases, as a layer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError, OverlayError, placed
from k8sdsl.layers import history
from k8sdsl.layers.layer import ORDER, Layer, Step, readable
from k8sdsl.locations.origins import GeneratedOrigin
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.overlay.dialect import PYTHON
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.names import find_root, is_kustomization
from k8sdsl.project.paths import resolve, shown
from k8sdsl.stack import Stack, manifest_of, refuse_item
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.images import Images
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.names.namespace import Namespace
from k8sdsl.transforms.names.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replicas import Replicas
from k8sdsl.transforms.sort_order import SortOrder
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from k8sdsl.kustomize.files import Files
    from k8sdsl.kustomize.plugins import Plugin
    from k8sdsl.layers.history import Note
    from k8sdsl.layers.tables import Rows
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.overlay.generators import ConfigMapGenerator, GeneratorOptions, SecretGenerator
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.transforms.replacements import Replacement
    from k8sdsl.tree import Tree

    Content = Layer | list[Manifest]


def layer_of(declared: Overlay | Stack, warnings: list[K8sdslError]) -> Layer:
    """The outermost layer of a build. Kustomization directories among its bases may add to `warnings`.

    An entry that cannot be read becomes a step that raises its error.
    """
    if isinstance(declared, Stack):
        layer = Reading(declared.file, (), warnings).stack(declared, ())
        layer.sort_order = SortOrder("install")
    else:
        layer = Reading(declared.file, declared.build_metadata, warnings).overlay(declared, ())
        layer.metadata, order = declared.build_metadata, declared.sort_options
        layer.sort_order = order if isinstance(order, SortOrder) else SortOrder(order)
    layer.definitions = partial(_definitions, declared.file)
    layer.tables += readable("references", None, partial(_project_references, declared.file))
    return layer


def _project_references(file: str) -> Iterator[Rows]:
    """The references of custom resources that the project adds to the table, which follow names too."""
    from k8sdsl.project.settings import read_config

    rows = read_config(find_root(Path(file).absolute().parent)).references
    if rows:
        from k8sdsl.kube.references.renaming import name_references
        from k8sdsl.layers.tables import Rows

        yield Rows({}, name_references(rows))


def _definitions(file: str) -> list[Manifest]:
    """The definitions of custom resources in the project's `crds/`."""
    folder = find_root(Path(file).absolute().parent) / "crds"
    return read_manifests(folder) if folder.is_dir() else []


class Reading:
    """The state of all overlays and stacks of one build: `file` declares the outermost, `metadata` is what it notes."""

    def __init__(self, file: str, metadata: Sequence[str], warnings: list[K8sdslError]) -> None:
        self.metadata = metadata
        self.warnings = warnings
        self._held: dict[int, Layer] = {}
        self._folder = Path(file).absolute().parent

    def overlay(self, overlay: Overlay, within: tuple[Overlay, ...]) -> Layer:
        """The layer of an overlay that is within others; raises OverlayError for one that is its own base."""
        if overlay in within:
            raise OverlayError("an overlay is its own base", source=overlay.locate(), remedy="remove it from `base`")
        return OverlayReader(overlay, self, (*within, overlay)).layer()

    def stack(self, stack: Stack, within: tuple[Stack, ...]) -> Layer:
        """The layer of a stack; raises OverlayError for one that contains itself."""
        if stack in within:
            raise OverlayError(f"the stack {stack.name!r} contains itself")
        layer = Layer(PYTHON, lambda _field="items", *path: stack.locate(*path))
        manifests: list[Manifest] = []
        for index, item in enumerate(stack.items):
            if item is None:
                layer.bases += readable("items", index, partial(_nothing, stack, index))
                continue
            if isinstance(item, (Resource, Mapping)):
                manifests.append(manifest_of(item, partial(stack.locate, index)))
                continue
            layer.bases.append(Step("items", index, self._noted(manifests)))
            manifests = []
            layer.bases += readable("items", index, partial(self._item, item, stack, (*within, stack)))
        layer.bases.append(Step("items", None, self._noted(manifests)))
        return layer

    def _item(self, item: object, stack: Stack, within: tuple[Stack, ...]) -> Iterator[Content]:
        if isinstance(item, Stack):
            yield self.stack(item, within)
        elif isinstance(item, (str, os.PathLike)):
            yield self.path(resolve(item, stack.file))
        else:
            raise refuse_item(f"the stack {stack.name!r}", item)

    def base(self, base: object, overlay: Overlay, at: tuple[int, ...], within: tuple[Overlay, ...]) -> Content:
        """The objects, or the layer, of a base."""
        if isinstance(base, Overlay):
            held = self._held.get(id(base))
            if held is None:
                held = self._held[id(base)] = self.overlay(base, within)
            else:
                held.is_shared = True
            return held
        if isinstance(base, Stack):
            return self.stack(base, ())
        if isinstance(base, (Resource, Mapping)):
            return self._noted([manifest_of(base, partial(overlay.locate, "base", *at))])
        if isinstance(base, (str, os.PathLike)):
            return self.path(resolve(base, overlay.file))
        raise refuse_item("the base", base)

    def path(self, path: Path) -> Content:
        """The objects of a file or directory, or the layer of a kustomization directory."""
        if path.is_dir() and is_kustomization(path):
            return self.kustomization(path, is_component=False)
        return self._noted(read_manifests(path))

    def kustomization(self, directory: Path, *, is_component: bool) -> Layer:
        """The layer of a kustomization directory; raises OverlayError for the other kind of kustomization."""
        from k8sdsl.kustomize.files import Files
        from k8sdsl.kustomize.layer import KustomizationReader, Options

        options = Options(self.warnings, self.metadata)
        reader = KustomizationReader(
            Files.at(directory, "root"), options, self.place(directory) if self.metadata else ""
        )
        if is_component is not (reader.file.kind == "Component"):
            other = "base" if is_component else "components"
            raise OverlayError(f"{shown(directory)} is a {reader.file.kind}", remedy=f"list it under `{other}`")
        return reader.layer()

    def place(self, path: str | Path) -> str:
        """A path for notes: relative to the outermost overlay."""
        return Path(os.path.relpath(Path(path).absolute(), self._folder)).as_posix()

    def _noted(self, manifests: list[Manifest]) -> list[Manifest]:
        """The same objects, with their file if origins are noted."""
        for manifest in manifests if self.metadata else ():
            source = manifest.origin.locate(()) if manifest.origin else None
            if source is not None and history.ORIGIN not in (manifest.metadata.get("annotations") or {}):
                history.set_origin([manifest], history.Note(self.place(source.file)))
        return manifests


class OverlayReader:
    """The fields of one overlay; `within` are the overlays that include it, and itself."""

    def __init__(self, overlay: Overlay, reading: Reading, within: tuple[Overlay, ...]) -> None:
        self._overlay = overlay
        self._reading = reading
        self._within = within

    def layer(self) -> Layer:
        """The layer."""
        overlay = self._overlay
        layer = Layer(PYTHON, overlay.locate)
        layer.merge_custom_lists = overlay.merge_custom_lists
        layer.openapi = None if overlay.openapi is None else self._openapi(overlay.openapi)
        layer.bases = self._bases()
        layer.tables = [*self._each("configurations", self._rows), *self._each("crds", self._definitions)]
        layer.generators = [
            *self._each("config_map_generator", self._generator),
            *self._each("secret_generator", self._generator),
            *self._each("generators", self._any_generator),
        ]
        layer.components = self._each("components", self._component)
        layer.steps = [step for field in ORDER for step in self._steps(field)]
        layer.validators = self._each("validators", self._validator)
        layer.variables = [Step("vars", index, variable) for index, variable in enumerate(overlay.vars)]
        return layer

    # --- what it is based on

    def _bases(self) -> list[Step]:
        """The entries of a list; anything else is the one base."""
        base = self._overlay.base
        if not isinstance(base, (list, tuple)):
            return readable("base", None, partial(self._base, base))
        read = [partial(self._base, one, index) for index, one in enumerate(base)]
        return [step for index, one in enumerate(read) for step in readable("base", index, one)]

    def _base(self, base: object, *at: int) -> Iterator[Content]:
        yield self._reading.base(base, self._overlay, at, self._within)

    def _component(self, component: Any, _: int) -> Iterator[Content]:
        if isinstance(component, Overlay):
            layer = self._reading.overlay(component, self._within)
            layer.is_component = True
            yield layer
        else:
            yield self._reading.kustomization(resolve(component, self._overlay.file), is_component=True)

    # --- what it adds to tables and schemas

    def _rows(self, given: Any, _: int) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of

        name = "the configuration" if isinstance(given, Mapping) else os.fspath(given)
        yield rows_of(given if isinstance(given, Mapping) else self._tree(given), name)

    def _definitions(self, path: str | os.PathLike[str], _: int) -> Iterator[Rows | list[Manifest]]:
        from k8sdsl.kustomize.configuration import rows_of_schemas
        from k8sdsl.manifest import Manifest

        tree = self._tree(path)
        if isinstance(tree, dict) and tree.get("kind") == "CustomResourceDefinition":
            yield [Manifest(tree)]
        else:
            yield rows_of_schemas(tree, os.fspath(path))

    def _openapi(self, given: Any) -> Tree:
        from k8sdsl.kustomize.schema import fault

        with placed(self._overlay.locate, "openapi"):
            tree = given if isinstance(given, Mapping) else self._tree(given)
            if not isinstance(tree, Mapping) or not isinstance(tree.get("definitions"), Mapping):
                raise OverlayError("`openapi` must have `definitions`")
            wrong = fault(tree["definitions"], {"*": _DEFINITION}, "definitions")
            if wrong is not None:
                path, words = wrong
                raise OverlayError(f"`{path}` of `openapi` must be {words}")
            return dict(tree)

    def _tree(self, path: str | os.PathLike[str]) -> Any:
        """The one document of a file."""
        from k8sdsl.yaml.reader import read_documents

        name = os.fspath(path)
        return next(iter(read_documents(self._files().read(name), file=name, duplicates="last")), None)

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
        if self._reading.metadata and made.behavior != "merge":
            note = self._note(f"{made.kind}Generator")
            made.annotations = {**made.annotations, history.ORIGIN: history.origin(note)}
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
        steps = self._each(field, read) if read is not None else self._declared(field, value)
        if history.TRANSFORMATIONS_WANTED in self._reading.metadata:
            for step in steps:
                step.note = getattr(step.declaration, "note", None) or self._note(_plugin_of(field))
        return steps

    @staticmethod
    def _declared(field: str, value: Any) -> list[Step]:
        """The steps of a field whose value is one transform."""
        return [Step(field, index, declaration) for index, declaration in CUSTOMISATIONS[field](value)]

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
        from k8sdsl.kustomize.validation import Unchanging

        return [Unchanging(plugin.transformer(self._files())) for plugin in self._plugins(entry)]

    # --- files, plugins and notes

    def _each(self, field: str, read: Callable[[Any, int], Iterable[Any]]) -> list[Step]:
        """The steps for all entries of a list."""
        entries = enumerate(getattr(self._overlay, field))
        return [step for index, entry in entries for step in readable(field, index, partial(read, entry, index))]

    def _files(self) -> Files:
        from k8sdsl.kustomize.files import Files

        return Files(Path(self._overlay.file).absolute().parent, "none")

    def _plugins(self, entry: Any) -> list[Plugin]:
        """The plugins of an entry, or those of the file or directory that it names."""
        from k8sdsl.kustomize.layer import Options, plugins_at
        from k8sdsl.kustomize.plugins import Plugin

        place = self._reading.place(self._overlay.file)
        if isinstance(entry, Mapping):
            return [Plugin(copy_tree(dict(entry)), place)]
        return plugins_at(os.fspath(entry), self._files(), Options(self._reading.warnings))

    def _note(self, plugin: str) -> Note:
        place = self._reading.place(self._overlay.file)
        return history.Note(configured_in=place, configured_by={"apiVersion": "builtin", "kind": plugin})


def _nothing(stack: Stack, index: int) -> tuple[()]:
    stack.refuse_none(index)
    return ()


def _entries(cls: Callable[[Any], Any], value: Any) -> Iterable[tuple[int | None, Any]]:
    """The declarations of a field that is a map, a declaration, or a list of declarations."""
    if isinstance(value, (list, tuple)):
        return enumerate(value)
    return [(None, cls(value) if isinstance(value, (Mapping, str)) else value)]


CUSTOMISATIONS: dict[str, Callable[[Any], Iterable[tuple[int | None, Any]]]] = {
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
