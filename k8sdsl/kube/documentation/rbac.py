"""Roles and their bindings."""

from __future__ import annotations

GROUPS = ("rbac",)

TYPES = {
    "Role": "Permissions in one namespace. Permissions only add up: nothing can be denied.",
    "ClusterRole": "Permissions in all namespaces, or on cluster-scoped kinds; also usable by a RoleBinding for one "
    "namespace.",
    "RoleBinding": "Gives subjects the permissions of a role in one namespace.",
    "ClusterRoleBinding": "Gives subjects the permissions of a ClusterRole everywhere.",
    "PolicyRule": "Verbs on resources, or on paths that are not resources.",
    "RoleRef": "The role of a binding.",
    "Subject": "Who gets the permissions.",
    "AggregationRule": "Combines the rules of other ClusterRoles.",
}

FIELDS = {
    "Role.rules": "The permissions. You can grant only permissions that you have yourself.",
    "ClusterRole.rules": "Overwritten by the controller if `aggregationRule` is set.",
    "ClusterRole.aggregationRule": "Rules come from ClusterRoles with certain labels, such as "
    "`rbac.authorization.k8s.io/aggregate-to-view`.",
    "PolicyRule.verbs": "get, list, watch, create, update, patch, delete, deletecollection, or `*`. list and watch on "
    "Secrets also reveal their values.",
    "PolicyRule.apiGroups": '"" is the core group (pods, services), `apps` that of Deployments; `*` is all.',
    "PolicyRule.resources": "Plural names in lowercase, such as `pods`, or `pods/log` for a subresource; `*` is all.",
    "PolicyRule.resourceNames": "Limits the rule to objects with these names. It has no effect on create, because the "
    "name is not known then.",
    "PolicyRule.nonResourceURLs": "Paths such as `/metrics`; only in a ClusterRole that a ClusterRoleBinding uses.",
    "RoleBinding.roleRef": "A Role in the same namespace, or a ClusterRole. Cannot be changed.",
    "RoleBinding.subjects": "Service accounts can be in other namespaces.",
    "ClusterRoleBinding.roleRef": "Cannot be changed.",
    "ClusterRoleBinding.subjects": "Service accounts need a namespace.",
    "Subject.kind": "Users and groups are not objects: their names come from the authentication of the cluster.",
    "Subject.name": "Such as `system:serviceaccounts:prod` for the group of all accounts of a namespace.",
    "Subject.namespace": "Only for a ServiceAccount, and required there.",
    "Subject.apiGroup": '"" for a ServiceAccount, `rbac.authorization.k8s.io` for others; filled in by the server.',
    "AggregationRule.clusterRoleSelectors": "Selectors for ClusterRoles; a role must match at least one.",
}
