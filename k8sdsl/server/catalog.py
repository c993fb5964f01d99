"""All rules, for explaining and documenting them; a build does not load this."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from k8sdsl.rule import Rule

# Rules outside this package, beside the code that reports them.
_ELSEWHERE = (
    *("k8sdsl.semantics.decoding",),
    *("k8sdsl.gitops.secrets.plaintext", "k8sdsl.gitops.substitution"),
)


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its id, sorted; raises ValueError if two rules share an id."""
    rules: dict[str, Rule] = {}
    package = importlib.import_module("k8sdsl.server")
    names = [module.name for module in pkgutil.walk_packages(package.__path__, "k8sdsl.server.")]
    for name in (*_ELSEWHERE, *names):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, Rule) and rules.setdefault(value.id, value) is not value:
                raise ValueError(value.id)
    return dict(sorted(rules.items()))


def find_rule(rule_id: str) -> Rule | None:
    """The rule with this id, or None."""
    return all_rules().get(rule_id)
