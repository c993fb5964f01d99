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
        quotas = zip(least.plane.ledger.quotas(namespace), most.plane.ledger.quotas(namespace), strict=True)
        for low, high in quotas:
            for name, limit in sorted(high.hard.items()):
                used = sorted({low.account.used.get(name, 0), high.account.used.get(name, 0)})
                bounds = " to ".join(shown(amount, name) for amount in used)
                wanted = requested.get((id(high.account), name), 0)
                if wanted > high.account.used.get(name, 0):
                    bounds += f" ({shown(wanted, name)} requested)"
                share = used[-1] / limit if limit else float(used[-1] > 0)
                yield QuotaUse(namespace, high.name, name, bounds, shown(limit, name), share)


def _requested(scenario: Scenario) -> dict[tuple[int, str], int]:
    """What of each account and resource is used, together with what the pods need that a quota refuses."""
    requested: dict[tuple[int, str], int] = {}
    for created in scenario.created:
        first = created.force.first
        if first is None or not _is_refused_by_quota(created):
            continue
        used = usage("", "Pod", "pods", first.tree)
        for account in scenario.plane.ledger.accounts(first.gvk, created.namespace, first.tree):
            for name, amount in account.limited(used):
                key = id(account), name
                requested[key] = requested.get(key, account.used.get(name, 0)) + amount * created.missing
    return requested


def _is_refused_by_quota(created: Created) -> bool:
    return any(problem.rule.id == EXCEEDED.id for problem in created.force.refused)
