"""Allowed keywords and combinations in a custom kind's schema (`ValidateCustomResourceDefinitionOpenAPISchema`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Problems, Rule
from k8sdsl.server.rules.apiextensions.structural import not_convertible
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.custom_resources.field_path import FieldPathError, find_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.tree import Tree

_S = "spec.versions[0].schema.openAPIV3Schema"
_P = f"{_S}.properties.spec.properties"
_ITEM = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}

KEYWORD = Rule(
    "crd/forbidden-keyword",
    (
        "A schema must not use `id`, `$ref`, `definitions`, `dependencies`, `patternProperties`, `additionalItems` "
        "or a list in `items`."
    ),
    "specStandardValidatorV3.validate",
    "CustomResourceDefinition",
    bad={_P: {"size": {"type": "integer", "$ref": "#/definitions/size"}}},
    good={_P: {"size": {"type": "integer"}}},
    remedy="write the schema in place, with `properties` for known keys and `additionalProperties` for maps",
)
TYPE_NAME = Rule(
    "crd/type-name",
    "`type` in a schema must be string, number, integer, boolean, array or object.",
    "specStandardValidatorV3.validate",
    "CustomResourceDefinition",
    bad={_P: {"size": {"type": "int"}}},
    good={_P: {"size": {"type": "integer"}}},
    remedy="write the value as listed, such as `type: integer`",
)
FORBIDDEN_DEFAULT = Rule(
    "crd/default-in-metadata",
    "A schema must not set a `default` for apiVersion, kind or metadata, nor below additionalProperties of metadata.",
    "specStandardValidatorV3.validate",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.kind": {"type": "string", "default": "CronTab"}},
    good={f"{_S}.properties.kind": {"type": "string"}},
    remedy="remove it, and set defaults below `properties.spec` only",
)
UNIQUE_ITEMS = Rule(
    "crd/unique-items",
    "A schema must not set `uniqueItems`, because its check takes quadratic time.",
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={_P: {"tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True}}},
    good={_P: {"tags": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"}}},
    remedy="use `x-kubernetes-list-type: set`",
)
MAP_OR_STRUCT = Rule(
    "crd/properties-or-additional",
    "A schema must not have both `properties` and `additionalProperties`.",
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.additionalProperties": {"type": "string"}},
    good={_P: {"labels": {"type": "object", "additionalProperties": {"type": "string"}}}},
    remedy="keep `properties` for known keys, or `additionalProperties: {type: string}` for a map",
)
PRESERVE = Rule(
    "crd/preserve-unknown-fields",
    "`x-kubernetes-preserve-unknown-fields` must be true or omitted.",
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={_P: {"raw": {"type": "object", "x-kubernetes-preserve-unknown-fields": False}}},
    good={_P: {"raw": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}},
    remedy="remove it, or write `{type: object, x-kubernetes-preserve-unknown-fields: true}`",
)
MAP_TYPE = Rule(
    "crd/map-type",
    "`x-kubernetes-map-type` must be atomic or granular, in a schema of type object.",
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.x-kubernetes-map-type": "whole"},
    good={f"{_S}.properties.spec.x-kubernetes-map-type": "atomic"},
    remedy="for example, write `{type: object, x-kubernetes-map-type: atomic}`",
)
LIST_TYPE = Rule(
    "crd/list-type",
    (
        "`x-kubernetes-list-type` must be atomic, set or map, in a schema of type array, and items of a set must be "
        "atomic and not nullable."
    ),
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={_P: {"tags": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "bag"}}},
    good={_P: {"tags": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"}}},
    remedy="for example, write `{type: array, items: {type: string}, x-kubernetes-list-type: set}`",
)
LIST_MAP = Rule(
    "crd/list-map-keys",
    (
        "`x-kubernetes-list-map-keys` must name scalar properties of the items that are required or have a default, "
        "and are not nullable."
    ),
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={_P: {"parts": {"type": "array", "items": _ITEM, "x-kubernetes-list-type": "map"}}},
    good={
        _P: {
            "parts": {
                "type": "array",
                "items": _ITEM,
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["name"],
            }
        }
    },
    remedy=(
        "for example, write `{x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, "
        "required: [name]}}`"
    ),
)
EXPRESSION_PARTS = Rule(
    "crd/expression-parts",
    (
        "An entry of `x-kubernetes-validations` must have a `rule`, a `message` of one line, a known `reason` and a "
        "valid `fieldPath`."
    ),
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={f"{_S}.properties.spec.x-kubernetes-validations": [{"rule": " "}]},
    good={f"{_S}.properties.spec.x-kubernetes-validations": [{"rule": "self.size > 0"}]},
    remedy='for example, write `{rule: "self.size > 0", message: size must be positive, fieldPath: .size}`',
)

TYPES = frozenset(("string", "number", "integer", "boolean", "array", "object"))
REASONS = frozenset(("FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate"))
_META_FIELDS = frozenset(("metadata", "kind", "apiVersion"))


class Surroundings:
    """The context of a schema.

    Whether defaults are allowed, whether it describes metadata, and where lists or maps begin whose items cannot be
    matched with those of an older object.
    """

    __slots__ = ("defaults", "inside_meta", "uncorrelatable")

    def __init__(self, *, defaults: bool = True, inside_meta: bool = False, uncorrelatable: str = "") -> None:
        self.defaults = defaults
        self.inside_meta = inside_meta
        self.uncorrelatable = uncorrelatable

    def but(self, **changes: Any) -> Surroundings:
        """A copy with changes."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return Surroundings(**{**values, **changes})


