"""Evaluates a ValidatingAdmissionPolicy against an object on request (apiserver `admission/plugin/policy/validating`).

A cluster's defaults, parameters and namespaces are unknown here, so only an expression that is clearly false counts.
One that fails, or that depends on the cluster, passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cel.objects import dynamic
from k8sdsl.rule import Rule
from k8sdsl.server.rules.admissionregistration.expressions import ExpressionScope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cel.environment import Environment, Program
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

POLICY = Rule(
    "admission/policy",
    "An object must satisfy the validations of the ValidatingAdmissionPolicies that match it.",
    "validating.Validate",
)


class Resource(NamedTuple):
    """The resource of the request: the object's kind, and its name in URLs."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool


def judge_by_policy(
    obj: Tree,
    policy: Tree,
    resource: Resource,
    problems: Problems,
    minor: int,
    *,
    params: Tree | None = None,
    namespace: Tree | None = None,
) -> None:
    """Reports where `obj`, on create, violates `policy`; `params` and `namespace` are objects, if there are any."""
    spec = policy.get("spec") or {}
    if not matches_request(spec.get("matchConstraints") or {}, obj, resource, namespace):
        return
    scope = ExpressionScope(minor, has_params=spec.get("paramKind") is not None, composed=bool(spec.get("variables")))
    known = dynamic(_request(obj, resource, params, namespace))
    conditions = [
        _outcome(item, scope.environment(variables=False), known) for item in spec.get("matchConditions") or ()
    ]
    if any(outcome is not True for outcome in conditions):
        return
    if scope.composed:
        known["variables"] = _Variables(spec["variables"], scope, known)
    name = (policy.get("metadata") or {}).get("name", "")
    for validation in spec.get("validations") or ():
        if _outcome(validation, scope.environment(), known) is False:
            problems.add(POLICY, "", f"{_message(validation, scope, known)} (policy {name})")


def matches_request(match: Tree, obj: Tree, resource: Resource, namespace: Tree | None = None) -> bool:
    """Whether the rules and selectors of a policy or binding match the creation of an object."""
    excluded = any(_meets(rule, obj, resource) for rule in match.get("excludeResourceRules") or ())
    rules = match.get("resourceRules")
    if excluded or (rules and not any(_meets(rule, obj, resource) for rule in rules)):
        return False
    labels = (obj.get("metadata") or {}).get("labels") or {}
    if not _selects(match.get("objectSelector"), labels):
        return False
    selector = match.get("namespaceSelector")
    if not selector or not resource.namespaced:
        return True
    return namespace is not None and _selects(selector, (namespace.get("metadata") or {}).get("labels") or {})


def _meets(rule: Tree, obj: Tree, resource: Resource) -> bool:
    wanted = (("apiGroups", resource.group), ("apiVersions", resource.version), ("operations", "CREATE"))
    for field, value in wanted:
        if not {value, "*"}.intersection(rule.get(field) or ()):
            return False
    if not {resource.plural, "*", "*/*"}.intersection(rule.get("resources") or ()):
        return False
    if rule.get("scope", "*") not in {"*", "Namespaced" if resource.namespaced else "Cluster"}:
        return False
    names = rule.get("resourceNames")
    return not names or (obj.get("metadata") or {}).get("name") in names


def _selects(selector: Tree | None, labels: Mapping[str, str]) -> bool:
    if not selector:
        return True
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    for requirement in selector.get("matchExpressions") or ():
        value, operator = labels.get(requirement.get("key")), requirement.get("operator")
        among = value is not None and value in (requirement.get("values") or ())
        holds = {"In": among, "NotIn": not among, "Exists": value is not None, "DoesNotExist": value is None}
        if not holds.get(operator, False):
            return False
    return True


def _request(obj: Tree, resource: Resource, params: Tree | None, namespace: Tree | None) -> dict[str, Any]:
    meta = obj.get("metadata") or {}
    kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    where = {"group": resource.group, "version": resource.version, "resource": resource.plural}
    request = {
        "kind": kind,
        "resource": where,
        "requestKind": kind,
        "requestResource": where,
        "operation": "CREATE",
        "name": meta.get("name", ""),
        "namespace": meta.get("namespace", ""),
        "dryRun": False,
    }
    return {"object": obj, "oldObject": None, "request": request, "params": params, "namespaceObject": namespace}


class _Variables(dict[str, Any]):
    """The variables of a policy, each evaluated on first use."""

    def __init__(self, declared: list[Tree], scope: ExpressionScope, known: dict[str, Any]) -> None:
        super().__init__()
        self.known = known
        self.compiled: dict[str, Program | None] = {}
        for variable in declared:
            name = variable.get("name", "")
            program = _compiled(variable.get("expression", ""), scope.environment())
            self.compiled[name] = program
            scope.declare(name, None if program is None else program.type)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a variable. Raises EvaluationError."""
        from k8sdsl.cel.errors import EvaluationError

        if name not in self.compiled:
            return default
        if name not in self:
            program = self.compiled[name]
            if program is None:
                raise EvaluationError(f"the variable {name} does not compile")
            self[name] = program.evaluate(self.known)
        return self[name]


def _compiled(text: str, environment: Environment) -> Program | None:
    from k8sdsl.cel.errors import CompileError

    try:
        return environment.compile(text)
    except CompileError:
        return None


def _outcome(item: Tree, environment: Environment, known: dict[str, Any], field: str = "expression") -> Any:
    """The value of an expression, or None if it cannot be determined."""
    from k8sdsl.cel.errors import EvaluationError

    program = _compiled(item.get(field, ""), environment)
    if program is None or any(program.uses(name) for name in ("authorizer", "namespaceObject") if not known.get(name)):
        return None
    if program.uses("params") and known["params"] is None:
        return None
    try:
        return program.evaluate(known)
    except EvaluationError:
        return None


def _message(validation: Tree, scope: ExpressionScope, known: dict[str, Any]) -> str:
    if validation.get("messageExpression"):
        spoken = _outcome(validation, scope.environment(authorizer=False), known, "messageExpression")
        if isinstance(spoken, str) and spoken.strip():
            return spoken.strip()
    return validation.get("message") or f"failed expression: {validation.get('expression', '').strip()}"
