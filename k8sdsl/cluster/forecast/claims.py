"""Findings about claims that no volume serves, and volumes that no claim takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.volumes.matching import mismatch
from k8sdsl.finding import Severity
from k8sdsl.rule import Problem, Rule
from k8sdsl.server.validate import as_finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.forecast.scenario import Scenario
    from k8sdsl.cluster.volumes.claim import Claim, Volume
    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest

UNBOUND = Rule(
    "volumes/unbound",
    "A PersistentVolumeClaim must match a volume by class, size and modes, or have a class with a provisioner.",
    "persistentvolume.syncUnboundClaim",
    "PersistentVolumeClaim",
    severity=Severity.WARNING,
    remedy="add a `kind: PersistentVolume` that fits, or set `storageClassName` to a class with a provisioner",
)
UNCLAIMED = Rule(
    "volumes/unclaimed",
    "A PersistentVolume in the set should match a PersistentVolumeClaim.",
    "persistentvolume.syncVolume",
    "PersistentVolume",
    severity=Severity.NOTE,
    remedy="remove the volume, or set its `storageClassName`, size and `accessModes` in a claim",
)


def unserved(scenario: Scenario, manifests: list[Manifest]) -> Iterator[Finding]:
    """Claims that stay pending for lack of a volume, if the volumes of the cluster are known or the set has some."""
    binder, objects = scenario.plane.binder, scenario.plane.objects
    if objects.is_open("", "PersistentVolume") and not binder.volumes:
        return
    by_key = {
        (manifest.namespace or "default", manifest.name): manifest
        for manifest in manifests
        if manifest.kind == "PersistentVolumeClaim"
    }
    largest: dict[str, Volume] = {}
    for volume in sorted(binder.volumes.values(), key=lambda volume: volume.capacity):
        if volume.holder is None:
            largest[volume.class_name] = volume
    for key, claim in binder.claims.items():
        manifest = by_key.get(key) or _owner(scenario, claim)
        if manifest is None or claim.is_bound or binder.delays(claim) or binder.can_provision(claim):
            continue
        message = f"claim {claim.name} stays Pending: {claim.reason}"
        near = largest.get(claim.class_name)
        if near is not None and (why := mismatch(claim, near)):
            message += f" (the largest, {near.name}: {why})"
        yield as_finding(Problem(UNBOUND, "spec", message), manifest.tree, manifest.origin)


def unclaimed(scenario: Scenario, manifests: list[Manifest]) -> Iterator[Finding]:
    """Volumes of the set that no claim takes although there are claims of their class."""
    binder = scenario.plane.binder
    taken = {claim.volume for claim in binder.claims.values()}
    served = {claim.class_name for claim in binder.claims.values()}
    waiting = {claim.class_name for claim in binder.claims.values() if not claim.is_bound}
    for manifest in manifests:
        volume = binder.volumes.get(manifest.name) if manifest.kind == "PersistentVolume" else None
        if volume is None or volume.name in taken:
            continue
        if volume.class_name in served and volume.class_name not in waiting:
            message = f"volume {volume.name} stays Available because no claim matches it"
            yield as_finding(Problem(UNCLAIMED, "metadata.name", message), manifest.tree, manifest.origin)


def _owner(scenario: Scenario, claim: Claim) -> Manifest | None:
    """The StatefulSet of the set whose template made a claim."""
    for created in scenario.created:
        if created.namespace == claim.namespace and created.manifest.kind == "StatefulSet":
            for template in (created.manifest.tree.get("spec") or {}).get("volumeClaimTemplates") or ():
                prefix = f"{(template.get('metadata') or {}).get('name')}-{created.manifest.name}-"
                if claim.name.startswith(prefix) and claim.name.removeprefix(prefix).isdigit():
                    return created.manifest
    return None
