"""What `k8sdsl diff A B` may name: overlays, Git revisions, folders and YAML files.

A side is, in this order: `REVISION:OVERLAY_OR_PATH`, a path that exists, the name of an overlay, a revision. A revision
of sources is built in a folder of its own by a process of its own, so that no module of one is mistaken for another's;
one of a rendered tree is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import GitError, LoadError
from k8sdsl.gitops.git import Git
from k8sdsl.project import OVERLAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.tree import Tree


def both_sides(root: Path, before: str, after: str | None, overlays: Sequence[str]) -> tuple[list[Tree], list[Tree]]:
    """The objects of both sides; `A..B` names two revisions, and a revision alone is compared with the working tree."""
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


def side(root: Path, name: str, overlays: Sequence[str] = ()) -> list[Tree]:
    """The objects that one side names; LoadError where it names nothing."""
    from k8sdsl.gitops.environment import environment_names
    from k8sdsl.loader import read_manifests
    from k8sdsl.project import is_kustomization

    path = Path(name)
    if name == "-":
        from k8sdsl.yaml_reader import read_documents

        return [tree for tree in read_documents(sys.stdin.buffer.read(), file="<stdin>") if isinstance(tree, dict)]
    if path.exists():
        if path.suffix == ".py" or (path.is_dir() and is_kustomization(path)):
            return built(root, [name])
        return [manifest.tree for manifest in read_manifests(path)]
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


def built(root: Path, overlays: Sequence[str]) -> list[Tree]:
    """The objects of overlays, or of all that there are; findings do not stop a comparison."""
    from k8sdsl.build import build_manifests
    from k8sdsl.gitops.environment import environment_names

    names = list(overlays) or environment_names(root)
    return [manifest.tree for name in names for manifest in build_manifests(name, check=False).manifests]


def revision(root: Path, name: str, overlays: Sequence[str]) -> list[Tree]:
    """The objects of a revision: built where it holds overlays, read where it holds manifests."""
    git = Git(root)
    commit = git.resolve(name)
    top = git.top()
    if not commit or top is None:
        raise GitError(f"{name!r} is no revision here", remedy="git fetch, or look at `git log --all`")
    with TemporaryDirectory(prefix="k8sdsl-") as folder:
        place = Path(folder).resolve()
        _extract(top, commit, place)
        below = root.resolve().relative_to(top.resolve())
        project = place / below
        project = project if (project / OVERLAYS).is_dir() else place
        if (project / OVERLAYS).is_dir() and not _paths(project, overlays):
            return _built_apart(project, overlays)
        from k8sdsl.loader import read_manifests

        paths = _paths(project, overlays) or [project]
        return [manifest.tree for path in paths for manifest in read_manifests(path)]


def _paths(project: Path, names: Sequence[str]) -> list[Path]:
    """The names as paths inside a revision, if all of them are."""
    paths = [project / name for name in names if ".." not in Path(name).parts]
    return paths if paths and all(path.exists() for path in paths) else []


def _extract(top: Path, commit: str, folder: Path) -> None:
    done = subprocess.run(["git", "archive", "--format=tar", commit], cwd=top, capture_output=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise GitError(f"git archive failed: {done.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")


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


def _built_apart(project: Path, overlays: Sequence[str]) -> list[Tree]:
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{_BUILD}", *overlays]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        raise LoadError(f"the revision cannot be built:\n{done.stderr.strip()}".replace(f"{project}/", ""))
    trees: Any = json.loads(done.stdout.splitlines()[-1])
    return [tree for tree in trees if isinstance(tree, dict)]
