"""Roles and bindings that grant nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.rule import Rule
from k8sdsl.tree import maps_in

if TYPE_CHECKING:
    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report
    from k8sdsl.tree import Tree

_RETIRED = "extensions"
"""The group that every resource began in: what it had is in no table."""
_RULE = {"resources": ["deployments"], "verbs": ["get"]}
GROUP = Rule(
    "set/role-resource-group",
    "A rule of a role must name the API group of its resources in `apiGroups`.",
    "rbac.ResourceMatches",
    bad={"Role/viewer": {"rules": [{**_RULE, "apiGroups": [""]}]}},
    good={"Role/viewer": {"rules": [{**_RULE, "apiGroups": ["apps"]}]}},
    severity=Severity.WARNING,
    remedy='write the group of the resource, such as `apiGroups: ["apps"]`',
)
RESOURCE = Rule(
    "set/role-resource-name",
    "`resources` of a role must be plural names in lowercase, not kinds.",
    "rbac.ResourceMatches",
    bad={"Role/viewer": {"rules": [{**_RULE, "apiGroups": ["apps"], "resources": ["Deployment"]}]}},
    good={"Role/viewer": {"rules": [{**_RULE, "apiGroups": ["apps"]}]}},
    severity=Severity.WARNING,
    remedy="write the plural in lowercase, such as `resources: [deployments]`",
)
EMPTY = Rule(
    "set/role-without-rules",
    "A role must have rules, and a binding must have subjects.",
    bad={"Role/viewer": {"rules": []}},
    good={"Role/viewer": {}},
    severity=Severity.NOTE,
    remedy='for example, add `rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]`, or remove the object',
)


def check(graph: Graph, report: Report) -> None:
    """Reports rules for resources that their groups do not have, roles without rules and bindings without subjects."""
    for kind in ("Role", "ClusterRole"):
        for role in graph.of_kind(kind):
            if not role.tree.get("rules") and not role.tree.get("aggregationRule"):
                report.add(EMPTY, role, ("rules",), "this role grants nothing")
            for index, rule in maps_in(role.tree.get("rules")):
                _judge(role, index, rule, report)
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in graph.of_kind(kind):
            if not binding.tree.get("subjects"):
                report.add(EMPTY, binding, ("subjects",), "this binding grants its role to nobody")


def _judge(role: Member, index: int, rule: Tree, report: Report) -> None:
    groups, resources = rule.get("apiGroups"), rule.get("resources")
    if type(groups) is not list or type(resources) is not list or not groups:
        return
    known = _groups_by_resource()
    builtin = {group for held in known.values() for group in held} - {_RETIRED}
    if any(type(group) is not str or group not in builtin for group in groups):
        return
    named = ", ".join(f"`{group}`" if group else "the core group" for group in groups)
    for number, resource in enumerate(resources):
        found = known.get(resource.partition("/")[0], frozenset()) if type(resource) is str else frozenset[str]()
        meant = "" if found or type(resource) is not str else _plural_of(resource, groups)
        if meant:
            path = ("rules", index, "resources", number)
            report.add(RESOURCE, role, path, f"{named} has no resource {resource}", remedy=f"write `{meant}`")
        if found and found.isdisjoint(groups):
            meant = " or ".join(f'`apiGroups: ["{group}"]`' for group in sorted(found))
            path = ("rules", index, "resources", number)
            report.add(GROUP, role, path, f"{named} has no {resource}", remedy=f"move it to a rule with {meant}")


def _plural_of(word: str, groups: list[str]) -> str:
    """The resource whose kind, singular or plural a word is, in any case; empty if there is none in the groups."""
    name, slash, below = word.partition("/")
    for api_version, kinds in KINDS.items():
        if api_version.rpartition("/")[0] in groups:
            for kind, row in kinds.items():
                if row[1] and name.lower() in {kind.lower(), row[1]}:
                    return f"{row[1]}{slash}{below}"
    return ""


def _groups_by_resource() -> dict[str, frozenset[str]]:
    """The groups that have or had a resource, by its plural."""
    if not _GROUPS:
        for api_version, kinds in KINDS.items():
            group = api_version.rpartition("/")[0]
            for row in kinds.values():
                if row[1]:
                    _GROUPS[row[1]] = _GROUPS.get(row[1], frozenset()) | {group}
    return _GROUPS


_GROUPS: dict[str, frozenset[str]] = {}
