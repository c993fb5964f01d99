"""An overlay: the declarations for one environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, dataclass_transform

from k8sdsl.errors import OverlayError
from k8sdsl.layers.history import OPTIONS
from k8sdsl.locations.caller import calling_site
from k8sdsl.objects.typed import Resource
from k8sdsl.overlay.validators import (
    BOOLEAN,
    FUNCTION,
    NUMBER,
    PATH,
    STRING,
    TRANSFORM,
    TREE,
    Validator,
    a,
    list_of,
    map_or_list,
    mistake,
    one_of,
    word,
)
from k8sdsl.value import AttrsFields

if TYPE_CHECKING:
    from k8sdsl.charts.declaration import Chart
    from k8sdsl.locations.caller import Site
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
PluginConfiguration: TypeAlias = "Mapping[str, Any] | Path"
_Class = TypeVar("_Class")

_GENERATORS, _TRANSFORMS = "k8sdsl.overlay.generators", "k8sdsl.transforms"


@dataclass_transform(kw_only_default=True, eq_default=False)
def _with_keywords(cls: type[_Class]) -> type[_Class]:
    """The class itself; to type checkers, its annotations are the keywords of `__init__`."""
    return cls


@_with_keywords
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
    the overlay that it can refer to (`Secret/wordpress-tls`, or patterns), also for overlays that have it as a base; if
    it is `closed`, a reference to any other object outside is an error. The default of `closed` is the project's.

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
    namespace: str | Namespace = ""
    labels: Mapping[str, str] | Labels | Sequence[Labels] = ()
    annotations: Mapping[str, str] | Sequence[Annotations] = ()
    images: Mapping[str, str] | Sequence[Image] = ()
    replicas: Mapping[str, int] | Sequence[Replica] = ()
    patches: Sequence[Patch] = ()
    name_prefix: str = ""
    name_suffix: str = ""
    components: Sequence[Overlay | Path] = ()
    config_map_generator: Sequence[ConfigMapGenerator] = ()
    secret_generator: Sequence[SecretGenerator] = ()
    generator_options: GeneratorOptions | None = None
    generators: Sequence[Generator | PluginConfiguration | Callable[[], Any]] = ()
    replacements: Sequence[Replacement | Path] = ()
    vars: Sequence[Variable] = ()
    transforms: Sequence[Any] = ()
    transformers: Sequence[PluginConfiguration | Callable[[Any], Any]] = ()
    validators: Sequence[PluginConfiguration | Callable[[Any], Any]] = ()
    configurations: Sequence[PluginConfiguration] = ()
    crds: Sequence[Path] = ()
    openapi: PluginConfiguration | None = None
    sort_options: Literal["install", "legacy", "fifo"] | SortOrder = "install"
    build_metadata: Sequence[str] = ()
    merge_custom_lists: bool = True
    cluster: Path | None = None
    policies: Mapping[str, Literal["error", "warning", "note"]] | Sequence[str] = ()
    external: Sequence[str] = ()
    closed: bool | None = None

    if not TYPE_CHECKING:
        __attrs_attrs__ = AttrsFields(lambda cls: cls.__annotations__)

        def __init__(self, **given: Any) -> None:
            for name in given:
                if name not in Overlay.__annotations__:
                    from k8sdsl.near_miss import did_you_mean

                    meant = did_you_mean(name, Overlay.__annotations__)
                    message = f"an Overlay has no field {name!r}; {meant}".removesuffix("; ")
                    raise TypeError(message)
            vars(self).update(given, _site=calling_site())
            for name, validate in VALIDATORS.items():
                if name in given:
                    validate(self, name, given[name])

        def __setattr__(self, name: str, value: Any) -> None:
            if name in VALIDATORS:
                VALIDATORS[name](self, name, value)
            super().__setattr__(name, value)

        def __repr__(self) -> str:
            given = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if name != "_site")
            return f"Overlay({given})"

    @property
    def site(self) -> Site:
        """The call that declares the overlay."""
        site: Site = vars(self)["_site"]
        return site

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


def _patches(overlay: Overlay, name: str, patches: Any) -> None:
    if not isinstance(patches, (list, tuple)):
        raise mistake(overlay, name, patches, "a list")
    for index, patch in enumerate(patches):
        if not (hasattr(patch, "apply") or isinstance(patch, (Resource, Mapping, str, PathLike))):
            remedy = "write `@patch(KIND, NAME)` above the function, to select the objects"
            raise mistake(overlay, name, patch, "a patch", index, remedy=remedy if callable(patch) else None)


def _options(overlay: Overlay, name: str, value: Any) -> None:
    one_of(a(f"{_GENERATORS}.GeneratorOptions"), optional=True)(overlay, name, value)
    if value is not None and not overlay.config_map_generator and not overlay.secret_generator:
        raise OverlayError(
            "`generator_options` has no effect without `config_map_generator` or `secret_generator`",
            source=overlay.locate(name),
            remedy="add a generator, or remove it",
            code="overlay/declaration",
        )


# fmt: off
VALIDATORS: dict[str, Validator] = {
    "namespace": one_of(STRING, a(f"{_TRANSFORMS}.names.namespace.Namespace")),
    "labels": map_or_list(STRING, a(f"{_TRANSFORMS}.labels.Labels"), or_one=True),
    "annotations": map_or_list(STRING, a(f"{_TRANSFORMS}.annotations.Annotations")),
    "images": map_or_list(STRING, a(f"{_TRANSFORMS}.images.Image")),
    "replicas": map_or_list(NUMBER, a(f"{_TRANSFORMS}.replicas.Replica")),
    "patches": _patches,
    "name_prefix": one_of(STRING),
    "name_suffix": one_of(STRING),
    "components": list_of(a("k8sdsl.overlay.declaration.Overlay"), PATH),
    "config_map_generator": list_of(a(f"{_GENERATORS}.ConfigMapGenerator")),
    "secret_generator": list_of(a(f"{_GENERATORS}.SecretGenerator")),
    "generator_options": _options,
    "generators": list_of(a(f"{_TRANSFORMS}.generators.Generator"), FUNCTION, TREE, PATH),
    "replacements": list_of(a(f"{_TRANSFORMS}.replacements.Replacement"), PATH),
    "vars": list_of(a(f"{_TRANSFORMS}.variables.Variable")),
    "transforms": list_of(TRANSFORM),
    "transformers": list_of(FUNCTION, TREE, PATH),
    "validators": list_of(FUNCTION, TREE, PATH),
    "configurations": list_of(TREE, PATH),
    "crds": list_of(PATH),
    "openapi": one_of(TREE, PATH, optional=True),
    "sort_options": one_of(word("install", "legacy", "fifo"), a(f"{_TRANSFORMS}.sort_order.SortOrder")),
    "build_metadata": list_of(word(*OPTIONS)),
    "cluster": one_of(PATH, optional=True),
    "policies": map_or_list(word("error", "warning", "note"), STRING),
    "external": list_of(STRING),
    "closed": one_of(BOOLEAN, optional=True),
}
# fmt: on
