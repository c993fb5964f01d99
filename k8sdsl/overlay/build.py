"""The engine of kustomization directories, at work for overlays in Python."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from k8sdsl.errors import K8sdslError, KustomizationError, NoMatchError, OverlayError, raise_all
from k8sdsl.kube.references.renaming import NAME_REFERENCES
from k8sdsl.kustomize import configuration, history
from k8sdsl.kustomize.accumulate import Accumulated, Level
from k8sdsl.kustomize.build import Build, value_of
from k8sdsl.kustomize.fields import Kustomization
from k8sdsl.kustomize.files import Files
from k8sdsl.project.paths import shown
from k8sdsl.transforms import variables
from k8sdsl.transforms.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from k8sdsl.kustomize.configuration import Configuration
    from k8sdsl.kustomize.schemas import Schemas
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses

TABLES = evolve(configuration.DEFAULT, name_reference=NAME_REFERENCES)
"""The fields that hold for an overlay: kustomize's, and every reference that is known."""

MANAGER = "k8sdsl"
"""What the label of `managedByLabel` says; kustomize's own value is one that the API server refuses."""


class OverlayBuild(Build):
    """The engine of one build of an overlay or stack; `file` declares what is built, `metadata` what it notes.

    `declared` holds the places of the variables that overlays declare.
    """

    def __init__(
        self, file: str, metadata: Sequence[str], schemas: Schemas, kube_version: str, warnings: list[K8sdslError]
    ) -> None:
        super().__init__(
            load_restrictor="root",
            kube_version=kube_version,
            merge_custom_lists=True,
            allow_helm=False,
            warnings=warnings,
        )
        self.schemas = schemas
        self.metadata = list(metadata)
        self.declared: dict[str, Callable[[], Source]] = {}
        self.folder = Path(file).absolute().parent

    def step(self, path: str | Path) -> history.Step | None:
        """A place as the annotations of `build_metadata` name it; None where they are not wanted."""
        return history.Step(path=self.relative(path)) if self.metadata else None

    def relative(self, path: str | Path) -> str:
        """A path as seen from the outermost overlay."""
        return Path(os.path.relpath(Path(path).absolute(), self.folder)).as_posix()

    def add_directory(self, directory: Path, into: Any, *, component: bool = False) -> None:
        """Adds the objects of a kustomization directory, names unfinished; a component is done to what there is."""
        level = Level.load(self, Files.at(directory, self.load_restrictor))
        if component is not (level.kustomization.kind == "Component"):
            other = "base" if component else "components"
            raise OverlayError(f"{shown(directory)} is a {level.kustomization.kind}", remedy=f"name it under `{other}`")
        with opened(into) as accumulated:
            if component:
                level.accumulate(accumulated, self.step(directory), self.metadata)
            else:
                done = level.accumulate(Accumulated(), self.step(directory), self.metadata)
                accumulated.manifests.extend(done.manifests)
                accumulated.configuration = accumulated.configuration.merged(done.configuration)
                for variable, manifest in done.variables:
                    accumulated.add_variable(variable, manifest)

    def note_origins(self, manifests: ManifestSet) -> None:
        """Notes where objects come from, in those that do not say it yet."""
        for manifest in manifests:
            source = manifest.origin.locate(()) if manifest.origin else None
            if source is not None and history.ORIGIN not in (manifest.metadata.get("annotations") or {}):
                history.set_origin(manifest, history.Step(path=self.relative(source.file)))

    def finish(self, gathered: Any, locate: Callable[..., Source]) -> None:
        """What comes once at the end: hashes, references, variables, and the notes of `build_metadata`.

        Raises OverlayError, and NoMatchError for a variable that no field asks for.
        """
        with opened(gathered) as done:
            done.variables = []
            try:
                self._finish_names(done, OverlayFields("", locate))
            except KustomizationError as error:
                raise OverlayError(error.message, source=error.source, remedy=error.remedy) from None
        if gathered.variables:
            self._expand(gathered, done.configuration)
        manifests: ManifestSet = gathered.manifests
        if history.MANAGED_BY_WANTED in self.metadata:
            for manifest in manifests:
                manifest.tree["metadata"].setdefault("labels", {})[history.MANAGED_BY[0]] = MANAGER
        if self.metadata:
            history.clean(manifests, self.metadata)

    def _expand(self, gathered: Any, tables: Configuration) -> None:
        """Puts the values of variables in their place; those of overlays must be asked for."""
        values: dict[str, Any] = {}
        misses: Misses = []
        for variable, manifest in gathered.variables:
            try:
                values[variable.name] = value_of(variable, manifest)
            except OverlayError as error:
                error.source = error.source or self._place_of(variable.name)
                raise
        variables.apply(gathered.manifests, Variables(values, tables.var_reference), misses)
        unmet = [NoMatchError(miss.message, source=self._place_of(miss.entry), remedy=miss.remedy) for miss in misses]
        self.warnings += [error for error in unmet if error.source is None]
        raise_all([error for error in unmet if error.source is not None])

    def _place_of(self, name: Any) -> Source | None:
        return self.declared[name]() if name in self.declared else None


@contextmanager
def opened(gathered: Any) -> Iterator[Accumulated]:
    """What a level of an overlay has gathered, as the engine wants it; what the engine adds is taken over."""
    accumulated = Accumulated()
    accumulated.manifests = gathered.manifests
    accumulated.configuration = gathered.configuration or TABLES
    accumulated.variables = gathered.variables
    accumulated.changed()
    yield accumulated
    gathered.configuration = accumulated.configuration


class OverlayFields(Kustomization):
    """The place of a kustomization file is taken by the Python file: fields are looked for in the declaration."""

    def __init__(self, file: str, locate: Callable[..., Source]) -> None:
        super().__init__(Path(file), b"", {})
        self._locate = locate

    def source(self, *path: str | int) -> Source:
        """Where the overlay says something."""
        return self._locate(*(path or ("base",)))