class SchemaWalk:
    """One pass over a schema; faults of the schema and of its expressions are kept separate.

    `judge_expressions` is called for a schema with rules if the schema itself and all below it are valid; it gets the
    schema, its path, its context and the scope (None if expressions have none, as within anyOf).
    """

    def __init__(self, judge_expressions: Callable[[Tree, str, Surroundings, Any], None]) -> None:
        self.problems = Problems()
        self.judge_expressions = judge_expressions

    def walk(self, schema: Tree, path: str, around: Surroundings, scope: Any, *, is_root: bool = False) -> None:
        """Judges `schema` and everything below it."""
        before = len(self.problems)
        _keywords(schema, path, around, self.problems)
        if schema.get("uniqueItems"):
            self.problems.add(UNIQUE_ITEMS, f"{path}.uniqueItems", "uniqueItems is not supported")
        self._additional(schema, path, around, scope)
        self._properties(schema, path, around, scope, is_root=is_root)
        self._branches(schema, path, around)
        self._items(schema, path, around, scope)
        _map_type(schema, path, self.problems)
        _list_type(schema, path, self.problems)
        _list_map(schema, path, self.problems)
        rules = schema.get("x-kubernetes-validations") or ()
        for index, rule in enumerate(rules):
            _rule_parts(rule, schema, f"{path}.x-kubernetes-validations[{index}]", self.problems)
        if rules and len(self.problems) == before and scope is not None:
            self.judge_expressions(schema, path, around, scope)

    def _additional(self, schema: Tree, path: str, around: Surroundings, scope: Any) -> None:
        additional = schema.get("additionalProperties")
        if additional is None:
            return
        at = f"{path}.additionalProperties"
        if schema.get("properties") and additional is not True:
            self.problems.add(MAP_OR_STRUCT, at, "properties and additionalProperties cannot both be set")
        if isinstance(additional, dict):
            inner = around.but(defaults=False) if around.inside_meta else around
            self.walk(additional, at, inner, scope and scope.additional(additional))

    def _properties(self, schema: Tree, path: str, around: Surroundings, scope: Any, *, is_root: bool) -> None:
        whole = is_root or schema.get("x-kubernetes-embedded-resource")
        map_type = schema.get("x-kubernetes-map-type")
        for key, field in (schema.get("properties") or {}).items():
            inner = around
            if map_type not in {None, "granular", "atomic"} and not inner.uncorrelatable:
                inner = inner.but(uncorrelatable=path)
            if whole and key in _META_FIELDS:
                inner = inner.but(inside_meta=True, defaults=inner.defaults and not is_root)
            self.walk(field, f"{path}.properties[{key}]", inner, scope and scope.property(key, field))

    def _branches(self, schema: Tree, path: str, around: Surroundings) -> None:
        if isinstance(schema.get("not"), dict):
            self.walk(schema["not"], f"{path}.not", around, None)
        for keyword in ("allOf", "oneOf", "anyOf"):
            for index, branch in enumerate(schema.get(keyword) or ()):
                self.walk(branch, f"{path}.{keyword}[{index}]", around, None)
        for key, definition in (schema.get("definitions") or {}).items():
            self.walk(definition, f"{path}.definitions[{key}]", around, None)
        for key, dependency in (schema.get("dependencies") or {}).items():
            if isinstance(dependency, dict):
                self.walk(dependency, f"{path}.dependencies[{key}]", around, None)

    def _items(self, schema: Tree, path: str, around: Surroundings, scope: Any) -> None:
        items = schema.get("items")
        if items is None:
            return
        if schema.get("x-kubernetes-list-type") != "map" and not around.uncorrelatable:
            around = around.but(uncorrelatable=path)
        if isinstance(items, dict):
            self.walk(items, f"{path}.items", around, scope and scope.items(items))
        else:
            for index, item in enumerate(items):
                self.walk(item, f"{path}.items[{index}]", around, None)


