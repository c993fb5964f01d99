"""What the API server validates of rbac.authorization.k8s.io: roles and their bindings (pkg/apis/rbac/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import validate_label_selector, validate_object_meta
from k8sdsl.server.rules.pods.choices import refuse_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

GROUP = "rbac.authorization.k8s.io"

VERBS = Rule(
    "rbac/verbs",
    "A rule allows at least one verb.",
    "ValidatePolicyRule",
    "Role",
    bad={"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": []}]},
    good={"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
)
API_GROUPS = Rule(
    "rbac/api-groups",
    'A rule for resources names their API groups; "" is that of the core.',
    "ValidatePolicyRule",
    "Role",
    bad={"rules": [{"resources": ["pods"], "verbs": ["get"]}]},
    good={"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
    remedy='give apiGroups: [""] for resources of the core',
)
RESOURCES = Rule(
    "rbac/resources",
    "A rule names at least one resource, or non-resource URLs.",
    "ValidatePolicyRule",
    "Role",
    bad={"rules": [{"apiGroups": ["apps"], "verbs": ["get"]}]},
    good={"rules": [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}]},
)
NON_RESOURCE_URLS = Rule(
    "rbac/non-resource-urls",
    "Non-resource URLs stand in a ClusterRole, in rules that name no resources.",
    "ValidatePolicyRule",
    "ClusterRole",
    bad={"rules": [{"apiGroups": [""], "resources": ["pods"], "nonResourceURLs": ["/healthz"], "verbs": ["get"]}]},
    good={"rules": [{"nonResourceURLs": ["/healthz"], "verbs": ["get"]}]},
)
AGGREGATION = Rule(
    "rbac/aggregation",
    "An aggregation rule has at least one selector, and selectors that are valid.",
    "ValidateClusterRole",
    "ClusterRole",
    bad={"aggregationRule": {"clusterRoleSelectors": []}},
    good={"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"aggregate": "true"}}]}},
)
ROLE_REF = Rule(
    "rbac/role-ref",
    "A binding refers to a role of rbac.authorization.k8s.io by kind and name; a ClusterRoleBinding to a ClusterRole.",
    "ValidateRoleBinding",
    "ClusterRoleBinding",
    bad={"roleRef": {"apiGroup": GROUP, "kind": "Role", "name": "viewer"}},
    good={"roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": "viewer"}},
)
SUBJECT_KIND = Rule(
    "rbac/subject-kind",
    "A subject is a ServiceAccount, a User or a Group.",
    "ValidateRoleBindingSubject",
    "RoleBinding",
    bad={"subjects": [{"kind": "Deployment", "name": "web"}]},
    good={"subjects": [{"kind": "ServiceAccount", "name": "web"}]},
)
SUBJECT_NAME = Rule(
    "rbac/subject-name",
    "A subject has a name; that of a ServiceAccount is lower-case letters, digits, '-' and '.'.",
    "ValidateRoleBindingSubject",
    "RoleBinding",
    bad={"subjects": [{"kind": "ServiceAccount", "name": "Web"}]},
    good={"subjects": [{"kind": "User", "apiGroup": GROUP, "name": "Jane"}]},
)
SUBJECT_GROUP = Rule(
    "rbac/subject-api-group",
    "The API group of users and groups is rbac.authorization.k8s.io; a ServiceAccount has none.",
    "ValidateRoleBindingSubject",
    "RoleBinding",
    bad={"subjects": [{"kind": "ServiceAccount", "apiGroup": GROUP, "name": "web"}]},
    good={"subjects": [{"kind": "Group", "apiGroup": GROUP, "name": "developers"}]},
)
SUBJECT_NAMESPACE = Rule(
    "rbac/subject-namespace",
    "A ServiceAccount in a ClusterRoleBinding says its namespace.",
    "ValidateRoleBindingSubject",
    "ClusterRoleBinding",
    bad={"subjects": [{"kind": "ServiceAccount", "name": "web"}]},
    good={"subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "default"}]},
)


def validate_role(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a Role as ValidateRole does."""
    validate_object_meta(obj, problems, namespaced=True, name=formats.path_segment)
    _rules(obj.get("rules") or (), problems, namespaced=True)


