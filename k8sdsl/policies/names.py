"""The policies that a name stands for: an id, a set, a pattern, or the check of another linter."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from k8sdsl.errors import LoadError
from k8sdsl.near_miss import did_you_mean
from k8sdsl.policies.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable

SHELF = (
    *("images", "resources", "probes", "ports", "environment", "security", "host", "capabilities", "accounts"),
    *("access", "replicas", "disruption", "spreading", "rollouts", "jobs", "services", "network", "metadata"),
    *("autoscaling", "workloads", "data", "logs", "addresses", "traffic", "quotas", "nodes", "affinity"),
)
"""The modules of `builtin` that hold policies."""

SETS = {
    "recommended": "what most teams require of every workload",
    "notes": "the rules of thumb of the course whose systems are the examples of k8sdsl",
}


class Asked:
    """A policy that was switched on; with an alias, only what that check of another linter finds."""

    __slots__ = ("alias", "policy")

    def __init__(self, policy: Policy, alias: str | None = None) -> None:
        self.policy = policy
        self.alias = alias


@cache
def builtin_policies() -> dict[str, Policy]:
    """Every policy that comes with k8sdsl, by its id."""
    found: dict[str, Policy] = {}
    for module in SHELF:
        for value in vars(import_module(f"k8sdsl.policies.builtin.{module}")).values():
            if isinstance(value, Policy):
                found[value.rule.id] = value
    return dict(sorted(found.items()))


def policies_named(names: Iterable[str], own: Iterable[Policy] = ()) -> list[Asked]:
    """The policies that names stand for, each once; `own` are those of the project.

    Raises LoadError for a name that stands for none.
    """
    known = {**builtin_policies(), **{policy.rule.id: policy for policy in own}}
    asked: dict[tuple[str, str | None], Asked] = {}
    for name in names:
        for one in _named(name, known):
            asked.setdefault((one.policy.rule.id, one.alias), one)
    return list(asked.values())


def _named(name: str, known: dict[str, Policy]) -> list[Asked]:
    if name in known:
        return [Asked(known[name])]
    if name in SETS:
        return [Asked(policy) for policy in known.values() if name in policy.sets]
    linter, _, check = name.partition(":")
    if check == "*" or not check:
        prefix = f"{linter}:"
        found = [
            Asked(policy, alias) for policy in known.values() for alias in policy.aliases if alias.startswith(prefix)
        ]
    else:
        found = [Asked(policy, name) for policy in known.values() if name in policy.aliases]
    if not found and name.endswith("/*"):
        found = [Asked(policy) for policy_id, policy in known.items() if policy_id.startswith(name[:-1])]
    if not found:
        aliases = {alias for policy in known.values() for alias in policy.aliases}
        linters = {alias.partition(":")[0] for alias in aliases}
        meant = did_you_mean(name, {*known, *SETS, *aliases, *linters})
        raise LoadError(
            f"unknown policy {name!r}",
            remedy=meant or "docs/policies.md lists the policies",
            code="project/no-policy",
        )
    return found
