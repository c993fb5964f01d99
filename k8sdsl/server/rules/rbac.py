"""The validation of rbac.authorization.k8s.io: roles and their bindings (pkg/apis/rbac/validation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_label_selector, validate_object_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

GROUP = "rbac.authorization.k8s.io"

VERBS = Rule(
    "rbac/verbs",
    "A rule of a role must have at least one entry in `verbs`.",
    "ValidatePolicyRule",
    "Role",
    bad={"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": []}]},
    good={"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
    remedy="for example, write `verbs: [get, list, watch]`",
)
API_GROUPS = Rule(
    "rbac/api-groups",
    "A rule for resources must have at least one entry in `apiGroups`.",
    "ValidatePolicyRule",
    "Role",
    bad={"rules": [{"resources": ["pods"], "verbs": ["get"]}]},
    good={"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
    remedy='write `apiGroups: [""]` for the core group, or use another group, such as `apiGroups: [apps]`',
)
RESOURCES = Rule(
    "rbac/resources",
    "A rule of a role must have `resources` or `nonResourceURLs`.",
    "ValidatePolicyRule",
    "Role",
    bad={"rules": [{"apiGroups": ["apps"], "verbs": ["get"]}]},
    good={"rules": [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}]},
    remedy="for example, write `resources: [pods, pods/log]`",
)
NON_RESOURCE_URLS = Rule(
    "rbac/non-resource-urls",
    "`nonResourceURLs` must be in a ClusterRole, in a rule without resources.",
    "ValidatePolicyRule",
    "ClusterRole",
    bad={"rules": [{"apiGroups": [""], "resources": ["pods"], "nonResourceURLs": ["/healthz"], "verbs": ["get"]}]},
    good={"rules": [{"nonResourceURLs": ["/healthz"], "verbs": ["get"]}]},
    remedy="write a rule of its own in a `kind: ClusterRole`: `{nonResourceURLs: [/healthz], verbs: [get]}`",
)
AGGREGATION = Rule(
    "rbac/aggregation",
    "`aggregationRule` of a ClusterRole must have at least one valid selector in `clusterRoleSelectors`.",
    "ValidateClusterRole",
    "ClusterRole",
    bad={"aggregationRule": {"clusterRoleSelectors": []}},
    good={"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"aggregate": "true"}}]}},
    remedy=(
        'for example, write `clusterRoleSelectors: [{matchLabels: {rbac.example.com/aggregate-to-monitoring: "true"}}]`'
    ),
)
ROLE_REF = Rule(
    "rbac/role-ref",
    (
        "`roleRef` of a binding must have the `kind` and `name` of a role; that of a ClusterRoleBinding must be a "
        "ClusterRole."
    ),
    "ValidateRoleBinding",
    "ClusterRoleBinding",
    bad={"roleRef": {"apiGroup": GROUP, "kind": "Role", "name": "viewer"}},
    good={"roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": "viewer"}},
    remedy="for example, write `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}`",
)
SUBJECT_KIND = Rule(
    "rbac/subject-kind",
    "`kind` of a subject must be ServiceAccount, User or Group.",
    "ValidateRoleBindingSubject",
    "RoleBinding",
    bad={"subjects": [{"kind": "Deployment", "name": "web"}]},
    good={"subjects": [{"kind": "ServiceAccount", "name": "web"}]},
    remedy="for example, write `{kind: ServiceAccount, name: web, namespace: default}`",
)
SUBJECT_NAME = Rule(
    "rbac/subject-name",
    "A subject must have a `name`; that of a ServiceAccount must be a DNS name.",
    "ValidateRoleBindingSubject",
    "RoleBinding",
    bad={"subjects": [{"kind": "ServiceAccount", "name": "Web"}]},
    good={"subjects": [{"kind": "User", "apiGroup": GROUP, "name": "Jane"}]},
    remedy="for example, write `{kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}`",
)
SUBJECT_GROUP = Rule(
    "rbac/subject-api-group",
    "`apiGroup` of a User or Group must be rbac.authorization.k8s.io, and that of a ServiceAccount must be empty.",
    "ValidateRoleBindingSubject",
    "RoleBinding",
    bad={"subjects": [{"kind": "ServiceAccount", "apiGroup": GROUP, "name": "web"}]},
    good={"subjects": [{"kind": "Group", "apiGroup": GROUP, "name": "developers"}]},
    remedy="remove `apiGroup`; the server sets the default for the kind, as in `{kind: Group, name: developers}`",
)
SUBJECT_NAMESPACE = Rule(
    "rbac/subject-namespace",
    "A ServiceAccount in a ClusterRoleBinding must have a `namespace`.",
    "ValidateRoleBindingSubject",
    "ClusterRoleBinding",
    bad={"subjects": [{"kind": "ServiceAccount", "name": "web"}]},
    good={"subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "default"}]},
    remedy="for example, write `{kind: ServiceAccount, name: web, namespace: default}`",
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
        problems.add(AGGREGATION, path, "clusterRoleSelectors is empty; at least one selector is required")
    for index, selector in enumerate(selectors):
        before = len(problems)
        validate_label_selector(selector, f"{path}[{index}]", problems)
        if len(problems) > before:
            problems.add(AGGREGATION, f"{path}[{index}]", "the selector is invalid")


def _rules(rules: Sequence[Tree], problems: Problems, *, namespaced: bool) -> None:
    for index, rule in enumerate(rules):
        path = f"rules[{index}]"
        if not rule.get("verbs"):
            problems.add(VERBS, f"{path}.verbs", "verbs is empty; at least one verb is required")
        resources = rule.get("resources")
        if rule.get("nonResourceURLs"):
            if namespaced:
                problems.add(
                    NON_RESOURCE_URLS,
                    f"{path}.nonResourceURLs",
                    "not allowed in a Role, which is limited to its namespace; use a ClusterRole",
                )
            if rule.get("apiGroups") or resources or rule.get("resourceNames"):
                message = "one rule cannot have both resources and nonResourceURLs"
                problems.add(NON_RESOURCE_URLS, f"{path}.nonResourceURLs", message)
            continue
        if not rule.get("apiGroups"):
            problems.add(API_GROUPS, f"{path}.apiGroups", "apiGroups is empty; at least one API group is required")
        if not resources:
            problems.add(RESOURCES, f"{path}.resources", "resources is empty; at least one resource is required")


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
        problems.add(ROLE_REF, "roleRef.apiGroup", f"{group!r} must be {GROUP}")
    kind = reference.get("kind", "")
    if kind not in kinds:
        refuse_choice(ROLE_REF, kind, kinds, "roleRef.kind", problems)
    name = reference.get("name", "")
    reason = formats.path_segment(name) if name else "is empty; the name of a role is required"
    if reason:
        problems.add(ROLE_REF, "roleRef.name", f"{name!r} {reason}")


def _subjects(subjects: Sequence[Tree], problems: Problems, *, namespaced: bool) -> None:
    for index, subject in enumerate(subjects):
        path = f"subjects[{index}]"
        name, kind, group = subject.get("name", ""), subject.get("kind", ""), subject.get("apiGroup", "")
        if not name:
            problems.add(SUBJECT_NAME, f"{path}.name", "name is required")
        if kind == "ServiceAccount":
            if name and (reason := formats.dns1123_subdomain(name)):
                problems.add(SUBJECT_NAME, f"{path}.name", f"{name!r} {reason}")
            if group:
                problems.add(SUBJECT_GROUP, f"{path}.apiGroup", f"{group!r} must be empty for a ServiceAccount")
            if not namespaced and not subject.get("namespace"):
                problems.add(
                    SUBJECT_NAMESPACE,
                    f"{path}.namespace",
                    "namespace is required for a ServiceAccount in a ClusterRoleBinding",
                )
        elif kind in {"User", "Group"}:
            # SetDefaults_Subject sets an empty group.
            if group not in {"", GROUP}:
                problems.add(SUBJECT_GROUP, f"{path}.apiGroup", f"{group!r} must be {GROUP}")
        else:
            refuse_choice(SUBJECT_KIND, kind, ("ServiceAccount", "User", "Group"), f"{path}.kind", problems)
