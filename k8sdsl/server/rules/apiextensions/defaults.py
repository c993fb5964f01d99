"""Defaults of a schema: they must fit it and contain no unknown fields (`schema/defaulting/validation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Problems, Rule
from k8sdsl.server.rules.custom_resources.definition import has_expressions
from k8sdsl.server.rules.custom_resources.embedded import validate_embedded
from k8sdsl.server.structural.faults import NOWHERE
from k8sdsl.server.structural.list_types import duplicates_in
from k8sdsl.server.structural.pruning import prune
from k8sdsl.server.structural.values import faults_of
from k8sdsl.tree import copy_tree

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_P = "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties"

DEFAULT = Rule(
    "crd/default",
    "A `default` must fit its schema and must not contain unknown fields.",
    "defaulting.ValidateDefaults",
    "CustomResourceDefinition",
    bad={_P: {"size": {"type": "integer", "default": "one"}}},
    good={_P: {"size": {"type": "integer", "default": 1}}},
    remedy="write a value of the schema's type, such as `{type: integer, default: 1}`",
)

_META_FIELDS = frozenset(("metadata", "kind", "apiVersion"))


def validate_defaults(schema: Tree, path: str, problems: Problems, minor: int) -> None:
    """Every default of a structural schema, whose root is a whole object."""
    _walk({**schema, "x-kubernetes-embedded-resource": True}, path, problems, minor, inside_meta=False)


def _walk(schema: Tree, path: str, problems: Problems, minor: int, *, inside_meta: bool) -> None:
    embedded = bool(schema.get("x-kubernetes-embedded-resource"))
    inside_meta = inside_meta and not embedded
    if schema.get("default") is not None:
        _default(schema["default"], schema, f"{path}.default", problems, minor, inside_meta=inside_meta)
    if isinstance(schema.get("items"), dict):
        _walk(schema["items"], f"{path}.items", problems, minor, inside_meta=inside_meta)
    for key, field in (schema.get("properties") or {}).items():
        below = inside_meta or (embedded and key in _META_FIELDS)
        _walk(field, f"{path}.properties[{key}]", problems, minor, inside_meta=below)


def _default(value: Any, schema: Tree, path: str, problems: Problems, minor: int, *, inside_meta: bool) -> None:
    if not inside_meta:
        unknown = prune(copy_tree(value), schema, is_root=bool(schema.get("x-kubernetes-embedded-resource")))
        if unknown:
            problems.add(DEFAULT, path, f"the default has unknown fields: {', '.join(list(unknown)[:5])}")
        before = len(problems)
        validate_embedded(value, schema, path, problems, is_root=False)
        if len(problems) > before:
            return
    faults = faults_of(value, schema, path, minor=minor)
    for fault in faults:
        problems.add(DEFAULT, path if fault.path == NOWHERE else fault.path, f"in the default: {fault.message}")
    if faults:
        return
    for fault in duplicates_in(value, schema, path):
        problems.add(DEFAULT, fault.path, f"in the default: {fault.message}")
    _expressions(value, schema, path, problems, minor)


def _expressions(value: Any, schema: Tree, path: str, problems: Problems, minor: int) -> None:
    """A default must satisfy the CEL rules like any other value."""
    if not has_expressions(schema):
        return
    from k8sdsl.server.rules.custom_resources.expressions import evaluate_plan
    from k8sdsl.server.rules.custom_resources.plans import plan_of

    plan, broken = plan_of(schema, minor), Problems()
    if plan is not None:
        evaluate_plan(value, plan, path, broken, is_strict=True)
    for problem in broken:
        problems.add(DEFAULT, problem.path, f"the default violates a rule: {problem.message}")
