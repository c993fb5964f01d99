"""The objects that `k8sdsl diff` compares: those of files, directories and overlays, with the places of findings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from k8sdsl.errors import K8sdslError, raise_all
from k8sdsl.manifest import ManifestSet
from k8sdsl.project.kustomizations import is_pattern
from k8sdsl.project.manifests import manifests_in, read_standard_input
from k8sdsl.project.names import is_kustomization
from k8sdsl.server.configuration import read_objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

Side: TypeAlias = "dict[str, list[Tree]]"
"""The objects by environment; an empty name for those of none."""


def is_built(path: Path) -> bool:
    """Whether a path is something to build: a Python file or a kustomization directory."""
    return path.suffix == ".py" or (path.is_dir() and is_kustomization(path))


def read(path: Path) -> Side:
    """The objects of a YAML file or directory, or of standard input; those of a rendered tree by environment."""
    return _trees(_manifests(path))


def _manifests(path: Path) -> dict[str, list[Manifest]]:
    from k8sdsl.gitops.tree.index import written_environments

    if str(path) == "-":
        return {"": manifests_in(read_standard_input(), Path("<standard input>"))}
    folders = written_environments(path) if path.is_dir() else []
    return {folder: _objects(path / folder) for folder in folders} if folders else {"": _objects(path)}


def _objects(path: Path) -> list[Manifest]:
    return read_objects(path)


def _trees(manifests: Mapping[str, Iterable[Manifest]]) -> Side:
    return {name: [manifest.tree for manifest in own] for name, own in manifests.items()}


def built(root: Path, overlays: Sequence[str]) -> Side:
    """The objects of overlays, or of all in the project; findings do not stop a comparison."""
    return {_name(root, target): _built_one(target) for target in _targets(root, overlays)}


def _targets(root: Path, words: Sequence[str]) -> list[str]:
    from k8sdsl.gitops.targets import targets_of

    targets, errors = targets_of(root, words)
    raise_all(errors)
    return targets


def _name(root: Path, target: str) -> str:
    """The name of a target as an environment: of a path, that in the project."""
    below = f"{root}/"
    return f"./{target.removeprefix(below)}" if target.startswith(below) else target


def _built_one(overlay: str) -> list[Tree]:
    from k8sdsl.pipeline import build_manifests

    return [manifest.tree for manifest in build_manifests(overlay, check=False).manifests]


FindingPlaces: TypeAlias = "dict[tuple[str, str, str], tuple[str, int]]"
"""File and line of findings, by `finding_key`."""


def places_of(findings: Iterable[Finding]) -> FindingPlaces:
    """File and line of the findings that have a place."""
    return {finding_key(one): (one.source.file, one.source.line) for one in findings if one.source is not None}


def finding_key(finding: Finding) -> tuple[str, str, str]:
    """The rule, object and path of a finding, which are the same wherever the object is checked."""
    return finding.rule, str(finding.ref), finding.path


def read_with_places(paths: Sequence[Path], root: Path, *, wanted: bool) -> tuple[Side, dict[str, FindingPlaces]]:
    """The objects of paths, and if `wanted` the places of what is found in them; several paths are one environment."""
    sides = [_manifests(path) for path in paths]
    joined = sides[0] if len(sides) == 1 else {"": [one for side in sides for own in side.values() for one in own]}
    places = {name: _places_within(root, own) for name, own in joined.items()} if wanted else {}
    return _trees(joined), places


def _places_within(project: Path, manifests: Iterable[Manifest]) -> FindingPlaces:
    """The places of what `check` finds in objects that were read, with paths that begin in the project."""
    from k8sdsl.pipeline import check_objects
    from k8sdsl.project.settings import kube_version_of

    places = places_of(check_objects(ManifestSet(manifests), kube_version=kube_version_of(project)))
    return {key: (file.removeprefix(f"{project}/"), line) for key, (file, line) in places.items()}


def built_with_places(
    root: Path, words: Sequence[str], *, wanted: bool, lenient: bool
) -> tuple[Side, dict[str, list[tuple[tuple[str, str, str], tuple[str, int]]]], list[str]]:
    """As `built`, and if `wanted` the places of what `check` finds in each, as JSON can have them.

    With `lenient`, patterns that match nothing are the third part instead of an error.
    """
    missing = [word for word in words if lenient and _matches_nothing(root, word)]
    there = [word for word in words if word not in missing]
    targets = _targets(root, there) if there or not words else []
    made = {
        _name(root, target): _checked_one(root, target) if wanted else (_built_one(target), {}) for target in targets
    }
    objects = {name: trees for name, (trees, _) in made.items()}
    return objects, {name: [*places.items()] for name, (_, places) in made.items()}, missing


def _matches_nothing(root: Path, word: str) -> bool:
    from k8sdsl.gitops.targets import targets_of

    return is_pattern(word) and [error.code for error in targets_of(root, [word])[1]] == ["project/no-overlay"]


def _checked_one(root: Path, overlay: str) -> tuple[list[Tree], FindingPlaces]:
    """The objects of an overlay, and the places of what `check` finds in it; none if it cannot be checked."""
    from k8sdsl.pipeline import build_manifests, check_built
    from k8sdsl.project.settings import kube_version_of

    try:
        version = kube_version_of(root)
        made = build_manifests(overlay, whole=True, blame=False, kube_version=version)
        places = places_of(check_built(made, kube_version=version, suppress=False))
    except K8sdslError:
        return _built_one(overlay), {}
    return [manifest.tree for manifest in made.manifests], places
