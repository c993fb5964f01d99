"""An overlay: what is declared for one environment, and the one order in which it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeAlias

from attrs import define, field, fields

from k8sdsl.errors import NoMatchError, OverlayError, raise_all
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.fields import find_mistake
from k8sdsl.transforms import (
    function_patch,
    images,
    json_patch,
    labels,
    merge_patch,
    namespace,
    prefix_suffix,
    replicas,
    strategic_merge,
)
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.annotations import apply as apply_annotations
from k8sdsl.transforms.function_patch import FunctionPatch
from k8sdsl.transforms.images import Image, Images
from k8sdsl.transforms.json_patch import JsonPatch
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.merge_patch import MergePatch
from k8sdsl.transforms.namespace import Namespace
from k8sdsl.transforms.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.replicas import Replica, Replicas
from k8sdsl.transforms.strategic_merge import StrategicMergePatch
from k8sdsl.tree import get

if TYPE_CHECKING:
    from types import CodeType

    from k8sdsl.errors import K8sdslError
    from k8sdsl.layers.tracer import Tracer
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.near_miss import Misses
    from k8sdsl.stack import Stack
    from k8sdsl.transforms.generators import ConfigMapGenerator, Generator, GeneratorOptions, SecretGenerator
    from k8sdsl.transforms.replacements import Replacement
    from k8sdsl.transforms.sort_order import SortOrder
    from k8sdsl.transforms.variables import Variable
    from k8sdsl.tree import FieldPath

    class Level(Protocol):
        """What carries out the fields that need the engine of kustomization directories."""

        def replacements(self) -> list[tuple[int, Replacement]]:
            """The replacements, read."""
            ...

        def adapted(self, declaration: Any, tables: Any) -> Any:
            """A declaration that also writes to the fields which configurations have added."""

        def done(self, field: str, manifests: ManifestSet) -> None:
            """To be called after each step."""


Base: TypeAlias = "Stack | Overlay | Resource | Mapping[str, Any] | str | PathLike[str]"
Patch: TypeAlias = (
    "FunctionPatch | StrategicMergePatch | JsonPatch | MergePatch | Resource | Mapping[str, Any] | str | PathLike[str]"
)
Plugin: TypeAlias = "Mapping[str, Any] | str | PathLike[str]"
Step: TypeAlias = "tuple[str, int | None, Callable[..., None], Any]"


@define(kw_only=True, eq=False)
class Overlay:
    """What one environment changes in what it is based on; the fields are named as in kustomization.yaml.

    `base` holds stacks, other overlays, typed objects, plain trees, and paths of YAML files, of folders of them or of
    kustomization directories; paths are relative to the file of the overlay. `labels` is a map for `metadata.labels`
    alone, or `Labels(...)`, or several. `images` maps an image's name to a tag (`6.8`), a digest (`sha256:...`) or
    another image (`registry.example.com/wordpress:6.8`), or is a list of `Image(...)`. `replicas` maps names of
    workloads to counts. `patches` holds functions marked with `@patch`, trees or typed objects or YAML files that are
    merged strategically, and `StrategicMergePatch`, `JsonPatch` or `MergePatch` with a target.

    `components` are overlays, or kustomization directories of that kind, that are done to the objects before this one's
    own changes. `config_map_generator` and `secret_generator` make objects whose names get a hash of their content in
    the end. `replacements` copy values from one object to others, `vars` stand for values as `$(NAME)`. `generators`,
    `transformers` and `validators` are functions (of each plain tree, or of all objects where they ask for a
    ManifestSet), trees or files of kustomize's built-in plugins, and `transforms` declarations of `k8sdsl.transforms`.
    `configurations`, `crds` and `openapi` say more about the fields of custom resources; lists of these merge by their
    definitions unless `merge_custom_lists` is off.

    What meets nothing is an error, as is everything that cannot be carried out. Raises OverlayError for a value that a
    field cannot have.
    """

    base: Base | Sequence[Base] = ()
    namespace: str | Namespace = ""
    labels: Mapping[str, str] | Labels | Sequence[Labels] = ()
    annotations: Mapping[str, str] = field(factory=dict)
    images: Mapping[str, str] | Sequence[Image] = ()
    replicas: Mapping[str, int] | Sequence[Replica] = ()
    patches: Sequence[Patch] = ()
    name_prefix: str = ""
    name_suffix: str = ""
    components: Sequence[Overlay | str | PathLike[str]] = ()
    config_map_generator: Sequence[ConfigMapGenerator] = ()
    secret_generator: Sequence[SecretGenerator] = ()
    generator_options: GeneratorOptions | None = None
    generators: Sequence[Generator | Plugin | Callable[[], Any]] = ()
    replacements: Sequence[Replacement | str | PathLike[str]] = ()
    vars: Sequence[Variable] = ()
    transforms: Sequence[Any] = ()
    transformers: Sequence[Plugin | Callable[[Any], Any]] = ()
    validators: Sequence[Plugin | Callable[[Any], Any]] = ()
    configurations: Sequence[Plugin] = ()
    crds: Sequence[str | PathLike[str]] = ()
    openapi: Plugin | None = None
    sort_options: Literal["install", "legacy", "fifo"] | SortOrder = "install"
    build_metadata: Sequence[str] = ()
    merge_custom_lists: bool = True
    site: tuple[CodeType, int] = field(init=False, repr=False)

    def __new__(cls, **given: Any) -> Self:
        """Refuses a field that an overlay does not have, with what was probably meant."""
        for name in given:
            if name not in _fields():
                from k8sdsl.near_miss import did_you_mean

                message = f"an Overlay has no field {name!r}; {did_you_mean(name, _fields())}".removesuffix("; ")
                raise TypeError(message)
        return object.__new__(cls)

    def __attrs_post_init__(self) -> None:
        frame = sys._getframe(2)  # noqa: SLF001 - who declared the overlay: above this and attrs' own __init__
        self.site = (frame.f_code, frame.f_lasti)
        _refuse_mistakes(self)

    @property
    def bases(self) -> Sequence[Base]:
        """The bases as a list, also where one was given alone."""
        if isinstance(self.base, (list, tuple)):
            return self.base
        return (self.base,)  # type: ignore[return-value]

    @property
    def needs_engine(self) -> bool:
        """Whether a field is used that the engine of kustomization directories carries out."""
        return any(getattr(self, name) for name in _FURTHER) or any(
            isinstance(entry, (str, PathLike)) for entry in self.replacements
        )

    @property
    def file(self) -> str:
        """The file that declares the overlay; its paths are relative to the folder of that file."""
        return self.site[0].co_filename

    def locate(self, name: str, *path: str | int) -> Source:
        """Where a field of the overlay was declared, or the entry of it at `path`."""
        from k8sdsl.objects.call_sites import argument_of

        return argument_of(self.site, name, path)


def _fields() -> tuple[str, ...]:
    return tuple(entry.name for entry in fields(Overlay) if entry.init)


def apply_overlay(
    manifests: ManifestSet,
    overlay: Overlay,
    patches: Sequence[tuple[int, Any]],
    tracer: Tracer | None = None,
    level: Level | None = None,
    tables: Any = None,
) -> None:
    """Does to the objects what the overlay declares, in kustomize's order.

    `patches` are its patches, read: each with its position in the overlay's list. A `tracer` looks at the objects
    before the first step and after each. `level` is there for an overlay with fields that need more, `tables` are the
    fields of objects that configurations have added. Fields that name renamed objects follow later, once.

    Raises NoMatchError for each entry that meets nothing, all of them together, and OverlayError for an instruction
    that cannot be carried out.
    """
    errors: list[K8sdslError] = []
    if tracer is not None:
        tracer.look(manifests)
    _must_be_of_kinds(manifests)
    patched = False
    for name, position, apply, declaration in _steps(overlay, patches, level):
        if patched and name != "patches":
            _must_be_of_kinds(manifests)
        patched = name == "patches"
        misses: Misses = []
        if level is not None:
            declaration = level.adapted(declaration, tables)  # noqa: PLW2901 - the same, for more fields
        try:
            apply(manifests, declaration, misses)
        except OverlayError as error:
            if error.source is None:
                error.source = _entry_source(overlay, name, position, declaration)
            raise
        errors += [
            NoMatchError(miss.message, source=_entry_source(overlay, name, position, miss.entry), remedy=miss.remedy)
            for miss in misses
        ]
        if level is not None:
            level.done(name, manifests)
        if tracer is not None:
            tracer.look(manifests, partial(_setter, overlay, name, position, declaration))
    if patched:
        _must_be_of_kinds(manifests)
    raise_all(errors)


def _must_be_of_kinds(manifests: ManifestSet) -> None:
    """Raises OverlayError for objects whose kind is no text: all tables that transforms go by are tables of kinds."""
    errors = []
    for manifest in manifests:
        tree = manifest.tree
        for key in ("apiVersion", "kind"):
            value = tree.get(key)
            if type(value) is not str and value is not None:
                source = manifest.origin.locate((key,)) if manifest.origin is not None else None
                errors.append(OverlayError(f"{key} of {manifest.ref} must be text", source=source))
    raise_all(errors)


def _steps(overlay: Overlay, patches: Sequence[tuple[int, Any]], level: Level | None) -> Iterator[Step]:
    """The transforms of an overlay, each with the field (and entry) that declares it, in the order of kustomize."""
    for index, patch in patches:
        yield "patches", index, _PATCHES[type(patch)], patch
    if overlay.namespace:
        given = overlay.namespace
        yield "namespace", None, namespace.apply, Namespace(given) if isinstance(given, str) else given
    if overlay.name_prefix:
        yield "name_prefix", None, prefix_suffix.apply, NamePrefix(overlay.name_prefix)
    if overlay.name_suffix:
        yield "name_suffix", None, prefix_suffix.apply, NameSuffix(overlay.name_suffix)
    for declared in _labels(overlay):
        yield "labels", None, labels.apply, declared
    if overlay.annotations:
        yield "annotations", None, apply_annotations, Annotations(overlay.annotations)
    if overlay.replicas:
        yield "replicas", None, replicas.apply, Replicas(_replicas(overlay))
    if overlay.images:
        yield "images", None, images.apply, Images(_images(overlay))
    read = enumerate(overlay.replacements) if level is None else level.replacements()
    for index, replacement in read:
        yield "replacements", index, _apply_of(replacement), replacement
    for index, declaration in enumerate(overlay.transforms):
        yield "transforms", index, _apply_of(declaration), declaration


def _apply_of(declaration: Any) -> Callable[..., None]:
    """The function of a transform, which stands beside its declaration."""
    function: Callable[..., None] = sys.modules[type(declaration).__module__].apply
    return function


def _refuse_mistakes(overlay: Overlay) -> None:
    """Raises OverlayError for a value of a type that no transform reads, with its place."""
    for name, types in _TEXTS.items():
        value = getattr(overlay, name)
        if not isinstance(value, types):
            raise _mistake(overlay, name, value, "text")
    for name in _ENTRIES:
        _refuse_wrong_entries(overlay, name)
    mistake = find_mistake(overlay)
    if mistake is not None:
        raise _mistake(overlay, *mistake)
    for index, value in enumerate(overlay.transforms):
        if not type(value).__module__.startswith("k8sdsl.transforms."):
            raise _mistake(overlay, "transforms", value, "a declaration of k8sdsl.transforms", index)
    if not isinstance(overlay.patches, (list, tuple)):
        raise _mistake(overlay, "patches", overlay.patches, "a list")
    for index, patch in enumerate(overlay.patches):
        if not isinstance(patch, (*_PATCHES, Resource, Mapping, str, PathLike)):
            remedy = "write @patch(KIND, NAME) above a function, to say which objects it is for"
            raise _mistake(overlay, "patches", patch, "a patch", index, remedy if callable(patch) else None)


def _refuse_wrong_entries(overlay: Overlay, name: str) -> None:
    declared = getattr(overlay, name)
    entry, of_values, words = _ENTRIES[name]
    if isinstance(declared, Mapping):
        for key, value in declared.items():
            if not isinstance(key, str) or type(value) is bool or not isinstance(value, of_values):
                raise _mistake(overlay, name, value, words, key)
    elif isinstance(declared, (list, tuple)):
        for index, value in enumerate(declared):
            if not isinstance(value, entry):
                raise _mistake(overlay, name, value, f"{entry.__name__}(...)", index)
    elif not (isinstance(declared, Labels) and name == "labels"):
        raise _mistake(overlay, name, declared, "a map")


def _mistake(
    overlay: Overlay, name: str, value: object, wanted: str, key: str | int | None = None, remedy: str | None = None
) -> OverlayError:
    entry = "" if key is None else f"[{key}]"
    path = () if key is None else (key,)
    message = f"`{name}{entry}` of an overlay must be {wanted}, not a {type(value).__name__}"
    return OverlayError(message, source=overlay.locate(name, *path), remedy=remedy)


_FURTHER = (
    *("config_map_generator", "secret_generator", "generator_options", "generators", "vars", "transformers"),
    *("validators", "configurations", "crds", "openapi", "build_metadata"),
)
_TEXTS: dict[str, type | tuple[type, ...]] = {"namespace": (str, Namespace), "name_prefix": str, "name_suffix": str}
_ENTRIES: dict[str, tuple[type, type, str]] = {
    "labels": (Labels, str, "text"),
    "annotations": (Annotations, str, "text"),
    "images": (Image, str, "text: a tag, a digest or another image"),
    "replicas": (Replica, int, "a whole number"),
}
_PATCHES: dict[type, Callable[..., None]] = {
    FunctionPatch: function_patch.apply,
    StrategicMergePatch: strategic_merge.apply,
    JsonPatch: json_patch.apply,
    MergePatch: merge_patch.apply,
}


def _labels(overlay: Overlay) -> Sequence[Labels]:
    given = overlay.labels
    if isinstance(given, Mapping):
        return (Labels(given),) if given else ()
    return (given,) if isinstance(given, Labels) else given


def _replicas(overlay: Overlay) -> tuple[Replica, ...]:
    given = overlay.replicas
    if isinstance(given, Mapping):
        return tuple(Replica(name, count) for name, count in given.items())
    return tuple(given)


def _images(overlay: Overlay) -> tuple[Image, ...]:
    given = overlay.images
    if isinstance(given, Mapping):
        return tuple(_image(name, wanted) for name, wanted in given.items())
    return tuple(given)


def _image(name: str, wanted: str) -> Image:
    """`6.8` is a tag, `sha256:...` a digest; what has a name before the tag is another image."""
    if wanted.startswith("sha256:"):
        return Image(name, digest=wanted)
    if not any(mark in wanted for mark in ":/@"):
        return Image(name, new_tag=wanted)
    new_name, tag, digest = images.split_image(wanted)
    return Image(name, new_name=new_name, new_tag=tag, digest=digest)


def _setter(
    overlay: Overlay, name: str, position: int | None, declaration: Any, manifest: Manifest, path: FieldPath
) -> Source | None:
    """Where a step that set a field of an object was declared: in a patch, the very field; of several, the entry."""
    if isinstance(declaration, FunctionPatch):
        return None  # the object's own origin knows more: what the function made, and its assignments
    if position is None:
        return _entry_source(overlay, name, None, _entry_for(declaration, manifest, path))
    if name != "patches":
        return overlay.locate(name, position)
    patch = overlay.patches[position]
    if isinstance(patch, (str, PathLike)):
        from k8sdsl.project.manifests import read_manifests
        from k8sdsl.project.paths import resolve

        for read in read_manifests(resolve(patch, overlay.file)):
            if read.tree == getattr(declaration, "patch", None) and read.origin is not None:
                return read.origin.locate(path)
    return overlay.locate(name, position, *(path if isinstance(patch, Mapping) else ()))


def _entry_for(declaration: Any, manifest: Manifest, path: FieldPath) -> Any:
    """The entry of a declaration that met an object, or the declaration itself."""
    if isinstance(declaration, Replicas):
        names = {manifest.name, *(ref.name for ref in manifest.former)}
        return next((entry for entry in declaration.entries if entry.name in names), declaration)
    if isinstance(declaration, Images):
        name = images.split_image(str(get(manifest.tree, path, "")))[0]
        return next((entry for entry in declaration.entries if name in {entry.new_name, entry.name}), declaration)
    return declaration


def _entry_source(overlay: Overlay, name: str, position: int | None, entry: Any) -> Source | None:
    """Where the entry that a transform speaks of was said."""
    if isinstance(entry, FunctionPatch):
        return function_patch.source_of(entry)
    if position is not None:
        return overlay.locate(name, position)
    declared = getattr(overlay, name)
    if isinstance(declared, Mapping):
        return overlay.locate(name, str(getattr(entry, "name", "")))
    if isinstance(declared, (list, tuple)) and entry in declared:
        return overlay.locate(name, declared.index(entry))
    return overlay.locate(name)
