"""The requests that a webhook or policy matches: groups, versions, resources, operations, names, selectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_W = "webhooks[0].rules"
_RULE = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}

OPERATIONS = Rule(
    "admission/operations",
    "`operations` must list CREATE, UPDATE, DELETE or CONNECT, or only '*'.",
    "validateRuleWithOperations",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "operations": ["*", "CREATE"]}]},
    good={_W: [{**_RULE, "operations": ["*"]}]},
    remedy="for example, write `operations: [CREATE, UPDATE]`",
)
GROUPS_AND_VERSIONS = Rule(
    "admission/groups-and-versions",
    "`apiGroups` and `apiVersions` of a rule must not be empty, and '*' must be the only entry.",
    "validateRule",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "apiVersions": ["*", "v1"]}]},
    good={_W: [{**_RULE, "apiVersions": ["*"]}]},
    remedy='for example, write `apiGroups: [apps]` and `apiVersions: [v1]`; the core group is `""`',
)
RESOURCES = Rule(
    "admission/resources",
    "`resources` of a rule must not be empty, and no entry may include another one.",
    "validateResources",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "resources": ["pods/*", "pods/status"]}]},
    good={_W: [{**_RULE, "resources": ["pods", "pods/status"]}]},
    remedy='for example, write `resources: [pods, pods/status]` or `resources: ["*/*"]`',
)
RULE_SCOPE = Rule(
    "admission/rule-scope",
    "`scope` of a rule must be Cluster, Namespaced or '*'.",
    "validateRule",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "scope": "Namespace"}]},
    good={_W: [{**_RULE, "scope": "Namespaced"}]},
    remedy="write the value as listed, such as `scope: Namespaced`",
)
RESOURCE_NAMES = Rule(
    "admission/resource-names",
    "`resourceNames` of a rule must be valid names, each listed once.",
    "validateNamedRuleWithOperations",
    "ValidatingAdmissionPolicy",
    bad={"spec.matchConstraints.resourceRules": [{**_RULE, "resourceNames": ["a/b"]}]},
    good={"spec.matchConstraints.resourceRules": [{**_RULE, "resourceNames": ["a"]}]},
    remedy="for example, write `resourceNames: [web, api]`",
)
MATCH_POLICY = Rule(
    "admission/match-policy",
    "`matchPolicy` must be Exact or Equivalent.",
    "validateMatchResources",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].matchPolicy": "Similar"},
    good={"webhooks[0].matchPolicy": "Exact"},
    remedy="remove it, or set `matchPolicy: Equivalent`",
)
FAILURE_POLICY = Rule(
    "admission/failure-policy",
    "`failurePolicy` must be Fail or Ignore.",
    "validateValidatingWebhook",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].failurePolicy": "Warn"},
    good={"webhooks[0].failurePolicy": "Ignore"},
    remedy="remove it, or set `failurePolicy: Fail`",
)

_OPERATIONS = frozenset(("*", "CREATE", "UPDATE", "DELETE", "CONNECT"))
MUTATING_OPERATIONS = Rule(
    "admission/mutating-operations",
    "A mutating policy, or its binding, cannot match DELETE `operations`.",
    "validateMutatingAdmissionPolicySpec, validateMutatingAdmissionPolicyBindingSpec",
    "MutatingAdmissionPolicy",
    bad={
        "spec.matchConstraints.resourceRules": [
            {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["DELETE"], "resources": ["pods"]}
        ]
    },
    good={"spec.failurePolicy": "Ignore"},
    remedy="for example, write `operations: [CREATE, UPDATE]`",
)
_MUTATING = ("*", "CONNECT", "CREATE", "UPDATE")


def validate_failure_policy(policy: str | None, path: str, problems: Problems) -> None:
    """The behaviour when the call fails; the server's default is Fail."""
    if policy is not None and policy not in {"Fail", "Ignore"}:
        refuse_choice(FAILURE_POLICY, policy, ("Fail", "Ignore"), path, problems)


def validate_match_policy(policy: str | None, path: str, problems: Problems) -> None:
    """Whether other versions of a resource match too; the server's default is Equivalent."""
    if policy is not None and policy not in {"Exact", "Equivalent"}:
        refuse_choice(MATCH_POLICY, policy, ("Exact", "Equivalent"), path, problems)


