"""Defaults of a schema: they must fit it and contain no unknown fields (`schema/defaulting/validation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Problems, Rule
from k8sdsl.server.rules.custom_resources.definition import has_expressions
from k8sdsl.server.rules.custom_resources.embedded import validate_embedded
from k8sdsl.server.structural.faults import NOWHERE
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
    root = {**schema, "x-kubernetes-embedded-resource": True}
    _walk(root, path, problems, minor, _Embedding(root))


class _Embedding:
    """The nearest whole object around a schema, and the path from there; `in_meta` below its kind or metadata."""

    __slots__ = ("in_meta", "root", "steps")

    def __init__(self, root: Tree, steps: tuple[str | int, ...] = (), *, in_meta: bool = False) -> None:
        self.root = root
        self.steps = steps
        self.in_meta = in_meta

    def below(self, step: str | int) -> _Embedding:
        """The place of a property or of an item."""
        in_meta = self.in_meta or (not self.steps and step in _META_FIELDS)
        return _Embedding(self.root, (*self.steps, step), in_meta=in_meta)

    def filled(self, value: Any) -> Tree:
        """The least whole object that has a value at this place."""
        for step in reversed(self.steps):
            value = {step: value} if isinstance(step, str) else [value]
        return {"apiVersion": "validation/v1", "kind": "Validation", **value}


def _walk(schema: Tree, path: str, problems: Problems, minor: int, place: _Embedding) -> None:
    if schema.get("x-kubernetes-embedded-resource"):
        place = _Embedding(schema)
    if schema.get("default") is not None:
        _default(schema["default"], schema, f"{path}.default", problems, minor, place)
    if isinstance(schema.get("items"), dict):
        _walk(schema["items"], f"{path}.items", problems, minor, place.below(0))
    for key, field in (schema.get("properties") or {}).items():
        _walk(field, f"{path}.properties[{key}]", problems, minor, place.below(key))


def _default(value: Any, schema: Tree, path: str, problems: Problems, minor: int, place: _Embedding) -> None:
    if place.in_meta:
        broken = Problems()
        validate_embedded(place.filled(copy_tree(value)), place.root, "", broken, is_root=False)
        if broken.found:
            first = broken.found[0]
            message = f"the metadata with this default is not valid: {first.path[1:]}: {first.message}"
            problems.add(DEFAULT, path, message)
            return
    else:
        unknown = prune(copy_tree(value), schema, is_root=bool(schema.get("x-kubernetes-embedded-resource")))
        if unknown:
            problems.add(DEFAULT, path, f"the default has unknown fields: {', '.join(list(unknown)[:5])}")
        before = len(problems)
        validate_embedded(value, schema, path, problems, is_root=False)
        if len(problems) > before:
            return
    # The server puts a dot before an index here.
    faults = faults_of(value, schema, f"{path}." if isinstance(value, list) else path, minor=minor, structural=True)
    for fault in faults:
        at = path if fault.path in {NOWHERE, f"{path}."} else fault.path
        problems.add(DEFAULT, at, f"in the default: {fault.message}")
    if faults:
        return
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
