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
from k8sdsl.server.rules.admissionregistration.matching import (
    validate_failure_policy,
    validate_match_resources,
    validate_mutating_operations,
)
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.generic_meta import validate_generic_meta
from k8sdsl.server.rules.meta import assigned_name

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

CONSTRAINTS = Rule(
    "admission/match-constraints",
    "A policy must have `matchConstraints` with at least one entry in `resourceRules`.",
    "validateValidatingAdmissionPolicySpec",
    "ValidatingAdmissionPolicy",
    bad={"spec.matchConstraints": {"resourceRules": []}},
    good={"spec.failurePolicy": "Ignore"},
    remedy=(
        "for example, write `resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], "
        "resources: [deployments]}]`"
    ),
)
PARAM_KIND = Rule(
    "admission/param-kind",
    "`paramKind` must have a valid `apiVersion` and `kind`.",
    "validateParamKind",
    "ValidatingAdmissionPolicy",
    bad={"spec.paramKind": {"apiVersion": "example.com/", "kind": "Limit"}},
    good={"spec.paramKind": {"apiVersion": "example.com/v1", "kind": "Limit"}},
    remedy="for example, write `paramKind: {apiVersion: rules.example.com/v1, kind: ReplicaLimit}`",
)
VALIDATIONS = Rule(
    "admission/validations",
    "A ValidatingAdmissionPolicy must have `validations` or `auditAnnotations`.",
    "validateValidatingAdmissionPolicySpec",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": []},
    good={"spec.validations": [{"expression": "true"}]},
    remedy='for example, write `validations: [{expression: "object.spec.replicas <= 5"}]`',
)
VARIABLE = Rule(
    "admission/variable",
    "The `name` of a variable must be a CEL identifier that is not a reserved word.",
    "validateVariable",
    "ValidatingAdmissionPolicy",
    bad={"spec.variables": [{"name": "not-mine", "expression": "1"}]},
    good={"spec.variables": [{"name": "mine", "expression": "1"}]},
    remedy="use letters, digits and underscores, such as `{name: replicas, expression: object.spec.replicas}`",
)
MESSAGE = Rule(
    "admission/message",
    "The `message` of a validation must be a single line that is not blank.",
    "validateValidation",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": [{"expression": "true", "message": "two\nlines"}]},
    good={"spec.validations": [{"expression": "true", "message": "one line"}]},
    remedy="write one line, such as `message: replicas must be at most 5`; build longer ones with `messageExpression`",
)
REASON = Rule(
    "admission/reason",
    "The `reason` of a validation must be Forbidden, Invalid or RequestEntityTooLarge.",
    "validateValidation",
    "ValidatingAdmissionPolicy",
    bad={"spec.validations": [{"expression": "true", "reason": "Nope"}]},
    good={"spec.validations": [{"expression": "true", "reason": "Forbidden"}]},
    remedy="remove it, or set `reason: Invalid`",
)
AUDIT_ANNOTATION = Rule(
    "admission/audit-annotation",
    (
        "`auditAnnotations` must have at most 20 entries, each with a unique `key` that forms a qualified name with "
        "the policy's name."
    ),
    "validateAuditAnnotation",
    "ValidatingAdmissionPolicy",
    bad={"spec.auditAnnotations": [{"key": "no key", "valueExpression": "'x'"}]},
    good={"spec.auditAnnotations": [{"key": "key", "valueExpression": "'x'"}]},
    remedy='for example, write `{key: high-replica-count, valueExpression: "string(object.spec.replicas)"}`',
)
MUTATIONS = Rule(
    "admission/mutations",
    "A MutatingAdmissionPolicy must have `mutations`, each with a `patchType` and only the field of that type.",
    "validateMutation",
    "MutatingAdmissionPolicy",
    bad={"spec.mutations": [{"patchType": "JSONPatch"}]},
    good={
        "spec.mutations": [
            {
                "patchType": "JSONPatch",
                "jsonPatch": {"expression": '[JSONPatch{op: "add", path: "/spec/paused", value: true}]'},
            }
        ]
    },
    remedy=(
        'for example, write `{patchType: ApplyConfiguration, applyConfiguration: {expression: "Object{spec: '
        'Object.spec{replicas: 1}}"}}`'
    ),
)
POLICY_REINVOCATION = Rule(
    "admission/policy-reinvocation",
    "`reinvocationPolicy` of a mutating policy must be Never or IfNeeded.",
    "validateMutatingAdmissionPolicySpec",
    "MutatingAdmissionPolicy",
    bad={"spec.reinvocationPolicy": "Always"},
    good={"spec.reinvocationPolicy": "IfNeeded"},
    remedy="set `reinvocationPolicy: Never`",
)

