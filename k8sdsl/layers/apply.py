"""Applies layers, from the innermost outwards. Answers for kustomize's KustTarget and ResAccumulator."""

from __future__ import annotations

from k8sdsl.errors import ErrorGroup, K8sdslError, NoMatchError, OverlayError, placed, raise_all
from k8sdsl.layers.finish import finish
from k8sdsl.layers.gathered import DeclaredVariable, Gathered
from k8sdsl.layers.layer import DeclaredOrigin, Layer, Unreadable

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from k8sdsl.layers.layer import Step
    from k8sdsl.layers.schemas import Schemas
    from k8sdsl.layers.tables import Rows
    from k8sdsl.layers.tracer import Tracer
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext


def apply(layer: Layer, warnings: list[K8sdslError], tracer: Tracer | None = None) -> ManifestSet:
    """The objects of a layer: first its bases, then everything that it declares, and finally names.

    Entries that match nothing are added to `warnings` unless the dialect makes them errors. Raises K8sdslErrors, those
    of one phase together.
    """
    gathered = gather(layer, warnings, tracer)
    finish(gathered, layer, warnings)
    return gathered.manifests


def gather(layer: Layer, warnings: list[K8sdslError], tracer: Tracer | None = None) -> Gathered:
    """The same, before names are final."""
    gathered = Gathered()
    _Engine(layer, warnings, tracer).apply(layer, gathered)
    return gathered


class _Engine:
    """One build: the state that its layers share."""

    def __init__(self, layer: Layer, warnings: list[K8sdslError], tracer: Tracer | None) -> None:
        self._definitions = layer.definitions
        self._noted: list[Manifest] = []
        self._known: Schemas | None = None
        self._warnings = warnings
        self._tracer = tracer
        self._results: dict[int, Gathered | K8sdslError] = {}

    def apply(self, layer: Layer, into: Gathered) -> None:
        """Applies a layer to the gathered objects: none for a base, those of the including layer for a component."""
        if layer.openapi is not None:
            self._schemas().add_openapi(layer.openapi, once=layer.dialect.as_kustomize)
        self._each(layer, layer.bases, lambda step: self._add(layer, step, into))
        if layer.bases and self._results and not layer.dialect.as_kustomize:
            into.refuse_copies()
        rows: list[Rows] = []
        self._each(layer, layer.tables, lambda step: self._read_rows(step, rows))
        with placed(layer.place, layer.tables[-1]) if layer.tables else placed(layer.locate):
            into.extend_tables(rows)
        self._each(layer, layer.generators, lambda step: self._add(layer, step, into))
        for component in layer.components:
            self._each(layer, [component], lambda step: self._add(layer, step, into))
        self._transform(layer, into)
        if layer.validators:
            context = self._context(layer, into)
            self._each(layer, layer.validators, lambda step: self._run(layer, step, into.manifests, context))
        self._each(layer, layer.variables, lambda step: _declare(layer, step, into))

    def _each(self, layer: Layer, steps: Sequence[Step], action: Callable[[Step], None]) -> None:
        """Carries out every step of a phase; an error without a place gets that of its step."""
        errors: list[K8sdslError] = []
        for step in steps:
            try:
                with placed(layer.place, step):
                    if isinstance(step.declaration, Unreadable):
                        raise step.declaration.error
                    action(step)
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
            into.changed()
        elif declaration.is_component:
            self.apply(declaration, into)
        else:
            into.merge(self._result(declaration), unique=unique)
            refuse_too_many(into.manifests)

    def _generate(self, layer: Layer, step: Step, into: Gathered) -> None:
        """Runs a generator, which adds objects or changes those that are there."""
        manifests, tracer = into.manifests, self._tracer
        if tracer is not None:
            tracer.look(manifests)
        if getattr(step.declaration, "origin", "") is None:
            step.declaration.origin = DeclaredOrigin(layer, step)
        self._run(layer, step, manifests, self._context(layer, into))
        if not hasattr(step.declaration, "origin"):
            _declared_by(layer, step, manifests)
        if tracer is not None:
            tracer.look(manifests, lambda *place: layer.setter(step, *place))

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
        return result.copy(self._tracer.copied if self._tracer is not None else lambda *_: None)

    def _read_rows(self, step: Step, rows: list[Rows]) -> None:
        """Collects rows for the tables, and definitions of custom resources."""
        if isinstance(step.declaration, list):
            self._noted += step.declaration
        else:
            rows.append(step.declaration)

    def _transform(self, layer: Layer, into: Gathered) -> None:
        manifests, tracer = into.manifests, self._tracer
        if tracer is not None:
            tracer.look(manifests)
        refuse_other_kinds(manifests)
        if not layer.steps:
            return
        context = self._context(layer, into)
        unchecked = False

        def run(step: Step) -> None:
            nonlocal unchecked
            may_change = getattr(step.declaration, "may_change_kinds", False)
            if unchecked and not may_change:
                refuse_other_kinds(manifests)
            unchecked = may_change
            self._run(layer, step, manifests, context)
            if step.note is not None:
                from k8sdsl.layers import history

                history.add_transformation(manifests, step.note)
            if tracer is not None:
                tracer.look(manifests, lambda *place: layer.setter(step, *place))

        self._each(layer, layer.steps, run)
        if unchecked:
            refuse_other_kinds(manifests)
        into.changed()

    def _run(self, layer: Layer, step: Step, manifests: ManifestSet, context: TransformContext) -> None:
        """Applies one declaration; the dialect decides about entries of it that match nothing."""
        context.misses.clear()
        step.declaration.apply(manifests, context)
        errors: list[K8sdslError] = []
        for miss in context.misses:
            error = NoMatchError(miss.message, source=miss.source or layer.place(step, miss.entry), remedy=miss.remedy)
            is_error = miss.fails or layer.dialect.misses_are_errors
            (errors if is_error else self._warnings).append(error)
        raise_all(errors)

    def _context(self, layer: Layer, into: Gathered) -> TransformContext:
        from k8sdsl.transforms.context import TransformContext

        schemas = self._schemas() if layer.merge_custom_lists else self._schemas().without_definitions
        fields = {} if into.tables is None else into.tables.fields
        return TransformContext(fields, schemas, as_kustomize=layer.dialect.as_kustomize)

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
    variable = step.declaration
    found = [manifest for manifest in into.manifests.named(variable.object_name) if variable.is_of(manifest)]
    if len(found) > 1:
        raise OverlayError(
            f"the var `{variable.name}` matches {' and '.join(str(manifest.ref) for manifest in found)}",
            remedy="set the namespace of the object in `objref`",
            code="overlay/variable",
        )
    is_error = layer.dialect.misses_are_errors
    manifest = found[0] if found else None
    into.declare(DeclaredVariable(variable, manifest, lambda: layer.place(step), is_error=is_error))


MAX_OBJECTS = 1_000_000
"""The maximum number of objects of one build."""


def refuse_too_many(manifests: ManifestSet) -> None:
    """Raises OverlayError for more objects than a build may have: a few layers can double them without end."""
    if len(manifests) > MAX_OBJECTS:
        raise OverlayError(
            f"the bases have more than {MAX_OBJECTS:,} objects",
            remedy="split them into several overlays, and build each",
            code="overlay/too-large",
        )


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
