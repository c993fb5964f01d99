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
    remedy="name one, such as `sources: [{configMap: {name: settings}}]`, or remove the empty entry",
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
    seen: list[str] = []
    for file in files:
        name = file.rstrip("/")
        other = next((other for other in seen if _collide(name, other)), None)
        if other is not None:
            problems.add(OVERLAP, path, f"the paths {name!r} and {other!r} overlap")
        seen.append(name)


def _collide(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


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
