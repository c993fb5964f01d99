"""Reads a kustomization file, and everything that it refers to, as a layer."""

from __future__ import annotations

import os

from k8sdsl.errors import K8sdslError, KustomizationError, placed
from k8sdsl.kustomize import kustomization as kustomizations
from k8sdsl.kustomize.dialect import KUSTOMIZE
from k8sdsl.kustomize.documents.resources import read_resources
from k8sdsl.kustomize.spellings import BY_FIELD, TRANSFORMS
from k8sdsl.layers.layer import Layer, Step, Unreadable, readable
from k8sdsl.manifest import Manifest
from k8sdsl.project.paths import shown
from k8sdsl.yaml.reader import read_documents

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from k8sdsl.kustomize.files import Files
    from k8sdsl.kustomize.plugins import Plugin
    from k8sdsl.kustomize.spellings import Spelling
    from k8sdsl.layers.history import Note
    from k8sdsl.layers.tables import Rows
    from k8sdsl.transforms.sort_order import SortOrder
    from k8sdsl.tree import Tree


MAX_READ = 50_000
"""How many kustomizations a build reads; the largest repositories that are known have a tenth of that."""

MAX_DEPTH = 60
"""How many kustomizations can be in each other."""


_ONE_PLUGIN = ("patchesStrategicMerge", "replacements")
"""Lists that one transformer of kustomize carries out, so that it notes itself once."""


class Options:
    """Settings for all kustomizations of one build.

    `metadata` are the options of the outermost `buildMetadata`: what is noted in the objects. `held` are the layers of
    the directories that were read, by directory and place; `plugins` the objects of those that configure plugins.
    """

    __slots__ = ("allow_helm", "counted", "held", "merge_custom_lists", "metadata", "plugins", "warnings")

    def __init__(
        self,
        warnings: list[K8sdslError],
        metadata: Sequence[str] = (),
        *,
        merge_custom_lists: bool = True,
        allow_helm: bool = False,
    ) -> None:
        self.warnings = warnings
        self.metadata = metadata
        self.merge_custom_lists = merge_custom_lists
        self.allow_helm = allow_helm
        self.held: dict[tuple[str, str], Layer] = {}
        self.plugins: dict[tuple[str, str, str], list[Manifest] | K8sdslError] = {}
        self.counted = [0]

    def count(self, files: Files) -> None:
        """Must be called for every directory that is read; KustomizationError if there are too many, or too deep ones.

        A component is read again wherever it is listed, so a few can include each other without end.
        """
        self.counted[0] += 1
        if self.counted[0] > MAX_READ or files.depth > MAX_DEPTH:
            many = f"deeper than {MAX_DEPTH} levels" if self.counted[0] <= MAX_READ else f"more than {MAX_READ:,} times"
            raise KustomizationError(f"kustomizations include each other {many}", remedy="build parts of them")


