"""Structural schemas: the requirements for pruning and defaulting by a schema (`schema/validation.go`).

Every field is defined outside allOf, anyOf, oneOf and not; these only restrict values.
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
    (
        "Every schema must have a `type`, unless it sets `x-kubernetes-int-or-string` or "
        "`x-kubernetes-preserve-unknown-fields`."
    ),
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"size": {"description": "how many"}}},
    good={f"{_S}.properties.spec.properties": {"size": {"type": "integer"}}},
    remedy="for example, add `type: object`, or `x-kubernetes-int-or-string: true` for values like a port",
)
ITEMS_REQUIRED = Rule(
    "crd/items-required",
    "A schema of type array must have `items`.",
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"tags": {"type": "array"}}},
    good={f"{_S}.properties.spec.properties": {"tags": {"type": "array", "items": {"type": "string"}}}},
    remedy="for example, write `{type: array, items: {type: string}}`",
)
ROOT = Rule(
    "crd/root-schema",
    (
        "The root of `openAPIV3Schema` must be an object without `additionalProperties`, and restrict only name and "
        "generateName of `metadata`."
    ),
    "validateStructuralInvariants",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.metadata": {"type": "object", "properties": {"labels": {"type": "object"}}}},
    good={f"{_S}.properties.metadata": {"type": "object"}},
    remedy="for example, write `openAPIV3Schema: {type: object, properties: {spec: {type: object}}}`",
)
EMBEDDED = Rule(
    "crd/embedded-resource",
    (
        "A schema with `x-kubernetes-embedded-resource` must be an object with properties or with preserved unknown "
        "fields."
    ),
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
    remedy="write `{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}`",
)
NESTED = Rule(
    "crd/nested-schema",
    (
        "Schemas within `allOf`, `anyOf`, `oneOf` and `not` must only restrict values, without types, defaults or "
        "descriptions."
    ),
    "validateNestedValueValidation",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.anyOf": [{"type": "object"}]},
    good={f"{_S}.properties.spec.anyOf": [{"required": ["size"]}]},
    remedy="move `type`, `default` and `description` out, and keep restrictions such as `anyOf: [{required: [size]}]`",
)
UNDEFINED = Rule(
    "crd/nested-undefined",
    "A field within `allOf`, `anyOf`, `oneOf` or `not` must also be defined outside of them.",
    "validateStructuralCompleteness",
    "CustomResourceDefinition",
    bad={f"{_S}.anyOf": [{"properties": {"spec": {"properties": {"colour": {"maxLength": 3}}}}}]},
    good={f"{_S}.anyOf": [{"properties": {"spec": {"properties": {"size": {"maximum": 3}}}}}]},
    remedy="add it to `properties` of the schema around, such as `properties: {size: {type: integer}}`",
)
PATTERN = Rule(
    "crd/pattern",
    "`pattern` must be a regular expression of Go (RE2), without look-around or back references.",
    "validateValueValidation",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.properties": {"name": {"type": "string", "pattern": "(?=a)"}}},
    good={f"{_S}.properties.spec.properties": {"name": {"type": "string", "pattern": "^a+$"}}},
    remedy='for example, write `pattern: "^[a-z]([-a-z0-9]*[a-z0-9])?$"`',
)
UNSUPPORTED = Rule(
    "crd/unsupported-keyword",
    (
        "A structural schema must not use `id`, `$schema`, `$ref`, `patternProperties`, `dependencies` or "
        "`additionalItems`."
    ),
    "validateUnsupportedFields",
    "CustomResourceDefinition",
    bad={f"{_S}.$schema": "http://json-schema.org/draft-07/schema"},
    good={f"{_S}.description": "A crontab."},
    remedy="write the schema in place, with `properties` for known keys and `additionalProperties` for maps",
)

ROOT_LEVEL, ITEM_LEVEL, FIELD_LEVEL = "at the root", "of items", "of fields"
INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]


def not_convertible(schema: Tree) -> str:
    """Why this schema cannot be converted to a structural one (`NewStructural`), or an empty string."""
    for keyword in ("id", "$schema", "$ref", "patternProperties", "dependencies", "definitions"):
        if schema.get(keyword):
            return f"{keyword} is not supported"
    if "additionalItems" in schema:
        return "additionalItems is not supported"
    if isinstance(schema.get("items"), list) and schema["items"]:
        return "items must be one schema, not a list of schemas"
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        return "x-kubernetes-preserve-unknown-fields must be true or omitted"
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
    """A schema that is convertible according to `not_convertible`."""
    _invariants(schema, ROOT_LEVEL, path, problems)
    _completeness(schema, schema, path, path, problems)


def _invariants(schema: Tree, level: str, path: str, problems: Problems) -> None:
    kind = schema.get("type", "")
    items = schema.get("items")
    if kind == "array" and not isinstance(items, dict):
        problems.add(ITEMS_REQUIRED, f"{path}.items", "items is required for an array")
    if isinstance(items, dict):
        _invariants(items, ITEM_LEVEL, f"{path}.items", problems)
    for key, field in (schema.get("properties") or {}).items():
        _invariants(field, FIELD_LEVEL, f"{path}.properties[{key}]", problems)
    if "additionalProperties" in schema:
        if level is ROOT_LEVEL:
            problems.add(ROOT, f"{path}.additionalProperties", "additionalProperties is not allowed at the root")
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
            problems.add(
                EMBEDDED, f"{path}.additionalProperties", "additionalProperties is not allowed in an embedded resource"
            )
        if not schema.get("x-kubernetes-preserve-unknown-fields") and not schema.get("properties"):
            problems.add(
                EMBEDDED, f"{path}.properties", "an embedded resource must have properties or preserve unknown fields"
            )


def _is_int_or_string(schema: Tree) -> bool:
    branches = schema.get("anyOf") or []
    return len(branches) == 2 and [_without_zeros(branch) for branch in branches] == INT_OR_STRING


def _without_zeros(branch: Tree) -> Tree:
    """`branch` as a conversion keeps it: without zero values and what a structural schema cannot hold."""
    return {
        key: value
        for key, value in branch.items()
        if not (key not in _POINTERS and type(value) in {str, bool} and not value)
        and not (key == "items" and type(value) is bool)
        and not (value in ([], {}) and key in _LOST_EMPTY)
    }


_POINTERS = frozenset(("$ref", "x-kubernetes-list-type", "x-kubernetes-map-type"))
_LOST_EMPTY = frozenset(("enum", "allOf", "anyOf", "oneOf", "definitions", "dependencies", "patternProperties"))


_INSTEAD_OF_TYPE = ("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields")


def _type(schema: Tree, kind: str, level: str, path: str, problems: Problems) -> None:
    at = f"{path}.type"
    if schema.get("x-kubernetes-embedded-resource") and kind != "object":
        problems.add(EMBEDDED, at, f"must be object in an embedded resource, not {kind or 'omitted'}")
    elif not kind and not any(schema.get(keyword) for keyword in _INSTEAD_OF_TYPE):
        problems.add(TYPE_REQUIRED, at, f"type is required for a schema {level}")
    if level is ROOT_LEVEL and kind and kind != "object":
        problems.add(ROOT, at, f"must be object at the root, not {kind}")


def _extensions(schema: Tree, path: str, problems: Problems) -> None:
    if schema.get("x-kubernetes-int-or-string"):
        for keyword in ("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"):
            if schema.get(keyword):
                problems.add(TYPE_REQUIRED, f"{path}.{keyword}", "cannot be combined with x-kubernetes-int-or-string")


def _metadata(schema: Tree, level: str, path: str, problems: Problems) -> None:
    properties = schema.get("properties") or {}
    whole = level is ROOT_LEVEL or schema.get("x-kubernetes-embedded-resource")
    for key in ("kind", "apiVersion"):
        if whole and key in properties and properties[key].get("type", "") != "string":
            problems.add(ROOT, f"{path}.properties[{key}].type", f"{key} must be of type string")
    meta = properties.get("metadata")
    if meta is None:
        return
    at = f"{path}.properties[metadata]"
    if whole and meta.get("type", "") != "object":
        problems.add(ROOT, f"{at}.type", "metadata must be of type object")
    if level is ROOT_LEVEL and not _says_names_only(meta):
        problems.add(ROOT, at, "only name and generateName of metadata can be restricted")


def _says_names_only(meta: Tree) -> bool:
    """Whether nothing is left of the schema without type, default and names (validateStructuralMetadataInvariants)."""
    if not set(meta.get("properties") or ()) <= {"name", "generateName"}:
        return False
    return not any(_is_kept(key, value) for key, value in meta.items() if key not in _FREE_FOR_METADATA)


def _is_kept(key: str, value: Any) -> bool:
    """Whether a structural schema holds the keyword: not as a zero value, nor as an empty list that Go loops over."""
    if key in _POINTERS or key == "additionalProperties":
        return True
    is_zero = value in ("", False) or (key == "items" and value is True)
    return not (is_zero or (value == [] and key in {"enum", "allOf", "anyOf", "oneOf"}))


_FREE_FOR_METADATA = frozenset(("type", "properties", "default", "dependencies", "definitions", "patternProperties"))


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
            problems.add(
                PATTERN, f"{path}.pattern", f"{schema['pattern']!r} is not a regular expression of Go: {reason}"
            )


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
            problems.add(NESTED, f"{path}.{keyword}", "not allowed within allOf, anyOf, oneOf or not")
    for keyword in _UNDEFINED:
        if schema.get(keyword) is not None and not (keyword == "additionalProperties" and schema[keyword] is False):
            problems.add(NESTED, f"{path}.{keyword}", "not allowed within allOf, anyOf, oneOf or not")
    if "metadata" in properties:
        problems.add(NESTED, f"{path}.properties[metadata]", "not allowed within allOf, anyOf, oneOf or not")


# Upstream checks the root's junctors and those below them, but not those of single properties.
def _completeness(values: Tree, schema: Any, at: str, told: str, problems: Problems) -> None:
    """`values` restricts what `schema` defines; `at` is the path of `schema`, `told` that of `values`."""
    if isinstance(values.get("not"), dict):
        _nested_completeness(values["not"], schema, at, f"{told}.not", problems)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(values.get(keyword) or ()):
            _nested_completeness(branch, schema, at, f"{told}.{keyword}[{index}]", problems)


def _nested_completeness(values: Tree, schema: Any, at: str, told: str, problems: Problems) -> None:
    if not isinstance(schema, dict):
        problems.add(UNDEFINED, at, f"the field is restricted at {told}, but not defined")
        return
    _completeness(values, schema, at, told, problems)
    if isinstance(values.get("items"), dict):
        _nested_completeness(values["items"], schema.get("items"), f"{at}.items", f"{told}.items", problems)
    described = schema.get("properties") or {}
    for key, field in (values.get("properties") or {}).items():
        inner, outer = f"{told}.properties[{key}]", f"{at}.properties[{key}]"
        if key not in described:
            problems.add(UNDEFINED, outer, f"the field is restricted at {inner}, but not defined")
        else:
            _nested_completeness(field, described[key], outer, inner, problems)
