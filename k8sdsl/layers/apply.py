"""Applies layers, from the innermost outwards. Answers for kustomize's KustTarget and ResAccumulator."""

from __future__ import annotations

from k8sdsl.errors import ErrorGroup, K8sdslError, OverlayError, placed, raise_all
from k8sdsl.layers.finish import finish
from k8sdsl.layers.gathered import Gathered
from k8sdsl.layers.layer import DeclaredOrigin, Layer

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from k8sdsl.layers.layer import Observer, Step
    from k8sdsl.layers.schemas import Schemas
    from k8sdsl.manifest import Manifest, ManifestSet

    StepAction = Callable[[Layer, Step, Gathered], None]


def apply(layer: Layer, warnings: list[K8sdslError], observer: Observer | None = None) -> ManifestSet:
    """The objects of a layer: first its bases, then everything that it declares, and finally names.

    Entries that match nothing are added to `warnings` unless the dialect makes them errors. Raises K8sdslErrors, those
    of one phase together.
    """
    gathered = gather(layer, warnings, observer)
    with placed(layer.locate):
        finish(gathered, layer, warnings)
    return gathered.manifests


def gather(layer: Layer, warnings: list[K8sdslError], observer: Observer | None = None) -> Gathered:
    """The same, before names are final."""
    gathered = Gathered()
    _Engine(layer, warnings, observer).apply(layer, gathered)
    return gathered


