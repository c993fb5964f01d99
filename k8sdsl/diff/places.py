"""The objects that `k8sdsl diff` compares: those of files, directories, overlays, and revisions of the repository.

A revision of sources is built in a separate directory by a separate process, so that its modules cannot be mixed up
with others; a revision of a rendered tree is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from k8sdsl.errors import GitError, K8sdslError, LoadError
from k8sdsl.gitops.repository.git import Git
from k8sdsl.gitops.repository.snapshot import write_snapshot
from k8sdsl.gitops.secrets.values import placeholders_are_used
from k8sdsl.manifest import ManifestSet
from k8sdsl.project.manifests import manifests_in, read_manifests, read_standard_input
from k8sdsl.project.names import OVERLAYS, find_fleet, is_kustomization

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
    return read_manifests(path, passing_over=path.is_dir())


def _trees(manifests: Mapping[str, Iterable[Manifest]]) -> Side:
    return {name: [manifest.tree for manifest in own] for name, own in manifests.items()}


def built(root: Path, overlays: Sequence[str]) -> Side:
    """The objects of overlays, or of all in the project; findings do not stop a comparison."""
    return {name: _built_one(name) for name in _names(root, overlays)}


def _names(root: Path, overlays: Sequence[str]) -> list[str]:
    from k8sdsl.gitops.environment import environment_names

    return list(overlays) or environment_names(root)


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


def revision(
    root: Path,
    name: str,
    wanted: Sequence[str],
    *,
    lenient: bool = False,
    places: dict[str, FindingPlaces] | None = None,
) -> Side:
    """The objects of a revision, or those of some overlays or paths of it.

    Overlays and kustomization directories are built, manifests are read. With `lenient`, a path that the revision does
    not have counts as empty. With `places`, the objects are also checked, and the places of their findings are added by
    environment.
    """
    git = Git(root)
    commit, top = git.resolve(name), git.top()
    if top is None:
        raise GitError(
            f"{root} is not in a Git repository, so there is no {name} to compare with",
            remedy="run the command in a clone of the repository, or compare two overlays or files: `k8sdsl diff A B`",
            code="diff/revision-fails",
        )
    if not commit:
        raise GitError(
            f"{name!r} is not a revision of this repository",
            remedy="run `git fetch`, or find the revision with `git log --all`",
            code="git/no-revision",
        )
    with TemporaryDirectory(prefix="k8sdsl-") as folder:
        place = Path(folder).resolve()
        write_snapshot(Git(top), commit, place)
        project = place / root.resolve().relative_to(top.resolve())
        project = project if (project / OVERLAYS).is_dir() else place
        there = [one for one in wanted if not lenient or _exists(project, one)]
        return _of_snapshot(project, there, places, name=name, whole=not wanted)


def _of_snapshot(
    project: Path, wanted: Sequence[str], found: dict[str, FindingPlaces] | None, *, name: str, whole: bool
) -> Side:
    if not wanted:
        if not whole:
            return {"": []}
        return (
            _built_apart(name, project, (), found)
            if (project / OVERLAYS).is_dir()
            else _read_all([project], project, found)
        )
    paths = [project / one for one in wanted if ".." not in Path(one).parts]
    if len(paths) == len(wanted) and all(path.exists() and not is_built(path) for path in paths):
        return _read_all(paths, project, found)
    return _built_apart(name, project, wanted, found)


def _exists(project: Path, name: str) -> bool:
    """Whether a snapshot has a path, an overlay, or the fleet of a member."""
    overlay = project / OVERLAYS / name
    there = (project / name).exists() or overlay.is_dir() or overlay.with_name(f"{overlay.name}.py").is_file()
    return there or find_fleet(project, name) is not None


def _read_all(paths: Sequence[Path], project: Path, found: dict[str, FindingPlaces] | None) -> Side:
    """The objects of paths in a snapshot; those of several paths are of one environment."""
    sides = [_manifests(path) for path in paths]
    joined = sides[0] if len(sides) == 1 else {"": [one for side in sides for own in side.values() for one in own]}
    if found is not None:
        found |= {name: _places_within(project, own) for name, own in joined.items()}
    return _trees(joined)


def _places_within(project: Path, manifests: Iterable[Manifest]) -> FindingPlaces:
    """The places of what `check` finds in objects that were read, with paths that begin in the project."""
    from k8sdsl.pipeline import check_objects
    from k8sdsl.project.settings import kube_version_of

    places = places_of(check_objects(ManifestSet(manifests), kube_version=kube_version_of(project)))
    return {key: (file.removeprefix(f"{project}/"), line) for key, (file, line) in places.items()}


_BUILD = """
import json, sys
data, sys.stdout = sys.stdout, sys.stderr
from pathlib import Path
from contextlib import nullcontext
from k8sdsl.diff.places import built_with_places
from k8sdsl.errors import K8sdslError
from k8sdsl.gitops.secrets.values import placeholders
try:
    with placeholders() if sys.argv[1] else nullcontext():
        made = built_with_places(Path.cwd(), sys.argv[3:], wanted=bool(sys.argv[2]))
except K8sdslError as error:
    sys.exit(str(error))
data.write(json.dumps(made))
"""


def built_with_places(
    root: Path, overlays: Sequence[str], *, wanted: bool
) -> tuple[Side, dict[str, list[tuple[tuple[str, str, str], tuple[str, int]]]]]:
    """As `built`, and if `wanted` the places of what `check` finds in each, as JSON can have them."""
    made = {name: _checked_one(root, name) if wanted else (_built_one(name), {}) for name in _names(root, overlays)}
    objects = {name: trees for name, (trees, _) in made.items()}
    return objects, {name: [*places.items()] for name, (_, places) in made.items()}


def _checked_one(root: Path, overlay: str) -> tuple[list[Tree], FindingPlaces]:
    """The objects of an overlay, and the places of what `check` finds in it; none if it cannot be checked."""
    from k8sdsl.pipeline import build_manifests, check_built
    from k8sdsl.project.settings import kube_version_of

    try:
        version = kube_version_of(root)
        made = build_manifests(overlay, whole=True, suppress=False, kube_version=version)
        places = places_of(check_built(made, kube_version=version))
    except K8sdslError:
        return _built_one(overlay), {}
    return [manifest.tree for manifest in made.manifests], places


def _built_apart(name: str, project: Path, overlays: Sequence[str], found: dict[str, FindingPlaces] | None) -> Side:
    secrets = "placeholders" if placeholders_are_used() else ""
    command = [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{_BUILD}", secrets]
    command += ["places" if found is not None else "", *overlays]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise LoadError(
            f"{name} cannot be built:\n{done.stderr.strip()}".replace(f"{project}/", ""),
            code="diff/revision-fails",
        )
    side: Side
    side, places = json.loads(done.stdout)
    if found is not None:
        found |= {name: {tuple(key): tuple(place) for key, place in rows} for name, rows in places.items()}
    return side
