"""CEL rules of a custom kind: they must compile and stay within the cost limit (`schema/cel/compilation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.environment import Environment
from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.estimation.estimate import most_cost
from k8sdsl.cel.estimation.ranges import MOST
from k8sdsl.cel.schemas import REQUEST_SIZE, SizedType, declared
from k8sdsl.cel.types import format_type, optional_of
from k8sdsl.rule import Problems, Rule

if TYPE_CHECKING:
    from k8sdsl.cel.environment import Program
    from k8sdsl.server.rules.apiextensions.openapi import Surroundings
    from k8sdsl.tree import Tree

_SPEC = "spec.versions[0].schema.openAPIV3Schema.properties.spec"

COMPILES = Rule(
    "crd/expression",
    "A `rule` in CEL must compile against its schema and return a boolean, and a `messageExpression` a string.",
    "cel.Compile",
    "CustomResourceDefinition",
    bad={f"{_SPEC}.x-kubernetes-validations": [{"rule": "self.size > 'large'"}]},
    good={f"{_SPEC}.x-kubernetes-validations": [{"rule": "self.size > 1"}]},
    remedy=(
        "check the names and types, such as `self.replicas <= self.maxReplicas`; use `has(self.size)` for optional "
        "fields"
    ),
)
COST = Rule(
    "crd/expression-cost",
    "A `rule` in CEL must not exceed the cost limit in the worst case that its schema allows.",
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={
        f"{_SPEC}.properties": {"size": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}},
        f"{_SPEC}.x-kubernetes-validations": [{"rule": "self.tags.all(a, self.tags.all(b, a == b))"}],
    },
    good={
        f"{_SPEC}.properties": {
            "size": {"type": "integer"},
            "tags": {"type": "array", "maxItems": 9, "items": {"type": "string", "maxLength": 9}},
        },
        f"{_SPEC}.x-kubernetes-validations": [{"rule": "self.tags.all(a, self.tags.all(b, a == b))"}],
    },
    remedy=(
        "bound the values that the rule reads: `maxItems: 100` for lists, `maxProperties: 100` for maps, `maxLength: "
        "256` for strings"
    ),
)
OLD_SELF = Rule(
    "crd/expression-old-self",
    (
        "A `rule` with `oldSelf` must be at a place where old values can be matched, and `optionalOldSelf` requires "
        "such a rule."
    ),
    "ValidateCustomResourceDefinitionOpenAPISchema",
    "CustomResourceDefinition",
    bad={f"{_SPEC}.x-kubernetes-validations": [{"rule": "self.size > 1", "optionalOldSelf": True}]},
    good={f"{_SPEC}.x-kubernetes-validations": [{"rule": "self.size >= oldSelf.size"}]},
    remedy="set `x-kubernetes-list-type: map` with keys on the list around it, or move the rule above the list",
)

EXPRESSION_LIMIT, SCHEMA_LIMIT = 10_000_000, 100_000_000
MOST_EXPENSIVE = 4


class SchemaScope:
    """A schema as its rules see it, and how often it can occur in one object (None if unbounded).

    `parent` is the schema around it, if that one is within the scope of a rule, and `step` leads from there to here.
    """

    __slots__ = ("_type", "cardinality", "in_scope", "parent", "schema", "step", "whole")

    def __init__(
        self,
        schema: Tree,
        cardinality: int | None,
        *,
        whole: bool = False,
        parent: SchemaScope | None = None,
        step: str = "",
    ) -> None:
        self.schema = schema
        self.cardinality = cardinality
        self.whole = whole
        self.parent = parent
        self.step = step
        self.in_scope = parent is not None or bool(schema.get("x-kubernetes-validations"))
        self._type: list[SizedType | None] = []

    @property
    def type(self) -> SizedType | None:
        """The type of `self` in rules; None if the schema, or one around it with rules, has none (`TypeInfo`)."""
        if not self._type:
            self._type = [declared(self.schema, is_root=self.whole) if self._is_reachable else None]
        return self._type[0]

    @property
    def _is_reachable(self) -> bool:
        if self.parent is None:
            return True
        wanted = {"items": "array", "additionalProperties": "object"}.get(self.step)
        if wanted is None:
            return self.parent.type is not None
        around = self.parent.schema
        return (
            self.parent.type is not None
            and around.get("type") == wanted
            and not around.get("x-kubernetes-int-or-string")
        )

    def property(self, _: str, schema: Tree) -> SchemaScope:
        """A property of this schema."""
        return self._below(schema, "properties")

    def items(self, schema: Tree) -> SchemaScope:
        """The items of this schema."""
        return self._below(schema, "items")

    def additional(self, schema: Tree) -> SchemaScope:
        """The values of this schema, which is a map."""
        return self._below(schema, "additionalProperties")

    def _below(self, schema: Tree, step: str) -> SchemaScope:
        most: int | None = 1
        kind = self.schema.get("type")
        if kind == "object" and self.schema.get("additionalProperties") is not None:
            most = self.schema.get("maxProperties")
        elif kind == "array":
            most = self.schema.get("maxItems")
        cardinality = None
        if most is not None and self.cardinality is not None:
            cardinality = min(self.cardinality * max(most, 0), MOST)
        whole = bool(schema.get("x-kubernetes-embedded-resource"))
        return SchemaScope(schema, cardinality, whole=whole, parent=self if self.in_scope else None, step=step)


class ExpressionJudge:
    """Judges the rules of one schema and their total cost."""

    def __init__(self, path: str, minor: int) -> None:
        self.path = path
        self.minor = minor
        self.problems = Problems()
        self.total = 0
        self.expensive: list[tuple[int, str]] = []

    def root_scope(self, schema: Tree) -> SchemaScope:
        """The scope of `self` at the root."""
        return SchemaScope(schema, 1, whole=True)

    def judge(self, schema: Tree, path: str, around: Surroundings, scope: SchemaScope) -> None:
        """The rules of `schema`, which itself is valid."""
        root = scope.type
        if root is None:
            message = "the rules cannot be compiled, because this schema, or one around it that has rules, has no type"
            self.problems.add(COMPILES, f"{path}.x-kubernetes-validations", message)
            return
        for index, rule in enumerate(schema.get("x-kubernetes-validations") or ()):
            self._rule(rule, root, f"{path}.x-kubernetes-validations[{index}]", around, scope)

    def _rule(self, rule: Tree, root: SizedType, path: str, around: Surroundings, scope: SchemaScope) -> None:
        old = optional_of(root.type) if rule.get("optionalOldSelf") else root.type
        environment = Environment({"self": root.type, "oldSelf": old}, minor=self.minor, new=True)
        checked = self._compiled(rule["rule"], environment, "bool", f"{path}.rule")
        cost = min(most_cost(checked, root) * self._times(root, scope), MOST) if checked is not None else 0
        self._charge(cost, f"{path}.rule")
        if rule.get("messageExpression") and checked is not None:
            message = self._compiled(rule["messageExpression"], environment, "string", f"{path}.messageExpression")
            if message is not None:
                self._charge(most_cost(message, root), f"{path}.messageExpression")
        uses_old = checked is not None and checked.uses("oldSelf")
        if uses_old and around.uncorrelatable:
            message_text = f"old values cannot be matched within {around.uncorrelatable}"
            self.problems.add(OLD_SELF, f"{path}.rule", message_text)
        elif not uses_old and rule.get("optionalOldSelf") is not None and "oldSelf" not in rule["rule"]:
            self.problems.add(OLD_SELF, f"{path}.optionalOldSelf", "the rule does not use oldSelf")
        elif checked is None and rule.get("optionalOldSelf") is not None:
            self._failed_old_self(path)

    def _failed_old_self(self, path: str) -> None:
        """A rule that does not compile is treated as one that does not use oldSelf."""
        if any(problem.path == f"{path}.rule" for problem in self.problems.found):
            self.problems.add(OLD_SELF, f"{path}.optionalOldSelf", "the rule does not compile")

    def _compiled(self, expression: str, environment: Environment, wanted: str, path: str) -> Program | None:
        try:
            checked = environment.compile(expression)
        except CompileError as error:
            self.problems.add(COMPILES, path, f"the expression does not compile: {error}")
            return None
        if checked.type != wanted:
            self.problems.add(COMPILES, path, f"the expression must return {wanted}, not {format_type(checked.type)}")
            return None
        return checked

    @staticmethod
    def _times(root: SizedType, scope: SchemaScope) -> int:
        return REQUEST_SIZE // (root.least + 1) if scope.cardinality is None else scope.cardinality

    def _charge(self, cost: int, path: str) -> None:
        if cost > EXPRESSION_LIMIT:
            times = cost / EXPRESSION_LIMIT
            self.problems.add(COST, path, f"the estimated cost is {times:.1f} times the limit of one expression")
        self.total = min(self.total + cost, MOST)
        if cost >= SCHEMA_LIMIT // 100:
            self.expensive = sorted([*self.expensive, (cost, path)], key=lambda item: -item[0])[:MOST_EXPENSIVE]

    def judge_total(self) -> None:
        """The cost of all rules together."""
        if self.total <= SCHEMA_LIMIT:
            return
        for _, path in self.expensive:
            self.problems.add(
                COST, path, "this is one of the most expensive rules; all rules together exceed the cost limit"
            )
        self.problems.add(
            COST,
            self.path,
            f"the estimated cost of all rules together is {self.total / SCHEMA_LIMIT:.1f} times the limit",
        )
