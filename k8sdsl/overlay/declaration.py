"""An overlay: the declarations for one environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

from k8sdsl.locations.caller import calling_site
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.declared import Attribute, define, field
from k8sdsl.overlay.validators import (
    BOOLEAN,
    FUNCTION,
    NUMBER,
    PATH,
    STRING,
    TRANSFORM,
    TREE,
    a,
    list_of,
    map_or_list,
    mistake,
    one_of,
    word,
)

if TYPE_CHECKING:
    from types import CodeType

    from k8sdsl.charts.declaration import Chart
    from k8sdsl.locations.source import Source
    from k8sdsl.overlay.generators import ConfigMapGenerator, GeneratorOptions, SecretGenerator
    from k8sdsl.stack import Stack
    from k8sdsl.transforms.annotations import Annotations
    from k8sdsl.transforms.generators import Generator
    from k8sdsl.transforms.images import Image
    from k8sdsl.transforms.labels import Labels
    from k8sdsl.transforms.names.namespace import Namespace
    from k8sdsl.transforms.patches.function_patch import FunctionPatch
    from k8sdsl.transforms.patches.json_patch import JsonPatch
    from k8sdsl.transforms.patches.merge_patch import MergePatch
    from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
    from k8sdsl.transforms.replacements import Replacement
    from k8sdsl.transforms.replicas import Replica
    from k8sdsl.transforms.sort_order import SortOrder
    from k8sdsl.transforms.variables import Variable

Path: TypeAlias = "str | PathLike[str]"
Base: TypeAlias = "Stack | Overlay | Chart | Resource | Mapping[str, Any] | Path"
Patch: TypeAlias = "FunctionPatch | StrategicMergePatch | JsonPatch | MergePatch | Resource | Mapping[str, Any] | Path"
Plugin: TypeAlias = "Mapping[str, Any] | Path"

_GENERATORS, _TRANSFORMS = "k8sdsl.overlay.generators", "k8sdsl.transforms"
_METADATA = ("originAnnotations", "transformerAnnotations", "managedByLabel")
_ORDERS = ("install", "legacy", "fifo")
_SEVERITIES = ("error", "warning", "note")


def _refuse_other_patches(overlay: Overlay, attribute: Attribute[Any], patches: Any) -> None:
    if not isinstance(patches, (list, tuple)):
        raise mistake(overlay, attribute.name, patches, "a list")
    for index, patch in enumerate(patches):
        if not (hasattr(patch, "apply") or isinstance(patch, (Resource, Mapping, str, PathLike))):
            remedy = "write `@patch(KIND, NAME)` above the function: it selects the objects"
            remedy = remedy if callable(patch) else ""
            raise mistake(overlay, attribute.name, patch, "a patch", index, remedy=remedy or None)


def _refuse_idle_options(overlay: Overlay, attribute: Attribute[Any], value: Any) -> None:
    one_of(a(f"{_GENERATORS}.GeneratorOptions"), optional=True)(overlay, attribute, value)
    if value is not None and not overlay.config_map_generator and not overlay.secret_generator:
        wanted = "beside `config_map_generator` or `secret_generator`, which it is for"
        raise mistake(overlay, attribute.name, value, wanted)


@define(kw_only=True, eq=False)
class Overlay:
    """The changes of one environment to its base; the fields have the names of kustomization.yaml.

    `base` contains stacks, other overlays, charts, typed objects, plain trees, and paths of YAML files, of directories
    of them or of kustomization directories; paths are relative to the file of the overlay. `labels` is a map for
    `metadata.labels` only, or `Labels(...)`, or several. `images` maps an image's name to a tag (`6.8`), a digest
    (`sha256:...`) or another image (`registry.example.com/wordpress:6.8`), or is a list of `Image(...)`. `replicas`
    maps names of workloads to counts. `patches` contains functions marked with `@patch`, trees or typed objects or YAML
    files that are merged strategically, and `StrategicMergePatch`, `JsonPatch` or `MergePatch` with a target.

    `components` are overlays, or kustomization directories of kind Component, that are applied to the objects before
    this overlay's own changes. `config_map_generator` and `secret_generator` create objects whose names end with a hash
    of their content. `replacements` copy values from one object to others, `vars` define values for `$(NAME)`.
    `generators`, `transformers` and `validators` are functions (of each plain tree, or of all objects if their
    parameter is a ManifestSet), trees or files of kustomize's built-in plugins, and `transforms` are declarations of
    `k8sdsl.transforms`. `configurations`, `crds` and `openapi` describe further fields of custom resources; lists of
    these merge by their definitions unless `merge_custom_lists` is off. `cluster` is the YAML file or folder with the
    objects of the cluster that the environment runs in, which `check` reads. `policies` switches policies on for the
    environment: a list of names, or a map from names to the severity of their findings. `external` are objects outside
    of the overlay that it may refer to (`Secret/wordpress-tls`, or patterns), also for overlays that have it as a base;
    if it is `closed`, any other reference that leads outside is an error. The default of `closed` is the project's.

    An entry that matches nothing, or that cannot be carried out, is an error. Raises OverlayError for an invalid value
    of a field.

    Examples:
        >>> from k8sdsl import Overlay, build, k8s
        >>> settings = k8s.ConfigMap("settings", data={"level": "info"})
        >>> print(build(Overlay(base=settings, namespace="prod", name_prefix="eu-", labels={"team": "web"})), end="")
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: eu-settings
          namespace: prod
          labels:
            team: web
        data:
          level: info
    """

    base: Base | Sequence[Base] = ()
    namespace: str | Namespace = field(
        default="", validator=one_of(STRING, a(f"{_TRANSFORMS}.names.namespace.Namespace"))
    )
    labels: Mapping[str, str] | Labels | Sequence[Labels] = field(
        default=(), validator=map_or_list(STRING, a(f"{_TRANSFORMS}.labels.Labels"), or_one=True)
    )
    annotations: Mapping[str, str] | Sequence[Annotations] = field(
        default=(), validator=map_or_list(STRING, a(f"{_TRANSFORMS}.annotations.Annotations"))
    )
    images: Mapping[str, str] | Sequence[Image] = field(
        default=(), validator=map_or_list(STRING, a(f"{_TRANSFORMS}.images.Image"))
    )
    replicas: Mapping[str, int] | Sequence[Replica] = field(
        default=(), validator=map_or_list(NUMBER, a(f"{_TRANSFORMS}.replicas.Replica"))
    )
    patches: Sequence[Patch] = field(default=(), validator=_refuse_other_patches)
    name_prefix: str = field(default="", validator=one_of(STRING))
    name_suffix: str = field(default="", validator=one_of(STRING))
    components: Sequence[Overlay | Path] = field(
        default=(), validator=list_of(a("k8sdsl.overlay.declaration.Overlay"), PATH)
    )
    config_map_generator: Sequence[ConfigMapGenerator] = field(
        default=(), validator=list_of(a(f"{_GENERATORS}.ConfigMapGenerator"))
    )
    secret_generator: Sequence[SecretGenerator] = field(
        default=(), validator=list_of(a(f"{_GENERATORS}.SecretGenerator"))
    )
    generator_options: GeneratorOptions | None = field(default=None, validator=_refuse_idle_options)
    generators: Sequence[Generator | Plugin | Callable[[], Any]] = field(
        default=(), validator=list_of(a(f"{_TRANSFORMS}.generators.Generator"), FUNCTION, TREE, PATH)
    )
    replacements: Sequence[Replacement | Path] = field(
        default=(), validator=list_of(a(f"{_TRANSFORMS}.replacements.Replacement"), PATH)
    )
    vars: Sequence[Variable] = field(default=(), validator=list_of(a(f"{_TRANSFORMS}.variables.Variable")))
    transforms: Sequence[Any] = field(default=(), validator=list_of(TRANSFORM))
    transformers: Sequence[Plugin | Callable[[Any], Any]] = field(default=(), validator=list_of(FUNCTION, TREE, PATH))
    validators: Sequence[Plugin | Callable[[Any], Any]] = field(default=(), validator=list_of(FUNCTION, TREE, PATH))
    configurations: Sequence[Plugin] = field(default=(), validator=list_of(TREE, PATH))
    crds: Sequence[Path] = field(default=(), validator=list_of(PATH))
    openapi: Plugin | None = field(default=None, validator=one_of(TREE, PATH, optional=True))
    sort_options: Literal["install", "legacy", "fifo"] | SortOrder = field(
        default="install", validator=one_of(word(*_ORDERS), a(f"{_TRANSFORMS}.sort_order.SortOrder"), near=_ORDERS)
    )
    build_metadata: Sequence[str] = field(default=(), validator=list_of(word(*_METADATA), near=_METADATA))
    merge_custom_lists: bool = True
    cluster: Path | None = field(default=None, validator=one_of(PATH, optional=True))
    policies: Mapping[str, Literal["error", "warning", "note"]] | Sequence[str] = field(
        default=(), validator=map_or_list(word(*_SEVERITIES), STRING)
    )
    external: Sequence[str] = field(default=(), validator=list_of(STRING))
    closed: bool | None = field(default=None, validator=one_of(BOOLEAN, optional=True))
    site: tuple[CodeType, int] = field(init=False, repr=False)

    def __new__(cls, **given: Any) -> Self:
        """Refuses a field that an overlay does not have, with the closest name."""
        for name in given:
            if name not in _fields():
                from k8sdsl.near_miss import did_you_mean

                message = f"an Overlay has no field {name!r}; {did_you_mean(name, _fields())}".removesuffix("; ")
                raise TypeError(message)
        return object.__new__(cls)

    def __attrs_pre_init__(self) -> None:
        self.site = calling_site()

    @property
    def file(self) -> str:
        """The file that declares the overlay; its paths are relative to the directory of that file."""
        return self.site[0].co_filename

    def locate(self, name: str = "base", *path: str | int) -> Source:
        """The place of a field of the overlay, or of the entry of it at `path`; entries of maps are counted too."""
        from k8sdsl.locations.python_calls import argument_of

        declared = getattr(self, name, None)
        if path and isinstance(declared, Mapping) and isinstance(path[0], int):
            path = (list(declared)[path[0]], *path[1:])
        return argument_of(self.site, name, path)


def _fields() -> tuple[str, ...]:
    return tuple(name for name in Overlay.__annotations__ if name != "site")
