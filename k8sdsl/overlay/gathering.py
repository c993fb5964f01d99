"""The objects of stacks and overlays, gathered from the innermost base outwards, and finished once in the end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from k8sdsl.errors import KustomizationError, LoadError, OverlayError
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.versions import DEFAULT
from k8sdsl.manifest import ManifestSet
from k8sdsl.objects.conversion import plain_tree, to_tree
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.declaration import Overlay, apply_overlay
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.names import find_root, is_kustomization
from k8sdsl.project.paths import resolve
from k8sdsl.semantics.merge_schema import builtin_schema
from k8sdsl.stack import Stack, manifest_of, refuse_item
from k8sdsl.transforms import references
from k8sdsl.transforms.strategic_merge import StrategicMergePatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.errors import K8sdslError
    from k8sdsl.kustomize.configuration import Configuration
    from k8sdsl.kustomize.schemas import Schemas
    from k8sdsl.layers.tracer import Tracer
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest
    from k8sdsl.overlay.build import OverlayBuild
    from k8sdsl.overlay.declaration import Base, Patch
    from k8sdsl.overlay.level import OverlayLevel
    from k8sdsl.semantics.merge_schema import MergeSchema
    from k8sdsl.transforms.variables import Variable

LOCAL = "config.kubernetes.io/local-config"
"""The annotation of objects that only the build needs."""


class Gathered:
    """What there is at one level: objects, the tables of fields (None for ours), variables with their objects."""

    __slots__ = ("configuration", "manifests", "variables")

    def __init__(self) -> None:
        self.manifests = ManifestSet()
        self.configuration: Configuration | None = None
        self.variables: list[tuple[Variable, Manifest | None]] = []

    def merge(self, other: Gathered) -> None:
        """Takes over everything of another."""
        self.manifests.extend(other.manifests)
        self.variables += other.variables
        if other.configuration is not None:
            mine = self.configuration
            self.configuration = other.configuration if mine is None else mine.merged(other.configuration)


class Gathering:
    """One build of an overlay or stack; the engine of kustomizations is loaded where something asks for it."""

    def __init__(
        self,
        plan: Overlay | Stack,
        tracer: Tracer | None = None,
        *,
        kube_version: str = DEFAULT,
        warnings: list[K8sdslError] | None = None,
    ) -> None:
        self._plan = plan
        self._tracer = tracer
        self._kube_version = kube_version
        self._warnings = [] if warnings is None else warnings
        self._metadata = plan.build_metadata if isinstance(plan, Overlay) else ()
        self._engine: OverlayBuild | None = None
        self._schemas: dict[bool, Schemas] = {}

    def run(self) -> ManifestSet:
        """The objects, finished."""
        gathered = Gathered()
        if isinstance(self._plan, Stack):
            self._stack(self._plan, (), gathered)
        else:
            self._overlay(self._plan, (), gathered)
        self._finish(gathered)
        return gathered.manifests

    @property
    def _file(self) -> str:
        return self._plan.file if isinstance(self._plan, Overlay) else self._plan.site[0].co_filename

    @property
    def engine(self) -> OverlayBuild:
        """The engine of kustomization directories."""
        if self._engine is None:
            from k8sdsl.overlay.build import OverlayBuild

            self._engine = OverlayBuild(
                self._file, self._metadata, self.schemas(custom=True), self._kube_version, self._warnings
            )
        return self._engine

    def schemas(self, *, custom: bool) -> Schemas:
        """How lists merge; with `custom` also those of custom resources, by the definitions that were met."""
        if custom not in self._schemas:
            from k8sdsl.kustomize.schemas import Schemas

            self._schemas[custom] = Schemas(merge_custom_lists=custom)
            folder = find_root(Path(self._file).absolute().parent) / "crds"
            for manifest in read_manifests(folder) if custom and folder.is_dir() else ():
                self._schemas[custom].add_definition(manifest.tree)
        return self._schemas[custom]

    def _overlay(self, overlay: Overlay, within: tuple[Overlay, ...], into: Gathered) -> None:
        """Does an overlay to what there is: nothing for one that is built by itself or a base, more for a component."""
        if overlay in within:
            raise OverlayError("an overlay is its own base", source=overlay.locate("base"))
        within = (*within, overlay)
        level = self._level(overlay)
        for index, base in enumerate(overlay.bases):
            at = (index,) if base is not overlay.base else ()
            with _said_by(partial(overlay.locate, "base", *at)):
                self._base(base, overlay, at, within, into)
        if self._metadata:
            self.engine.note_origins(into.manifests)
        if level is not None:
            level.start(into)
        for index, component in enumerate(overlay.components):
            with _said_by(partial(overlay.locate, "components", index)):
                self._component(component, overlay, within, into)
        if level is None and into.configuration is not None:
            level = self._level(overlay)
        apply_overlay(into.manifests, overlay, self._patches(overlay, into), self._tracer, level, into.configuration)
        if level is not None:
            level.end(into)

    def _level(self, overlay: Overlay) -> OverlayLevel | None:
        """What carries out the fields of an overlay for which the engine is needed; None where it has none of them."""
        if not self._metadata and not self._engine and not overlay.needs_engine:
            return None
        from k8sdsl.overlay.level import OverlayLevel

        level = OverlayLevel(self.engine, overlay)
        if overlay.openapi is not None:
            level.read_schemas(self.schemas(custom=True), self.schemas(custom=False))
        return level

    def _base(
        self, base: Base, overlay: Overlay, at: tuple[int, ...], within: tuple[Overlay, ...], into: Gathered
    ) -> None:
        if isinstance(base, Overlay):
            inner = Gathered()
            self._overlay(base, within, inner)
            into.merge(inner)
        elif isinstance(base, Stack):
            self._stack(base, (), into)
        elif isinstance(base, (Resource, Mapping)):
            into.manifests.append(manifest_of(base, partial(overlay.locate, "base", *at)))
        elif isinstance(base, (str, PathLike)):
            self._read(resolve(base, overlay.file), into)
        else:
            raise refuse_item("the base", base)

    def _component(
        self, component: Overlay | str | PathLike[str], overlay: Overlay, within: tuple[Overlay, ...], into: Gathered
    ) -> None:
        if isinstance(component, Overlay):
            self._overlay(component, within, into)
        else:
            self.engine.add_directory(resolve(component, overlay.file), into, component=True)

    def _stack(self, stack: Stack, within: tuple[Stack, ...], into: Gathered) -> None:
        if stack in within:
            raise OverlayError(f"the stack {stack.name!r} holds itself")
        for index, item in enumerate(stack.items):
            if isinstance(item, (Resource, Mapping)):
                into.manifests.append(manifest_of(item, partial(stack.locate, index)))
            elif item is not None:
                with _said_by(partial(stack.locate, index)):
                    self._item(item, stack, (*within, stack), into)

    def _item(self, item: object, stack: Stack, within: tuple[Stack, ...], into: Gathered) -> None:
        if isinstance(item, Stack):
            self._stack(item, within, into)
        elif isinstance(item, (str, PathLike)):
            self._read(resolve(item, stack.site[0].co_filename), into)
        else:
            raise refuse_item(f"the stack {stack.name!r}", item)

    def _read(self, path: Path, into: Gathered) -> None:
        if path.is_dir() and is_kustomization(path):
            self.engine.add_directory(path, into)
        else:
            into.manifests.extend(read_manifests(path))

    def _patches(self, overlay: Overlay, into: Gathered) -> list[tuple[int, Any]]:
        """The patches of an overlay, read, each with its position; strategic ones know how lists merge."""
        lookup = _MergeLookup(self, overlay, into.manifests)
        patches: list[tuple[int, Any]] = []
        for index, patch in enumerate(overlay.patches):
            with _said_by(partial(overlay.locate, "patches", index)):
                for read in _read_patch(patch, overlay):
                    ours = isinstance(read, StrategicMergePatch) and read.schemas is builtin_schema
                    patches.append((index, evolve(read, schemas=lookup) if ours else read))
        return patches

    def _finish(self, gathered: Gathered) -> None:
        """What needs every name to be final, and the objects that only the build needed."""
        manifests = gathered.manifests
        if self._engine is not None or any(manifest.needs_hash for manifest in manifests):
            self.engine.finish(gathered, self._plan.locate)
        elif isinstance(self._plan, Overlay):
            with _said_by(partial(self._plan.locate, "base")):
                references.apply(manifests)
        if any(map(_is_local, manifests)):
            manifests.replace([manifest for manifest in manifests if not _is_local(manifest)])


class _MergeLookup:
    """How lists merge at one level; definitions of custom resources are looked for when one is patched."""

    __slots__ = ("_custom", "_found", "_gathering", "_manifests", "_openapi")

    def __init__(self, gathering: Gathering, overlay: Overlay, manifests: ManifestSet) -> None:
        self._gathering = gathering
        self._custom = overlay.merge_custom_lists
        self._manifests = manifests
        self._openapi = bool(gathering._schemas)  # noqa: SLF001 - a part of it
        self._found: Schemas | None = None

    def __call__(self, api_version: str, kind: str) -> MergeSchema | None:
        """The schema of a kind, or None."""
        if not self._openapi and is_builtin_group(api_version.rpartition("/")[0]):
            return builtin_schema(api_version, kind)
        if self._found is None:
            self._found = self._gathering.schemas(custom=self._custom)
            for manifest in self._manifests:
                if manifest.kind == "CustomResourceDefinition":
                    self._found.add_definition(manifest.tree)
        return self._found(api_version, kind)


@contextmanager
def _said_by(locate: Callable[[], Source]) -> Iterator[None]:
    """Gives an error that knows no place the place of the declaration that led to it."""
    try:
        yield
    except (KustomizationError, LoadError, OverlayError) as error:
        if error.source is None:
            error.source = locate()
        raise


def _read_patch(patch: Patch, overlay: Overlay) -> list[Any]:
    """A patch as its declaration; a file may hold several."""
    if isinstance(patch, Resource):
        return [StrategicMergePatch(to_tree(patch))]
    if isinstance(patch, Mapping):
        return [StrategicMergePatch(plain_tree(patch))]
    if isinstance(patch, (str, PathLike)):
        return [StrategicMergePatch(manifest.tree) for manifest in read_manifests(resolve(patch, overlay.file))]
    return [patch]


def _is_local(manifest: Manifest) -> bool:
    annotations = manifest.metadata.get("annotations")
    return isinstance(annotations, dict) and annotations.get(LOCAL, "false") != "false"
