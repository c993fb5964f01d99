"""Reads a kustomization file, and everything that it refers to, as a layer."""

from __future__ import annotations

import os

from k8sdsl.errors import K8sdslError, KustomizationError, placed
from k8sdsl.kustomize import kustomization as kustomizations
from k8sdsl.kustomize.dialect import KUSTOMIZE
from k8sdsl.kustomize.files import Options, first_document
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.kustomize.spellings import BY_FIELD, TRANSFORMS
from k8sdsl.layers.layer import Layer, Step, each, readable
from k8sdsl.manifest import Manifest
from k8sdsl.project.paths import shown

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from k8sdsl.kustomize.files import FileReader
    from k8sdsl.kustomize.plugins import Plugin
    from k8sdsl.kustomize.spellings import Spelling
    from k8sdsl.layers.history import Note
    from k8sdsl.layers.tables import Rows
    from k8sdsl.transforms.sort_order import SortOrder
    from k8sdsl.tree import Tree


_ONE_PLUGIN = ("patchesStrategicMerge", "replacements")
"""Lists that one transformer of kustomize carries out, so that it notes itself once."""


class KustomizationReader:
    """The kustomization of one directory."""

    def __init__(self, files: FileReader, options: Options) -> None:
        file = files.kustomization()
        self.files = files
        self.options = options
        self.file = kustomizations.parse(file, files.read(os.path.basename(file)))
        self.get = self.file.get
        options.warnings += kustomizations.warnings(self.file)

    def layer(self) -> Layer:
        """The layer; an entry that cannot be read becomes a step that raises its error."""
        layer = Layer(KUSTOMIZE, self.file.source)
        layer.is_component = self.file.kind == "Component"
        layer.metadata = self.options.metadata
        layer.openapi = self._openapi()
        layer.bases = [*self._each("resources", self._resource), *self._each("bases", self._resource)]
        layer.tables = [*self._each("configurations", self._rows), *self._each("crds", self._rows_of_schemas)]
        layer.generators = self.generators()
        layer.components = self._each("components", self._component)
        layer.steps = self.steps()
        layer.validators = self._plugins("validators", lambda plugin: [plugin.validator(self.files)])
        layer.variables = self.variables()
        return layer

    # --- what it is based on

    def _resource(self, path: str) -> list[Layer | list[Manifest]]:
        return [resource(path, self.files, self.options)]

    def _component(self, path: str) -> list[Layer]:
        return [directory(self.files.below(path), self.options, is_component=True)]

    # --- what it adds to tables and schemas

    def _rows(self, path: str) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of

        is_inline = "\n" in path or "\r" in path
        name = "the configuration" if is_inline else path
        tree = first_document(path.encode(), name) if is_inline else self.files.document(path)
        if tree is not None:
            yield rows_of(tree, name)

    def _rows_of_schemas(self, path: str) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of_schemas

        tree = self.files.document(path)
        if tree is not None:
            yield rows_of_schemas(tree, path)

    def _openapi(self) -> Any:
        openapi = self.file.fields.get("openapi") or {}
        path, version = openapi.get("path"), openapi.get("version")
        if path and version:
            raise self.file.error("`openapi` has both `path` and `version`", "openapi", remedy="keep one")
        if version not in {None, "", "v1.21.2"}:
            raise self.file.error(
                f"no schemas are available for version {version!r}",
                "openapi",
                "version",
                remedy="remove `version`: lists merge as in the newest Kubernetes",
            )
        if not path:
            return {} if version else None
        from k8sdsl.kustomize.configuration import openapi_of

        with placed(self.file.source, "openapi", "path"):
            return openapi_of(self.files.document(path) or {}, path)

    # --- what it makes and changes

    def generators(self) -> list[Step]:
        """The generators of all fields."""
        return [
            *self._each("configMapGenerator", lambda entry: self._generated("configMapGenerator", entry)),
            *self._each("secretGenerator", lambda entry: self._generated("secretGenerator", entry)),
            *self._each("helmCharts", self._chart),
            *self._each("helmChartInflationGenerator", self._chart),
            *self._plugins("generators", self._generators),
        ]

    def _generated(self, field: str, entry: Tree) -> Iterator[Any]:
        from k8sdsl.kustomize.generators import with_options

        row = BY_FIELD[field]
        note = self._note(row)
        for made in self._read(row, with_options(entry, self.file.fields.get("generatorOptions") or {})):
            if note is not None and made.behavior != "merge":
                note.add_to_generated(made)
            yield made

    def _generators(self, plugin: Plugin) -> Iterator[Any]:
        for declaration in plugin.generators(self.files):
            made = [declaration] if isinstance(declaration, Manifest) else declaration
            if self.options.metadata:
                plugin.note.add_to_generated(made)
            yield made

    def _chart(self, chart: Any) -> list[list[Manifest]]:
        from k8sdsl.kustomize.helm import inflate

        common = self.file.fields.get("helmGlobals") or {}
        text = inflate(chart, common, self.files)
        manifests = read_resources(text.encode(), self.files.path("helm"))
        for manifest in manifests:
            manifest.origin = None  # they are in no file: their place is that of the chart
        return [manifests]

    def steps(self) -> list[Step]:
        """The transforms of all fields, in order."""
        found = [step for row in TRANSFORMS for step in self._steps(row)]
        plugins = self._plugins("transformers", lambda plugin: [plugin.transformer(self.files)])
        if self.options.metadata:
            for step in plugins:
                step.note = getattr(step.declaration, "note", None)
        return [*found, *plugins]

    def _steps(self, row: Spelling) -> list[Step]:
        value = self.file.fields.get(row.field)
        if self.options.metadata and row.field == "commonLabels" and self.get("labels"):
            value = value or {}  # kustomize also runs this transformer if only `labels` is set, and notes it
        elif not value:
            return []
        if row.at_once and self.options.metadata:
            steps = self._each(row.field, lambda entry: self._read(row, [entry]))  # each entry is noted
        elif isinstance(row.schema, list) and not row.at_once:
            steps = self._each(row.field, lambda entry: self._read(row, entry))
        else:
            steps = readable(row.field, None, self._read, row, value)
        if row.field == "patchesStrategicMerge" and all(
            getattr(step.declaration, "is_ignored", False) for step in steps
        ):
            steps[0].declaration = KustomizationError("all of these patches are empty", code="patch/entry")
        note = self._note(row)
        for step in steps[-1:] if row.field in _ONE_PLUGIN else steps:
            step.note = note
        return steps

    def _read(self, row: Spelling, value: Any) -> Iterable[Any]:
        return row.read(row.config(value), self.files)

    def variables(self) -> list[Step]:
        """The variables of `vars`."""
        return self._steps(BY_FIELD["vars"])

    def sort_order(self) -> SortOrder | None:
        """The order of the output, if the outermost kustomization sets it."""
        options = self.file.fields.get("sortOptions")
        if options is None:
            return None
        from k8sdsl.transforms.sort_order import SortOrder

        legacy, order = options.get("legacySortOptions"), str(options.get("order") or "")
        if order not in {"fifo", "legacy"}:
            from k8sdsl.near_miss import did_you_mean

            meant = did_you_mean(order, ("fifo", "legacy")) or "write `fifo` or `legacy`"
            raise self.file.error(f"unknown order {order!r}", "sortOptions", "order", remedy=meant)
        if legacy is None:
            return SortOrder(order)
        if order == "fifo":
            raise self.file.error(
                "`legacySortOptions` has no effect with the order `fifo`", "sortOptions", remedy="write `order: legacy`"
            )
        return SortOrder(order, tuple(legacy.get("orderFirst") or ()), tuple(legacy.get("orderLast") or ()))

    # --- plugins

    def plugins(self, text: str) -> list[Plugin]:
        """The plugins that an entry configures: inline, in a file, or built by a kustomization."""
        from k8sdsl.kustomize.plugins import Plugin, inline_plugins

        inline = inline_plugins(text, self.file.file)
        if inline is not None:
            return [Plugin(manifest.tree, self.files.noted(self.file.name)) for manifest in inline]
        return plugins_at(text, self.files, self.options)

    def _plugins(self, field: str, read: Callable[[Plugin], Iterable[Any]]) -> list[Step]:
        """The steps of a list of plugins: those that are written in it before those that are files."""
        entries = self.get(field)
        if not entries:
            return []
        from k8sdsl.kustomize.plugins import is_inline

        seen: set[tuple[str, str, str]] = set()

        def checked(entry: str) -> Iterator[Any]:
            for plugin in self.plugins(entry):
                if plugin.identity in seen:
                    kind, name, _ = plugin.identity
                    raise KustomizationError(
                        f"two plugins of kind {kind} have the name {name!r}",
                        remedy="rename one",
                        code="kustomization/generator",
                    )
                seen.add(plugin.identity)
                yield from read(plugin)

        steps = self._each(field, checked)
        return sorted(steps, key=lambda step: step.index is None or not is_inline(entries[step.index]))

    # --- steps and notes

    def _each(self, field: str, read: Callable[[Any], Iterable[Any]]) -> list[Step]:
        return each(field, self.get(field), read)

    def _note(self, row: Spelling) -> Note | None:
        """The note about a field; None if nothing is noted."""
        if not self.options.metadata:
            return None
        from k8sdsl.layers import history

        return history.builtin(row.plugin, self.files.noted(self.file.name))


