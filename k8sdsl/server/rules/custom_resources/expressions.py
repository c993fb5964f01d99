"""Evaluates the CEL rules of a definition against an object (apiextensions `schema/cel/validation.go`).

A rule that fails to evaluate refuses the object, as one that is false does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.custom_resources.examples import example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cel.environment import Program
    from k8sdsl.cel.schemas import Declared
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.custom_resources.definition import CustomVersion
    from k8sdsl.tree import Tree

EXPRESSION = Rule(
    "custom/expression",
    "An object must satisfy the CEL rules in `x-kubernetes-validations` of its definition.",
    "cel.Validator.Validate",
    "CronTab",
    bad=example({"it": 0}, field={"type": "integer"}, at_spec={"x-kubernetes-validations": [{"rule": "self.it > 0"}]}),
    good=example({"it": 1}, field={"type": "integer"}, at_spec={"x-kubernetes-validations": [{"rule": "self.it > 0"}]}),
    remedy="change the value so that the rule in the message holds; `kubectl explain crontab.spec` describes the field",
)


MOST_COST = 10_000_000
"""What the rules of one object may cost together (`celconfig.RuntimeCELCostBudget`)."""
LONGEST_MESSAGE = 5 * 1024


class CompiledRule:
    """One compiled rule; rules that compare with an older object do not apply to a new one."""

    __slots__ = ("field_path", "message", "message_expression", "optional_old", "program", "text")

    def __init__(self, rule: Tree, program: Program, schema: Tree, message_expression: Program | None) -> None:
        self.text = str(rule.get("rule", ""))
        self.program = program
        self.message = str(rule.get("message") or "").strip()
        self.message_expression = message_expression
        self.optional_old = bool(rule.get("optionalOldSelf"))
        self.field_path = _field_path(rule.get("fieldPath") or "", schema)


class Plan:
    """The rules of a schema and of the schemas below it.

    `validations` are the schema and the parts of its `allOf`, whose rules apply to the same value.
    """

    __slots__ = ("additional", "declared", "items", "properties", "rules")

    def __init__(self, schema: Tree, validations: list[Tree], minor: int, *, is_root: bool) -> None:
        from k8sdsl.cel.schemas import declared

        validations = list(_with_all_of(validations))
        has_rules = any(validation.get("x-kubernetes-validations") for validation in validations)
        self.declared: Declared | None = declared(schema, is_root=is_root) if has_rules else None
        self.rules: list[CompiledRule] = []
        for validation in validations if self.declared is not None else ():
            self.rules += _compiled_rules(validation, schema, self.declared, minor)
        below = {
            key: _plan(field, [v["properties"][key] for v in validations if key in (v.get("properties") or {})], minor)
            for key, field in (schema.get("properties") or {}).items()
        }
        self.properties = {key: plan for key, plan in below.items() if plan is not None}
        self.items = _plan(schema.get("items"), [v.get("items") for v in validations], minor)
        additional = [v.get("additionalProperties") for v in validations]
        self.additional = _plan(schema.get("additionalProperties"), additional, minor)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to evaluate."""
        return not (self.rules or self.properties or self.items or self.additional)


def _with_all_of(validations: list[Tree]) -> Iterator[Tree]:
    for validation in validations:
        yield validation
        yield from _with_all_of([part for part in validation.get("allOf") or () if isinstance(part, dict)])


def plan_of(schema: Any, minor: int, *, is_root: bool = False) -> Plan | None:
    """The rules in and below a schema."""
    return _plan(schema, [schema], minor, is_root=is_root)


def _plan(schema: Any, validations: list[Any], minor: int, *, is_root: bool = False) -> Plan | None:
    if not isinstance(schema, dict):
        return None
    trees = [validation for validation in validations if isinstance(validation, dict)]
    plan = Plan(schema, trees, minor, is_root=is_root or bool(schema.get("x-kubernetes-embedded-resource")))
    return None if plan.is_empty else plan


def _field_path(path: str, schema: Tree) -> str:
    from k8sdsl.server.rules.apiextensions.field_path import FieldPathError, find_field

    try:
        return find_field(path, schema)[0] if path else ""
    except FieldPathError:
        return ""