REASONS = frozenset(("Forbidden", "Invalid", "RequestEntityTooLarge"))
RESERVED = frozenset(
    (
        *("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if"),
        *("import", "let", "loop", "package", "namespace", "return", "var", "void", "while"),
    )
)
MOST_ANNOTATIONS, LONGEST_ANNOTATION = 20, 5 * 1024


def validate_validating_policy(obj: Tree, problems: Problems, context: Context) -> None:
    """A validating policy."""
    validate_generic_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    scope = _common(spec, problems, context.minor)
    _variables(spec.get("variables") or [], scope, problems)
    validations, annotations = spec.get("validations") or [], spec.get("auditAnnotations") or []
    if not validations and not annotations:
        for field in ("validations", "auditAnnotations"):
            problems.add(VALIDATIONS, f"spec.{field}", "validations or auditAnnotations is required")
    for index, validation in enumerate(validations):
        _validation(validation, scope, f"spec.validations[{index}]", problems)
    _annotations(annotations, assigned_name(obj.get("metadata") or {}), scope, problems)


def validate_mutating_policy(obj: Tree, problems: Problems, context: Context) -> None:
    """A mutating policy."""
    validate_generic_meta(obj, problems, namespaced=False)
    spec = obj.get("spec") or {}
    scope = _common(spec, problems, context.minor)
    validate_mutating_operations(spec.get("matchConstraints") or {}, "spec.matchConstraints", problems)
    _variables(spec.get("variables") or [], scope, problems)
    mutations = spec.get("mutations") or []
    if not mutations:
        problems.add(MUTATIONS, "spec.mutations", "mutations is empty; at least one mutation is required")
    for index, mutation in enumerate(mutations):
        _mutation(mutation, scope, f"spec.mutations[{index}]", problems)
    policy = spec.get("reinvocationPolicy", "")
    if policy not in {"Never", "IfNeeded"}:
        refuse_choice(POLICY_REINVOCATION, policy, ("Never", "IfNeeded"), "spec.reinvocationPolicy", problems)


def _common(spec: Tree, problems: Problems, minor: int) -> ExpressionScope:
    validate_failure_policy(spec.get("failurePolicy"), "spec.failurePolicy", problems)
    kind = spec.get("paramKind")
    if kind is not None:
        _param_kind(kind, problems)
    match = spec.get("matchConstraints")
    if match is None:
        problems.add(CONSTRAINTS, "spec.matchConstraints", "matchConstraints is required")
    else:
        validate_match_resources(match, "spec.matchConstraints", problems)
        if not match.get("resourceRules"):
            problems.add(
                CONSTRAINTS,
                "spec.matchConstraints.resourceRules",
                "resourceRules is empty; at least one rule is required",
            )
    scope = ExpressionScope(minor, has_params=kind is not None, composed=bool(spec.get("variables")))
    validate_match_conditions(spec.get("matchConditions") or [], scope, "spec.matchConditions", problems)
    return scope


def _param_kind(kind: Tree, problems: Problems) -> None:
    version = kind.get("apiVersion", "")
    group, slash, short = version.rpartition("/")
    if not version:
        reason = "is empty; a group and version is required"
    elif "/" in group:
        reason = "is not a valid group and version"
    elif not short:
        reason = "has no version"
    else:
        reason = (formats.dns1123_subdomain(group) if slash and group else "") or formats.dns1035_label(short)
    if reason:
        problems.add(PARAM_KIND, "spec.paramKind.apiVersion", f"{version!r} {reason}")
    name = kind.get("kind", "")
    reason = formats.dns1035_label(name.lower()) if name else "is empty; a kind is required"
    if reason:
        problems.add(PARAM_KIND, "spec.paramKind.kind", f"{name!r} {reason}")


