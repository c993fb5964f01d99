"""Permissions that a difference adds: what a subject can do after it and could not do before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.tree import list_of, maps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.tree import Tree


def gained_permissions(old: Tree | None, new: Tree) -> Iterator[tuple[str, str]]:
    """Each added permission in words, with its field; a role takes effect only when it is bound."""
    kind = new.get("kind")
    if kind in {"Role", "ClusterRole"} and old is not None:
        held = _HeldRules(_rules(old))
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


def _first_gain(rule: dict[str, Any], held: _HeldRules) -> str:
    """The first verb on a resource that no earlier rule allows; empty if there is none."""
    names = _texts(rule, "resourceNames") or [""]
    for verb in _texts(rule, "verbs"):
        for group in _texts(rule, "apiGroups"):
            for resource in _texts(rule, "resources"):
                for name in names:
                    if not held.allows(verb, group, resource, name):
                        place = f"{resource}.{group}" if group else resource
                        return f"{verb} {place}{f' {name}' if name else ''}"
        for url in _texts(rule, "nonResourceURLs"):
            if not held.allows_url(verb, url):
                return f"{verb} {url}"
    return ""


class _HeldRules:
    """The rules of a role as they were: those without names by their resources, and the others by these names."""

    def __init__(self, rules: list[dict[str, Any]]) -> None:
        self._by_resource: dict[str, list[_RuleParts]] = {}
        self._by_name: dict[str, list[_RuleParts]] = {}
        self._of_urls: list[_RuleParts] = []
        for rule in rules:
            sets = _RuleParts(*(frozenset(_texts(rule, field)) for field in _FIELDS))
            index = self._by_name if sets.names else self._by_resource
            for key in sets.names or sets.resources:
                index.setdefault(key, []).append(sets)
            if sets.urls:
                self._of_urls.append(sets)

    def allows(self, verb: str, group: str, resource: str, name: str) -> bool:
        """Whether a rule allows a verb on a resource, or on one of a name."""
        every = f"*/{resource.partition('/')[2]}"
        rules = [one for key in {resource, "*", every} for one in self._by_resource.get(key, ())]
        return any(
            _has(one.verbs, verb)
            and _has(one.groups, group)
            and (_has(one.resources, resource) or every in one.resources)
            for one in (*rules, *self._by_name.get(name, ()))
        )

    def allows_url(self, verb: str, url: str) -> bool:
        """Whether a rule allows a verb on a URL; one that ends with `*` stands for all that begin with it."""
        return any(
            _has(one.verbs, verb)
            and (url in one.urls or any(held.endswith("*") and url.startswith(held[:-1]) for held in one.urls))
            for one in self._of_urls
        )


class _RuleParts(NamedTuple):
    verbs: frozenset[str]
    groups: frozenset[str]
    resources: frozenset[str]
    names: frozenset[str]
    urls: frozenset[str]


_FIELDS = ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")


def _has(values: frozenset[str], value: str) -> bool:
    return "*" in values or value in values


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
