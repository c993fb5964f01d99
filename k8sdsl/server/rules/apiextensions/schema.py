"""One schema of a custom kind, validated in the server's order (`validateCustomResourceDefinitionValidation`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Problems, Rule
from k8sdsl.server.rules.apiextensions.defaults import validate_defaults
from k8sdsl.server.rules.apiextensions.openapi import SchemaWalk, Surroundings
from k8sdsl.server.rules.apiextensions.structural import UNSUPPORTED, not_convertible, validate_structural
from k8sdsl.server.rules.apiextensions.unrecognized_formats import warn_of_formats

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_S = "spec.versions[0].schema.openAPIV3Schema"

ROOT_KEYWORD = Rule(
    "crd/root-keyword",
    (
        "With a status subresource, the root of `openAPIV3Schema` must have type object and no keyword that the "
        "server cannot apply to status."
    ),
    "validateCustomResourceDefinitionValidation",
    "CustomResourceDefinition",
    bad={"spec.versions[0].subresources": {"status": {}}, f"{_S}.maxProperties": 3},
    good={"spec.versions[0].subresources": {"status": {}}, f"{_S}.description": "A crontab."},
    remedy="move `anyOf`, `allOf`, `oneOf`, `not`, `enum` and similar keywords from the root to `properties.spec`",
)
NULLABLE_ROOT = Rule(
    "crd/nullable-root",
    "The root of `openAPIV3Schema` must not be nullable.",
    "validateCustomResourceDefinitionValidation",
    "CustomResourceDefinition",
    bad={f"{_S}.nullable": True},
    good={f"{_S}.nullable": False},
    remedy="remove `nullable: true`",
)

ROOT_KEYWORDS = frozenset(
    (
        *("description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
        *("maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required"),
        *("items", "properties", "externalDocs", "example"),
        *("x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations"),
    )
)
_ZERO_HIDES = frozenset(
    (
        *("id", "$schema", "uniqueItems", "nullable", "exclusiveMaximum", "exclusiveMinimum"),
        *("x-kubernetes-embedded-resource", "x-kubernetes-int-or-string"),
    )
)
"""Keywords whose zero value equals their absence."""
_BEFORE_TYPE = frozenset(("id", "$schema", "$ref"))
"""Only the first fault is reported, and these come before the type."""


def validate_schema(schema: Tree, path: str, problems: Problems, *, has_status: bool, minor: int) -> None:
    """The schema at `path` (its `openAPIV3Schema`); `has_status` says whether status is a subresource."""
    if has_status:
        _root_keywords(schema, path, problems)
    if schema.get("nullable"):
        problems.add(NULLABLE_ROOT, f"{path}.nullable", "the root must not be nullable")
    unsupported = not_convertible(schema)
    structural = Problems()
    if not unsupported:
        validate_structural(schema, path, structural)
        if not structural.found:
            validate_defaults(schema, path, structural, minor)
    from k8sdsl.server.rules.apiextensions.expressions import ExpressionJudge

    judge = ExpressionJudge(path, minor)
    walk = SchemaWalk(judge.judge)
    scope = judge.root_scope(schema) if not unsupported and not structural.found else None
    walk.walk(schema, path, Surroundings(), scope, is_root=True)
    judge.judge_total()
    warn_of_formats(schema, path, problems)
    found = [*structural.found, *walk.problems.found, *judge.problems.found]
    problems.found.extend(found)
    if unsupported and not found:
        problems.add(UNSUPPORTED, path, unsupported)


def _root_keywords(schema: Tree, path: str, problems: Problems) -> None:
    kind = schema.get("type")
    is_object = not kind or kind == "object"
    for keyword, value in schema.items():
        if keyword not in ROOT_KEYWORDS and (value or keyword not in _ZERO_HIDES):
            if not is_object and keyword not in _BEFORE_TYPE:
                continue
            problems.add(
                ROOT_KEYWORD, path, f"{keyword} is not allowed at the root of a schema with a status subresource"
            )
            return
    if not is_object:
        problems.add(ROOT_KEYWORD, f"{path}.type", f"must be object at the root, not {kind}")
