"""Which requests a webhook or a policy meets: groups, versions, resources, operations, names, selectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_label_selector

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_W = "webhooks[0].rules"
_RULE = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}

OPERATIONS = Rule(
    "admission/operations",
    "Operations are CREATE, UPDATE, DELETE, CONNECT, or * alone.",
    "validateRuleWithOperations",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "operations": ["*", "CREATE"]}]},
    good={_W: [{**_RULE, "operations": ["*"]}]},
)
GROUPS_AND_VERSIONS = Rule(
    "admission/groups-and-versions",
    "A rule names API groups and versions, or * alone.",
    "validateRule",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "apiVersions": ["*", "v1"]}]},
    good={_W: [{**_RULE, "apiVersions": ["*"]}]},
)
RESOURCES = Rule(
    "admission/resources",
    "A rule names resources, and none that another of its entries includes.",
    "validateResources",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "resources": ["pods/*", "pods/status"]}]},
    good={_W: [{**_RULE, "resources": ["pods", "pods/status"]}]},
)
RULE_SCOPE = Rule(
    "admission/rule-scope",
    "The scope of a rule is Cluster, Namespaced or *.",
    "validateRule",
    "ValidatingWebhookConfiguration",
    bad={_W: [{**_RULE, "scope": "Namespace"}]},
    good={_W: [{**_RULE, "scope": "Namespaced"}]},
)
RESOURCE_NAMES = Rule(
    "admission/resource-names",
    "Names of resources can stand in a URL, and none occurs twice.",
    "validateNamedRuleWithOperations",
    "ValidatingAdmissionPolicy",
    bad={"spec.matchConstraints.resourceRules": [{**_RULE, "resourceNames": ["a/b"]}]},
    good={"spec.matchConstraints.resourceRules": [{**_RULE, "resourceNames": ["a"]}]},
)
MATCH_POLICY = Rule(
    "admission/match-policy",
    "The match policy is Exact or Equivalent.",
    "validateMatchResources",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].matchPolicy": "Similar"},
    good={"webhooks[0].matchPolicy": "Exact"},
)
FAILURE_POLICY = Rule(
    "admission/failure-policy",
    "The failure policy is Fail or Ignore.",
    "validateValidatingWebhook",
    "ValidatingWebhookConfiguration",
    bad={"webhooks[0].failurePolicy": "Warn"},
    good={"webhooks[0].failurePolicy": "Ignore"},
)

_OPERATIONS = frozenset(("*", "CREATE", "UPDATE", "DELETE", "CONNECT"))


def validate_failure_policy(policy: str | None, path: str, problems: Problems) -> None:
    """What happens when nobody answers; the server's default is Fail."""
    if policy is not None and policy not in {"Fail", "Ignore"}:
        problems.add(FAILURE_POLICY, path, f"{policy!r} is neither Fail nor Ignore")


def validate_match_policy(policy: str | None, path: str, problems: Problems) -> None:
    """Whether other versions of a resource are met too; the server's default is Equivalent."""
    if policy is not None and policy not in {"Exact", "Equivalent"}:
        problems.add(MATCH_POLICY, path, f"{policy!r} is neither Exact nor Equivalent")


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
            problems.add(RESOURCE_NAMES, f"{path}[{index}]", f"{name!r} occurs before")
        seen.add(name)


def validate_operations_rule(rule: Tree, path: str, problems: Problems) -> None:
    """One rule: what is done to which resources."""
    operations = rule.get("operations") or []
    if not operations:
        problems.add(OPERATIONS, f"{path}.operations", "an operation is required")
    if len(operations) > 1 and "*" in operations:
        problems.add(OPERATIONS, f"{path}.operations", "* stands alone")
    for index, operation in enumerate(operations):
        if operation not in _OPERATIONS:
            problems.add(OPERATIONS, f"{path}.operations[{index}]", f"{operation!r} is no operation")
    _groups_and_versions(rule, path, problems)
    _resources(rule.get("resources") or [], f"{path}.resources", problems)
    scope = rule.get("scope")
    if scope is not None and scope not in {"Cluster", "Namespaced", "*"}:
        problems.add(RULE_SCOPE, f"{path}.scope", f"{scope!r} is none of Cluster, Namespaced, *")


def _groups_and_versions(rule: Tree, path: str, problems: Problems) -> None:
    for field in ("apiGroups", "apiVersions"):
        values = rule.get(field) or []
        if not values:
            problems.add(GROUPS_AND_VERSIONS, f"{path}.{field}", "at least one is required")
        if len(values) > 1 and "*" in values:
            problems.add(GROUPS_AND_VERSIONS, f"{path}.{field}", "* stands alone")
    for index, version in enumerate(rule.get("apiVersions") or ()):
        if not version:
            problems.add(GROUPS_AND_VERSIONS, f"{path}.apiVersions[{index}]", "the version is empty")


def _resources(resources: list[str], path: str, problems: Problems) -> None:
    if not resources:
        problems.add(RESOURCES, path, "at least one is required")
    all_of: set[str] = set()
    of_all: set[str] = set()
    last_is_plain = False
    for index, text in enumerate(resources):
        if not text:
            problems.add(RESOURCES, f"{path}[{index}]", "the resource is empty")
            continue
        resource, slash, part = text.partition("/")
        if not slash:
            last_is_plain = text != "*"
            continue
        if resource in all_of:
            problems.add(RESOURCES, f"{path}[{index}]", f"'{resource}/*' includes {text!r}")
        if part in of_all:
            problems.add(RESOURCES, f"{path}[{index}]", f"'*/{part}' includes {text!r}")
        if part == "*":
            all_of.add(resource)
        if resource == "*":
            of_all.add(part)
    if len(resources) > 1 and "*/*" in resources:
        problems.add(RESOURCES, path, "'*/*' stands alone")
    if "*" in resources and last_is_plain:
        problems.add(RESOURCES, path, "beside '*' stand only subresources")
