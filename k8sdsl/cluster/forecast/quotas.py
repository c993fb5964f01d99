"""The use of every quota by a set, with the fewest and the most replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.admission.resource_quota import EXCEEDED
from k8sdsl.cluster.amounts import shown
from k8sdsl.cluster.forecast.scenario import Scenario
from k8sdsl.cluster.quota.evaluation import usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.cluster.declaration import Cluster
    from k8sdsl.cluster.forecast.scenario import Created
    from k8sdsl.manifest import Manifest
    from k8sdsl.server.rules import Context

_KIND = "ResourceQuota"


class QuotaUse(NamedTuple):
    """One resource of a quota: how much of it is used, from the least to the most replicas, and its limit.

    `used` is what is admitted, followed by what is requested if that is more. `share` is the most that is used in
    relation to the limit.
    """

    namespace: str
    quota: str
    resource: str
    used: str
    limit: str
    share: float


def quota_uses(manifests: Iterable[Manifest], cluster: Cluster | None, context: Context) -> list[QuotaUse]:
    """The use of each quota of a namespace in which something is created."""
    objects, existing = list(manifests), list(cluster or ())
    if not any(tree.get("kind") == _KIND for tree in (*existing, *(manifest.tree for manifest in objects))):
        return []
    least = Scenario(objects, existing, context, at_most=False)
    return list(uses_between(least, Scenario(objects, existing, context, at_most=True)))


def uses_between(least: Scenario, most: Scenario) -> Iterator[QuotaUse]:
    """As `quota_uses`, for what was created at the least and at the most replicas."""
    requested = _requested(most)
    for namespace in sorted({created.namespace for created in most.created}):
        accounts = zip(least.plane.ledger.of(namespace), most.plane.ledger.of(namespace), strict=True)
        for low, high in accounts:
            for name, limit in sorted(high.hard.items()):
                used = sorted({low.used[name], high.used[name]})
                bounds = " to ".join(shown(amount, name) for amount in used)
                if requested.get((namespace, high.name, name), 0) > high.used[name]:
                    bounds += f" ({shown(requested[namespace, high.name, name], name)} requested)"
                share = used[-1] / limit if limit else float(used[-1] > 0)
                yield QuotaUse(namespace, high.name, name, bounds, shown(limit, name), share)


def _requested(scenario: Scenario) -> dict[tuple[str, str, str], int]:
    """What of each quota and resource of a namespace is used, together with what the pods need that a quota refuses."""
    requested: dict[tuple[str, str, str], int] = {}
    for created in scenario.created:
        first = created.force.first
        if first is None or not _is_refused_by_quota(created):
            continue
        used = usage("", "Pod", "pods", first.tree)
        for account in scenario.plane.ledger.of(created.namespace):
            if account.covers(first.gvk, used, first.tree):
                for name in account.hard.keys() & used.keys():
                    key = created.namespace, account.name, name
                    requested[key] = requested.get(key, account.used[name]) + used[name] * created.missing
    return requested


def _is_refused_by_quota(created: Created) -> bool:
    return any(problem.rule.id == EXCEEDED.id for problem in created.force.refused)