def _keywords(schema: Tree, path: str, around: Surroundings, problems: Problems) -> None:
    kind = schema.get("type", "")
    if kind and kind not in TYPES:
        refuse_choice(TYPE_NAME, kind, TYPES, f"{path}.type", problems)
    if schema.get("default") is not None and not around.defaults:
        problems.add(FORBIDDEN_DEFAULT, f"{path}.default", "a default is not allowed here")
    for keyword in ("id", "patternProperties", "definitions"):
        if schema.get(keyword):
            problems.add(KEYWORD, f"{path}.{keyword}", f"{keyword} is not supported")
    for keyword in ("additionalItems", "dependencies", "$ref"):
        if keyword in schema:
            problems.add(KEYWORD, f"{path}.{keyword}", f"{keyword} is not supported")
    if isinstance(schema.get("items"), list) and schema["items"]:
        problems.add(KEYWORD, f"{path}.items", "items must be one schema, not a list of schemas")
    if around.inside_meta and schema.get("x-kubernetes-embedded-resource"):
        problems.add(KEYWORD, f"{path}.x-kubernetes-embedded-resource", "metadata cannot contain an embedded resource")
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        problems.add(PRESERVE, f"{path}.x-kubernetes-preserve-unknown-fields", "must be true or omitted")


def _map_type(schema: Tree, path: str, problems: Problems) -> None:
    map_type = schema.get("x-kubernetes-map-type")
    if map_type is None:
        return
    if schema.get("type", "") != "object":
        problems.add(MAP_TYPE, f"{path}.type", "must be object because x-kubernetes-map-type is set")
    if map_type not in {"atomic", "granular"}:
        refuse_choice(MAP_TYPE, map_type, ("atomic", "granular"), f"{path}.x-kubernetes-map-type", problems)


def _list_type(schema: Tree, path: str, problems: Problems) -> None:
    list_type = schema.get("x-kubernetes-list-type")
    items = schema.get("items")
    if list_type is not None:
        if schema.get("type", "") != "array":
            problems.add(LIST_TYPE, f"{path}.type", "must be array because x-kubernetes-list-type is set")
        elif list_type == "set" and isinstance(items, dict):
            _set_items(items, f"{path}.items", problems)
        if list_type not in {"atomic", "set", "map"}:
            refuse_choice(LIST_TYPE, list_type, ("atomic", "set", "map"), f"{path}.x-kubernetes-list-type", problems)
    if schema.get("x-kubernetes-list-map-keys") and list_type != "map":
        problems.add(
            LIST_MAP, f"{path}.x-kubernetes-list-type", "must be map because x-kubernetes-list-map-keys is set"
        )
    if list_type in {"set", "map"} and isinstance(items, dict) and items.get("nullable"):
        problems.add(LIST_TYPE, f"{path}.items.nullable", f"items of a list of type {list_type} must not be nullable")