def validate_match_resources(match: Tree, path: str, problems: Problems) -> None:
    """What policies and bindings match."""
    validate_match_policy(match.get("matchPolicy"), f"{path}.matchPolicy", problems)
    validate_label_selector(match.get("namespaceSelector"), f"{path}.namespaceSelector", problems)
    validate_label_selector(match.get("objectSelector"), f"{path}.objectSelector", problems)
    for field in ("resourceRules", "excludeResourceRules"):
        for index, rule in enumerate(match.get(field) or ()):
            at = f"{path}.{field}[{index}]"
            _resource_names(rule.get("resourceNames") or [], f"{at}.resourceNames", problems)
            validate_operations_rule(rule, at, problems)


def _resource_names(names: list[str], path: str, problems: Problems) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        reason = formats.path_segment(name)
        if reason:
            problems.add(RESOURCE_NAMES, f"{path}[{index}]", f"{name!r} {reason}")
        if name in seen:
            problems.add(RESOURCE_NAMES, f"{path}[{index}]", f"{name!r} is listed more than once")
        seen.add(name)


def validate_operations_rule(rule: Tree, path: str, problems: Problems) -> None:
    """One rule: operations on resources."""
    operations = rule.get("operations") or []
    if not operations:
        problems.add(OPERATIONS, f"{path}.operations", "operations is empty; at least one operation is required")
    if len(operations) > 1 and "*" in operations:
        problems.add(OPERATIONS, f"{path}.operations", "'*' must be the only entry")
    for index, operation in enumerate(operations):
        if operation not in _OPERATIONS:
            refuse_choice(
                OPERATIONS,
                operation,
                ("CREATE", "UPDATE", "DELETE", "CONNECT", "*"),
                f"{path}.operations[{index}]",
                problems,
            )
    _groups_and_versions(rule, path, problems)
    _resources(rule.get("resources") or [], f"{path}.resources", problems)
    scope = rule.get("scope")
    if scope is not None and scope not in {"Cluster", "Namespaced", "*"}:
        refuse_choice(RULE_SCOPE, scope, ("Cluster", "Namespaced", "*"), f"{path}.scope", problems)


def _groups_and_versions(rule: Tree, path: str, problems: Problems) -> None:
    for field in ("apiGroups", "apiVersions"):
        values = rule.get(field) or []
        if not values:
            problems.add(GROUPS_AND_VERSIONS, f"{path}.{field}", f"{field} is empty; at least one entry is required")
        if len(values) > 1 and "*" in values:
            problems.add(GROUPS_AND_VERSIONS, f"{path}.{field}", "'*' must be the only entry")
    for index, version in enumerate(rule.get("apiVersions") or ()):
        if not version:
            problems.add(GROUPS_AND_VERSIONS, f"{path}.apiVersions[{index}]", "a version must not be empty")


def _resources(resources: list[str], path: str, problems: Problems) -> None:
    if not resources:
        problems.add(RESOURCES, path, "resources is empty; at least one entry is required")
    all_of: set[str] = set()
    of_all: set[str] = set()
    last_is_plain = False
    for index, text in enumerate(resources):
        if not text:
            problems.add(RESOURCES, f"{path}[{index}]", "a resource must not be empty")
            continue
        resource, slash, part = text.partition("/")
        if not slash:
            last_is_plain = text != "*"
            continue
        if resource in all_of:
            problems.add(RESOURCES, f"{path}[{index}]", f"{text!r} is already included in '{resource}/*'")
        if part in of_all:
            problems.add(RESOURCES, f"{path}[{index}]", f"{text!r} is already included in '*/{part}'")
        if part == "*":
            all_of.add(resource)
        if resource == "*":
            of_all.add(part)
    if len(resources) > 1 and "*/*" in resources:
        problems.add(RESOURCES, path, "'*/*' must be the only entry")
    if "*" in resources and last_is_plain:
        problems.add(RESOURCES, path, "only subresources can be listed together with '*'")


def validate_mutating_operations(match: Tree, path: str, problems: Problems) -> None:
    """The operations that a mutating policy or its binding matches; the server reports each at all rules together."""
    for rule in match.get("resourceRules") or ():
        for operation in rule.get("operations") or ():
            if operation not in _MUTATING:
                refuse_choice(MUTATING_OPERATIONS, operation, _MUTATING, f"{path}.resourceRules.operations", problems)
