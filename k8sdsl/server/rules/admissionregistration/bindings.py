"""ValidatingAdmissionPolicyBinding and MutatingAdmissionPolicyBinding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.admissionregistration.matching import validate_match_resources, validate_mutating_operations
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.generic_meta import validate_generic_meta
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

POLICY_NAME = Rule(
    "admission/policy-name",
    "`policyName` of a binding must be a valid name of a policy.",
    "validateValidatingAdmissionPolicyBindingSpec",
    "ValidatingAdmissionPolicyBinding",
    bad={"spec.policyName": "My Policy"},
    good={"spec.policyName": "my-policy"},
    remedy="for example, write `policyName: replica-limit.example.com`",
)
PARAM_REF = Rule(
    "admission/param-ref",
    "`paramRef` must have exactly one of `name` and `selector`, and a `parameterNotFoundAction` of Deny or Allow.",
    "validateParamRef",
    "ValidatingAdmissionPolicyBinding",
    bad={"spec.paramRef": {"name": "limits"}},
    good={"spec.paramRef": {"name": "limits", "parameterNotFoundAction": "Deny"}},
    remedy="for example, write `paramRef: {name: limits, parameterNotFoundAction: Deny}`",
)
ACTIONS = Rule(
    "admission/validation-actions",
    "`validationActions` must list Deny, Warn and Audit at most once each, and not both Deny and Warn.",
    "validateValidationActions",
    "ValidatingAdmissionPolicyBinding",
    bad={"spec.validationActions": ["Deny", "Warn"]},
    good={"spec.validationActions": ["Deny", "Audit"]},
    remedy="for example, write `validationActions: [Deny]` or `validationActions: [Warn, Audit]`",
)


def validate_validating_binding(obj: Tree, problems: Problems, context: Context) -> None:  # noqa: ARG001
    """The binding of a validating policy."""
    spec = _binding(obj, problems)
    actions = spec.get("validationActions") or []
    seen: set[str] = set()
    for index, action in enumerate(actions):
        if action not in {"Deny", "Warn", "Audit"}:
            refuse_choice(ACTIONS, action, ("Deny", "Warn", "Audit"), f"spec.validationActions[{index}]", problems)
        if action in seen:
            problems.add(ACTIONS, f"spec.validationActions[{index}]", f"{action!r} is listed more than once")
        seen.add(action)
    if {"Deny", "Warn"} <= seen:
        problems.add(ACTIONS, "spec.validationActions", "Deny and Warn cannot be combined")
    if not actions:
        problems.add(ACTIONS, "spec.validationActions", "validationActions is empty; at least one action is required")


def validate_mutating_binding(obj: Tree, problems: Problems, context: Context) -> None:  # noqa: ARG001
    """The binding of a mutating policy."""
    spec = _binding(obj, problems)
    validate_mutating_operations(spec.get("matchResources") or {}, "spec.matchResources", problems)


def _binding(obj: Tree, problems: Problems) -> Tree:
    validate_generic_meta(obj, problems, namespaced=False)
    spec: Tree = obj.get("spec") or {}
    name = spec.get("policyName", "")
    reason = formats.dns1123_subdomain(name) if name else "is empty; the name of a policy is required"
    if reason:
        problems.add(POLICY_NAME, "spec.policyName", f"{name!r} {reason}")
    if spec.get("paramRef") is not None:
        _param_ref(spec["paramRef"], "spec.paramRef", problems)
    if spec.get("matchResources") is not None:
        validate_match_resources(spec["matchResources"], "spec.matchResources", problems)
    return spec


def _param_ref(reference: Tree, path: str, problems: Problems) -> None:
    name, selector = reference.get("name", ""), reference.get("selector")
    if name:
        reason = formats.path_segment(name)
        if reason:
            problems.add(PARAM_REF, f"{path}.name", f"{name!r} {reason}")
    validate_label_selector(selector, f"{path}.selector", problems)
    if name and selector is not None:
        for field in ("name", "selector"):
            problems.add(PARAM_REF, f"{path}.{field}", "name and selector cannot both be set")
    if not name and selector is None:
        problems.add(PARAM_REF, path, "name or selector is required")
    action = reference.get("parameterNotFoundAction", "")
    if action not in {"Deny", "Allow"}:
        refuse_choice(PARAM_REF, action, ("Deny", "Allow"), f"{path}.parameterNotFoundAction", problems)
