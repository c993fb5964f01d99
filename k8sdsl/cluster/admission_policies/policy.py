"""The expressions of one policy, compiled once, and their verdict (`validating/validator.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import CompileError, EvaluationError
from k8sdsl.cluster.admission_policies.unknown import UNDECIDED, UNKNOWN, Failed, Undecided
from k8sdsl.locations.secret_values import HIDDEN
from k8sdsl.server.rules.admissionregistration.expressions import ExpressionScope
from k8sdsl.tree import map_of, maps, maps_in

if TYPE_CHECKING:
    from k8sdsl.cel.environment import Environment, Program
    from k8sdsl.tree import Tree

_LONGEST_MESSAGE = 5 * 1024


class PolicyExpression:
    """An expression of a policy: what it says, and how to evaluate it if it compiles."""

    __slots__ = ("error", "program", "text")

    def __init__(self, text: Any, environment: Environment) -> None:
        self.text = str(text or "").strip()
        self.program: Program | None = None
        self.error = ""
        try:
            self.program = environment.compile(str(text or ""))
        except CompileError as error:
            self.error = f"it does not compile: {error}"

    def value(self, known: dict[str, Any]) -> Any:
        """The value; Failed or UNDECIDED if there is none."""
        if self.program is None:
            return Failed(self.error)
        UNKNOWN.forget()
        try:
            return self.program.evaluate(known)
        except EvaluationError as error:
            return UNDECIDED if UNKNOWN.was_met else Failed(str(error))


class Validation:
    """One entry of `validations`."""

    __slots__ = ("expression", "message", "spoken")

    def __init__(self, tree: Tree, scope: ExpressionScope) -> None:
        self.expression = PolicyExpression(tree.get("expression"), scope.environment())
        self.message = str(tree.get("message") or f"failed expression: {self.expression.text}")
        spoken = tree.get("messageExpression")
        self.spoken = PolicyExpression(spoken, scope.environment(authorizer=False)) if spoken else None

    def told(self, known: dict[str, Any]) -> str:
        """What to say of an object for which the expression is false."""
        if self.spoken is not None:
            text = self.spoken.value(known)
            if isinstance(text, str) and len(text.encode()) <= _LONGEST_MESSAGE:
                text = text.strip()
                if text and "\n" not in text:
                    return text
        return self.message


class PolicyVerdict:
    """What a policy says of one object: `denials`, or which expressions only the cluster can decide."""

    __slots__ = ("denials", "undecided")

    def __init__(self) -> None:
        self.denials: list[str] = []
        self.undecided: list[str] = []


class AdmissionPolicy:
    """A policy, ready to judge."""

    __slots__ = ("conditions", "ignores_failures", "match", "name", "param_kind", "validations", "variables")

    def __init__(self, tree: Tree, minor: int) -> None:
        spec = map_of(tree.get("spec"))
        declared = maps(spec.get("variables"))
        self.name = str(map_of(tree.get("metadata")).get("name") or "")
        self.match = map_of(spec.get("matchConstraints"))
        self.param_kind = spec.get("paramKind") if isinstance(spec.get("paramKind"), dict) else None
        self.ignores_failures = spec.get("failurePolicy") == "Ignore"
        scope = ExpressionScope(minor, has_params=self.param_kind is not None, composed=bool(declared))
        before = scope.environment(variables=False)
        self.conditions = [
            PolicyExpression(item.get("expression"), before) for _, item in maps_in(spec.get("matchConditions"))
        ]
        self.variables: dict[str, PolicyExpression] = {}
        for variable in declared:
            name = str(variable.get("name"))
            expression = self.variables[name] = PolicyExpression(variable.get("expression"), scope.environment())
            scope.declare(name, None if expression.program is None else expression.program.type)
        self.validations = [Validation(item, scope) for _, item in maps_in(spec.get("validations"))]

    def judge(self, known: dict[str, Any], *, discreet: bool = False) -> PolicyVerdict:
        """The verdict where `known` is what the expressions may speak of.

        With `discreet`, a message holds no value of it: the object, or the parameters, are a Secret.
        """
        verdict = PolicyVerdict()
        if not self._applies(known, verdict, discreet=discreet):
            return verdict
        if self.variables:
            known = {**known, "variables": _Values(self.variables, known)}
        for validation in self.validations:
            value = validation.expression.value(known)
            text = validation.expression.text
            if isinstance(value, Undecided):
                verdict.undecided.append(text)
            elif isinstance(value, Failed):
                self._fail(f"the expression `{text}` fails: {HIDDEN if discreet else value.reason}", verdict)
            elif value is not True:
                verdict.denials.append(validation.message if discreet else validation.told(known))
        return verdict

    def _applies(self, known: dict[str, Any], verdict: PolicyVerdict, *, discreet: bool) -> bool:
        """Whether every condition for evaluating the policy holds; one that is false outweighs others that fail."""
        values = [(condition.text, condition.value(known)) for condition in self.conditions]
        if any(value is False for _, value in values):
            return False
        undecided = [text for text, value in values if isinstance(value, Undecided)]
        verdict.undecided += undecided
        if not undecided:
            for text, value in values:
                if isinstance(value, Failed):
                    self._fail(f"the match condition `{text}` fails: {HIDDEN if discreet else value.reason}", verdict)
                    return False
        return not undecided

    def _fail(self, reason: str, verdict: PolicyVerdict) -> None:
        if not self.ignores_failures:
            verdict.denials.append(reason)


class _Values(dict[str, Any]):
    """The variables of a policy, each evaluated on first use."""

    def __init__(self, declared: dict[str, PolicyExpression], known: dict[str, Any]) -> None:
        super().__init__()
        self.declared = declared
        self.known = {**known, "variables": self}

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a variable. Raises EvaluationError."""
        declared = self.declared.get(name)
        if declared is None:
            return default
        if name not in self:
            if declared.program is None:
                raise EvaluationError(f"the variable {name}: {declared.error}")
            self[name] = declared.program.evaluate(self.known)
        return self[name]
