"""Evaluates the CEL rules of a definition against an object (apiextensions `schema/cel/validation.go`).

A rule that fails to evaluate refuses the object, as one that is false does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.custom_resources.examples import example
from k8sdsl.server.structural.faults import NOWHERE

if TYPE_CHECKING:
    from k8sdsl.cel.environment import Program
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules.custom_resources.definition import CustomVersion
    from k8sdsl.server.rules.custom_resources.plans import CompiledRule, RulePlan
    from k8sdsl.server.structural.correlation import Correlated
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


def validate_expressions(
    obj: Tree, version: CustomVersion, minor: int, problems: Problems, correlated: Correlated | None = None
) -> None:
    """Evaluates every rule for `obj` and its parts; `correlated` holds the older object, if there is one."""
    if version.expressions is None:
        from k8sdsl.server.rules.custom_resources.plans import plan_of

        version.expressions = (plan_of(version.schema, minor, is_root=True),)
    plan: RulePlan | None = version.expressions[0]
    if plan is not None:
        evaluate_plan(obj, plan, "", problems, correlated)


def evaluate_plan(
    value: Any,
    plan: RulePlan,
    path: str,
    problems: Problems,
    correlated: Correlated | None = None,
    *,
    is_strict: bool = False,
) -> None:
    """Evaluates the rules for `value` at `path`, and for everything in it, until they cost too much.

    With `is_strict`, rules that do not compile are broken; otherwise they count as faults of the definition only.
    """
    _Evaluation(problems, is_strict=is_strict).visit(value, plan, path, (correlated,))


class _Evaluation:
    """Evaluates rules one after the other; `left` is what they may still cost."""

    def __init__(self, problems: Problems, *, is_strict: bool) -> None:
        self.problems = problems
        self.is_strict = is_strict
        self.left = MOST_COST

    def visit(self, value: Any, plan: RulePlan, path: str, around: tuple[Correlated | None, ...]) -> None:
        """The rules for a value, and for everything in it; `around` is what it and the values around it were before."""
        if value is None or self.left < 0:
            return
        if plan.rules:
            self._rules(value, plan, path, around)
        if plan.uncompiled and self.is_strict:
            self.problems.add(EXPRESSION, path or NOWHERE, f"the rule {plan.uncompiled[0]!r} does not compile")
        before = around[-1]
        if isinstance(value, dict):
            prefix = f"{path}." if path else ""
            for key, below in plan.properties.items():
                if key in value:
                    self.visit(value[key], below, f"{prefix}{key}", (*around, before and before.key(key)))
            if plan.additional is not None:
                for key, item in value.items():
                    self.visit(item, plan.additional, f"{path}[{key}]", (*around, before and before.key(key)))
        elif isinstance(value, list) and plan.items is not None:
            for index, item in enumerate(value):
                self.visit(item, plan.items, f"{path}[{index}]", (*around, before and before.item(index)))

    def _rules(self, value: Any, plan: RulePlan, path: str, around: tuple[Correlated | None, ...]) -> None:
        from k8sdsl.cel.objects import to_value
        from k8sdsl.cel.values import NONE, Optional

        if plan.declared is None:
            return
        converted = to_value(value, plan.declared)
        before = around[-1].old if around[-1] is not None else None
        has_old = before is not None
        old = to_value(before, plan.declared) if has_old else None
        for rule in plan.rules:
            if rule.compares and not has_old and not rule.optional_old:
                continue
            variables = {"self": converted, "oldSelf": old}
            if rule.optional_old:
                variables["oldSelf"] = Optional(old) if has_old else NONE
            broken, fails = self._broken(rule, variables, around)
            if broken:
                # A rule that fails has no verdict about the field that it is for.
                field = "" if fails else rule.field_path
                where = ".".join(part for part in (path, field) if part) if field else path
                self.problems.add(EXPRESSION, where or NOWHERE, broken)
            if self.left < 0:
                return

    def _broken(
        self, rule: CompiledRule, variables: dict[str, Any], around: tuple[Correlated | None, ...]
    ) -> tuple[str, bool]:
        """The message of a rule that does not hold, or an empty string; and whether its evaluation fails."""
        from k8sdsl.cel.errors import CancelledError, EvaluationError

        try:
            if self._evaluate(rule.program, variables) is True:
                return "", False
        except CancelledError as error:
            self.left = -1
            return f"{error}; no further rules are evaluated after {rule.text!r}", True
        except EvaluationError as error:
            return f"{error} in the rule {rule.text!r}", True
        if _is_old_fault(rule, around):
            return "", False
        return self._spoken(rule, variables) or rule.message or f"the rule {rule.text!r} does not hold", False

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


def _is_old_fault(rule: CompiledRule, around: tuple[Correlated | None, ...]) -> bool:
    """Whether nothing changed in the innermost part that correlates (`shouldRatchetError`)."""
    if rule.compares:
        return False
    known = [part for part in around[: len(around) - rule.levels_up] if part is not None]
    return bool(known) and known[-1].is_same