def validate_cluster_role(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a ClusterRole as ValidateClusterRole does."""
    validate_object_meta(obj, problems, namespaced=False, name=formats.path_segment)
    _rules(obj.get("rules") or (), problems, namespaced=False)
    aggregation = obj.get("aggregationRule")
    if aggregation is None:
        return
    path = "aggregationRule.clusterRoleSelectors"
    selectors = aggregation.get("clusterRoleSelectors") or ()
    if not selectors:
        problems.add(AGGREGATION, path, "at least one selector is required")
    for index, selector in enumerate(selectors):
        before = len(problems)
        validate_label_selector(selector, f"{path}[{index}]", problems)
        if len(problems) > before:
            problems.add(AGGREGATION, f"{path}[{index}]", "the selector is not valid")


def _rules(rules: Sequence[Tree], problems: Problems, *, namespaced: bool) -> None:
    for index, rule in enumerate(rules):
        path = f"rules[{index}]"
        if not rule.get("verbs"):
            problems.add(VERBS, f"{path}.verbs", "at least one verb is required")
        resources = rule.get("resources")
        if rule.get("nonResourceURLs"):
            if namespaced:
                problems.add(
                    NON_RESOURCE_URLS, f"{path}.nonResourceURLs", "a Role reaches no further than its namespace"
                )
            if rule.get("apiGroups") or resources or rule.get("resourceNames"):
                message = "one rule cannot be for resources and for non-resource URLs"
                problems.add(NON_RESOURCE_URLS, f"{path}.nonResourceURLs", message)
            continue
        if not rule.get("apiGroups"):
            problems.add(API_GROUPS, f"{path}.apiGroups", "at least one API group is required")
        if not resources:
            problems.add(RESOURCES, f"{path}.resources", "at least one resource is required")


def validate_role_binding(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a RoleBinding as ValidateRoleBinding does."""
    validate_object_meta(obj, problems, namespaced=True, name=formats.path_segment)
    _role_ref(obj.get("roleRef") or {}, ("Role", "ClusterRole"), problems)
    _subjects(obj.get("subjects") or (), problems, namespaced=True)


def validate_cluster_role_binding(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges a ClusterRoleBinding as ValidateClusterRoleBinding does."""
    validate_object_meta(obj, problems, namespaced=False, name=formats.path_segment)
    _role_ref(obj.get("roleRef") or {}, ("ClusterRole",), problems)
    _subjects(obj.get("subjects") or (), problems, namespaced=False)


def _role_ref(reference: Tree, kinds: tuple[str, ...], problems: Problems) -> None:
    group = reference.get("apiGroup") or GROUP  # SetDefaults_RoleBinding
    if group != GROUP:
        problems.add(ROLE_REF, "roleRef.apiGroup", f"{group!r} is not {GROUP}")
    kind = reference.get("kind", "")
    if kind not in kinds:
        problems.add(ROLE_REF, "roleRef.kind", f"{kind!r} is not {' or '.join(kinds)}")
    name = reference.get("name", "")
    reason = formats.path_segment(name) if name else "is empty; the name of a role is required"
    if reason:
        problems.add(ROLE_REF, "roleRef.name", f"{name!r} {reason}")


def _subjects(subjects: Sequence[Tree], problems: Problems, *, namespaced: bool) -> None:
    for index, subject in enumerate(subjects):
        path = f"subjects[{index}]"
        name, kind, group = subject.get("name", ""), subject.get("kind", ""), subject.get("apiGroup", "")
        if not name:
            problems.add(SUBJECT_NAME, f"{path}.name", "a name is required")
        if kind == "ServiceAccount":
            if name and (reason := formats.dns1123_subdomain(name)):
                problems.add(SUBJECT_NAME, f"{path}.name", f"{name!r} {reason}")
            if group:
                problems.add(SUBJECT_GROUP, f"{path}.apiGroup", f"{group!r}: a ServiceAccount has no API group here")
            if not namespaced and not subject.get("namespace"):
                problems.add(SUBJECT_NAMESPACE, f"{path}.namespace", "the namespace of the ServiceAccount is required")
        elif kind in {"User", "Group"}:
            # SetDefaults_Subject fills in an empty group.
            if group not in {"", GROUP}:
                problems.add(SUBJECT_GROUP, f"{path}.apiGroup", f"{group!r} is not {GROUP}")
        else:
            refuse_choice(SUBJECT_KIND, kind, ("ServiceAccount", "User", "Group"), f"{path}.kind", problems)
