"""Deprecated kinds of volumes, and files in volumes that hide each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.volumes_claims import warn_of_claim_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

DEAD_VOLUME = Rule(
    "core/deprecated-volume",
    "A pod should not use volume types that Kubernetes no longer supports, such as `gitRepo` or `glusterfs`.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "gitRepo": {"repository": "https://example.com/repo.git"}}]},
    good={"spec.volumes": [{"name": "v", "emptyDir": {}}]},
    severity=Severity.WARNING,
    remedy=(
        "use a CSI driver through `persistentVolumeClaim: {claimName: data}`, or clone repositories in an init "
        "container"
    ),
)
OVERLAP = Rule(
    "core/overlapping-files",
    "The paths of files in a volume, such as `items[].path`, should not overlap.",
    "warningsForOverlappingVirtualPaths",
    "Pod",
    bad={
        "spec.volumes": [
            {
                "name": "v",
                "configMap": {"name": "c", "items": [{"key": "a", "path": "d"}, {"key": "b", "path": "d/e"}]},
            }
        ]
    },
    good={
        "spec.volumes": [
            {
                "name": "v",
                "configMap": {"name": "c", "items": [{"key": "a", "path": "d"}, {"key": "b", "path": "e"}]},
            }
        ]
    },
    severity=Severity.WARNING,
    remedy="give each file its own path, such as `items: [{key: a, path: a.conf}, {key: b, path: b.conf}]`",
)
EMPTY_SOURCE = Rule(
    "core/empty-projection",
    "Each entry of `projected.sources` should have a source.",
    "warningsForOverlappingVirtualPaths",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "projected": {"sources": [{}]}}]},
    good={"spec.volumes": [{"name": "v", "projected": {"sources": [{"secret": {"name": "s"}}]}}]},
    severity=Severity.WARNING,
    remedy="add a source, such as `sources: [{configMap: {name: settings}}]`, or remove the empty entry",
)
DEAD_VOLUMES = {
    "photonPersistentDisk": (25, "photonPersistentDisk", "deprecated since 1.11, and without effect since 1.16"),
    "gitRepo": (25, "gitRepo", "deprecated since 1.11, and off by default since 1.33"),
    "scaleIO": (25, "scaleIO", "deprecated since 1.16, and without effect since 1.22"),
    "flocker": (25, "flocker", "deprecated since 1.22, and without effect since 1.25"),
    "storageos": (25, "storageOS", "deprecated since 1.22, and without effect since 1.25"),
    "quobyte": (25, "quobyte", "deprecated since 1.22, and without effect since 1.25"),
    "glusterfs": (25, "glusterfs", "deprecated since 1.25, and without effect since 1.26"),
    "cephfs": (28, "cephfs", "deprecated since 1.28, and without effect since 1.31"),
    "rbd": (28, "rbd", "deprecated since 1.28, and without effect since 1.31"),
}
"""For each kind: the minor version since which the server warns about it, upstream's spelling, and its history."""


def warn_of_volumes(volumes: list[Tree], path: str, problems: Problems, minor: int) -> None:
    """Warnings about the volumes of a pod."""
    for index, volume in enumerate(volumes):
        at = f"{path}[{index}]"
        for field in volume:
            if field in DEAD_VOLUMES and minor >= DEAD_VOLUMES[field][0]:
                problems.add(DEAD_VOLUME, f"{at}.{DEAD_VOLUMES[field][1]}", f"{field} is {DEAD_VOLUMES[field][2]}")
        for field in ("configMap", "secret", "downwardAPI"):
            if field in volume:
                _overlaps([item.get("path", "") for item in volume[field].get("items", ())], at, problems)
        if "projected" in volume:
            _projected(volume["projected"], at, problems)
        template = volume.get("ephemeral", {}).get("volumeClaimTemplate")
        if template is not None:
            warn_of_claim_spec(template.get("spec", {}), f"{at}.ephemeral.volumeClaimTemplate.spec", problems)


def _overlaps(files: list[str], path: str, problems: Problems) -> None:
    """Reports each path that is equal to an earlier one, or above or below it."""
    tree = _FileTree()
    for place, file in enumerate(files):
        name = file.rstrip("/")
        if name:
            other = tree.add(name.split("/"), place)
            if other is not None:
                problems.add(OVERLAP, path, f"the paths {name!r} and {files[other].rstrip('/')!r} overlap")


class _FileTree:
    """The paths so far as a tree: which one ends here, and which one is the first below."""

    __slots__ = ("below", "ends", "first")

    def __init__(self) -> None:
        self.below: dict[str, _FileTree] = {}
        self.ends: int | None = None
        self.first: int | None = None

    def add(self, segments: list[str], place: int) -> int | None:
        """Adds a path with its place, and gives the place of the first one that it overlaps with."""
        node, others = self, []
        for segment in segments:
            others.append(node.ends)
            node.first = place if node.first is None else node.first
            node = node.below.setdefault(segment, _FileTree())
        others += (node.ends, node.first)
        node.ends = place if node.ends is None else node.ends
        return min((other for other in others if other is not None), default=None)


def _projected(source: Tree, path: str, problems: Problems) -> None:
    files: list[str] = []
    for projection in source.get("sources", ()):
        if not projection:
            problems.add(EMPTY_SOURCE, path, "an entry of projected.sources is empty")
        for field in ("configMap", "secret", "downwardAPI"):
            files += [item.get("path", "") for item in projection.get(field, {}).get("items", ())]
        if "serviceAccountToken" in projection:
            files.append(projection["serviceAccountToken"].get("path", ""))
    _overlaps(files, path, problems)