def _set_items(items: Tree, path: str, problems: Problems) -> None:
    kind = items.get("type", "")
    if kind == "array" and items.get("x-kubernetes-list-type") not in {None, "atomic"}:
        problems.add(LIST_TYPE, f"{path}.x-kubernetes-list-type", "must be atomic in the items of a set")
    if kind == "object" and items.get("x-kubernetes-map-type") != "atomic":
        problems.add(LIST_TYPE, f"{path}.x-kubernetes-map-type", "must be atomic in the items of a set")


def _list_map(schema: Tree, path: str, problems: Problems) -> None:
    if schema.get("x-kubernetes-list-type") != "map":
        return
    keys = schema.get("x-kubernetes-list-map-keys") or []
    if not keys:
        problems.add(
            LIST_MAP,
            f"{path}.x-kubernetes-list-map-keys",
            "x-kubernetes-list-map-keys is required for a list of type map",
        )
    items = schema.get("items")
    if not isinstance(items, dict):
        problems.add(LIST_MAP, f"{path}.items", "items must be one schema in a list of type map")
        return
    if items.get("type", "") != "object":
        problems.add(LIST_MAP, f"{path}.items.type", "must be object in the items of a list of type map")
    else:
        _list_map_keys(keys, items, path, problems)
    required = items.get("required") or ()
    for key in keys:
        field = (items.get("properties") or {}).get(key)
        if field is None:
            continue
        at = f"{path}.items.properties[{key}]"
        if key not in required and field.get("default") is None:
            problems.add(LIST_MAP, f"{at}.default", f"{key} is a map key, so it must be required or have a default")
        if field.get("nullable"):
            problems.add(LIST_MAP, f"{at}.nullable", f"{key} is a map key, so it must not be nullable")


def _list_map_keys(keys: list[str], items: Tree, path: str, problems: Problems) -> None:
    seen: set[str] = set()
    for key in keys:
        field = (items.get("properties") or {}).get(key)
        if field is None:
            problems.add(LIST_MAP, f"{path}.x-kubernetes-list-map-keys", f"the items have no property {key!r}")
        elif field.get("type") in {"array", "object"}:
            problems.add(
                LIST_MAP, f"{path}.items.properties[{key}].type", f"{key} is a map key, so it must be a scalar"
            )
        if key in seen:
            problems.add(LIST_MAP, f"{path}.x-kubernetes-list-map-keys", f"{key!r} is listed more than once")
        seen.add(key)


def _rule_parts(rule: Tree, schema: Tree, path: str, problems: Problems) -> None:
    text, message = rule.get("rule", ""), rule.get("message", "")
    if not text.strip():
        problems.add(EXPRESSION_PARTS, f"{path}.rule", "rule is required")
    elif message and not message.strip():
        problems.add(EXPRESSION_PARTS, f"{path}.message", "the message must not be blank")
    elif has_newline(message.strip()):
        problems.add(EXPRESSION_PARTS, f"{path}.message", "the message must be a single line")
    elif has_newline(text.strip()) and not message.strip():
        problems.add(EXPRESSION_PARTS, f"{path}.message", "message is required for a rule of several lines")
    if rule.get("messageExpression") and not rule["messageExpression"].strip():
        problems.add(EXPRESSION_PARTS, f"{path}.messageExpression", "the expression is empty")
    reason = rule.get("reason")
    if reason is not None and reason not in REASONS:
        refuse_choice(EXPRESSION_PARTS, reason, REASONS, f"{path}.reason", problems)
    field = rule.get("fieldPath", "")
    if field:
        _field_path(field, schema, f"{path}.fieldPath", problems)


def _field_path(field: str, schema: Tree, path: str, problems: Problems) -> None:
    if not field.strip():
        problems.add(EXPRESSION_PARTS, path, "the path must not be blank")
    if has_newline(field):
        problems.add(EXPRESSION_PARTS, path, "the path must be a single line")
    if not_convertible(schema):
        return
    try:
        find_field(field, schema)
    except FieldPathError as error:
        problems.add(EXPRESSION_PARTS, path, f"{field!r}: {error}")


def has_newline(text: str) -> bool:
    """Whether CEL sees a line break in it."""
    return "\n" in text or "\r" in text