def _compiled_rules(validation: Tree, schema: Tree, root: Declared | None, minor: int) -> list[CompiledRule]:
    """The rules that compile; of the others, the server refuses the definition."""
    from k8sdsl.cel.environment import Environment
    from k8sdsl.cel.errors import CompileError
    from k8sdsl.cel.types import optional_of

    found: list[CompiledRule] = []
    if root is None:
        return found
    for rule in validation.get("x-kubernetes-validations") or ():
        old = optional_of(root.type) if rule.get("optionalOldSelf") else root.type
        environment = Environment({"self": root.type, "oldSelf": old}, minor=minor)
        try:
            program = environment.compile(rule.get("rule", ""))
            spoken = rule.get("messageExpression")
            message = environment.compile(spoken) if spoken else None
        except CompileError:
            continue
        if rule.get("optionalOldSelf") or not program.uses("oldSelf"):
            found.append(CompiledRule(rule, program, schema, message))
    return found


def validate_expressions(obj: Tree, version: CustomVersion, minor: int, problems: Problems) -> None:
    """Evaluates every rule for `obj` and its parts."""
    if version.expressions is None:
        version.expressions = (plan_of(version.schema, minor, is_root=True),)
    plan: Plan | None = version.expressions[0]
    if plan is not None:
        evaluate_plan(obj, plan, "", problems)


def evaluate_plan(value: Any, plan: Plan, path: str, problems: Problems) -> None:
    """Evaluates the rules for `value` at `path`, and for everything in it, until they cost too much."""
    _Evaluation(problems).visit(value, plan, path)


class _Evaluation:
    """Evaluates rules one after the other; `left` is what they may still cost."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.left = MOST_COST

    def visit(self, value: Any, plan: Plan, path: str) -> None:
        """The rules for a value, and for everything in it."""
        if value is None or self.left < 0:
            return
        if plan.rules and plan.declared is not None:
            self._rules(value, plan.rules, plan.declared, path)
        if isinstance(value, dict):
            prefix = f"{path}." if path else ""
            for key, below in plan.properties.items():
                if key in value:
                    self.visit(value[key], below, f"{prefix}{key}")
            if plan.additional is not None:
                for key, item in value.items():
                    self.visit(item, plan.additional, f"{path}[{key}]")
        elif isinstance(value, list) and plan.items is not None:
            for index, item in enumerate(value):
                self.visit(item, plan.items, f"{path}[{index}]")

    def _rules(self, value: Any, rules: list[CompiledRule], root: Declared, path: str) -> None:
        from k8sdsl.cel.objects import to_value
        from k8sdsl.cel.values import NONE

        converted = to_value(value, root)
        for rule in rules:
            variables = {"self": converted, "oldSelf": NONE} if rule.optional_old else {"self": converted}
            broken = self._broken(rule, variables)
            if broken:
                where = ".".join(part for part in (path, rule.field_path) if part) if rule.field_path else path
                self.problems.add(EXPRESSION, where or "<nil>", broken)
            if self.left < 0:
                return

    def _broken(self, rule: CompiledRule, variables: dict[str, Any]) -> str:
        """The message of a rule that does not hold, or an empty string."""
        from k8sdsl.cel.errors import CancelledError, EvaluationError

        try:
            if self._evaluate(rule.program, variables) is True:
                return ""
        except CancelledError as error:
            self.left = -1
            return f"{error}; no further rules are evaluated after {rule.text.strip()!r}"
        except EvaluationError as error:
            return f"{error} in the rule {rule.text.strip()!r}"
        return self._spoken(rule, variables) or rule.message or f"the rule {rule.text.strip()!r} does not hold"

    def _evaluate(self, program: Program, variables: dict[str, Any]) -> Any:
        from k8sdsl.cel.errors import CancelledError
        from k8sdsl.cel.evaluation.scope import Meter

        meter = Meter()
        try:
            return program.evaluate(variables, meter)
        finally:
            self.left -= meter.cost
            if self.left < 0:
                raise CancelledError("all rules together cost more than the server allows")

    def _spoken(self, rule: CompiledRule, variables: dict[str, Any]) -> str:
        """What the rule itself says of its failure, if that is one line of text."""
        from k8sdsl.cel.errors import EvaluationError

        if rule.message_expression is None:
            return ""
        try:
            spoken = self._evaluate(rule.message_expression, variables)
        except EvaluationError:
            return ""
        text = spoken.strip() if isinstance(spoken, str) else ""
        return text if "\n" not in text and len(text) <= LONGEST_MESSAGE else ""
