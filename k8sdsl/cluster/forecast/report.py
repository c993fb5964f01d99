"""Quotas, claims, placement and the times of probes as text, in the terms of those who run the cluster."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.amounts import shown
from k8sdsl.cluster.forecast.probes import probe_lines
from k8sdsl.cluster.forecast.quotas import uses_between
from k8sdsl.cluster.forecast.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.cluster.declaration import Cluster
    from k8sdsl.cluster.forecast.quotas import QuotaUse
    from k8sdsl.cluster.volumes.claim import Claim
    from k8sdsl.manifest import Manifest
    from k8sdsl.server.rules import Context


class Forecast(NamedTuple):
    """What a cluster makes of a set: the use of quotas, and a line for each claim, workload and container with probes.

    `refused` has a line for each object that the API server does not create, so that the rest is without it.

    An indented line belongs to the one before it.
    """

    quotas: list[QuotaUse]
    claims: list[str]
    placement: list[str]
    probes: list[str]
    refused: list[str]


def forecast_of(manifests: Iterable[Manifest], cluster: Cluster | None, context: Context) -> Forecast:
    """Quotas at the most replicas, claims with volumes, pods with nodes, and probes."""
    objects = list(manifests)
    least = Scenario(objects, cluster or (), context, at_most=False)
    most = Scenario(objects, cluster or (), context, at_most=True)
    quotas = list(uses_between(least, most))
    placement, probes = list(_placement(least, most)), list(probe_lines(objects))
    return Forecast(quotas, list(_claims(least)), placement, probes, list(_refused(least)))


def render(manifests: Iterable[Manifest], cluster: Cluster | None, context: Context) -> str:
    """The forecast as text; empty if there is nothing to say."""
    forecast = forecast_of(manifests, cluster, context)
    lines = list(_quotas(forecast.quotas))
    for title, part in zip(("claims", "placement", "probes", "refused"), forecast[1:], strict=True):
        lines += [title, *(f"  {line}" for line in part)] if part else []
    return "\n".join(lines) + "\n" if lines else ""


def _quotas(uses: Iterable[QuotaUse]) -> Iterator[str]:
    """Each quota of a namespace in which something was created, with its use with the fewest and the most replicas."""
    head = ""
    for use in uses:
        title = f"quota {use.quota} of {use.namespace}"
        if title != head:
            yield title
        head = title
        yield f"  {use.resource}: {use.used} of {use.limit}"


def _claims(scenario: Scenario) -> Iterator[str]:
    """Each claim with its volume, as storage people say it, then the volumes that are left."""
    binder = scenario.plane.binder
    for claim in binder.claims.values():
        yield _binding(scenario, claim)
    taken = {claim.volume for claim in binder.claims.values()}
    for volume in binder.volumes.values():
        if volume.name not in taken and volume.holder is None:
            yield f"{volume.name}, {shown(volume.capacity, 'storage')}: not claimed"


def _binding(scenario: Scenario, claim: Claim) -> str:
    name = claim.name if claim.namespace == "default" else f"{claim.namespace}/{claim.name}"
    requested = shown(claim.request, "storage")
    if not claim.is_bound:
        return f"claim {name}: Pending, {requested} requested, {claim.reason}"
    volume = scenario.plane.binder.volumes.get(claim.volume)
    if volume is None:
        made = f", class {claim.class_name}" if claim.class_name else ""
        return f"claim {name} -> a new volume{made}, {requested} requested"
    idle = volume.capacity - claim.request
    unused = f", {shown(idle, 'storage')} idle" if idle else ""
    return f"claim {name} -> {volume.name}, {shown(volume.capacity, 'storage')} for {requested} requested{unused}"


def _placement(least: Scenario, most: Scenario) -> Iterator[str]:
    """Each workload with the nodes of its pods, at the least and, if that differs, at the most replicas."""
    at_most = {id(created.manifest): created for created in most.created}
    for created in least.created:
        kind, name = created.manifest.kind, created.manifest.name
        yield f"{kind} {name}: {_nodes(least, created.namespace, created.force.names, created.force.wanted)}"
        other = at_most.get(id(created.manifest))
        if other is not None and other.scale is not None and other.scale.most > other.scale.least:
            names = other.force.names[: other.scale.most]
            yield f"  at {other.scale.most}: {_nodes(most, other.namespace, names, other.scale.most)}"


def _refused(scenario: Scenario) -> Iterator[str]:
    """Each object that is refused, with the first reason."""
    for manifest, (first, *others) in scenario.refused:
        field = f"{first.path}: " if first.path else ""
        more = f" (and {len(others)} more)" if others else ""
        yield f"{manifest.kind} {manifest.name}: {field}{first.message}{more}"


def _nodes(scenario: Scenario, namespace: str, names: list[str], wanted: int) -> str:
    """How many pods each node runs: `node-1 2, node-2 1, 1 pending, 1 refused`."""
    placed = Counter[str]()
    for name in names:
        placement = scenario.plane.placements.get((namespace, name))
        placed[(placement.node if placement is not None else "") or "pending"] += 1
    parts = [f"{node} {count}" for node, count in sorted(placed.items()) if node != "pending"]
    if placed["pending"]:
        parts.append(f"{placed['pending']} pending")
    if wanted > len(names):
        parts.append(f"{wanted - len(names)} refused")
    return ", ".join(parts) or "no pods"