class _Engine:
    """One build: the state that its layers share."""

    def __init__(self, layer: Layer, warnings: list[K8sdslError], observer: Observer | None) -> None:
        self._definitions = layer.definitions
        self._noted: list[Manifest] = []
        self._known: Schemas | None = None
        self._warnings = warnings
        self._observer = observer
        self._results: dict[int, Gathered | K8sdslError] = {}
        self._missed = 0

    def apply(self, layer: Layer, into: Gathered) -> None:
        """Applies a layer to the gathered objects: none for a base, those of the including layer for a component."""
        if layer.openapi is not None:
            self._schemas().add_openapi(layer.openapi, once=layer.dialect.as_kustomize)
        self._each(layer, layer.bases, self._add, into)
        if layer.bases and self._results and not layer.dialect.as_kustomize:
            into.refuse_copies()
        self._each(layer, layer.tables, self._note, into)
        rows = [step.declaration for step in layer.tables if not isinstance(step.declaration, list)]
        with placed(layer.place, layer.tables[-1]) if layer.tables else placed(layer.locate):
            into.extend_tables(rows)
        self._each(layer, layer.generators, self._add, into)
        for component in layer.components:
            self._each(layer, [component], self._add, into)
        self._transform(layer, into)
        self._each(layer, layer.validators, self._run, into)
        self._each(layer, layer.variables, _declare, into)

    @staticmethod
    def _each(layer: Layer, steps: Sequence[Step], action: StepAction, into: Gathered) -> None:
        """Carries out every step of a phase; an error without a place gets that of its step."""
        errors: list[K8sdslError] = []
        for step in steps:
            try:
                with placed(layer.place, step):
                    if isinstance(step.declaration, K8sdslError):
                        raise step.declaration
                    action(layer, step, into)
            except K8sdslError as error:
                errors += error.errors if isinstance(error, ErrorGroup) else (error,)
        raise_all(errors)

    def _add(self, layer: Layer, step: Step, into: Gathered) -> None:
        """Adds the objects of a step: manifests, another layer, or the output of a generator."""
        declaration, unique = step.declaration, layer.dialect.as_kustomize
        if type(declaration) is list:
            _declared_by(layer, step, declaration)
            into.add(declaration, unique=unique)
            self._noted += declaration
        elif not isinstance(declaration, Layer):
            self._generate(layer, step, into)
        elif declaration.is_component:
            self.apply(declaration, into)
            into.fold_tables()
        else:
            into.merge(self._result(declaration), unique=unique)

    def _generate(self, layer: Layer, step: Step, into: Gathered) -> None:
        """Runs a generator, which adds objects or changes those that are there."""
        manifests, before = into.manifests, len(into.manifests)
        self._look(layer, into)
        self._run(layer, step, into)
        _declared_by(layer, step, [manifests[at] for at in range(before, len(manifests))])
        self._look(layer, into, step)
        into.changed()

    def _result(self, layer: Layer) -> Gathered:
        """What a base builds. A shared one is applied once: with n levels, its bases would be applied 2^n times."""
        result = self._results.get(id(layer))
        if result is None:
            result = Gathered()
            try:
                self.apply(layer, result)
            except K8sdslError as error:
                result = error
            if not layer.is_shared and isinstance(result, Gathered):
                return result
            self._results[id(layer)] = result
        if isinstance(result, K8sdslError):
            raise result
        return result.copy(self._observer.copied if self._observer is not None else lambda *_: None)

    def _note(self, _: Layer, step: Step, __: Gathered) -> None:
        """Collects definitions of custom resources; those of a table are not among the objects."""
        if isinstance(step.declaration, list):
            self._noted += step.declaration

    def _transform(self, layer: Layer, into: Gathered) -> None:
        """Changes the objects; their kinds are checked before each step that finds fields by kind, and at the end."""
        self._look(layer, into)
        refuse_other_kinds(into.manifests)
        unchecked = False

        def change(layer: Layer, step: Step, into: Gathered) -> None:
            nonlocal unchecked
            may_change = getattr(step.declaration, "may_change_kinds", False)
            if unchecked and not may_change:
                refuse_other_kinds(into.manifests)
            unchecked = may_change
            self._run(layer, step, into)
            if step.note is not None:
                from k8sdsl.layers import history

                history.add_transformation(into.manifests, step.note)
            self._look(layer, into, step)

        self._each(layer, layer.steps, change, into)
        if unchecked:
            refuse_other_kinds(into.manifests)
        if layer.steps:
            into.changed()

    def _look(self, layer: Layer, into: Gathered, step: Step | None = None) -> None:
        """Lets the observer compare fields with their values before a step, or before the first."""
        if self._observer is not None:
            self._observer.look(into.manifests, None if step is None else lambda *place: layer.setter(step, *place))

    def _run(self, layer: Layer, step: Step, into: Gathered) -> None:
        """Applies one declaration."""
        from k8sdsl.transforms.context import TransformContext

        fields = {} if into.tables is None else into.tables.fields
        schemas = self._schemas() if layer.merge_custom_lists else self._schemas().without_definitions
        dialect, missed = layer.dialect, self._missed
        context = TransformContext(fields, schemas, as_kustomize=dialect.as_kustomize, missed_before=missed)
        step.declaration.apply(into.manifests, context)
        self._missed += len(context.misses)
        raise_all(layer.report(step, context.misses, self._warnings))

    def _schemas(self) -> Schemas:
        """The schemas of lists."""
        if self._known is None:
            from k8sdsl.layers.schemas import Schemas

            self._known = Schemas(self._noted, self._definitions)
        return self._known


def _declared_by(layer: Layer, step: Step, made: Iterable[Manifest]) -> None:
    """Gives objects that are in no file the place of the step that makes them."""
    for manifest in made:
        if manifest.origin is None:
            manifest.origin = DeclaredOrigin(layer, step)


def _declare(layer: Layer, step: Step, into: Gathered) -> None:
    into.declare(layer, step, step.declaration.object_in(into.manifests))


def refuse_other_kinds(manifests: ManifestSet) -> None:
    """Raises OverlayError for objects whose kind is not a string: the tables of transforms are by kind."""
    errors = []
    for manifest in manifests:
        tree = manifest.tree
        for key in ("apiVersion", "kind"):
            value = tree.get(key)
            if type(value) is not str and value is not None:
                source = manifest.origin.locate((key,)) if manifest.origin is not None else None
                errors.append(
                    OverlayError(f"`{key}` of {manifest.ref} must be a string", source=source, code="overlay/field")
                )
    raise_all(errors)
