"""Which schemas of custom kinds are types of Kubernetes: an affinity, a label selector, the resources of a container.

A schema is a built-in type if that type, in some version, has exactly its fields, with the same types, and if a
built-in type has a field of that type under the same name, or one that ends in the same word; where several do, only
a type of `meta/v1` is general enough. So `additionalLabelSelector` may be a `LabelSelector`, but a parameter with a
name and a value is not a header of HTTP.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from k8sdsl.codegen.names import singular, words_of
from k8sdsl.kube.types import SCALARS, type_schema, type_table
from k8sdsl.kube.versions import NEWEST, OLDEST

if TYPE_CHECKING:
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import Tree

_MODULES = ("meta_v1", "core_v1", "autoscaling_v2", "apps_v1", "batch_v1", "networking_v1", "policy_v1", "rbac_v1")
_KINDS = {
    "string": {"string"},
    "time": {"string"},
    "microtime": {"string"},
    "bytes": {"string"},
    "bool": {"boolean"},
    "int32": {"integer"},
    "int64": {"integer"},
    "number": {"number"},
    "object": {"object"},
    "any": {"object", ""},
}
_METADATA = "meta_v1.ObjectMeta"


class BuiltinShapes:
    """Finds the built-in type of a schema."""

    def __init__(self) -> None:
        self._same: dict[tuple[int, str], bool] = {}

    def find(self, wire: str, schema: Tree) -> str:
        """The built-in type of a schema at a field of this name, or nothing."""
        for word in _words(wire):
            same = [target for target in _types_by_word().get(word, ()) if self._is(schema, target)]
            if len(same) == 1 or (same and same[0].table.name == "meta_v1"):
                return same[0].name
        return ""

    def _is(self, schema: Any, target: TypeSchema) -> bool:
        if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
            return False
        if schema.get("x-kubernetes-preserve-unknown-fields") or not _has_fields(set(schema["properties"]), target):
            return False
        required = {wire for wire in schema.get("required") or () if isinstance(wire, str)}
        if required != set(target.required):
            return False
        key = (id(schema), target.name)
        if key not in self._same:
            self._same[key] = True  # for a recursive type
            self._same[key] = all(
                self._fits(part, target.fields[wire], target.fields[wire].shape)
                for wire, part in schema["properties"].items()
            )
        return self._same[key]

    def _fits(self, schema: Any, field: FieldSchema, shape: str) -> bool:
        if not isinstance(schema, dict) or schema.get("nullable"):
            return False
        if shape:
            inner = schema.get("items" if shape[0] == "[" else "additionalProperties")
            return schema.get("type") == ("array" if shape[0] == "[" else "object") and self._fits(
                inner, field, shape[1:]
            )
        if "enum" in schema:
            return sorted(map(repr, schema["enum"] or ())) == sorted(
                map(repr, field.table.choices.get(field.choice, ()))
            )
        if field.leaf in {"quantity", "int_or_string"}:
            return schema.get("x-kubernetes-int-or-string") is True
        if field.leaf in SCALARS:
            plain = not schema.get("properties") and not schema.get("x-kubernetes-int-or-string")
            return plain and str(schema.get("type", "")) in _KINDS[field.leaf]
        if field.leaf == _METADATA:
            return (
                {"labels", "annotations"} <= set(schema.get("properties") or ()) <= set(type_schema(_METADATA).fields)
            )
        return field.target is not None and self._is(schema, field.target)


def _words(wire: str) -> list[str]:
    """Names to recognize a field by: its name, and the last word of it, both in the singular."""
    one = singular(wire)
    return [one, *(word.lower() for word in words_of(one)[-1:])]


@cache
def _types_by_word() -> dict[str, list[TypeSchema]]:
    """The built-in types by the words of the fields that have them."""
    types: dict[str, list[TypeSchema]] = {}
    fields = [f for name in _MODULES for row in type_table(name).rows for f in type_table(name).type(row)]
    for field in fields:
        target = field.target if "|" not in field.leaf else None
        if target is not None and target.name != _METADATA:
            for word in _words(field.wire):
                types.setdefault(word, [])
                types[word] += [target] if target not in types[word] else []
    return types


def _has_fields(wires: set[str], target: TypeSchema) -> bool:
    """Whether a type has exactly these fields in some version of Kubernetes."""
    if not wires <= set(target.fields):
        return False
    return any(
        wires == {f.wire for f in target if (f.since or OLDEST) <= minor <= (f.until or NEWEST)}
        for minor in range(OLDEST, NEWEST + 1)
    )
