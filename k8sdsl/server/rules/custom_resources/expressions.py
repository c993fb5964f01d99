"""Evaluates the CEL rules of a definition against an object (apiextensions `schema/cel/validation.go`).

A rule that cannot be evaluated here passes: a false alarm is worse than a violation that only the server finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.custom_resources.examples import example

if TYPE_CHECKING:
    from k8sdsl.cel.checker import Checked
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


class CompiledRule:
    """One compiled rule; rules that compare with an older object do not apply to a new one."""

    __slots__ = ("checked", "field_path", "message", "message_expression", "optional_old", "text")

    def __init__(self, rule: Tree, checked: Checked, schema: Tree, message_expression: Checked | None) -> None:
        self.text = str(rule.get("rule", ""))
        self.checked = checked
        self.message = str(rule.get("message") or "").strip()
        self.message_expression = message_expression
        self.optional_old = bool(rule.get("optionalOldSelf"))
        self.field_path = _field_path(rule.get("fieldPath") or "", schema)


class Plan:
    """The rules of a schema and of the schemas below it."""

    __slots__ = ("additional", "declared", "items", "properties", "rules")

    def __init__(self, schema: Tree, *, is_root: bool) -> None:
        from k8sdsl.cel.schemas import declared

        has_rules = bool(schema.get("x-kubernetes-validations"))
        self.declared: Declared | None = declared(schema, is_root=is_root) if has_rules else None
        self.rules = _compiled_rules(schema, self.declared) if self.declared is not None else []
        below = {key: plan_of(field) for key, field in (schema.get("properties") or {}).items()}
        self.properties = {key: plan for key, plan in below.items() if plan is not None}
        self.items = plan_of(schema.get("items"))
        self.additional = plan_of(schema.get("additionalProperties"))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to evaluate."""
        return not (self.rules or self.properties or self.items or self.additional)


def plan_of(schema: Any, *, is_root: bool = False) -> Plan | None:
    """The rules in and below a schema."""
    if not isinstance(schema, dict):
        return None
    plan = Plan(schema, is_root=is_root or bool(schema.get("x-kubernetes-embedded-resource")))
    return None if plan.is_empty else plan


def _field_path(path: str, schema: Tree) -> str:
    from k8sdsl.server.rules.apiextensions.field_path import FieldPathError, find_field

    try:
        return find_field(path, schema)[0] if path else ""
    except FieldPathError:
        return ""


def _compiled_rules(schema: Tree, root: Declared) -> list[CompiledRule]:
    from k8sdsl.cel import CelError, Environment, compile_expression
    from k8sdsl.cel.types import optional_of

    found = []
    for rule in schema["x-kubernetes-validations"]:
        old = optional_of(root.type) if rule.get("optionalOldSelf") else root.type
        environment = Environment({"self": root.type, "oldSelf": old})
        try:
            checked = compile_expression(rule.get("rule", ""), environment)
            spoken = rule.get("messageExpression")
            message = compile_expression(spoken, environment) if spoken else None
        except CelError:
            continue
        if checked is not None and (rule.get("optionalOldSelf") or not checked.uses("oldSelf")):
            found.append(CompiledRule(rule, checked, schema, message))
    return found


def validate_expressions(obj: Tree, version: CustomVersion, problems: Problems) -> None:
    """Evaluates every rule for `obj` and its parts."""
    if version.expressions is None:
        version.expressions = (plan_of(version.schema, is_root=True),)
    plan: Plan | None = version.expressions[0]
    if plan is not None:
        evaluate_plan(obj, plan, "", problems)


def evaluate_plan(value: Any, plan: Plan, path: str, problems: Problems) -> None:
    """Evaluates the rules for `value` at `path`, and for everything in it."""
    if value is None:
        return
    if plan.rules and plan.declared is not None:
        _rules(value, plan.rules, plan.declared, path, problems)
    if isinstance(value, dict):
        prefix = f"{path}." if path else ""
        for key, below in plan.properties.items():
            if key in value:
                evaluate_plan(value[key], below, f"{prefix}{key}", problems)
        if plan.additional is not None:
            for key, item in value.items():
                evaluate_plan(item, plan.additional, f"{path}[{key}]", problems)
    elif isinstance(value, list) and plan.items is not None:
        for index, item in enumerate(value):
            evaluate_plan(item, plan.items, f"{path}[{index}]", problems)


def _rules(value: Any, rules: list[CompiledRule], root: Declared, path: str, problems: Problems) -> None:
    from k8sdsl.cel.values import NONE, EvaluationError, to_value

    try:
        converted = to_value(value, root)
    except (EvaluationError, TypeError, ValueError, AttributeError, RecursionError, OverflowError):
        return
    for rule in rules:
        variables = {"self": converted, "oldSelf": NONE} if rule.optional_old else {"self": converted}
        broken = _broken(rule, variables)
        if broken:
            where = ".".join(part for part in (path, rule.field_path) if part) if rule.field_path else path
            problems.add(EXPRESSION, where or "<nil>", broken)


def _broken(rule: CompiledRule, variables: dict[str, Any]) -> str:
    """The message of a rule that does not hold, or an empty string."""
    from k8sdsl.cel.evaluator import evaluate
    from k8sdsl.cel.node import UnjudgeableError
    from k8sdsl.cel.values import EvaluationError

    try:
        if evaluate(rule.checked, variables) is not False:
            return ""
    except UnjudgeableError:
        return ""
    except EvaluationError as error:
        return f"{error} in the rule {rule.text.strip()!r}" if error.certain else ""
    if rule.message_expression is not None:
        try:
            spoken = evaluate(rule.message_expression, variables)
        except (UnjudgeableError, EvaluationError):
            spoken = ""
        if isinstance(spoken, str) and spoken.strip() and "\n" not in spoken:
            return spoken.strip()
    return rule.message or f"the rule {rule.text.strip()!r} does not hold"
