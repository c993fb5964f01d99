"""Reads CustomResourceDefinitions as modules of types, one module per group-version.

Schemas in definitions have no references: a shape that occurs in twenty places is written twenty times. Equal shapes
become one class, and a shape that is a built-in type (the affinity of a pod, a label selector) becomes that type.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from k8sdsl.codegen.class_names import SchemaShape, VersionedKind, name_classes
from k8sdsl.codegen.documentation import paragraph
from k8sdsl.codegen.model import FieldModel, ModuleModel
from k8sdsl.codegen.names import attribute_names, free_name, module_name, python_name
from k8sdsl.codegen.sources.builtin_shapes import BuiltinShapes
from k8sdsl.codegen.sources.facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.tree import Tree

_DEEPEST = 60
"""Below this many levels a schema is not read further: any value is accepted there."""

_ARGUMENTS = (
    *("api_version", "kind", "metadata", "name", "namespace", "labels", "annotations"),
    *("to_dict", "from_dict"),
)
"""The fields that every class of whole objects has in addition to those of its kind."""


def read_definitions(definitions: Iterable[Tree], *, prose: bool = True) -> list[ModuleModel]:
    """The modules of some definitions, by name. Of definitions with the same group and kind, the last one is used.

    `prose` includes the descriptions of the definitions. Other objects are skipped.
    """
    groups: dict[tuple[str, str], dict[str, tuple[Tree, Tree]]] = {}
    for tree in definitions:
        for group, version, kind, names, schema in versions_of(tree):
            groups.setdefault((group, version), {})[kind] = (names, schema)
    builtin = BuiltinShapes()
    taken: set[str] = set()
    return [
        _Module(group, version, builtin, prose=prose).read(kinds, free_name(module_name(group, version), taken))
        for (group, version), kinds in sorted(groups.items())
    ]


def versions_of(tree: Any) -> Iterator[tuple[str, str, str, Tree, Tree]]:
    """Group, version, kind, names and schema of each served version of a definition, old ones of `v1beta1` included."""
    spec = _dict(_dict(tree).get("spec"))
    names = _dict(spec.get("names"))
    group, kind = spec.get("group"), names.get("kind")
    if _dict(tree).get("kind") != "CustomResourceDefinition" or not isinstance(group, str) or not isinstance(kind, str):
        return
    shared = _dict(_dict(spec.get("validation")).get("openAPIV3Schema"))
    versions = spec.get("versions")
    listed = [_dict(one) for one in versions] if isinstance(versions, list) else []
    listed = [one for one in listed if one.get("served") is not False] or listed or [{"name": spec.get("version")}]
    facts = {**names, "scope": spec.get("scope")}
    for version in listed:
        name = version.get("name")
        if isinstance(name, str) and name:
            schema = _dict(_dict(version.get("schema")).get("openAPIV3Schema")) or shared
            yield group, name, kind, facts, schema


class _Module:
    """Reads the kinds of one group-version."""

    def __init__(self, group: str, version: str, builtin: BuiltinShapes, *, prose: bool) -> None:
        self.api_version = f"{group}/{version}"
        self._builtin, self._prose = builtin, prose
        self._shapes: list[SchemaShape] = []
        self._by_content: dict[Any, int] = {}
        self._kind = self._family = ""
        self._kinds: list[str] = []

    def read(self, kinds: dict[str, tuple[Tree, Tree]], name: str) -> ModuleModel:
        # Shorter kinds first: shapes that Issuer and ClusterIssuer share are named after Issuer.
        found = [self._read_kind(kind, *kinds[kind]) for kind in sorted(kinds, key=lambda kind: (len(kind), kind))]
        return name_classes(name, self.api_version, found, self._shapes)

    def _read_kind(self, kind: str, names: Tree, schema: Tree) -> VersionedKind:
        # ClusterIssuer may share the spec of Issuer, but not that of an unrelated kind with the same fields.
        self._kind, self._family = kind, next((known for known in self._kinds if kind.endswith(known)), kind)
        self._kinds.append(kind)
        properties = {wire: part for wire, part in _dict(schema.get("properties")).items() if wire not in _STANDARD}
        required = _strings(schema.get("required"))
        attributes = attribute_names(map(str, properties), reserved=_ARGUMENTS)
        fields = {wire: FieldModel(wire, python_name(wire), "string") for wire in ("apiVersion", "kind")}
        fields["metadata"] = FieldModel("metadata", "metadata", "meta_v1.ObjectMeta")
        for wire, part in sorted(properties.items(), key=lambda item: str(item[0])):
            fields[wire] = self._field(str(wire), attributes[str(wire)], part, (str(wire),), required)
        scope = "cluster-scoped" if names.get("scope") == "Cluster" else "namespaced"
        plural = names.get("plural")
        return VersionedKind(
            name=kind,
            fields=fields,
            open=_is_open(schema),
            about=self._about(schema),
            link=f"{kind} of {self.api_version}: {plural}, {scope}.",
        )

    def _field(self, wire: str, name: str, schema: Any, path: tuple[str, ...], required: set[str]) -> FieldModel:
        schema = _dict(schema)
        list_type = str(schema.get("x-kubernetes-list-type") or "")
        keys = tuple(sorted(_strings(schema.get("x-kubernetes-list-map-keys")))) if list_type == "map" else ()
        keys = keys if all(map(_PLAIN_KEY.fullmatch, keys)) else ()
        expression, values = self._type(schema, path)
        needed = wire in required and "default" not in schema  # the server sets defaults before it validates
        made = FieldModel(
            wire=wire,
            name=name,
            type=expression,
            required=needed,
            nullable=needed and schema.get("nullable") is True,  # elsewhere None means that the field is not set
            list_type=list_type if list_type in {"set", "atomic"} or keys else "",
            list_keys=keys,
            merge_key=keys[0] if len(keys) == 1 else "",
            strategies=("merge",) if len(keys) == 1 else (),
            about=self._about(schema),
            notes=facts_of(schema),
            values=values,
        )
        self._note_key(made)
        return made

    def _note_key(self, made: FieldModel) -> None:
        """The key of a list with list type map, if it has only one: the first argument of its entries."""
        if not made.type.startswith("[]#") or len(made.list_keys) != 1:
            return
        shape, key = self._shapes[int(made.type[3:])], made.list_keys[0]
        entry = shape.fields.get(key)
        if entry is not None and entry.type in {"string", "int32", "int64"}:
            shape.key = key if shape.key in {None, key} else ""

    def _about(self, schema: Tree) -> str:
        text = schema.get("description")
        return "\n".join(paragraph(text)) if self._prose and isinstance(text, str) else ""

    def _type(self, schema: Tree, path: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
        """The type expression of a schema, and the values of a scalar that has few."""
        if len(path) > _DEEPEST or schema.get("$ref"):
            return "any", ()
        if schema.get("x-kubernetes-int-or-string") is True or _is_int_or_string(schema):
            return "int_or_string", ()
        if schema.get("x-kubernetes-embedded-resource") is True:
            return "object", ()
        kind = _type_of(schema)
        if kind == "array":
            items, values = self._type(_dict(schema.get("items")), (*path[:-1], f"{path[-1]}[]"))
            return f"[]{items}", values
        if kind == "object":
            return self._object(schema, path)
        return _scalar(kind, schema)

    def _object(self, schema: Tree, path: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
        properties = _dict(schema.get("properties"))
        if not properties:
            entries = schema.get("additionalProperties")
            if not isinstance(entries, dict) or not entries:
                return "object", ()
            leaf, values = self._type(entries, (*path[:-1], f"{path[-1]}{{}}"))
            return f"{{}}{leaf}", values
        known = self._builtin.find(path[-1].rstrip("[]{}"), schema)
        return (known, ()) if known else (f"#{self._shape(schema, properties, path)}", ())

    def _shape(self, schema: Tree, properties: Tree, path: tuple[str, ...]) -> int:
        required = _strings(schema.get("required"))
        attributes = attribute_names(map(str, properties))
        fields = {
            str(wire): self._field(str(wire), attributes[str(wire)], part, (*path, str(wire)), required)
            for wire, part in sorted(properties.items(), key=lambda item: str(item[0]))
        }
        family = self._family if len(path) == 1 else ""
        content = (family, _is_open(schema), *(_content(f) for f in fields.values()))
        number = self._by_content.setdefault(content, len(self._shapes))
        if number == len(self._shapes):
            self._shapes.append(SchemaShape(fields, open=_is_open(schema)))
        self._shapes[number].said.add(self._about(schema))
        self._shapes[number].paths.setdefault(self._kind, []).append(path)
        return number


_PLAIN_KEY = re.compile(r"[\w.-]+")
_STANDARD = frozenset(("apiVersion", "kind", "metadata"))


def _content(f: FieldModel) -> tuple[Any, ...]:
    """The identity of a field: everything but its documentation."""
    return (f.wire, f.type, f.required, f.nullable, f.values, f.list_type, f.list_keys)


def _scalar(kind: str, schema: Tree) -> tuple[str, tuple[Any, ...]]:
    values = schema.get("enum")
    python = {"string": str, "integer": int}.get(kind)
    few: tuple[Any, ...] = ()
    if python is not None and isinstance(values, list):
        few = tuple(dict.fromkeys(value for value in values if type(value) is python))
    return _SCALARS.get((kind, str(schema.get("format")))) or _SCALARS.get((kind, None)) or "any", few


_SCALARS = {
    ("string", None): "string",
    ("string", "date-time"): "time",
    ("string", "byte"): "bytes",
    ("integer", None): "int64",
    ("integer", "int32"): "int32",
    ("number", None): "number",
    ("boolean", None): "bool",
}


def _type_of(schema: Tree) -> str:
    named = schema.get("type")
    if isinstance(named, list):
        named = next((name for name in named if name != "null"), None)
    if isinstance(named, str):
        return named
    return "object" if "properties" in schema else "array" if "items" in schema else "any"


def _is_int_or_string(schema: Tree) -> bool:
    """Whether the branches of a schema allow both types, as in definitions that predate the extension for it."""
    branches = schema.get("anyOf")
    if "type" in schema or not isinstance(branches, list):
        return False
    return {str(_dict(branch).get("type")) for branch in branches} == {"integer", "string"}


def _is_open(schema: Tree) -> bool:
    return schema.get("x-kubernetes-preserve-unknown-fields") is True or (
        not schema.get("properties") and schema.get("type") is None
    )


def _dict(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}


def _strings(value: Any) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
