"""All rules, for explaining and documenting them; a build does not load this."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from k8sdsl.rule import Rule

_PACKAGES = ("k8sdsl.server", "k8sdsl.system", "k8sdsl.cluster")
_OPINIONS = "k8sdsl.policies.builtin"
# Rules outside this package, beside the code that reports them.
_ELSEWHERE = (
    *("k8sdsl.semantics.decoding",),
    *("k8sdsl.gitops.secrets.plaintext", "k8sdsl.gitops.substitution", "k8sdsl.yaml.turned_keys"),
)


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its id, sorted; raises ValueError if two rules share an id."""
    rules: dict[str, Rule] = {}
    for name in (*_ELSEWHERE, *(name for package in _PACKAGES for name in _modules(package))):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, Rule) and rules.setdefault(value.id, value) is not value:
                raise ValueError(value.id)
    return dict(sorted(rules.items()))


def _modules(package: str) -> list[str]:
    path = importlib.import_module(package).__path__
    return [module.name for module in pkgutil.walk_packages(path, f"{package}.")]


@cache
def all_opinions() -> dict[str, Rule]:
    """The rule of every policy that comes with k8sdsl, by its id, sorted."""
    modules = (vars(importlib.import_module(name)).values() for name in _modules(_OPINIONS))
    rules = (getattr(value, "rule", None) for values in modules for value in values)
    return dict(sorted((rule.id, rule) for rule in rules if isinstance(rule, Rule)))


def find_rule(rule_id: str) -> Rule | None:
    """The rule or policy with this id, or None."""
    return all_rules().get(rule_id) or all_opinions().get(rule_id)
