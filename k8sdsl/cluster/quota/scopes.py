"""The scopes of a quota, and how their selectors compare names (`core.ScopedResourceSelectorRequirement`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def requirements(quota_spec: Tree) -> list[Tree]:
    """All scopes of a quota as requirements; a plain scope is one that must exist."""
    plain = [{"scopeName": scope, "operator": "Exists"} for scope in quota_spec.get("scopes") or ()]
    return plain + list((quota_spec.get("scopeSelector") or {}).get("matchExpressions") or ())


def named_classes(scopes: list[Tree]) -> set[str]:
    """The priority classes of pods that can be in the scopes; empty if pods of any class can be."""
    for scope in scopes:
        if scope.get("scopeName") == "PriorityClass" and scope.get("operator") == "In":
            return {str(value) for value in scope.get("values") or ()}
    return set()


def holds(requirement: Tree, name: str) -> bool:
    """Whether the name that an object gives satisfies a requirement; an empty name is none."""
    operator, values = requirement.get("operator"), requirement.get("values") or ()
    if operator == "In":
        return bool(name) and name in values
    if operator == "NotIn":
        return not name or name not in values
    return bool(name) == (operator == "Exists")
