"""A commit of a remote repository, fetched with the user's own git into a bare repository and read without a work tree.

Nothing of the repository is run: there is no checkout, so no hook, filter or attribute has an effect.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from k8sdsl.errors import GitError
from k8sdsl.gitops.repository.git import refuse_option
from k8sdsl.locations.address import without_credentials
from k8sdsl.vendoring.bounded_git import BoundedGit
from k8sdsl.vendoring.tree import SourceTree

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.gitops.repository.git import Git

_SLOW = ("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=30")
_REGULAR = frozenset((b"100644", b"100755"))


def fetch_commit(location: str, revision: str, folder: Path) -> tuple[Git, str]:
    """The repository in an empty folder, and the commit of a revision (a tag, a branch, a commit; HEAD if empty).

    Raises GitError with git's message, and KustomizationError if it takes too long or is too large.
    """
    refuse_option(location, "the address of a repository")
    refuse_option(revision, "a revision")
    allowed = {} if "GIT_ALLOW_PROTOCOL" in os.environ else {"GIT_ALLOW_PROTOCOL": "file:http:https:ssh"}
    git = BoundedGit(folder, location, allowed)
    git.run("init", "--quiet", "--bare")
    wanted = revision or "HEAD"
    done = git.attempt(*_SLOW, "fetch", "--quiet", "--depth=1", "--no-tags", "--", location, wanted)
    commit = git.resolve("FETCH_HEAD") if done.returncode == 0 else ""
    if not commit and done.returncode and revision:  # a server may refuse to hand out a commit by its name
        every = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        done = git.attempt(*_SLOW, "fetch", "--quiet", "--", location, *every)
        commit = git.resolve(revision) if done.returncode == 0 else ""
    if not commit:
        message = done.stderr.strip().removeprefix("fatal: ") or f"there is no revision {revision!r}"
        raise GitError(
            f"{wanted} of {without_credentials(location)} cannot be fetched: {message}",
            remedy="check the address and its `?ref=`, and that `git fetch` can read the repository",
            code="vendor/fetch",
        )
    return git, commit


def tree_of(git: Git, commit: str) -> SourceTree:
    """The files of a commit."""
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for line in git.read("ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
        head, _, name = line.partition(b"\t")
        words = head.split()
        if len(words) == 4 and words[0] in _REGULAR:
            path = name.decode("utf-8", "surrogateescape")
            names[path], sizes[path] = words[2].decode(), int(words[3])

    def read(paths: list[str]) -> dict[str, bytes]:
        return _blobs(git, {path: names[path] for path in paths})

    return SourceTree(sizes, read)


def _blobs(git: Git, names: dict[str, str]) -> dict[str, bytes]:
    """The content of objects, read in one run of git."""
    output = git.read("cat-file", "--batch", given="".join(f"{name}\n" for name in names.values()).encode())
    found: dict[str, bytes] = {}
    start = 0
    for path in names:
        end = output.index(b"\n", start)
        size = int(output[start:end].split()[2])
        found[path] = output[end + 1 : end + 1 + size]
        start = end + 2 + size
    return found
