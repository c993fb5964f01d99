"""The tables of fields that transformers write to: kustomize's own, `configurations`, and `crds`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from k8sdsl.errors import KustomizationError
from k8sdsl.kube.field_specs import (
    COMMON_ANNOTATIONS,
    COMMON_LABELS,
    IMAGES,
    NAME_PREFIX,
    NAME_SUFFIX,
    NAMESPACE,
    REPLICAS,
    TEMPLATE_LABELS,
    FieldSpec,
    FieldSpecs,
)
from k8sdsl.kube.references.renaming import KUSTOMIZE_REFERENCES, NameReferences
from k8sdsl.near_miss import did_you_mean
from k8sdsl.transforms.variables import VAR_REFERENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.tree import Tree


NO_FIELDS = FieldSpecs(())


@frozen(kw_only=True)
class Configuration:
    """One set of tables; answers for kustomize's TransformerConfig."""

    name_prefix: FieldSpecs = NAME_PREFIX
    name_suffix: FieldSpecs = NAME_SUFFIX
    namespace: FieldSpecs = NAMESPACE
    common_labels: FieldSpecs = COMMON_LABELS
    labels: FieldSpecs = NO_FIELDS
    template_labels: FieldSpecs = TEMPLATE_LABELS
    common_annotations: FieldSpecs = COMMON_ANNOTATIONS
    name_reference: tuple[NameReferences, ...] = KUSTOMIZE_REFERENCES
    var_reference: FieldSpecs = VAR_REFERENCES
    images: FieldSpecs = IMAGES
    replicas: FieldSpecs = REPLICAS

    def merged(self, other: Configuration) -> Configuration:
        """These tables with the rows of others; raises OverlayError where two rows contradict each other."""
        if self is other or other is DEFAULT:
            return self
        if self is DEFAULT:
            return other
        tables = {
            name: getattr(self, name).merged(getattr(other, name))
            for name in _TABLES.values()
            if getattr(self, name) != getattr(other, name)
        }
        return evolve(self, name_reference=_merged(self.name_reference, other.name_reference), **tables)

    def extended(self, rows: dict[str, Iterable[FieldSpec]], references: Iterable[NameReferences]) -> Configuration:
        """These tables and more rows, by the names of the tables in a configuration file."""
        tables = {_TABLES[name]: getattr(self, _TABLES[name]).merged(specs) for name, specs in rows.items()}
        return evolve(self, name_reference=_merged(self.name_reference, references), **tables)


_TABLES = {
    "namePrefix": "name_prefix",
    "nameSuffix": "name_suffix",
    "namespace": "namespace",
    "commonLabels": "common_labels",
    "labels": "labels",
    "templateLabels": "template_labels",
    "commonAnnotations": "common_annotations",
    "varReference": "var_reference",
    "images": "images",
    "replicas": "replicas",
}
DEFAULT = Configuration()


def _merged(one: Iterable[NameReferences], other: Iterable[NameReferences]) -> tuple[NameReferences, ...]:
    rows = {(row.group, row.version, row.kind): row for row in one}
    for row in other:
        key = (row.group, row.version, row.kind)
        held = rows.get(key)
        if held is None:
            rows[key] = row
        elif held.referrers != row.referrers:
            rows[key] = row._replace(referrers=FieldSpecs(held.referrers).merged(row.referrers).specs)
    return tuple(rows.values())


def from_tree(tree: Any, start: Configuration, file: str) -> Configuration:
    """The tables of a configuration file, added to others."""
    if not isinstance(tree, dict):
        raise KustomizationError(f"{file} is no map of field specs")
    by_name = {name.lower(): name for name in (*_TABLES, "nameReference")}
    rows: dict[str, Iterable[FieldSpec]] = {}
    references: list[NameReferences] = []
    for key, value in tree.items():
        name = by_name.get(str(key).lower())
        if name == "nameReference":
            references += [_reference(item, file) for item in _items(value, key, file)]
        elif name is not None:
            rows[name] = [field_spec(item, file) for item in _items(value, key, file)]
        else:
            meant = did_you_mean(str(key), by_name.values()) or f"there are {', '.join(by_name.values())}"
            raise KustomizationError(f"unknown field `{key}` in {file}", remedy=meant)
    return start.extended(rows, references)


def _items(value: Any, key: str, file: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise KustomizationError(f"`{key}` in {file} is no list of field specs")
    return value


def field_spec(item: Tree, file: str) -> FieldSpec:
    """One field spec of a file."""
    low = {str(key).lower(): value for key, value in item.items()}
    path = low.get("path")
    if not isinstance(path, str) or not path:
        raise KustomizationError(f"a field spec in {file} has no `path`")
    kind, group, version = (str(low.get(name) or "") for name in ("kind", "group", "version"))
    return FieldSpec(path.lstrip("/"), kind, group, version, create=bool(low.get("create")))


def _reference(item: Tree, file: str) -> NameReferences:
    low = {str(key).lower(): value for key, value in item.items()}
    referrers = tuple(field_spec(spec, file) for spec in _items(low.get("fieldspecs"), "fieldSpecs", file))
    kind, group, version = (str(low.get(name) or "") for name in ("kind", "group", "version"))
    return NameReferences(kind, referrers, group, version)


def from_definitions(tree: Any, start: Configuration, file: str) -> Configuration:
    """The tables that schemas of custom resources (`crds`) ask for, added to others."""
    if not isinstance(tree, dict):
        raise KustomizationError(f"{file} is no map of schemas")
    rows: dict[str, list[FieldSpec]] = {"commonAnnotations": [], "commonLabels": [], "namePrefix": []}
    references: list[NameReferences] = []
    for name, definition in tree.items():
        if not isinstance(definition, dict):
            raise KustomizationError(
                f"`{name}` in {file} is no schema", remedy="name a CustomResourceDefinition under `resources`"
            )
        properties = _properties(definition)
        if {"kind", "apiVersion", "metadata"} <= properties.keys():
            kind = str(name).rpartition(".")[2]
            for table, row in _rows(tree, properties, kind, (), (name,)):
                if isinstance(row, NameReferences):
                    references.append(row)
                else:
                    rows[table].append(row)
    return start.extended({name: specs for name, specs in rows.items() if specs}, references)


def _properties(definition: Any) -> Tree:
    """The properties of a schema, which may stand in `Schema`."""
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
