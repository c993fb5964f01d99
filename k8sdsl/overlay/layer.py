"""Reads an overlay or stack, and its bases, as a layer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError, OverlayError
from k8sdsl.kustomize.files import FileReader, Options
from k8sdsl.layers import history
from k8sdsl.layers.layer import Layer, Step, each, readable
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.overlay.dialect import PYTHON
from k8sdsl.overlay.fields import FieldReader
from k8sdsl.project.manifests import read_manifests
from k8sdsl.project.names import find_root, is_kustomization
from k8sdsl.project.paths import resolve
from k8sdsl.stack import Stack, manifest_of, refuse_item
from k8sdsl.transforms.sort_order import SortOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from k8sdsl.layers.tables import Rows
    from k8sdsl.manifest import Manifest

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
    layer.tables += readable("references", None, _project_references, declared.file)
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
    """Reads the overlays and stacks of one build: `file` declares the outermost, `metadata` is what it notes."""

    def __init__(self, file: str, metadata: Sequence[str], warnings: list[K8sdslError]) -> None:
        self._options = Options(warnings, metadata)
        self._folder = Path(file).absolute().parent
        self._held: dict[int, Layer] = {}

    def overlay(self, overlay: Overlay, within: tuple[Overlay, ...]) -> Layer:
        """The layer of an overlay that is within others; raises OverlayError for one that is its own base."""
        if overlay in within:
            raise OverlayError(
                "an overlay is its own base",
                source=overlay.locate(),
                remedy="remove it from `base`",
                code="overlay/base",
            )
        within = (*within, overlay)
        layer = Layer(PYTHON, overlay.locate)
        layer.bases = self._bases(overlay, within)
        layer.components = each("components", overlay.components, lambda one: [self._component(overlay, within, one)])
        FieldReader(overlay, self._options, self._place(overlay.file)).add_to(layer)
        return layer

    def _bases(self, overlay: Overlay, within: tuple[Overlay, ...]) -> list[Step]:
        """The entries of a list; anything else is the one base."""
        base = overlay.base
        if not isinstance(base, (list, tuple)):
            return readable("base", None, self._base, base, overlay, within)
        entries = enumerate(base)
        return [step for at, one in entries for step in readable("base", at, self._base, one, overlay, within, at)]

    def _component(self, overlay: Overlay, within: tuple[Overlay, ...], component: Any) -> Layer:
        if isinstance(component, Overlay):
            layer = self.overlay(component, within)
            layer.is_component = True
            return layer
        return self._directory(resolve(component, overlay.file), is_component=True)

    def stack(self, stack: Stack, within: tuple[Stack, ...]) -> Layer:
        """The layer of a stack; raises OverlayError for one that contains itself."""
        if stack in within:
            raise OverlayError(f"the stack {stack.name!r} contains itself", code="overlay/base")
        layer = Layer(PYTHON, lambda _field="items", *path: stack.locate(*path))
        manifests: list[Manifest] = []
        for index, item in enumerate(stack.items):
            if isinstance(item, (Resource, Mapping)):
                manifests.append(manifest_of(item, partial(stack.locate, index)))
                continue
            layer.bases.append(Step("items", index, self._noted(manifests)))
            manifests = []
            layer.bases += readable("items", index, self._item, item, index, stack, (*within, stack))
        layer.bases.append(Step("items", None, self._noted(manifests)))
        return layer

    def _once(self, declared: Overlay | Stack, read: Callable[[Any, Any], Layer], within: tuple[Any, ...]) -> Layer:
        """The layer of a base, which is read once: with n levels of bases, the innermost would be read 2^n times."""
        held = self._held.get(id(declared))
        if held is None:
            held = self._held[id(declared)] = read(declared, within)
        else:
            held.is_shared = True
        return held

    def _item(self, item: object, index: int, stack: Stack, within: tuple[Stack, ...]) -> list[Content]:
        """The objects, or the layer, of an item that is not an object itself."""
        if item is None:
            stack.refuse_none(index)
            return []
        if isinstance(item, (Stack, str, os.PathLike)):
            return [self._content(item, stack.file, within)]
        raise refuse_item(f"the stack {stack.name!r}", item)

    def _base(self, base: object, overlay: Overlay, within: tuple[Overlay, ...], *at: int) -> list[Content]:
        """The objects, or the layer, of a base."""
        locate = partial(overlay.locate, "base", *at)
        if isinstance(base, Overlay):
            return [self._once(base, self.overlay, within)]
        if isinstance(base, (Resource, Mapping)):
            return [self._noted([manifest_of(base, locate)])]
        if isinstance(base, (Stack, str, os.PathLike)):
            return [self._content(base, overlay.file, ())]
        from k8sdsl.charts.declaration import Chart

        if isinstance(base, Chart):
            from k8sdsl.charts.store import ChartStore

            store = ChartStore(find_root(Path(overlay.file).absolute().parent))
            return [self._noted([manifest_of(tree, locate) for tree in store.objects(base, overlay.file)])]
        raise refuse_item("the base", base)

    def _content(self, item: Stack | str | os.PathLike[str], file: str, within: tuple[Stack, ...]) -> Content:
        """The layer of a stack or kustomization directory, or the objects of a path, which is relative to a file."""
        if isinstance(item, Stack):
            return self._once(item, self.stack, within)
        path = resolve(item, file)
        if path.is_dir() and is_kustomization(path):
            return self._directory(path, is_component=False)
        return self._noted(read_manifests(path))

    def _directory(self, path: Path, *, is_component: bool) -> Layer:
        from k8sdsl.kustomize.layer import directory

        files = FileReader.at(path, "root", self._place(path) if self._options.metadata else "")
        return directory(files, self._options, is_component=is_component, field="base")

    def _place(self, path: str | Path) -> str:
        """A path for notes: relative to the outermost overlay."""
        return Path(os.path.relpath(Path(path).absolute(), self._folder)).as_posix()

    def _noted(self, manifests: list[Manifest]) -> list[Manifest]:
        """The same objects, with their file if origins are noted."""
        for manifest in manifests if self._options.metadata else ():
            source = manifest.origin.locate(()) if manifest.origin else None
            if source is not None and history.ORIGIN not in (manifest.metadata.get("annotations") or {}):
                history.set_origin([manifest], history.Note(self._place(source.file)))
        return manifests
