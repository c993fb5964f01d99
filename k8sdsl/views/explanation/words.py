"""The texts about types and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from k8sdsl.emitters.reports.visible import visible
from k8sdsl.kube.defaults import default_of
from k8sdsl.kube.documentation import about_field, about_type
from k8sdsl.kube.versions import OLDEST, REFERENCE

if TYPE_CHECKING:
    from k8sdsl.codegen.model import ModuleModel
    from k8sdsl.kube.types import FieldSchema, TypeSchema


class Words(Protocol):
    """The documentation of the types of one module, and where to read more."""

    def of_type(self, schema: TypeSchema) -> str:
        """What a type is, or nothing."""
        ...

    def of_field(self, schema: TypeSchema, field: FieldSchema) -> str:
        """What a field does, or nothing."""
        ...

    def facts(self, schema: TypeSchema, field: FieldSchema) -> list[str]:
        """Sentences about its default, bounds and versions."""
        ...

    def place(self, schema: TypeSchema) -> str:
        """The address of a type, or where it occurs."""
        ...


class BuiltinWords:
    """Our own words, the defaults of the API server, and the versions of the schemas."""

    def of_type(self, schema: TypeSchema) -> str:
        """What a type is, or nothing."""
        return about_type(schema.name)

    def of_field(self, schema: TypeSchema, field: FieldSchema) -> str:
        """What a field does, or nothing."""
        return about_field(schema.name, field.wire)

    def facts(self, schema: TypeSchema, field: FieldSchema) -> list[str]:
        """Sentences about its default and versions."""
        default = default_of(schema.name, field.wire)
        since = f"Since 1.{field.since}." if field.since is not None else f"Since 1.{OLDEST} or earlier."
        until = [f"Until 1.{field.until}."] if field.until is not None else []
        return [*([f"Default: {default}."] if default else []), since, *until]

    def place(self, schema: TypeSchema) -> str:
        """The page of the reference of Kubernetes."""
        module, _, name = schema.name.partition(".")
        group, _, version = module.rpartition("_")
        return f"{REFERENCE}#{name.lower()}-{version}-{group}"


class DefinedWords:
    """The descriptions and facts of a definition; the types of Kubernetes in it keep their own."""

    def __init__(self, module: ModuleModel) -> None:
        self._types = {f"{model.module}.{model.name}": model for model in module.types}
        self._builtin = BuiltinWords()

    def of_type(self, schema: TypeSchema) -> str:
        """What a type is, or nothing."""
        model = self._types.get(schema.name)
        return self._builtin.of_type(schema) if model is None else _shown(model.about)

    def of_field(self, schema: TypeSchema, field: FieldSchema) -> str:
        """What a field does, or nothing."""
        model = self._types.get(schema.name)
        return self._builtin.of_field(schema, field) if model is None else _shown(model.fields[field.wire].about)

    def facts(self, schema: TypeSchema, field: FieldSchema) -> list[str]:
        """Sentences about its default and bounds."""
        model = self._types.get(schema.name)
        if model is None:
            return self._builtin.facts(schema, field)
        return [visible(note) for note in model.fields[field.wire].notes]

    def place(self, schema: TypeSchema) -> str:
        """Where a type occurs."""
        model = self._types.get(schema.name)
        return self._builtin.place(schema) if model is None else visible(model.link)


def _shown(text: str) -> str:
    return visible(" ".join(text.split()))
