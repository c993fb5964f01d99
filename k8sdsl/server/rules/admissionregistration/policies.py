"""ValidatingAdmissionPolicy and MutatingAdmissionPolicy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.admissionregistration.expressions import (
    EXPRESSION_REQUIRED,
    ExpressionScope,
    json_patch_type,
    judge_expression,
    validate_match_conditions,
)
from k8sdsl.server.rules.admissionregistration.matching import validate_failure_policy, validate_match_resources
from k8sdsl.server.rules.generic_meta import validate_generic_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CONSTRAINTS = Rule(
    "admission/match-constraints",
    "A policy says which resources it is about.",
    "validateValidatingAdmissionPolicySpec",
    "ValidatingAdmissionPolicy",
    bad={"spec.matchConstraints": {"resourceRules": []}},
    good={"spec.failurePolicy": "Ignore"},
)
PARAM_KIND = Rule(
    "admission/param-kind",
    "The kind of a policy's parameters is named by apiVersion and kind.",
    "validateParamKind",
    "ValidatingAdmissionPolicy",
    bad={"spec.paramKind": {"apiVersion": "example.com/", "kind": "Limit"}},
    good={"spec.paramKind": {"apiVersion": "example.com/v1", "kind": "Limit"}},
)
VALIDATIONS = Rule(
    "admission/validations",
    "A policy has validations or audit annotations.",
    "validateValidatingAdmissionPolicySpec",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": []},
    good={"spec.validations": [{"expression": "true"}]},
)
VARIABLE = Rule(
    "admission/variable",
    "A variable is named by an identifier of CEL.",
    "validateVariable",
    "ValidatingAdmissionPolicy",
    bad={"spec.variables": [{"name": "not-mine", "expression": "1"}]},
    good={"spec.variables": [{"name": "mine", "expression": "1"}]},
)
MESSAGE = Rule(
    "admission/message",
    "A message is one line that is not empty.",
    "validateValidation",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": [{"expression": "true", "message": "two\nlines"}]},
    good={"spec.validations": [{"expression": "true", "message": "one line"}]},
)
REASON = Rule(
    "admission/reason",
    "The reason of a refusal is Forbidden, Invalid, RequestEntityTooLarge or Unauthorized.",
    "validateValidation",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": [{"expression": "true", "reason": "Nope"}]},
    good={"spec.validations": [{"expression": "true", "reason": "Forbidden"}]},
)
AUDIT_ANNOTATION = Rule(
    "admission/audit-annotation",
    "Audit annotations, 20 at most, have keys that make qualified names behind the policy's name, none twice.",
    "validateAuditAnnotation",
    "ValidatingAdmissionPolicy",
    bad={"spec.auditAnnotations": [{"key": "no key", "valueExpression": "'x'"}]},
    good={"spec.auditAnnotations": [{"key": "key", "valueExpression": "'x'"}]},
)
MUTATIONS = Rule(
    "admission/mutations",
    "A mutating policy has mutations, each a JSONPatch or an ApplyConfiguration and nothing of the other.",
    "validateMutation",
    "MutatingAdmissionPolicy",
    bad={"spec.mutations": [{"patchType": "JSONPatch"}]},
    good={"spec.mutations": [{"patchType": "JSONPatch", "jsonPatch": {"expression": "[]"}}]},
)
MUTATING_OPERATIONS = Rule(
    "admission/mutating-operations",
    "What is deleted is not changed before.",
    "validateMutatingAdmissionPolicySpec",
    "MutatingAdmissionPolicy",
    bad={
        "spec.matchConstraints.resourceRules": [
            {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["DELETE"], "resources": ["pods"]}
        ]
    },
    good={"spec.failurePolicy": "Ignore"},
)
POLICY_REINVOCATION = Rule(
    "admission/policy-reinvocation",
    "A mutating policy says whether it is asked again: Never or IfNeeded.",
    "validateMutatingAdmissionPolicySpec",
    "MutatingAdmissionPolicy",
    bad={"spec.reinvocationPolicy": "Always"},
    good={"spec.reinvocationPolicy": "IfNeeded"},
)

REASONS = frozenset(("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"))
RESERVED = frozenset(
    (
        *("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if"),
        *("import", "let", "loop", "package", "namespace", "return", "var", "void", "while"),
    )
)
MOST_ANNOTATIONS, LONGEST_ANNOTATION = 20, 5 * 1024


def validate_validating_policy(obj: Tree, problems: Problems, context: Context) -> None:  # noqa: ARG001
    """A policy that accepts or refuses."""
    validate_generic_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    scope = _common(spec, problems)
    _variables(spec.get("variables") or [], scope, problems)
    validations, annotations = spec.get("validations") or [], spec.get("auditAnnotations") or []
    if not validations and not annotations:
        for field in ("validations", "auditAnnotations"):
            problems.add(VALIDATIONS, f"spec.{field}", "validations or auditAnnotations are required")
    for index, validation in enumerate(validations):
        _validation(validation, scope, f"spec.validations[{index}]", problems)
    _annotations(annotations, (obj.get("metadata") or {}).get("name", ""), scope, problems)


def validate_mutating_policy(obj: Tree, problems: Problems, context: Context) -> None:  # noqa: ARG001
    """A policy that changes objects."""
    validate_generic_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    scope = _common(spec, problems)
    for rule in (spec.get("matchConstraints") or {}).get("resourceRules") or ():
        for operation in rule.get("operations") or ():
            if operation not in {"*", "CONNECT", "CREATE", "UPDATE"}:
                where = "spec.matchConstraints.resourceRules.operations"
                problems.add(MUTATING_OPERATIONS, where, f"{operation!r} is none of *, CONNECT, CREATE, UPDATE")
    _variables(spec.get("variables") or [], scope, problems)
    mutations = spec.get("mutations") or []
    if not mutations:
        problems.add(MUTATIONS, "spec.mutations", "a mutation is required")
    for index, mutation in enumerate(mutations):
        _mutation(mutation, scope, f"spec.mutations[{index}]", problems)
    policy = spec.get("reinvocationPolicy", "")
    if policy not in {"Never", "IfNeeded"}:
        problems.add(POLICY_REINVOCATION, "spec.reinvocationPolicy", f"{policy!r} is neither Never nor IfNeeded")


def _common(spec: Tree, problems: Problems) -> ExpressionScope:
    validate_failure_policy(spec.get("failurePolicy"), "spec.failurePolicy", problems)
    kind = spec.get("paramKind")
    if kind is not None:
        _param_kind(kind, problems)
    match = spec.get("matchConstraints")
    if match is None:
        problems.add(CONSTRAINTS, "spec.matchConstraints", "the constraints are required")
    else:
        validate_match_resources(match, "spec.matchConstraints", problems)
        if not match.get("resourceRules"):
            problems.add(CONSTRAINTS, "spec.matchConstraints.resourceRules", "a rule is required")
    scope = ExpressionScope(has_params=kind is not None, composed=bool(spec.get("variables")))
    validate_match_conditions(spec.get("matchConditions") or [], scope, "spec.matchConditions", problems)
    return scope


def _param_kind(kind: Tree, problems: Problems) -> None:
    version = kind.get("apiVersion", "")
    group, slash, short = version.rpartition("/")
    if not version:
        reason = "is required"
    elif "/" in group:
        reason = "is no group and version"
    elif not short:
        reason = "names no version"
    else:
        reason = (formats.dns1123_subdomain(group) if slash and group else "") or formats.dns1035_label(short)
    if reason:
        problems.add(PARAM_KIND, "spec.paramKind.apiVersion", f"{version!r} {reason}")
    name = kind.get("kind", "")
    reason = formats.dns1035_label(name.lower()) if name else "is required"
    if reason:
        problems.add(PARAM_KIND, "spec.paramKind.kind", f"{name!r} {reason}")


def _variables(variables: list[Tree], scope: ExpressionScope, problems: Problems) -> None:
    for index, variable in enumerate(variables):
        path = f"spec.variables[{index}]"
        name, text = variable.get("name", ""), variable.get("expression", "")
        if not name.strip():
            problems.add(VARIABLE, f"{path}.name", "the name is required")
        elif formats.c_identifier(name) or name in RESERVED:
            problems.add(VARIABLE, f"{path}.name", f"{name!r} is no identifier of CEL")
        if not text.strip():
            problems.add(EXPRESSION_REQUIRED, f"{path}.expression", "the expression is empty")
        else:
            kind = judge_expression(text, scope.environment(), f"{path}.expression", problems)
            scope.declare(name, kind)


def _validation(validation: Tree, scope: ExpressionScope, path: str, problems: Problems) -> None:
    text, message = validation.get("expression", ""), validation.get("message", "")
    if not text.strip():
        problems.add(EXPRESSION_REQUIRED, f"{path}.expression", "the expression is empty")
    else:
        judge_expression(text, scope.environment(), f"{path}.expression", problems, ("bool",))
    spoken = validation.get("messageExpression", "")
    if spoken and not spoken.strip():
        problems.add(EXPRESSION_REQUIRED, f"{path}.messageExpression", "the expression is empty")
    elif spoken:
        environment = scope.environment(authorizer=False)
        judge_expression(spoken, environment, f"{path}.messageExpression", problems, ("string",))
    if message and not message.strip():
        problems.add(MESSAGE, f"{path}.message", "the message is empty")
    elif "\n" in message.strip() or "\r" in message.strip():
        problems.add(MESSAGE, f"{path}.message", "the message has more than one line")
    reason = validation.get("reason")
    if reason is not None and reason not in REASONS:
        problems.add(REASON, f"{path}.reason", f"{reason!r} is none of {', '.join(sorted(REASONS))}")


def _annotations(annotations: list[Tree], name: str, scope: ExpressionScope, problems: Problems) -> None:
    path = "spec.auditAnnotations"
    if len(annotations) > MOST_ANNOTATIONS:
        problems.add(AUDIT_ANNOTATION, path, f"{len(annotations)} are more than {MOST_ANNOTATIONS}")
    seen: set[str] = set()
    for index, annotation in enumerate(annotations):
        key, at = annotation.get("key", ""), f"{path}[{index}]"
        reason = formats.qualified_name(f"{name}/{key}") if name else "needs the policy to have a name"
        if reason:
            problems.add(AUDIT_ANNOTATION, f"{at}.key", f"{key!r} {reason}")
        text = annotation.get("valueExpression", "").strip()
        if not text:
            problems.add(EXPRESSION_REQUIRED, f"{at}.valueExpression", "the expression is empty")
        elif len(text) > LONGEST_ANNOTATION:
            problems.add(
                AUDIT_ANNOTATION, f"{at}.valueExpression", f"the expression is longer than {LONGEST_ANNOTATION}"
            )
        else:
            wanted = ("string", "null_type")
            judge_expression(text, scope.environment(), f"{at}.valueExpression", problems, wanted)
        if key in seen:
            problems.add(AUDIT_ANNOTATION, f"{at}.key", f"{key!r} occurs before")
        seen.add(key)


def _mutation(mutation: Tree, scope: ExpressionScope, path: str, problems: Problems) -> None:
    patch_type = mutation.get("patchType", "")
    fields = {"JSONPatch": "jsonPatch", "ApplyConfiguration": "applyConfiguration"}
    if patch_type not in fields:
        words = f"{patch_type!r} is neither JSONPatch nor ApplyConfiguration"
        problems.add(MUTATIONS, f"{path}.patchType", words)
        return
    for kind, field in fields.items():
        patch = mutation.get(field)
        if kind != patch_type:
            if patch is not None:
                problems.add(MUTATIONS, f"{path}.{field}", f"does not go together with {patch_type}")
        elif patch is None:
            problems.add(MUTATIONS, f"{path}.{field}", f"is required for {patch_type}")
        else:
            _patch(patch.get("expression", "").strip(), kind, scope, f"{path}.{field}.expression", problems)


def _patch(text: str, kind: str, scope: ExpressionScope, path: str, problems: Problems) -> None:
    from k8sdsl.cel.types import ObjectType, list_of

    if not text:
        problems.add(EXPRESSION_REQUIRED, path, "the expression is empty")
        return
    wanted = list_of(json_patch_type()) if kind == "JSONPatch" else ObjectType("Object")
    judge_expression(text, scope.environment(patches=True), path, problems, (wanted,))
