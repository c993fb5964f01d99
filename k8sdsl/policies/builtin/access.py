"""Policies about roles and who is bound to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.policies.policy import policy
from k8sdsl.policies.selection import matches_labels
from k8sdsl.policies.subjects import objects_of
from k8sdsl.tree import list_of, map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.policy import Breaches
    from k8sdsl.policies.subjects import Objects

    RuleTest = Callable[[dict[str, Any]], bool]

_RBAC = "rbac.authorization.k8s.io/v1"
_EVERY_VERB = frozenset({"get", "list", "watch", "create", "update", "patch", "delete"})
_MAKES_PODS = ("pods", "deployments", "statefulsets", "replicasets", "cronjob", "jobs", "daemonsets")
_OF_THE_SYSTEM = "gce:podsecuritypolicy:calico-sa"


def _role(kind: str, **rule: list[str]) -> dict[str, Any]:
    return {"apiVersion": _RBAC, "kind": kind, "metadata": {"name": "r"}, "rules": [rule]}


_EXEC_RULE = {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}
_READ_RULE = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
_WILD_RULE = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
_READ_ROLE, _READ_CLUSTER_ROLE = _role("Role", **_READ_RULE), _role("ClusterRole", **_READ_RULE)


def _ref(kind: str) -> dict[str, str]:
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": "r"}


def _rules(manifest: Manifest) -> list[dict[str, Any]]:
    return maps(manifest.tree.get("rules"))


def _role_ref(binding: Manifest) -> dict[str, Any]:
    return map_of(binding.tree.get("roleRef"))


def _is_system(name: str, *more: str) -> bool:
    return name.startswith("system:") or name == _OF_THE_SYSTEM or name in more


# --- roles


@policy(
    "access/wildcard",
    "`resources` and `verbs` of a role list what they allow, without `*`.",
    of=objects_of("Role", "ClusterRole"),
    reason="`*` also allows everything that later versions and new definitions add.",
    remedy="list only what is needed: `resources: [pods]`, `verbs: [get, list, watch]`",
    kind="Role",
    bad={"rules": [_WILD_RULE]},
    good={"rules": [_READ_RULE]},
    aliases=("kube-linter:wildcard-in-rules",),
    sets=("recommended",),
)
def wildcard(role: Manifest, _objects: Objects) -> Breaches:
    """Yields each `*`."""
    for index, rule in maps_in(role.tree.get("rules")):
        for field in ("resources", "verbs"):
            for item in list_of(rule.get(field)):
                if item == "*":
                    yield f"rules[{index}].{field}", f"`*` in `{field}` allows everything"


def allows_exec(rule: dict[str, Any]) -> bool:
    """Whether a rule lets its holders run commands in pods."""
    return (
        not {"", "*"}.isdisjoint(_strings(rule, "apiGroups"))
        and not {"*", "pods/exec", "pods/attach"}.isdisjoint(_strings(rule, "resources"))
        and not {"*", "get", "create"}.isdisjoint(_strings(rule, "verbs"))
    )


def allows_everything(rule: dict[str, Any]) -> bool:
    """Whether a rule lets its holders do everything with everything."""
    verbs = _strings(rule, "verbs")
    every = len(verbs) >= len(_EVERY_VERB) and _EVERY_VERB.issuperset(verbs)
    return "*" in _strings(rule, "apiGroups") and "*" in _strings(rule, "resources") and ("*" in verbs or every)


def _strings(rule: dict[str, Any], field: str) -> set[str]:
    return {item for item in list_of(rule.get(field)) if isinstance(item, str)}


def _broken(role: Manifest, test: RuleTest, what: str) -> Breaches:
    for index, rule in maps_in(role.tree.get("rules")):
        if test(rule):
            yield f"rules[{index}]", f"the rule allows its holders to {what}"


@policy(
    "access/exec-in-cluster-role",
    "A ClusterRole does not allow `pods/exec` or `pods/attach`.",
    of=objects_of("ClusterRole"),
    reason="A command in a pod has the permissions and the secrets of that pod.",
    remedy="list only the resources that are needed, without `pods/exec`, `pods/attach` and `*`",
    kind="ClusterRole",
    bad={"rules": [_EXEC_RULE]},
    good={"rules": [_READ_RULE]},
    aliases=("polaris:clusterrolePodExecAttach",),
)
def exec_in_cluster_role(role: Manifest, _objects: Objects) -> Breaches:
    """Yields rules of cluster roles that let their holders run commands in pods."""
    if not _is_system(role.name, "admin", "cluster-admin", "edit"):
        yield from _broken(role, allows_exec, "run commands in pods")


@policy(
    "access/exec-in-role",
    "A Role does not allow `pods/exec` or `pods/attach`.",
    of=objects_of("Role"),
    reason="A command in a pod has the permissions and the secrets of that pod.",
    remedy="list only the resources that are needed, without `pods/exec`, `pods/attach` and `*`",
    kind="Role",
    bad={"rules": [_EXEC_RULE]},
    good={"rules": [_READ_RULE]},
    aliases=("polaris:rolePodExecAttach",),
)
def exec_in_role(role: Manifest, _objects: Objects) -> Breaches:
    """Yields rules of roles that let their holders run commands in pods."""
    if not _is_system(role.name):
        yield from _broken(role, allows_exec, "run commands in pods")


# --- bindings


def _bound(binding: Manifest, objects: Objects, test: RuleTest, what: str) -> Breaches:
    """Yields bindings to a role that has such a rule, or that the set does not hold."""
    ref = _role_ref(binding)
    roles = [role for role in objects.of(str(ref.get("kind"))) if role.name == ref.get("name")]
    if not any(isinstance(role.tree.get("rules"), list) and not any(map(test, _rules(role))) for role in roles):
        why = f"allows its holders to {what}" if roles else "is not in the set"
        yield "roleRef", f"{ref.get('kind')}/{ref.get('name')} {why}"


def _bound_to_admin(binding: Manifest, objects: Objects) -> Breaches:
    if _role_ref(binding).get("name") == "cluster-admin" and _role_ref(binding).get("kind") == "ClusterRole":
        yield "roleRef", "`cluster-admin` can do everything"
    else:
        yield from _bound(binding, objects, allows_everything, "do everything")


@policy(
    "access/cluster-admin",
    "A ClusterRoleBinding does not bind `cluster-admin`.",
    of=objects_of("ClusterRoleBinding"),
    reason="`cluster-admin` can do everything in every namespace.",
    remedy="bind a ClusterRole that allows what is needed",
    kind="ClusterRoleBinding",
    bad={"roleRef": {**_ref("ClusterRole"), "name": "cluster-admin"}},
    good={"roleRef": _ref("ClusterRole")},
    aliases=("kube-linter:cluster-admin-role-binding",),
    sets=("recommended",),
)
def cluster_admin(binding: Manifest, _objects: Objects) -> Breaches:
    """Yields bindings of cluster-admin."""
    ref = _role_ref(binding)
    if ref.get("name") == "cluster-admin" and ref.get("kind") == "ClusterRole":
        yield "roleRef.name", "`cluster-admin` can do everything in every namespace"


@policy(
    "access/admin-by-cluster-binding",
    "A ClusterRoleBinding binds a ClusterRole in the set that does not allow everything.",
    of=objects_of("ClusterRoleBinding"),
    reason="Anyone who can do everything can take over the cluster.",
    remedy="bind a ClusterRole that allows what is needed",
    kind="ClusterRoleBinding",
    bad={"roleRef": _ref("ClusterRole"), "beside": [_role("ClusterRole", **_WILD_RULE)]},
    good={"roleRef": _ref("ClusterRole"), "beside": [_READ_CLUSTER_ROLE]},
    aliases=("polaris:clusterrolebindingClusterAdmin",),
)
def admin_by_cluster_binding(binding: Manifest, objects: Objects) -> Breaches:
    """Yields cluster role bindings that give all rights."""
    if not _is_system(binding.name, "cluster-admin") and _role_ref(binding).get("name") != "view":
        yield from _bound_to_admin(binding, objects)


@policy(
    "access/exec-by-cluster-binding",
    "A ClusterRoleBinding binds a ClusterRole in the set that does not allow `pods/exec` or `pods/attach`.",
    of=objects_of("ClusterRoleBinding"),
    reason="A command in a pod has the permissions and the secrets of that pod.",
    remedy="bind a ClusterRole without `pods/exec`, `pods/attach` and `*`",
    kind="ClusterRoleBinding",
    bad={"roleRef": _ref("ClusterRole"), "beside": [_role("ClusterRole", **_EXEC_RULE)]},
    good={"roleRef": _ref("ClusterRole"), "beside": [_READ_CLUSTER_ROLE]},
    aliases=("polaris:clusterrolebindingPodExecAttach",),
)
def exec_by_cluster_binding(binding: Manifest, objects: Objects) -> Breaches:
    """Yields cluster role bindings that let their subjects run commands in pods."""
    if not _is_system(binding.name, "cluster-admin") and _role_ref(binding).get("name") != "view":
        yield from _bound(binding, objects, allows_exec, "run commands in pods")


@policy(
    "access/admin-by-binding-of-cluster-role",
    "A RoleBinding to a ClusterRole binds a role in the set that does not allow everything.",
    of=objects_of("RoleBinding"),
    reason="Anyone who can do everything in a namespace can read all of its secrets.",
    remedy="bind a role that allows what is needed",
    kind="RoleBinding",
    bad={"roleRef": {**_ref("ClusterRole"), "name": "cluster-admin"}},
    good={"roleRef": _ref("ClusterRole"), "beside": [_READ_CLUSTER_ROLE]},
    aliases=("polaris:rolebindingClusterAdminClusterRole",),
)
def admin_by_binding_of_cluster_role(binding: Manifest, objects: Objects) -> Breaches:
    """Yields role bindings that give all rights of a cluster role."""
    if _role_ref(binding).get("kind") == "ClusterRole" and not _is_system(binding.name):
        yield from _bound_to_admin(binding, objects)


@policy(
    "access/admin-by-binding-of-role",
    "A RoleBinding to a Role binds a role in the set that does not allow everything.",
    of=objects_of("RoleBinding"),
    reason="Anyone who can do everything in a namespace can read all of its secrets.",
    remedy="bind a Role that allows what is needed",
    kind="RoleBinding",
    bad={"roleRef": _ref("Role"), "beside": [_role("Role", **_WILD_RULE)]},
    good={"roleRef": _ref("Role"), "beside": [_READ_ROLE]},
    aliases=("polaris:rolebindingClusterAdminRole",),
)
def admin_by_binding_of_role(binding: Manifest, objects: Objects) -> Breaches:
    """Yields role bindings that give all rights of a role."""
    if _role_ref(binding).get("kind") == "Role" and not _is_system(binding.name):
        yield from _bound_to_admin(binding, objects)


@policy(
    "access/exec-by-binding-of-cluster-role",
    "A RoleBinding to a ClusterRole binds a role in the set that does not allow `pods/exec` or `pods/attach`.",
    of=objects_of("RoleBinding"),
    reason="A command in a pod has the permissions and the secrets of that pod.",
    remedy="bind a ClusterRole without `pods/exec`, `pods/attach` and `*`",
    kind="RoleBinding",
    bad={"roleRef": _ref("ClusterRole"), "beside": [_role("ClusterRole", **_EXEC_RULE)]},
    good={"roleRef": _ref("ClusterRole"), "beside": [_READ_CLUSTER_ROLE]},
    aliases=("polaris:rolebindingClusterRolePodExecAttach",),
)
def exec_by_binding_of_cluster_role(binding: Manifest, objects: Objects) -> Breaches:
    """Yields bindings to cluster roles that let their subjects run commands in pods."""
    if _role_ref(binding).get("kind") == "ClusterRole" and not _is_system(binding.name):
        yield from _bound(binding, objects, allows_exec, "run commands in pods")


@policy(
    "access/exec-by-binding-of-role",
    "A RoleBinding to a Role binds a role in the set that does not allow `pods/exec` or `pods/attach`.",
    of=objects_of("RoleBinding"),
    reason="A command in a pod has the permissions and the secrets of that pod.",
    remedy="bind a Role without `pods/exec`, `pods/attach` and `*`",
    kind="RoleBinding",
    bad={"roleRef": _ref("Role"), "beside": [_role("Role", **_EXEC_RULE)]},
    good={"roleRef": _ref("Role"), "beside": [_READ_ROLE]},
    aliases=("polaris:rolebindingRolePodExecAttach",),
)
def exec_by_binding_of_role(binding: Manifest, objects: Objects) -> Breaches:
    """Yields bindings to roles that let their subjects run commands in pods."""
    if _role_ref(binding).get("kind") == "Role" and not _is_system(binding.name):
        yield from _bound(binding, objects, allows_exec, "run commands in pods")


def _access(binding: Manifest, objects: Objects, resources: tuple[str, ...], verbs: tuple[str, ...]) -> Breaches:
    """Yields roles of the set that a binding gives, and those that they aggregate, with such a rule."""

    def allows(rule: dict[str, Any]) -> bool:
        names, actions = _strings(rule, "resources"), _strings(rule, "verbs")
        return not {"*", *resources}.isdisjoint(names) and (
            bool(actions) if not verbs else not {"*", *verbs}.isdisjoint(actions)
        )

    for role in _roles_of(binding, objects):
        if any(map(allows, _rules(role))):
            yield "roleRef", f"{role.kind}/{role.name} gives access to {resources[0]}"


def _roles_of(binding: Manifest, objects: Objects) -> list[Manifest]:
    name = _role_ref(binding).get("name")
    if binding.kind == "RoleBinding":
        namespace = binding.namespace or "default"
        return [m for m in objects.of("Role") if m.name == name and (m.namespace or "default") == namespace]
    found = []
    for role in objects.of("ClusterRole"):
        if role.name == name:
            found.append(role)
            selectors = maps(map_of(role.tree.get("aggregationRule")).get("clusterRoleSelectors"))
            found += [
                other
                for selector in selectors
                for other in objects.of("ClusterRole")
                if matches_labels(selector.get("matchLabels"), map_of(other.metadata.get("labels")))
            ]
    return found


@policy(
    "access/create-pods",
    "A bound role does not allow creating pods or workloads.",
    of=objects_of("ClusterRoleBinding", "RoleBinding"),
    reason="Anyone who can create a pod can use every service account and secret of its namespace.",
    remedy="remove `create` for pods and workloads from the role",
    kind="RoleBinding",
    bad={
        "roleRef": _ref("Role"),
        "beside": [_role("Role", apiGroups=[""], resources=["pods"], verbs=["create"])],
    },
    good={"roleRef": _ref("Role"), "beside": [_READ_ROLE]},
    aliases=("kube-linter:access-to-create-pods",),
)
def create_pods(binding: Manifest, objects: Objects) -> Breaches:
    """Yields bindings whose subjects can create pods."""
    return _access(binding, objects, _MAKES_PODS, ("create",))


@policy(
    "access/secrets",
    "A bound role does not allow access to Secrets.",
    of=objects_of("ClusterRoleBinding", "RoleBinding"),
    reason="A Secret that many users can read is not secret.",
    remedy="remove `secrets` from the role, or list the Secret that is needed in `resourceNames`",
    kind="RoleBinding",
    bad={
        "roleRef": _ref("Role"),
        "beside": [_role("Role", apiGroups=[""], resources=["secrets"], verbs=["get"])],
    },
    good={"roleRef": _ref("Role"), "beside": [_READ_ROLE]},
    aliases=("kube-linter:access-to-secrets",),
)
def secrets(binding: Manifest, objects: Objects) -> Breaches:
    """Yields bindings whose subjects have access to secrets; with any verb, as kube-linter's last pattern fits all."""
    return _access(binding, objects, ("secrets",), ())


@policy(
    "access/privileged-security-context-constraints",
    "`allowPrivilegedContainer` of SecurityContextConstraints is not true.",
    of=objects_of("SecurityContextConstraints"),
    reason="It allows every pod that can use the constraints to be root on its node.",
    remedy="set `allowPrivilegedContainer: false`, and list `allowedCapabilities`",
    kind="SecurityContextConstraints",
    bad={"allowPrivilegedContainer": True},
    good={"allowPrivilegedContainer": False},
    aliases=("kube-linter:scc-deny-privileged-container",),
)
def privileged_constraints(manifest: Manifest, _objects: Objects) -> Breaches:
    """Yields constraints that allow privileged containers."""
    if manifest.tree.get("allowPrivilegedContainer") is True:
        yield "allowPrivilegedContainer", "privileged containers are allowed"