class KustomizationReader:
    """The kustomization of one directory; `place` is the path of this directory in notes."""

    def __init__(self, files: Files, options: Options, place: str = "") -> None:
        file = files.kustomization()
        self.files = files
        self.options = options
        self.place = place
        self.file = kustomizations.parse(file, files.read(os.path.basename(file)))
        self.get = self.file.get
        options.warnings += kustomizations.warnings(self.file)

    def layer(self) -> Layer:
        """The layer; an entry that cannot be read becomes a step that raises its error."""
        layer = Layer(KUSTOMIZE, self.file.source)
        layer.is_component = self.file.kind == "Component"
        layer.merge_custom_lists = self.options.merge_custom_lists
        layer.metadata = self.options.metadata
        layer.openapi = self._openapi()
        self._warn_about_metadata()
        layer.bases = [*self._each("resources", self._resource), *self._each("bases", self._resource)]
        layer.tables = [*self._each("configurations", self._rows), *self._each("crds", self._rows_of_schemas)]
        layer.generators = self.generators()
        layer.components = list(self._each("components", self._component))
        layer.steps = self.steps()
        layer.validators = self._plugins("validators", self._validators)
        layer.variables = self.variables()
        return layer

    # --- what it is based on

    def _resource(self, path: str) -> Iterator[Layer | list[Manifest]]:
        yield resource(path, self.files, self.options, self.place)

    def _component(self, path: str) -> Iterator[Layer]:
        yield _below(path, self.files, self.options, self.place, is_component=True)

    # --- what it adds to tables and schemas

    def _rows(self, path: str) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of

        inline = "\n" in path or "\r" in path
        name = "the configuration" if inline else path
        for tree in read_documents(path.encode() if inline else self.files.read(path), file=name, duplicates="last")[
            :1
        ]:
            yield rows_of(tree, path)

    def _rows_of_schemas(self, path: str) -> Iterator[Rows]:
        from k8sdsl.kustomize.configuration import rows_of_schemas

        for tree in read_documents(self.files.read(path), file=path, duplicates="last")[:1]:
            yield rows_of_schemas(tree, path)

    def _openapi(self) -> Any:
        openapi = self.file.fields.get("openapi") or {}
        path, version = openapi.get("path"), openapi.get("version")
        if path and version:
            raise self.file.error("`openapi` has both `path` and `version`", "openapi", remedy="keep one")
        if version not in {None, "", "v1.21.2"}:
            raise self.file.error(
                f"there are no schemas for version {version!r}",
                "openapi",
                "version",
                remedy="remove `version`: lists merge as in the newest Kubernetes",
            )
        if not path:
            return {} if version else None
        with placed(self.file.source, "openapi", "path"):
            trees = read_documents(self.files.read(path), file=path)
        return trees[0] if trees else {}

    # --- what it makes and changes

    def generators(self) -> list[Step]:
        """The generators of all fields."""
        common = self.file.fields.get("generatorOptions") or {}
        found: list[Step] = []
        for row in (BY_FIELD["configMapGenerator"], BY_FIELD["secretGenerator"]):
            note = self._note(row)
            for index, entry in enumerate(self.get(row.field)):
                steps = readable(row.field, index, _later(self._generated, row, entry, common))
                if note is not None:
                    for step in steps:
                        _note_origin(step.declaration, note, merged=False)
                found += steps
        for field in ("helmCharts", "helmChartInflationGenerator"):
            found += self._each(field, self._chart)
        return [*found, *self._plugins("generators", self._generators)]

    def _generated(self, row: Spelling, entry: Tree, common: Tree) -> Iterable[Any]:
        from k8sdsl.kustomize.generators import with_options

        return self._read(row, with_options(entry, common))

    def _generators(self, text: str) -> Iterator[Any]:
        for plugin in self.plugins(text):
            for declaration in plugin.generators(self.files):
                made = [declaration] if isinstance(declaration, Manifest) else declaration
                if self.options.metadata:
                    _note_origin(made, plugin.note, merged=True)
                yield made

    def _chart(self, chart: Any) -> Iterator[list[Manifest]]:
        from k8sdsl.kustomize.helm import inflate

        common = self.file.fields.get("helmGlobals") or {}
        text = inflate(chart, common, self.files, allowed=self.options.allow_helm)
        yield read_resources(text, self.files.path("helm"))

    def steps(self) -> list[Step]:
        """The transforms of all fields, in order."""
        found = [step for row in TRANSFORMS for step in self._steps(row)]
        plugins = self._plugins("transformers", self._transformers)
        if self.options.metadata:
            for step in plugins:
                step.note = getattr(step.declaration, "note", None)
        return [*found, *plugins]

    def _steps(self, row: Spelling) -> Iterator[Step]:
        value = self.file.fields.get(row.field)
        if self.options.metadata and row.field == "commonLabels" and self.get("labels"):
            value = value or {}  # kustomize also runs this transformer if only `labels` is set, and notes it
        elif not value:
            return
        note = self._note(row)
        if isinstance(row.schema, list):
            steps = list(self._each(row.field, lambda entry: self._read(row, entry), note))
            if row.field in _ONE_PLUGIN:
                for step in steps[:-1]:
                    step.note = None
            if row.field == "patchesStrategicMerge" and all(
                getattr(step.declaration, "is_ignored", False) for step in steps
            ):
                steps[0].declaration = Unreadable(KustomizationError("all of these patches are empty"))
            yield from steps
        else:
            yield from readable(row.field, None, lambda: self._read(row, value), note)

    def _read(self, row: Spelling, value: Any) -> Iterable[Any]:
        return row.read(row.config(value), self.files)

    def _transformers(self, text: str) -> list[Any]:
        return [plugin.transformer(self.files) for plugin in self.plugins(text)]

    def _validators(self, text: str) -> list[Any]:
        from k8sdsl.kustomize.validation import Unchanging

        return [Unchanging(plugin.transformer(self.files)) for plugin in self.plugins(text)]

    def variables(self) -> list[Step]:
        """The variables of `vars`."""
        return list(self._each("vars", self._variable))

    def _variable(self, entry: Tree) -> Iterator[Any]:
        from k8sdsl.kustomize.readings import variable

        yield variable(entry)

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
            raise self.file.error(f"there is no order {order!r}", "sortOptions", "order", remedy=meant)
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
            return [Plugin(manifest.tree, self._place) for manifest in inline]
        return plugins_at(text, self.files, self.options, self.place)

    def _plugins(self, field: str, read: Callable[[Any], Iterable[Any]]) -> list[Step]:
        """The steps of a list of plugins: those that are written in it before those that are files."""
        entries = self.get(field)
        seen: set[tuple[str, str, str]] = set()

        def checked(entry: str) -> Iterable[Any]:
            for plugin in self.plugins(entry):
                if plugin.identity in seen:
                    kind, name, _ = plugin.identity
                    raise KustomizationError(f"there are two {kind} with the name {name!r}", remedy="rename one")
                seen.add(plugin.identity)
            return read(entry)

        steps = list(self._each(field, checked))
        return sorted(steps, key=lambda step: step.index is None or not _is_inline(entries[step.index]))

    # --- steps and notes

    def _each(self, field: str, read: Callable[[Any], Iterable[Any]], note: Note | None = None) -> Iterator[Step]:
        """The steps for each entry of a field."""
        for index, entry in enumerate(self.get(field)):
            yield from readable(field, index, _later(read, entry), note)

    @property
    def _place(self) -> str:
        """The path of the file in notes."""
        if not self.options.metadata:
            return ""
        from k8sdsl.layers import history

        return history.joined(self.place, self.file.name)

    def _note(self, row: Spelling) -> Note | None:
        """The note about a field; None if nothing is noted."""
        if not self.options.metadata:
            return None
        from k8sdsl.layers import history

        return history.Note(configured_in=self._place, configured_by={"apiVersion": "builtin", "kind": row.plugin})

    def _warn_about_metadata(self) -> None:
        for option in self.get("buildMetadata"):
            from k8sdsl.layers import history

            if option not in history.OPTIONS:
                self.options.warnings.append(
                    self.file.error(f"unknown `buildMetadata` option {option!r}", "buildMetadata")
                )


