"""Structural schemas: what the server needs in order to prune and default by a schema (`schema/validation.go`).

Every field is described outside allOf, anyOf, oneOf and not, and these restrict values without describing fields anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics.patterns import pattern_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_S = "spec.versions[0].schema.openAPIV3Schema"

TYPE_REQUIRED = Rule(
    "crd/type-required",
    "Every field, item and root of a schema has a type, unless it is int-or-string or preserves unknown fields.",
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"size": {"description": "how many"}}},
    good={f"{_S}.properties.spec.properties": {"size": {"type": "integer"}}},
)
ITEMS_REQUIRED = Rule(
    "crd/items-required",
    "The schema of a list says what its items are.",
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"tags": {"type": "array"}}},
    good={f"{_S}.properties.spec.properties": {"tags": {"type": "array", "items": {"type": "string"}}}},
)
ROOT = Rule(
    "crd/root-schema",
    "The root of a schema is an object without additionalProperties, and says of metadata no more than its name.",
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.metadata": {"type": "object", "properties": {"labels": {"type": "object"}}}},
    good={f"{_S}.properties.metadata": {"type": "object"}},
)
EMBEDDED = Rule(
    "crd/embedded-resource",
    "An embedded resource is an object with properties, or one that preserves unknown fields.",
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"t": {"type": "object", "x-kubernetes-embedded-resource": True}}},
    good={
        f"{_S}.properties.spec.properties": {
            "t": {
                "type": "object",
                "x-kubernetes-embedded-resource": True,
                "x-kubernetes-preserve-unknown-fields": True,
            }
        }
    },
)
NESTED = Rule(
    "crd/nested-schema",
    "Within allOf, anyOf, oneOf and not stand restrictions of values, no types, defaults or descriptions.",
    "validateNestedValueValidation",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.anyOf": [{"type": "object"}]},
    good={f"{_S}.properties.spec.anyOf": [{"required": ["size"]}]},
)
UNDEFINED = Rule(
    "crd/nested-undefined",
    "What allOf, anyOf, oneOf or not speak of is described outside them.",
    "validateStructuralCompleteness",
    "CustomResourceDefinition",
    bad={f"{_S}.anyOf": [{"properties": {"spec": {"properties": {"colour": {"maxLength": 3}}}}}]},
    good={f"{_S}.anyOf": [{"properties": {"spec": {"properties": {"size": {"maximum": 3}}}}}]},
)
PATTERN = Rule(
    "crd/pattern",
    "A pattern is a regular expression that Go compiles: no look-around, no back references.",
    "validateValueValidation",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"name": {"type": "string", "pattern": "(?=a)"}}},
    good={f"{_S}.properties.spec.properties": {"name": {"type": "string", "pattern": "^a+$"}}},
)
UNSUPPORTED = Rule(
    "crd/unsupported-keyword",
    "A structural schema does without id, $schema, $ref, patternProperties, dependencies and additionalItems.",
    "validateUnsupportedFields",
    "CustomResourceDefinition",
    bad={f"{_S}.$schema": "http://json-schema.org/draft-07/schema"},
    good={f"{_S}.description": "A crontab."},
)

ROOT_LEVEL, ITEM_LEVEL, FIELD_LEVEL = "at the root", "of items", "of fields"
INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]


def not_convertible(schema: Tree) -> str:
    """Why no structural schema can be made of this one (`NewStructural`), or an empty string."""
    for keyword in ("id", "$schema", "$ref", "patternProperties", "dependencies", "definitions"):
        if schema.get(keyword):
            return f"{keyword} is not supported"
    if "additionalItems" in schema:
        return "additionalItems is not supported"
    if isinstance(schema.get("items"), list) and schema["items"]:
        return "items is a list of schemas"
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        return "x-kubernetes-preserve-unknown-fields is either true or absent"
    for below in _all_below(schema):
        reason = not_convertible(below)
        if reason:
            return reason
    return ""


def _all_below(schema: Tree) -> Iterator[Tree]:
    for keyword in ("not", "items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield schema[keyword]
    for keyword in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(keyword) or ()
    yield from (schema.get("properties") or {}).values()


def validate_structural(schema: Tree, path: str, problems: Problems) -> None:
    """A schema that `not_convertible` has nothing to say about."""
    _invariants(schema, ROOT_LEVEL, path, problems)
    _completeness(schema, schema, path, path, problems)


def _invariants(schema: Tree, level: str, path: str, problems: Problems) -> None:
    kind = schema.get("type", "")
    items = schema.get("items")
    if kind == "array" and not isinstance(items, dict):
        problems.add(ITEMS_REQUIRED, f"{path}.items", "a list says what its items are")
    if isinstance(items, dict):
        _invariants(items, ITEM_LEVEL, f"{path}.items", problems)
    for key, field in (schema.get("properties") or {}).items():
        _invariants(field, FIELD_LEVEL, f"{path}.properties[{key}]", problems)
    if "additionalProperties" in schema:
        if level is ROOT_LEVEL:
            problems.add(ROOT, f"{path}.additionalProperties", "the root has none")
        if isinstance(schema["additionalProperties"], dict):
            _invariants(schema["additionalProperties"], FIELD_LEVEL, f"{path}.additionalProperties", problems)
    _extensions(schema, path, problems)
    any_of = _is_int_or_string(schema)
    first = (schema.get("allOf") or [{}])[0]
    _values(schema, path, problems, skip_any_of=any_of, skip_first=_is_int_or_string(first))
    _type(schema, kind, level, path, problems)
    _metadata(schema, level, path, problems)
    if schema.get("x-kubernetes-embedded-resource"):
        if "additionalProperties" in schema:
            problems.add(EMBEDDED, f"{path}.additionalProperties", "an embedded resource has none")
        if not schema.get("x-kubernetes-preserve-unknown-fields") and not schema.get("properties"):
            problems.add(
                EMBEDDED, f"{path}.properties", "an embedded resource has properties, or preserves unknown ones"
            )


def _is_int_or_string(schema: Tree) -> bool:
    branches = schema.get("anyOf") or []
    return len(branches) == 2 and [_without_zeros(branch) for branch in branches] == INT_OR_STRING


def _without_zeros(branch: Tree) -> Tree:
    """What a conversion of `branch` keeps: neither zero values nor what a structural schema has no place for."""
    return {
        key: value
        for key, value in branch.items()
        if not (key not in _POINTERS and type(value) in {str, bool} and not value)
        and not (value in ([], {}) and key in _LOST_EMPTY)
    }


_POINTERS = frozenset(("$ref", "x-kubernetes-list-type", "x-kubernetes-map-type"))
_LOST_EMPTY = frozenset(("enum", "allOf", "anyOf", "oneOf", "definitions", "dependencies", "patternProperties"))


_INSTEAD_OF_TYPE = ("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields")


def _type(schema: Tree, kind: str, level: str, path: str, problems: Problems) -> None:
    at = f"{path}.type"
    if schema.get("x-kubernetes-embedded-resource") and kind != "object":
        problems.add(EMBEDDED, at, f"an embedded resource is an object, not {kind or 'without a type'}")
    elif not kind and not any(schema.get(keyword) for keyword in _INSTEAD_OF_TYPE):
        problems.add(TYPE_REQUIRED, at, f"a schema {level} has a type")
    if level is ROOT_LEVEL and kind and kind != "object":
        problems.add(ROOT, at, f"the root is an object, not {kind}")


def _extensions(schema: Tree, path: str, problems: Problems) -> None:
    if schema.get("x-kubernetes-int-or-string"):
        for keyword in ("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"):
            if schema.get(keyword):
                problems.add(TYPE_REQUIRED, f"{path}.{keyword}", "does not go together with x-kubernetes-int-or-string")


def _metadata(schema: Tree, level: str, path: str, problems: Problems) -> None:
    properties = schema.get("properties") or {}
    whole = level is ROOT_LEVEL or schema.get("x-kubernetes-embedded-resource")
    for key in ("kind", "apiVersion"):
        if whole and key in properties and properties[key].get("type", "") != "string":
            problems.add(ROOT, f"{path}.properties[{key}].type", f"{key} is text")
    meta = properties.get("metadata")
    if meta is None:
        return
    at = f"{path}.properties[metadata]"
    if whole and meta.get("type", "") != "object":
        problems.add(ROOT, f"{at}.type", "metadata is an object")
    if level is ROOT_LEVEL and not _says_names_only(meta):
        problems.add(ROOT, at, "only name and generateName may be described")


def _says_names_only(meta: Tree) -> bool:
    if not set(meta.get("properties") or ()) <= {"name", "generateName"}:
        return False
    allowed = {"type", "properties", "default", "externalDocs", "example"}
    return not any(key not in allowed and value not in ("", False) for key, value in meta.items())


def _values(schema: Tree, path: str, problems: Problems, *, skip_any_of: bool, skip_first: bool) -> None:
    if not skip_any_of:
        for index, branch in enumerate(schema.get("anyOf") or ()):
            _nested(branch, f"{path}.anyOf[{index}]", problems)
    for index, branch in enumerate(schema.get("allOf") or ()):
        _nested(branch, f"{path}.allOf[{index}]", problems, skip_any_of=skip_first and index == 0)
    for index, branch in enumerate(schema.get("oneOf") or ()):
        _nested(branch, f"{path}.oneOf[{index}]", problems)
    if isinstance(schema.get("not"), dict):
        _nested(schema["not"], f"{path}.not", problems)
    if schema.get("pattern"):
        reason = pattern_error(schema["pattern"])
        if reason:
            problems.add(PATTERN, f"{path}.pattern", f"{schema['pattern']!r} is no regular expression of Go: {reason}")


_FORBIDDEN = (
    *("type", "title", "description", "nullable", "x-kubernetes-preserve-unknown-fields"),
    *("x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys"),
    "x-kubernetes-validations",
)
_UNDEFINED = ("additionalProperties", "default", "x-kubernetes-list-type", "x-kubernetes-map-type")


def _nested(schema: Tree, path: str, problems: Problems, *, skip_any_of: bool = False) -> None:
    _values(schema, path, problems, skip_any_of=skip_any_of, skip_first=False)
    if isinstance(schema.get("items"), dict):
        _nested(schema["items"], f"{path}.items", problems)
    properties: dict[str, Any] = schema.get("properties") or {}
    for key, field in properties.items():
        _nested(field, f"{path}.properties[{key}]", problems)
    for keyword in _FORBIDDEN:
        if schema.get(keyword):
            problems.add(NESTED, f"{path}.{keyword}", "does not stand within allOf, anyOf, oneOf or not")
    for keyword in _UNDEFINED:
        if schema.get(keyword) is not None:
            problems.add(NESTED, f"{path}.{keyword}", "does not stand within allOf, anyOf, oneOf or not")
    if "metadata" in properties:
        problems.add(NESTED, f"{path}.properties[metadata]", "does not stand within allOf, anyOf, oneOf or not")


# Upstream looks at the root's junctors and what is below them, and not at those of single properties.
def _completeness(values: Tree, schema: Any, at: str, told: str, problems: Problems) -> None:
    """`values` restricts what `schema` describes; `at` and `told` are where the two stand."""
    if isinstance(values.get("not"), dict):
        _nested_completeness(values["not"], schema, at, f"{told}.not", problems)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(values.get(keyword) or ()):
            _nested_completeness(branch, schema, at, f"{told}.{keyword}[{index}]", problems)


def _nested_completeness(values: Tree, schema: Any, at: str, told: str, problems: Problems) -> None:
    if not isinstance(schema, dict):
        problems.add(UNDEFINED, at, f"is restricted at {told}, and not described")
        return
    _completeness(values, schema, at, told, problems)
    if isinstance(values.get("items"), dict):
        _nested_completeness(values["items"], schema.get("items"), f"{at}.items", f"{told}.items", problems)
    described = schema.get("properties") or {}
    for key, field in (values.get("properties") or {}).items():
        inner, outer = f"{told}.properties[{key}]", f"{at}.properties[{key}]"
        if key not in described:
            problems.add(UNDEFINED, outer, f"is restricted at {inner}, and not described")
        else:
            _nested_completeness(field, described[key], outer, inner, problems)
