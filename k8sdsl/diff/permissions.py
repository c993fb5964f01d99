"""Permissions that a difference adds: what a subject can do after it and could not do before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.tree import list_of, maps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.tree import Tree


def gained_permissions(old: Tree | None, new: Tree) -> Iterator[tuple[str, str]]:
    """Each added permission in words, with its field; a role takes effect only when it is bound."""
    kind = new.get("kind")
    if kind in {"Role", "ClusterRole"} and old is not None:
        held = _rules(old)
        for position, rule in enumerate(_rules(new)):
            gain = _first_gain(rule, held)
            if gain:
                yield f"now allowed: {gain}", f"rules[{position}]"
        if new.get("aggregationRule") != old.get("aggregationRule") and new.get("aggregationRule"):
            yield "it combines the rules of other roles", "aggregationRule"
    elif kind in {"RoleBinding", "ClusterRoleBinding"}:
        held_by = {_subject(one) for one in list_of((old or {}).get("subjects")) if isinstance(one, dict)}
        other_role = old is not None and old.get("roleRef") != new.get("roleRef")
        for position, one in enumerate(list_of(new.get("subjects"))):
            if isinstance(one, dict) and (other_role or _subject(one) not in held_by):
                yield f"{_named(one)} gets {_role(new)}", f"subjects[{position}]"


def _rules(tree: Tree) -> list[dict[str, Any]]:
    return maps(tree.get("rules"))


def _first_gain(rule: dict[str, Any], held: list[dict[str, Any]]) -> str:
    """The first verb on a resource that no earlier rule allows; empty if there is none."""
    names = [str(name) for name in list_of(rule.get("resourceNames"))] or [""]
    for verb in _texts(rule, "verbs"):
        for group in _texts(rule, "apiGroups"):
            for resource in _texts(rule, "resources"):
                for name in names:
                    if not any(_allows(one, verb, group, resource, name) for one in held):
                        place = f"{resource}.{group}" if group else resource
                        return f"{verb} {place}{f' {name}' if name else ''}"
        for url in _texts(rule, "nonResourceURLs"):
            if not any(_matches(one, "verbs", verb) and _allows_url(one, url) for one in held):
                return f"{verb} {url}"
    return ""


def _allows(rule: dict[str, Any], verb: str, group: str, resource: str, name: str) -> bool:
    names = _texts(rule, "resourceNames")
    return (
        _matches(rule, "verbs", verb)
        and _matches(rule, "apiGroups", group)
        and (_matches(rule, "resources", resource) or f"*/{resource.partition('/')[2]}" in _texts(rule, "resources"))
        and (not names or name in names)
    )


def _matches(rule: dict[str, Any], field: str, value: str) -> bool:
    values = _texts(rule, field)
    return "*" in values or value in values


def _allows_url(rule: dict[str, Any], url: str) -> bool:
    held = _texts(rule, "nonResourceURLs")
    return url in held or any(one.endswith("*") and url.startswith(one[:-1]) for one in held)


def _texts(rule: dict[str, Any], field: str) -> list[str]:
    return [str(value) for value in list_of(rule.get(field))]


def _subject(subject: dict[str, Any]) -> tuple[str, str, str]:
    return str(subject.get("kind")), str(subject.get("namespace", "")), str(subject.get("name"))


def _named(subject: dict[str, Any]) -> str:
    place = f" in {subject['namespace']}" if subject.get("namespace") else ""
    return f"{subject.get('kind')} {subject.get('name')}{place}"


def _role(binding: Tree) -> str:
    role = binding.get("roleRef")
    return f"{role.get('kind')} {role.get('name')}" if isinstance(role, dict) else "a role"
