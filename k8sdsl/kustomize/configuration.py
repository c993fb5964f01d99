"""Files of `configurations` and `crds`, as rows for the tables of fields that transformers write to; and `openapi`."""

from __future__ import annotations

from k8sdsl.errors import KustomizationError
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.references.renaming import NameReferences
from k8sdsl.kustomize.readings import field_specs
from k8sdsl.kustomize.schema import FIELD_SPEC, GVK, conform
from k8sdsl.layers.tables import Rows, defaults
from k8sdsl.near_miss import did_you_mean

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from k8sdsl.tree import FieldPath, Tree


_OPENAPI = {"definitions": {"*": {"x-kubernetes-group-version-kind": [GVK]}}}


def rows_of(tree: Any, file: str) -> Rows:
    """The rows of a configuration file. Answers for kustomize's `TransformerConfig`."""
    schema: dict[str, Any] = {name: [FIELD_SPEC] for name in defaults()}
    schema["nameReference"] = [{**GVK, "fieldSpecs": [FIELD_SPEC]}]

    def unknown(path: FieldPath, fields: Iterable[str]) -> None:
        if len(path) == 1:  # those of a field spec are dropped, as kustomize does
            meant = did_you_mean(str(path[0]), fields) or f"the fields are {', '.join(fields)}"
            raise KustomizationError(
                f"unknown field `{path[0]}` in {file}", remedy=meant, code="kustomization/configuration"
            )

    rows = conform(tree, schema, file, unknown)
    references = [
        NameReferences(
            entry.get("kind", ""),
            _specs(entry.get("fieldSpecs", ()), file),
            entry.get("group", ""),
            entry.get("version", ""),
        )
        for entry in rows.pop("nameReference", ())
    ]
    return Rows({name: list(_specs(entries, file)) for name, entries in rows.items()}, references)


def _specs(entries: Iterable[Tree], file: str) -> tuple[FieldSpec, ...]:
    specs = field_specs(entries)
    if not all(spec.path for spec in specs):
        raise KustomizationError(f"a field spec in {file} has no `path`", code="kustomization/configuration")
    return specs


def rows_of_schemas(tree: Any, file: str) -> Rows:
    """The rows for schemas of custom resources (`crds`)."""
    if not isinstance(tree, dict):
        raise KustomizationError(f"{file} is not a map of schemas", code="kustomization/configuration")
    rows: dict[str, list[FieldSpec]] = {"commonAnnotations": [], "commonLabels": [], "namePrefix": []}
    references: list[NameReferences] = []
    for name, definition in tree.items():
        if not isinstance(definition, dict):
            raise KustomizationError(
                f"`{name}` in {file} is not a schema",
                remedy="list a CustomResourceDefinition under `resources`",
                code="kustomization/configuration",
            )
        properties = _properties(definition)
        if {"kind", "apiVersion", "metadata"} <= properties.keys():
            kind = str(name).rpartition(".")[2]
            for table, row in _rows(tree, properties, kind, (), (name,)):
                if isinstance(row, NameReferences):
                    references.append(row)
                else:
                    rows[table].append(row)
    return Rows(rows, references, of_schemas=True)


def openapi_of(tree: Any, file: str) -> Tree:
    """A document of `openapi`; raises KustomizationError if its definitions cannot be read."""
    conform(tree, _OPENAPI, file)
    document: Tree = tree
    return document


def _properties(definition: Any) -> Tree:
    """The properties of a schema, which may be in `Schema`."""
    if not isinstance(definition, dict):
        return {}
    schema = definition.get("Schema") or definition.get("schema") or definition
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else {}


def _rows(
    tree: Tree, properties: Tree, kind: str, path: tuple[str, ...], within: tuple[str, ...]
) -> Iterator[tuple[str, FieldSpec | NameReferences]]:
    for name, schema in properties.items():
        if not isinstance(schema, dict):
            continue
        place = FieldSpec("/".join((*path, name)), kind)
        if "x-kubernetes-annotation" in schema:
            yield "commonAnnotations", place
        if "x-kubernetes-label-selector" in schema:
            yield "commonLabels", place
        if "x-kubernetes-identity" in schema:
            yield "namePrefix", place
        version, target = schema.get("x-kubernetes-object-ref-api-version"), schema.get("x-kubernetes-object-ref-kind")
        if version is not None and target is not None:
            key = schema.get("x-kubernetes-object-ref-name-key", "name")
            spec = FieldSpec("/".join((*path, name, str(key))), kind)
            yield "", NameReferences(str(target), (spec,), version=str(version))
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference in tree and reference not in within:
            yield from _rows(tree, _properties(tree[reference]), kind, (*path, name), (*within, reference))
