"""Commits of a rendered tree in the checkout that it is in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import GitError
from k8sdsl.gitops.repository.commit import NO_COMMIT, Published, commit_index, message_for, record
from k8sdsl.gitops.repository.git import Git
from k8sdsl.gitops.tree.file_name import digest
from k8sdsl.gitops.tree.index import INDEX, index_of, read_index
from k8sdsl.gitops.tree.tree_lock import locked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.gitops.repository.source_revision import SourceRevision
    from k8sdsl.gitops.request import GitOpsRequest
    from k8sdsl.gitops.tree.plan import Plan, WantedFiles


def commit_in_place(
    root: Path, plan: Plan, wanted: WantedFiles, request: GitOpsRequest, revision: SourceRevision
) -> list[Published]:
    """Commits the files of k8sdsl on the branch that is checked out there, and no other change of that checkout.

    Files that someone edited are not committed. Raises GitError if the directory is not in a repository.
    """
    git = Git(root, hooks=request.hooks)
    top = git.top()
    if top is None:
        raise GitError(
            f"{root} is not in a Git repository",
            remedy="run `git init`, or use `--branch` with `--repo`",
            code="git/no-repository",
        )
    prefix = git.run("rev-parse", "--show-prefix").rstrip("\n")
    paths = [f"{prefix}{path}" for path in _ours(root, plan, wanted)]
    base = git.resolve("HEAD")
    paths += _gone(root, git, base, prefix, request, wanted)
    with locked(root, wait=request.wait):
        message = message_for(plan, wanted, revision, request.message)
        commit = commit_index(_beside(git, top, base, paths), base, message)
        if commit:
            git.run("update-ref", "-m", "k8sdsl gitops", "HEAD", commit, base or NO_COMMIT)
        _catch_up(Git(top, hooks=request.hooks), paths)
    branch = git.attempt("symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()
    if request.push and branch:
        git.run("push", "--quiet", "--", request.push, f"HEAD:refs/heads/{branch}")
    return [Published(branch or "HEAD", commit, (request.push or "") if commit else "")]


def _beside(git: Git, top: Path, base: str, paths: Sequence[str]) -> Git:
    """A separate index with the last commit and the files of k8sdsl; the tree's lock must be held."""
    folder = Path(git.run("rev-parse", "--absolute-git-dir").rstrip("\n"))
    index = folder / f"k8sdsl-index-{digest(str(git.folder))}"
    index.with_name(f"{index.name}.lock").unlink(missing_ok=True)  # left by a run that was killed
    beside = Git(top, {"GIT_INDEX_FILE": str(index)}, hooks=git.hooks)
    beside.run("read-tree", *([base] if base else ["--empty"]))
    record(beside, paths)
    return beside


def _catch_up(git: Git, paths: Sequence[str]) -> None:
    """Updates the user's own index for these files, also for those that a killed run has committed."""
    for _ in range(50):
        try:
            record(git, paths)
        except GitError as error:
            if "index.lock" not in error.message:
                raise
            time.sleep(0.1)  # another git command is running in this checkout
        else:
            return
    raise GitError(
        "the commit was created, but another git command keeps the index locked",
        remedy="run `git reset -- DIR` once the lock is gone",
        code="git/failed",
    )


def _ours(root: Path, plan: Plan, wanted: WantedFiles) -> list[str]:
    """Every file that k8sdsl wrote, now or at the last commit, except those that someone edited."""
    found: set[str] = {change.path for change in plan.changes}
    for folder in wanted:
        found.update(f"{folder}/{path}" for path in (*read_index(root, folder).files, INDEX))
    return sorted(found - {change.path for change in (*plan.edited, *plan.foreign)})


def _gone(root: Path, git: Git, base: str, prefix: str, request: GitOpsRequest, wanted: WantedFiles) -> list[str]:
    """Files of the last commit that an earlier run has removed without committing that."""
    if not base:
        return []
    paths = []
    for path in git.run("ls-tree", "-r", "-z", "--name-only", "--full-name", base).split("\0"):
        folder = path.removeprefix(prefix).removesuffix(f"/{INDEX}")
        if not path.startswith(prefix) or not path.endswith(f"/{INDEX}") or not (request.complete or folder in wanted):
            continue
        held = index_of(git.run("show", f"{base}:{path}").encode("utf-8", "surrogateescape"))
        paths += [f"{folder}/{name}" for name in (*held.files, INDEX) if not (root / folder / name).exists()]
    return [f"{prefix}{path}" for path in paths]
