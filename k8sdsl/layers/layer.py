"""Layer: the meaning of one overlay or kustomization file.

Both spellings are read as layers, and layers are applied.
"""

from __future__ import annotations

from k8sdsl.errors import K8sdslError, NoMatchError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, Protocol

    from k8sdsl.kube.references.renaming import NameReferences
    from k8sdsl.layers.history import Note
    from k8sdsl.locations.source import Origin, Source
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Miss
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.transforms.sort_order import SortOrder
    from k8sdsl.tree import FieldPath, Tree

    class Dialect(Protocol):
        """The decisions that differ between spellings; everything else is the same in both."""

        as_kustomize: bool
        """Whether kustomize's accidents are reproduced, and what it refuses is refused."""
        misses_are_errors: bool
        """Whether an entry that matches nothing is an error; otherwise it is a warning, unless kustomize fails too."""
        manager: str
        """The value of the label of `managedByLabel`."""

        @property
        def references(self) -> tuple[NameReferences, ...]:
            """The fields that follow renamed objects."""
            ...

        def output(self, manifest: Manifest) -> Tree:
            """The tree for the output, with its keys in order."""
            ...

    class Observer(Protocol):
        """Follows the values of fields through a build."""

        def look(self, manifests: ManifestSet, locate: Callable[..., Source | None] | None = None, /) -> None:
            """Called before the steps of a layer, and after each with the place of the declaration that set a field."""

        def copied(self, manifest: Manifest, made: Manifest, /) -> None:
            """Called for the copy of an object."""

    class Declaration(Protocol):
        """A transform, generator or validator."""

        def apply(self, manifests: ManifestSet, context: TransformContext, /) -> None:
            """Changes the objects in place."""


ORDER = (
    *("patches", "namespace", "name_prefix", "name_suffix", "labels", "annotations", "json_patches", "replicas"),
    *("images", "replacements", "transforms", "transformers"),
)
"""The order in which a layer is applied. Answers for kustomize's `configureBuiltinTransformers`."""


class Step:
    """One declaration of a layer: its field, its position there, and the declaration, or the error of reading it.

    `index` is None if the declaration is the whole field. `note` is the text of `build_metadata` about it.
    """

    __slots__ = ("declaration", "field", "index", "note")

    def __init__(self, field: str, index: int | None, declaration: Any, note: Note | None = None) -> None:
        self.field = field
        self.index = index
        self.declaration = declaration
        self.note = note


def readable(field: str, index: int | None, read: Callable[..., Iterable[Any]], *entry: Any) -> list[Step]:
    """The steps for an entry, which `read` converts to declarations; an error of it is raised with those of others."""
    try:
        return [Step(field, index, declaration) for declaration in read(*entry)]
    except K8sdslError as error:
        return [Step(field, index, error)]


def each(field: str, entries: Iterable[Any], read: Callable[[Any], Iterable[Any]]) -> list[Step]:
    """The steps for all entries of a list."""
    return [step for index, entry in enumerate(entries) for step in readable(field, index, read, entry)]


class Layer:
    """One overlay, stack or kustomization file, read. Each list contains steps.

    The declarations of `bases`, `components` and `generators` can also be layers and lists of manifests; those of
    `tables` are `Rows` or lists of definitions of custom resources, those of `variables` are `Variable`. `locate`
    returns the place where a field, or an entry of it, is declared. `is_shared` is set for a base of several layers: it
    is applied once, and each of them gets a copy of the result. `definitions` reads further definitions, when a
    custom resource is patched.
    """

    __slots__ = (
        *("bases", "components", "definitions", "dialect", "generators", "is_component", "is_shared", "locate"),
        *("merge_custom_lists", "metadata", "openapi", "sort_order", "steps", "tables", "validators", "variables"),
    )

    def __init__(self, dialect: Dialect, locate: Callable[..., Source | None]) -> None:
        self.dialect = dialect
        self.locate = locate
        self.bases: list[Step] = []
        self.tables: list[Step] = []
        self.generators: list[Step] = []
        self.components: list[Step] = []
        self.steps: list[Step] = []
        self.validators: list[Step] = []
        self.variables: list[Step] = []
        self.openapi: Tree | None = None
        self.is_component = False
        self.is_shared = False
        self.merge_custom_lists = True
        self.definitions: Callable[[], Sequence[Manifest]] | None = None
        self.metadata: Sequence[str] = ()
        self.sort_order: SortOrder | None = None

    def place(self, step: Step, entry: object = None, within: FieldPath = ()) -> Source | None:
        """The place where a step, or one entry of it, is declared; or what is at a path in the declaration."""
        if step.index is not None:
            return self.locate(step.field, step.index, *within)
        entries = getattr(step.declaration, "entries", ())
        position = next((number for number, one in enumerate(entries) if one is entry), None)
        if position is None and len(entries) == 1:
            position = 0
        return self.locate(step.field) if position is None else self.locate(step.field, position)

    def report(self, step: Step, misses: Iterable[Miss], warnings: list[K8sdslError]) -> list[K8sdslError]:
        """The errors for entries of a step that match nothing; the dialect decides which are only warnings."""
        errors: list[K8sdslError] = []
        for miss in misses:
            error = NoMatchError(miss.message, source=miss.source or self.place(step, miss.entry), remedy=miss.remedy)
            is_error = miss.fails or self.dialect.misses_are_errors
            (errors if is_error else warnings).append(error)
        return errors

    def setter(self, step: Step, manifest: Manifest, path: FieldPath) -> Source | None:
        """The place of the declaration that set a field: the field of a patch, or one entry of several."""
        from k8sdsl.locations.origins import InEntry

        declaration = step.declaration
        if getattr(declaration, "keeps_origin", False):
            return None  # the object's own origin is more precise
        within = getattr(declaration, "within", None)
        inside = path if within is None else within(manifest, path)
        origin: Origin | None = getattr(declaration, "origin", None)
        if isinstance(origin, InEntry) and step.index is not None:
            return self.locate(step.field, step.index, *origin.prefix, *inside)
        if origin is not None and not isinstance(origin, InEntry):
            return origin.locate(inside)
        find = getattr(declaration, "entry_for", None)
        return self.place(step, None if find is None else find(manifest, path), () if within is None else inside)


class DeclaredOrigin:
    """The origin of an object that a step of a layer makes, such as a generator."""

    __slots__ = ("_layer", "_step")

    def __init__(self, layer: Layer, step: Step) -> None:
        self._layer = layer
        self._step = step

    def locate(self, path: FieldPath) -> Source | None:
        """The place of the step, or of its part that a field comes from."""
        within = getattr(self._step.declaration, "within", None)
        return self._layer.place(self._step, within=() if within is None else within(None, path))
