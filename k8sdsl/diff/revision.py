"""The objects of a revision of the repository, and of two revisions to compare.

A revision of sources is built in a separate directory by a separate process, so that its modules cannot be mixed up
with others; a revision of a rendered tree is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.diff.places import is_built, read_with_places
from k8sdsl.errors import GitError, LoadError
from k8sdsl.gitops.repository.git import Git
from k8sdsl.gitops.repository.snapshot import write_snapshot
from k8sdsl.gitops.secrets.values import placeholders_are_used
from k8sdsl.project.kustomizations import is_pattern
from k8sdsl.project.names import OVERLAYS, find_fleet, is_overlay
from k8sdsl.project.paths import real_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from k8sdsl.diff.places import FindingPlaces, Side


class Revision(NamedTuple):
    """The objects of a revision by environment, the places of their findings, and the words that name none of them."""

    side: Side
    places: Mapping[str, FindingPlaces]
    missing: Collection[str]


def both_revisions(
    root: Path, first: str, last: str, wanted: Sequence[str], *, places: bool = False
) -> tuple[Revision, Revision]:
    """Two revisions. A target that only one of them has is empty in the other; LoadError for one that neither has."""
    words = [inside(root, word) if Path(word).exists() and not is_overlay(word) else word for word in wanted]
    before, after = (revision(root, name, words, lenient=True, places=places) for name in (first, last))
    for word in words:
        if word in before.missing and word in after.missing:
            raise LoadError(
                f"neither {first} nor {last} has an overlay or path {word!r}",
                remedy="write a name or path as it is in a revision, or a pattern in quotes, such as 'apps/**'",
                code="project/no-overlay",
            )
    if len(words) == 1 and {*before.side, *after.side} == {"", words[0]}:  # a plain directory in one of the revisions
        return _renamed(before, words[0]), _renamed(after, words[0])
    return before, after


def _renamed(one: Revision, name: str) -> Revision:
    """A revision whose only environment has another name."""
    (trees,), places = one.side.values(), [*one.places.values()]
    return one._replace(side={name: trees}, places={name: places[0]} if places else {})


def inside(root: Path, path: str) -> str:
    """A path relative to the project, as it is found in a revision."""
    place = real_path(Path(path))
    if not place.is_relative_to(root.resolve()):
        raise LoadError(
            f"{path} is outside the project {root}", remedy="pass two sides: `k8sdsl diff A B`", code="diff/sides"
        )
    return str(place.relative_to(root.resolve()))


def revision(root: Path, name: str, wanted: Sequence[str], *, lenient: bool = False, places: bool = False) -> Revision:
    """A revision, or some overlays, paths and patterns of it.

    Overlays and kustomization directories are built, manifests are read. With `lenient`, a word that names nothing in
    the revision counts as empty. With `places`, the objects are also checked.
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
        return _Snapshot(name, project if project.is_dir() else place, places=places).load(wanted, lenient=lenient)


class _Snapshot:
    """The files of a revision in a directory."""

    def __init__(self, name: str, project: Path, *, places: bool) -> None:
        self._name, self._project, self._places = name, project, places

    def load(self, wanted: Sequence[str], *, lenient: bool) -> Revision:
        """The objects of some words, or of the whole project."""
        project = self._project
        if not wanted:
            return self._built(()) if (project / OVERLAYS).is_dir() else self._read([project])
        there = [word for word in wanted if not lenient or is_pattern(word) or self._has(word)]
        paths = [project / word for word in there if ".." not in Path(word).parts]
        if not there:
            found = Revision({"": []}, {}, ())
        elif len(paths) == len(there) and all(path.exists() and not is_built(path) for path in paths):
            found = self._read(paths)
        else:
            found = self._built(there, lenient=lenient)
        return found._replace(missing={*found.missing, *(word for word in wanted if word not in there)})

    def _has(self, name: str) -> bool:
        """Whether there is a path, an overlay, or the fleet of a member."""
        overlay = self._project / OVERLAYS / name
        there = (self._project / name).exists() or overlay.is_dir() or overlay.with_name(f"{overlay.name}.py").is_file()
        return there or find_fleet(self._project, name) is not None

    def _read(self, paths: Sequence[Path]) -> Revision:
        side, places = read_with_places(paths, self._project, wanted=self._places)
        return Revision(side, places, ())

    def _built(self, words: Sequence[str], *, lenient: bool = False) -> Revision:
        options = ["placeholders" * placeholders_are_used(), "places" * self._places, "lenient" * lenient]
        command = [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{_BUILD}", *options, *words]
        done = subprocess.run(command, cwd=self._project, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        if done.returncode:
            raise LoadError(
                f"{self._name} cannot be built:\n{done.stderr.strip()}".replace(f"{self._project}/", ""),
                code="diff/revision-fails",
            )
        side, rows, missing = json.loads(done.stdout)
        places = {name: {tuple(key): tuple(place) for key, place in own} for name, own in rows.items()}
        return Revision(side, places, missing)


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
        made = built_with_places(Path.cwd(), sys.argv[4:], wanted=bool(sys.argv[2]), lenient=bool(sys.argv[3]))
except K8sdslError as error:
    sys.exit(str(error))
data.write(json.dumps(made))
"""
