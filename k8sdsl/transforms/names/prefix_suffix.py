"""Prefixes and suffixes for the names of objects."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.transforms.field_routes import FieldSpecs, visit
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.transforms.field_routes import Route

NAMES = FieldSpecs([FieldSpec("metadata/name")])

_KEPT = frozenset(("CustomResourceDefinition", "Namespace"))
"""Kinds whose name has a meaning, like that of an APIService in its group."""


class NamePrefix(Value):
    """A prefix for every name."""

    __slots__ = ("field_specs", "text")

    def __init__(self, text: str, field_specs: FieldSpecs | None = None) -> None:
        self.text = text
        self.field_specs = field_specs

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Renames the objects; references to them are updated later. Answers for kustomize's PrefixTransformer."""
        table = context.table("namePrefix", NAMES, self.field_specs)
        write, own = _writer(lambda value: f"{self.text}{value}"), (self.text,)
        for manifest, route in _renamed(manifests, table) if self.text else ():
            if _is_name(route):
                manifest.remember()
                manifest.prefixes = manifest.prefixes + own if manifest.prefixes else own
            visit(manifest.tree, route, str, write)
        manifests.names_changed()


class NameSuffix(Value):
    """A suffix for every name."""

    __slots__ = ("field_specs", "text")

    def __init__(self, text: str, field_specs: FieldSpecs | None = None) -> None:
        self.text = text
        self.field_specs = field_specs

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Renames the objects; references to them are updated later. Answers for kustomize's SuffixTransformer."""
        table = context.table("nameSuffix", NAMES, self.field_specs)
        write, own = _writer(lambda value: f"{value}{self.text}"), (self.text,)
        for manifest, route in _renamed(manifests, table) if self.text else ():
            if _is_name(route):
                manifest.remember()
                manifest.suffixes = manifest.suffixes + own if manifest.suffixes else own
            visit(manifest.tree, route, str, write)
        manifests.names_changed()


def _renamed(manifests: ManifestSet, table: FieldSpecs) -> Iterator[tuple[Manifest, Route]]:
    for manifest in manifests:
        api_version, kind = manifest.original[:2]
        is_api_service = kind == "APIService" and split_api_version(api_version)[0] == "apiregistration.k8s.io"
        if kind not in _KEPT and not is_api_service:
            for route in table.routes(manifest.tree):
                yield manifest, route


def _is_name(route: Route) -> bool:
    return len(route) == 2 and route[0].name == "metadata" and route[1].name == "name"


def _writer(renamed: Callable[[Any], str]) -> Callable[[Any, Any], None]:
    def write(container: Any, key: Any) -> None:
        value = container[key]
        if type(value) is str or type(value) is int:
            container[key] = renamed(value)
        elif type(value) is dict or type(value) is list:
            from k8sdsl.locations.secret_values import described

            raise OverlayError(f"`{key}` is {described(value)} and cannot get a prefix or suffix", code="overlay/field")

    return write
