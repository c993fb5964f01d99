"""ValidatingWebhookConfiguration and MutatingWebhookConfiguration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.admissionregistration.expressions import ExpressionScope, validate_match_conditions
from k8sdsl.server.rules.admissionregistration.matching import (
    validate_failure_policy,
    validate_match_policy,
    validate_operations_rule,
)
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.generic_meta import validate_generic_meta
from k8sdsl.server.rules.meta import validate_label_selector
from k8sdsl.server.rules.webhook_client import validate_client_config

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NAME = Rule(
    "admission/webhook-name",
    "The `name` of a webhook must be a domain of at least three parts, unique in the object.",
    "IsFullyQualifiedName",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].name": "check-pods"},
    good={"webhooks[0].name": "check-pods.example.com"},
    remedy="for example, write `name: check-pods.policy.example.com`",
)
SIDE_EFFECTS = Rule(
    "admission/side-effects",
    "`sideEffects` of a webhook must be None or NoneOnDryRun.",
    "validateValidatingWebhook",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].sideEffects": "Some"},
    good={"webhooks[0].sideEffects": "NoneOnDryRun"},
    remedy="set `sideEffects: None` if the webhook changes nothing outside the object",
)
REVIEW_VERSIONS = Rule(
    "admission/review-versions",
    "`admissionReviewVersions` must list v1 or v1beta1, and no version twice.",
    "validateAdmissionReviewVersions",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].admissionReviewVersions": ["v2"]},
    good={"webhooks[0].admissionReviewVersions": ["v1", "v1beta1"]},
    remedy="write `admissionReviewVersions: [v1]`",
)
TIMEOUT = Rule(
    "admission/timeout",
    "`timeoutSeconds` of a webhook must be from 1 to 30.",
    "validateValidatingWebhook",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].timeoutSeconds": 60},
    good={"webhooks[0].timeoutSeconds": 30},
    remedy="for example, set `timeoutSeconds: 10`",
)
REINVOCATION = Rule(
    "admission/reinvocation-policy",
    "`reinvocationPolicy` of a mutating webhook must be Never or IfNeeded.",
    "validateMutatingWebhook",
    "MutatingWebhookConfiguration",
    bad={"webhooks[0].reinvocationPolicy": "Always"},
    good={"webhooks[0].reinvocationPolicy": "IfNeeded"},
    remedy="remove it, or set `reinvocationPolicy: IfNeeded`",
)


def validate_webhook_configuration(obj: Tree, problems: Problems, context: Context) -> None:
    """Either of the two kinds, which differ only in the reinvocation policy."""
    validate_generic_meta(obj, problems, namespaced=False)
    seen: set[str] = set()
    for index, hook in enumerate(obj.get("webhooks") or ()):
        path = f"webhooks[{index}]"
        _webhook(hook, path, problems, context.minor)
        name = hook.get("name", "")
        if name and name in seen:
            problems.add(NAME, f"{path}.name", f"another webhook is already named {name!r}")
        seen.add(name)


def _webhook(hook: Tree, path: str, problems: Problems, minor: int) -> None:
    _name(hook.get("name", ""), f"{path}.name", problems)
    for index, rule in enumerate(hook.get("rules") or ()):
        validate_operations_rule(rule, f"{path}.rules[{index}]", problems)
    validate_failure_policy(hook.get("failurePolicy"), f"{path}.failurePolicy", problems)
    validate_match_policy(hook.get("matchPolicy"), f"{path}.matchPolicy", problems)
    effects = hook.get("sideEffects")
    if effects not in {"None", "NoneOnDryRun"}:
        words = "sideEffects is required" if effects is None else f"{effects!r} is not allowed"
        problems.add(SIDE_EFFECTS, f"{path}.sideEffects", f"{words}; set None or NoneOnDryRun")
    timeout = hook.get("timeoutSeconds", 10)
    if not 1 <= timeout <= 30:
        problems.add(TIMEOUT, f"{path}.timeoutSeconds", f"{timeout} is not between 1 and 30")
    validate_label_selector(hook.get("namespaceSelector"), f"{path}.namespaceSelector", problems)
    validate_label_selector(hook.get("objectSelector"), f"{path}.objectSelector", problems)
    policy = hook.get("reinvocationPolicy")
    if policy is not None and policy not in {"Never", "IfNeeded"}:
        refuse_choice(REINVOCATION, policy, ("Never", "IfNeeded"), f"{path}.reinvocationPolicy", problems)
    validate_client_config(hook.get("clientConfig") or {}, f"{path}.clientConfig", problems)
    scope = ExpressionScope(minor, has_params=False)
    validate_match_conditions(hook.get("matchConditions") or [], scope, f"{path}.matchConditions", problems)
    _review_versions(hook.get("admissionReviewVersions") or [], f"{path}.admissionReviewVersions", problems)


def _name(name: str, path: str, problems: Problems) -> None:
    reason = formats.dns1123_subdomain(name) if name else "is empty; a name is required"
    if not reason and name.count(".") < 2:
        reason = "must be a domain of at least three parts"
    if reason:
        problems.add(NAME, path, f"{name!r} {reason}")


def _review_versions(versions: list[str], path: str, problems: Problems) -> None:
    from k8sdsl.server.rules.apiextensions.conversion import validate_review_versions

    validate_review_versions(versions, path, problems, REVIEW_VERSIONS)
