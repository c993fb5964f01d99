"""What `k8sdsl diff A B` may name: overlays, Git revisions, folders and YAML files.

A side is, in this order: `REVISION:OVERLAY_OR_PATH`, a path that exists, the name of an overlay, a revision. A revision
of sources is built in a folder of its own by a process of its own, so that no module of one is mistaken for another's;
one of a rendered tree is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from k8sdsl.diff.difference import Difference, difference_by_environment, difference_of
from k8sdsl.errors import GitError, LoadError
from k8sdsl.gitops.repository.git import Git
from k8sdsl.gitops.repository.snapshot import write_snapshot
from k8sdsl.project.names import OVERLAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.tree import Tree


Side: TypeAlias = "dict[str, list[Tree]]"
"""The objects by environment; an empty name for what is of none."""


def compare_sides(root: Path, before: str, after: str | None, overlays: Sequence[str]) -> Difference:
    """The difference of two sides; `A..B` names two revisions, a revision alone is compared with the working tree.

    Where a side holds several environments, each is compared with the one of its name.
    """
    old, new = both_sides(root, before, after, overlays)
    if len(old) == len(new) == 1 or set(old) | set(new) == {""}:
        (first,), (last,) = old.values(), new.values()
        return difference_of(first, last, environments=are_environments(root, before, after))
    return difference_by_environment(old, new)


def both_sides(root: Path, before: str, after: str | None, overlays: Sequence[str]) -> tuple[Side, Side]:
    """The objects of both sides."""
    first, dots, last = before.partition("..")
    if after is None and dots and not Path(before).exists():
        return revision(root, first or "HEAD", overlays), revision(root, last.lstrip(".") or "HEAD", overlays)
    if after is None:
        return side(root, before, overlays), built(root, overlays)
    return side(root, before, overlays), side(root, after, overlays)


def are_environments(root: Path, before: str, after: str | None) -> bool:
    """Whether two sides are two overlays, rather than two states of one."""
    from k8sdsl.gitops.environment import environment_names

    names = set(environment_names(root))
    old, new = (name.rpartition(":")[2] for name in (before, after or before))
    return old != new and {old, new} <= names and not any(Path(name).exists() for name in (before, after or before))


def side(root: Path, name: str, overlays: Sequence[str] = ()) -> Side:
    """The objects that one side names; LoadError where it names nothing."""
    from k8sdsl.gitops.environment import environment_names
    from k8sdsl.project.names import is_kustomization

    path = Path(name)
    if name == "-":
        from k8sdsl.yaml.reader import read_documents

        documents = read_documents(sys.stdin.buffer.read(), file="<stdin>")
        return {"": [tree for tree in documents if isinstance(tree, dict)]}
    if path.exists():
        if path.suffix == ".py" or (path.is_dir() and is_kustomization(path)):
            return built(root, [name])
        return read(path)
    names = environment_names(root)
    if name in names:
        return built(root, [name])
    named, colon, inside = name.partition(":")
    if Git(root).resolve(named):
        return revision(root, named, [inside] if colon and inside else overlays)
    from k8sdsl.near_miss import did_you_mean

    raise LoadError(
        f"{name!r} is no overlay, file, folder or Git revision",
        remedy=did_you_mean(name, names) or f"the overlays are: {', '.join(names) or 'none'}",
    )


def read(path: Path) -> Side:
    """The objects of a YAML file or folder; those of a rendered tree by environment."""
    from k8sdsl.gitops.tree.index import written_environments
    from k8sdsl.project.manifests import read_manifests

    folders = written_environments(path) if path.is_dir() else []
    if not folders:
        return {"": [manifest.tree for manifest in read_manifests(path)]}
    return {folder: [manifest.tree for manifest in read_manifests(path / folder)] for folder in folders}


def built(root: Path, overlays: Sequence[str]) -> Side:
    """The objects of overlays, or of all that there are; findings do not stop a comparison."""
    from k8sdsl.gitops.environment import environment_names
    from k8sdsl.pipeline import build_manifests

    names = list(overlays) or environment_names(root)
    return {name: [manifest.tree for manifest in build_manifests(name, check=False).manifests] for name in names}


def revision(root: Path, name: str, overlays: Sequence[str]) -> Side:
    """The objects of a revision: built where it holds overlays, read where it holds manifests."""
    git = Git(root)
    commit = git.resolve(name)
    top = git.top()
    if not commit or top is None:
        raise GitError(f"{name!r} is no revision here", remedy="git fetch, or look at `git log --all`")
    with TemporaryDirectory(prefix="k8sdsl-") as folder:
        place = Path(folder).resolve()
        write_snapshot(Git(top), commit, place)
        below = root.resolve().relative_to(top.resolve())
        project = place / below
        project = project if (project / OVERLAYS).is_dir() else place
        if (project / OVERLAYS).is_dir() and not _paths(project, overlays):
            return _built_apart(project, overlays)
        paths = _paths(project, overlays)
        return _joined([read(path) for path in paths]) if paths else read(project)


def _paths(project: Path, names: Sequence[str]) -> list[Path]:
    """The names as paths inside a revision, if all of them are."""
    paths = [project / name for name in names if ".." not in Path(name).parts]
    return paths if paths and all(path.exists() for path in paths) else []


_BUILD = """
import json, sys
from pathlib import Path
from k8sdsl.diff.sides import built
from k8sdsl.errors import K8sdslError
try:
    print(json.dumps(built(Path.cwd(), sys.argv[1:])))
except K8sdslError as error:
    sys.exit(str(error))
"""


def _joined(sides: Sequence[Side]) -> Side:
    return sides[0] if len(sides) == 1 else {"": [tree for one in sides for trees in one.values() for tree in trees]}


def _built_apart(project: Path, overlays: Sequence[str]) -> Side:
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{_BUILD}", *overlays]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise LoadError(f"the revision cannot be built:\n{done.stderr.strip()}".replace(f"{project}/", ""))
    side: Side = json.loads(done.stdout.splitlines()[-1])
    return side
