"""Files of `configurations` and `crds`: rows for the tables of fields that transformers write to."""

from __future__ import annotations

from k8sdsl.errors import KustomizationError
from k8sdsl.kube.field_specs import FieldSpec
from k8sdsl.kube.references.renaming import NameReferences
from k8sdsl.layers.tables import Rows, defaults
from k8sdsl.near_miss import did_you_mean

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.tree import Tree


def rows_of(tree: Any, file: str) -> Rows:
    """The rows of a configuration file."""
    if not isinstance(tree, dict):
        raise KustomizationError(f"{file} is not a map of field specs", code="kustomization/configuration")
    by_name = {name.lower(): name for name in (*defaults(), "nameReference")}
    rows: dict[str, list[FieldSpec]] = {}
    references: list[NameReferences] = []
    for key, value in tree.items():
        name = by_name.get(str(key).lower())
        if name == "nameReference":
            references += [_reference(item, file) for item in _items(value, key, file)]
        elif name is not None:
            rows[name] = [field_spec(item, file) for item in _items(value, key, file)]
        else:
            meant = did_you_mean(str(key), by_name.values()) or f"the fields are {', '.join(by_name.values())}"
            raise KustomizationError(
                f"unknown field `{key}` in {file}", remedy=meant, code="kustomization/configuration"
            )
    return Rows(rows, references)


def _items(value: Any, key: str, file: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise KustomizationError(f"`{key}` in {file} is not a list of field specs", code="kustomization/configuration")
    return value


def field_spec(item: Tree, file: str) -> FieldSpec:
    """One field spec of a file."""
    low = {str(key).lower(): value for key, value in item.items()}
    path = low.get("path")
    if not isinstance(path, str) or not path:
        raise KustomizationError(f"a field spec in {file} has no `path`", code="kustomization/configuration")
    kind, group, version = (str(low.get(name) or "") for name in ("kind", "group", "version"))
    return FieldSpec(path.lstrip("/"), kind, group, version, create=bool(low.get("create")))


def _reference(item: Tree, file: str) -> NameReferences:
    low = {str(key).lower(): value for key, value in item.items()}
    referrers = tuple(field_spec(spec, file) for spec in _items(low.get("fieldspecs"), "fieldSpecs", file))
    kind, group, version = (str(low.get(name) or "") for name in ("kind", "group", "version"))
    return NameReferences(kind, referrers, group, version)


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
                remedy="name a CustomResourceDefinition under `resources`",
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
    return Rows(rows, references)


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
