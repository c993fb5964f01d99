"""All rules, for explaining and documenting them; a build does not load this."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from k8sdsl.rule import Rule

_PACKAGES = ("k8sdsl.server", "k8sdsl.system", "k8sdsl.cluster")
# Rules outside this package, beside the code that reports them.
_ELSEWHERE = (
    *("k8sdsl.semantics.decoding",),
    *("k8sdsl.gitops.secrets.plaintext", "k8sdsl.gitops.substitution"),
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


def find_rule(rule_id: str) -> Rule | None:
    """The rule with this id, or None."""
    return all_rules().get(rule_id)