def resource(path: str, files: FileReader, options: Options) -> Layer | list[Manifest]:
    """The objects of a file, or another kustomization."""
    if files.is_directory(path):
        return directory(files.below(path), options, is_component=False)
    if not path:
        raise KustomizationError("the path of a resource is empty", code="kustomization/path")
    manifests = read_resources(files.read(path), files.path(path))
    if options.metadata:
        from k8sdsl.layers import history

        history.set_origin(manifests, history.Note(files.noted(path)))
    return manifests


def directory(files: FileReader, options: Options, *, is_component: bool, field: str = "resources") -> Layer:
    """The layer of a kustomization directory; `field` is that of other bases than components.

    Raises KustomizationError for the other kind of kustomization.
    """
    at = (files.root, files.place if options.metadata else "")
    held = options.held.get(at)
    if held is not None and not is_component:
        held.is_shared = True
        return held
    options.count(files)
    reader = KustomizationReader(files, options)
    if is_component is not (reader.file.kind == "Component"):
        remedy = f"list it under `{field if is_component else 'components'}`"
        raise KustomizationError(
            f"{shown(files.root)} is a {reader.file.kind}", remedy=remedy, code="kustomization/generator"
        )
    layer = reader.layer()
    if not is_component:
        options.held[at] = layer
    return layer


def plugins_at(path: str, files: FileReader, options: Options) -> list[Plugin]:
    """The plugins that a file configures, or that a kustomization builds; each of them is read once in a build."""
    from k8sdsl.kustomize.plugins import read_plugins

    at = (files.root, path, files.place)
    if at not in options.plugins:
        try:
            options.plugins[at] = list(_plugin_objects(path, files, options))
        except K8sdslError as error:
            options.plugins[at] = error
    held = options.plugins[at]
    if isinstance(held, K8sdslError):
        raise held
    return read_plugins([manifest.copy() for manifest in held])


def _plugin_objects(path: str, files: FileReader, options: Options) -> Iterable[Manifest]:
    from k8sdsl.layers import history
    from k8sdsl.layers.apply import gather

    below = Options(options.warnings, [history.ORIGINS_WANTED])
    below.plugins, below.counted = options.plugins, options.counted
    holder = Layer(KUSTOMIZE, lambda *_: None)
    holder.bases = [Step("", None, resource(path, files, below))]
    return gather(holder, options.warnings).manifests