def _is_inline(text: str) -> bool:
    """Whether the entry of a list of plugins is a configuration instead of a path."""
    return "\n" in text or ": " in text


def _later(read: Callable[..., Iterable[Any]], *entry: Any) -> Callable[[], Iterable[Any]]:
    """A call of `read`, without loading `functools`."""
    return lambda: read(*entry)


def resource(path: str, files: Files, options: Options, place: str) -> Layer | list[Manifest]:
    """The objects of a file, or another kustomization; `place` is the directory of `files` in notes."""
    if files.is_directory(path):
        return _below(path, files, options, place, is_component=False)
    if not path:
        raise KustomizationError("the path of a resource is empty")
    manifests = read_resources(files.read(path), files.path(path))
    if options.metadata:
        from k8sdsl.layers import history

        history.set_origin(manifests, history.Note(history.joined(place, path)))
    return manifests


def _below(path: str, files: Files, options: Options, place: str, *, is_component: bool) -> Layer:
    from k8sdsl.layers import history

    directory, place = files.below(path), history.joined(place, path)
    held = options.held.get((directory.root, place))
    if held is not None and not is_component:
        held.is_shared = True
        return held
    options.count(directory)
    below = KustomizationReader(directory, options, place)
    if is_component is not (below.file.kind == "Component"):
        raise below.file.error(
            f"{shown(below.files.root)} is a {below.file.kind}",
            "kind",
            remedy="list it under `resources`" if is_component else "list it under `components`",
        )
    layer = below.layer()
    if not is_component:
        options.held[directory.root, place] = layer
    return layer


def plugins_at(path: str, files: Files, options: Options, place: str = "") -> list[Plugin]:
    """The plugins that a file configures, or that a kustomization builds; each of them is read once in a build."""
    from k8sdsl.kustomize.plugins import read_plugins

    at = (files.root, path, place)
    if at not in options.plugins:
        try:
            options.plugins[at] = list(_plugin_objects(path, files, options, place))
        except K8sdslError as error:
            options.plugins[at] = error
    held = options.plugins[at]
    if isinstance(held, K8sdslError):
        raise held
    return read_plugins([manifest.copy() for manifest in held])


def _plugin_objects(path: str, files: Files, options: Options, place: str) -> Iterable[Manifest]:
    from k8sdsl.layers import history
    from k8sdsl.layers.apply import gather

    below = Options(options.warnings, [history.ORIGINS_WANTED])
    below.plugins, below.counted = options.plugins, options.counted
    holder = Layer(KUSTOMIZE, lambda *_: None)
    holder.bases = [Step("", None, resource(path, files, below, place))]
    return gather(holder, options.warnings).manifests


def _note_origin(made: Any, note: Note, *, merged: bool) -> None:
    """Notes the origin of generated objects; with `merged` also in objects that a generator merges into."""
    from k8sdsl.layers import history

    if isinstance(made, list):
        history.set_origin(made, note)
    elif not isinstance(made, Unreadable) and (merged or made.behavior != "merge"):
        made.annotations = {**made.annotations, history.ORIGIN: history.origin(note)}
