"""What differs between two revisions in each environment, and what follows from it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.declaration import Cluster
from k8sdsl.cluster.forecast.quotas import quota_uses
from k8sdsl.diff.difference import Difference, difference_of
from k8sdsl.diff.places import finding_key
from k8sdsl.diff.revision import both_revisions
from k8sdsl.diff.sides import revisions_of
from k8sdsl.emitters.reports.counted import counted
from k8sdsl.errors import K8sdslError
from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.locations.source import Source
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import check
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import kube_version_of
from k8sdsl.server.check import opened_lists
from k8sdsl.server.rules import Context
from k8sdsl.stack import manifest_of
from k8sdsl.views.pictures.changes import pictures_of_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.diff.places import FindingPlaces
    from k8sdsl.finding import Finding
    from k8sdsl.tree import Tree
    from k8sdsl.views.pictures.picture import Picture


class QuotaChange(NamedTuple):
    """One resource of a quota: what the set uses of it before and after, and its limit; empty if there is none."""

    quota: str
    resource: str
    before: str
    after: str
    limit: str


class EnvironmentReview(NamedTuple):
    """What a change does in one environment; `name` is empty if the objects are of none.

    `pictures` are those of the views that the change touches.
    """

    name: str
    difference: Difference
    new_findings: tuple[Finding, ...]
    fixed_findings: tuple[Finding, ...]
    quotas: tuple[QuotaChange, ...]
    pictures: Mapping[str, Picture]


class Review(NamedTuple):
    """What a change does in every environment that it changes; `unchanged` are the names of the others."""

    title: str
    environments: tuple[EnvironmentReview, ...]
    unchanged: tuple[str, ...]


def count_by_severity(findings: Sequence[Finding]) -> str:
    """`1 error, 2 warnings`, or an empty string."""
    counts = Counter(str(one.severity) for one in findings)
    return ", ".join(counted(counts[severity], severity) for severity in ("error", "warning") if counts[severity])


def review_of(revisions: str, overlays: Sequence[str], *, cluster: str | None = None) -> Review:
    """The review of two revisions, `A..B`, in some overlays or in all; `cluster` is for their quotas.

    Raises K8sdslError for anything but two revisions.
    """
    both = revisions_of(revisions)
    if both is None:
        raise K8sdslError(
            f"{revisions} does not name two revisions", remedy="write `k8sdsl report main..HEAD`", code="usage/value"
        )
    root, (first, last) = find_root(Path.cwd()), both
    before, after = both_revisions(root, first, last, overlays, places=True)
    names = sorted({*before.side, *after.side})
    given = Cluster.of(cluster) if cluster is not None else None
    every = [
        review_change(
            name,
            before.side.get(name, ()),
            after.side.get(name, ()),
            given,
            places=(before.places.get(name, {}), after.places.get(name, {})),
        )
        for name in names
    ]
    changed = tuple(one for one in every if one.difference)
    title = " ".join([revisions, *overlays])
    return Review(title, changed, tuple(one.name for one in every if not one.difference))


def review_change(
    name: str,
    before: Iterable[Tree],
    after: Iterable[Tree],
    cluster: Cluster | None = None,
    *,
    places: tuple[FindingPlaces, FindingPlaces] = ({}, {}),
) -> EnvironmentReview:
    """The review of one environment; `places` are those of the findings before and after, as of `places_of`."""
    old, new = list(before), list(after)
    difference = difference_of(old, new)
    if not difference:
        return EnvironmentReview(name, difference, (), (), (), {})
    version = kube_version_of(Path.cwd())
    earlier, later = (
        _findings(trees, cluster, version, place) for trees, place in zip((old, new), places, strict=True)
    )
    new_findings = tuple(finding for key, finding in later.items() if key not in earlier)
    return EnvironmentReview(
        name,
        difference,
        new_findings,
        tuple(finding for key, finding in earlier.items() if key not in later),
        tuple(_quotas(old, new, cluster, version)),
        _pictures(old, new, new_findings, difference),
    )


def _pictures(
    old: Sequence[Tree], new: Sequence[Tree], findings: Sequence[Finding], difference: Difference
) -> dict[str, Picture]:
    """The views that the change touches: with a line that differs, or an object that no view before it shows."""
    touched: dict[str, Picture] = {}
    shown: set[str] = set()
    for view, picture in pictures_of_change(old, new, _VIEWS, findings=findings, difference=difference).items():
        marked = {node.id for node in picture.nodes if node.mark}
        if not marked <= shown or (view != "all" and any(edge.mark for edge in picture.edges)):
            touched[view] = picture
            shown |= marked
    return touched


_VIEWS = ("traffic", "config", "storage", "access", "network", "all")


def _findings(
    trees: Sequence[Tree], cluster: Cluster | None, version: str, places: FindingPlaces
) -> dict[tuple[object, ...], Finding]:
    """The findings by what they are about; a message can have numbers that differ in every run."""
    found = check(trees, kube_version=version, cluster=cluster)
    return {(one.rule, one.ref, one.path): _placed(one, places) for one in found if one.severity != "note"}


def _placed(finding: Finding, places: FindingPlaces) -> Finding:
    place = places.get(finding_key(finding))
    return finding if place is None else finding.replace(source=Source(*place))


def _quotas(old: Sequence[Tree], new: Sequence[Tree], cluster: Cluster | None, version: str) -> Iterable[QuotaChange]:
    context = Context(parse_kube_version(version))
    before, after = (
        {(f"{use.namespace}/{use.quota}", use.resource): use for use in quota_uses(_manifests(trees), cluster, context)}
        for trees in (old, new)
    )
    for key in dict.fromkeys([*after, *before]):
        earlier, later = before.get(key), after.get(key)
        limit = later or earlier
        assert limit is not None  # noqa: S101 - the key is of one of them
        yield QuotaChange(*key, earlier.used if earlier else "", later.used if later else "", limit.limit)


def _manifests(trees: Sequence[Tree]) -> ManifestSet:
    return opened_lists(ManifestSet(manifest_of(tree) for tree in trees))
