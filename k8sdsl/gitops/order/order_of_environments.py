"""Which environment must be deployed before which, and the names of their controller objects."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.tree.file_name import digest, safe_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.gitops.order.dependencies import Facts


def dependencies_between(facts: Mapping[str, Facts], cluster_of: Mapping[str, str]) -> dict[str, list[str]]:
    """For each environment, those in the same cluster that offer what it needs; GitOpsError for a cycle."""
    needs: dict[str, list[str]] = {}
    for name, own in facts.items():
        needs[name] = [
            other
            for other, theirs in facts.items()
            if other != name and cluster_of[other] == cluster_of[name] and not own.takes.isdisjoint(theirs.offers)
        ]
    levels_of(needs)
    return needs


def levels_of(needs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many environments must be deployed one after the other before each; GitOpsError for a cycle."""
    levels: dict[str, int] = {}
    waiting = dict(needs)
    while waiting:
        ready = [name for name, before in waiting.items() if all(other in levels for other in before)]
        if not ready:
            raise GitOpsError(
                f"the environments {', '.join(sorted(waiting))} depend on each other's objects",
                remedy="move the objects that both need into a separate overlay",
                code="gitops/circular",
            )
        for name in ready:
            levels[name] = max((levels[other] + 1 for other in waiting[name]), default=0)
        for name in ready:
            del waiting[name]
    return levels


def cluster_for(environment: str, clusters: Mapping[str, str], default: str) -> str:
    """The cluster of an environment: that of the first pattern which its name matches."""
    return next((cluster for pattern, cluster in clusters.items() if fnmatchcase(environment, pattern)), default)


def object_names(environments: Sequence[str]) -> dict[str, str]:
    """A name for each environment's object: `fleet-eu-1` for `fleet/eu-1`, with a hash if two would be the same."""
    plain = {name: safe_part(name.replace("/", "-").replace("_", "-"))[:200] for name in environments}
    taken = list(plain.values())
    return {name: short if taken.count(short) == 1 else f"{short}-{digest(name)}" for name, short in plain.items()}