def _variables(variables: list[Tree], scope: ExpressionScope, problems: Problems) -> None:
    for index, variable in enumerate(variables):
        path = f"spec.variables[{index}]"
        name, text = variable.get("name", ""), variable.get("expression", "")
        if not name.strip():
            problems.add(VARIABLE, f"{path}.name", "name is required")
        elif formats.c_identifier(name) or name in RESERVED:
            problems.add(VARIABLE, f"{path}.name", f"{name!r} is not a CEL identifier")
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
        problems.add(MESSAGE, f"{path}.message", "the message must not be blank")
    elif "\n" in message.strip() or "\r" in message.strip():
        problems.add(MESSAGE, f"{path}.message", "the message must be a single line")
    reason = validation.get("reason")
    if reason is not None and reason not in REASONS:
        refuse_choice(REASON, reason, REASONS, f"{path}.reason", problems)


def _annotations(annotations: list[Tree], name: str, scope: ExpressionScope, problems: Problems) -> None:
    path = "spec.auditAnnotations"
    if len(annotations) > MOST_ANNOTATIONS:
        problems.add(
            AUDIT_ANNOTATION,
            path,
            f"there are {len(annotations)} audit annotations; at most {MOST_ANNOTATIONS} are allowed",
        )
    seen: set[str] = set()
    for index, annotation in enumerate(annotations):
        key, at = annotation.get("key", ""), f"{path}[{index}]"
        reason = formats.qualified_name(f"{name}/{key}") if name else "requires a name of the policy"
        if reason:
            problems.add(AUDIT_ANNOTATION, f"{at}.key", f"{key!r} {reason}")
        text = annotation.get("valueExpression", "").strip()
        if not text:
            problems.add(EXPRESSION_REQUIRED, f"{at}.valueExpression", "the expression is empty")
        elif len(text.encode("utf-8", "surrogatepass")) > LONGEST_ANNOTATION:
            problems.add(
                AUDIT_ANNOTATION,
                f"{at}.valueExpression",
                f"the expression must be at most {LONGEST_ANNOTATION} bytes long",
            )
        else:
            wanted = ("string", "null_type")
            judge_expression(text, scope.environment(), f"{at}.valueExpression", problems, wanted)
        if key in seen:
            problems.add(AUDIT_ANNOTATION, f"{at}.key", f"{key!r} is used more than once")
        seen.add(key)


def _mutation(mutation: Tree, scope: ExpressionScope, path: str, problems: Problems) -> None:
    patch_type = mutation.get("patchType", "")
    fields = {"JSONPatch": "jsonPatch", "ApplyConfiguration": "applyConfiguration"}
    if patch_type not in fields:
        words = f"{patch_type!r} is not one of JSONPatch, ApplyConfiguration"
        problems.add(MUTATIONS, f"{path}.patchType", words)
        return
    for kind, field in fields.items():
        patch = mutation.get(field)
        if kind != patch_type:
            if patch is not None:
                problems.add(MUTATIONS, f"{path}.{field}", f"{field} cannot be set with patchType: {patch_type}")
        elif patch is None:
            problems.add(MUTATIONS, f"{path}.{field}", f"{field} is required with patchType: {patch_type}")
        else:
            _patch(patch.get("expression", "").strip(), kind, scope, f"{path}.{field}.expression", problems)


def _patch(text: str, kind: str, scope: ExpressionScope, path: str, problems: Problems) -> None:
    from k8sdsl.cel.types import ObjectType, list_of

    if not text:
        problems.add(EXPRESSION_REQUIRED, path, "the expression is empty")
        return
    wanted = list_of(json_patch_type()) if kind == "JSONPatch" else ObjectType("Object")
    judge_expression(text, scope.environment(patches=True), path, problems, (wanted,))
