"""The work tree of a rendered branch: a directory that k8sdsl keeps inside the repository, with its own index."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import GitError
from k8sdsl.gitops.repository.commit import NO_COMMIT
from k8sdsl.gitops.repository.git import Git
from k8sdsl.gitops.tree.file_name import digest, safe_part
from k8sdsl.gitops.tree.tree_lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.gitops.request import GitOpsRequest


def repository_of(request: GitOpsRequest) -> Git:
    """The repository that the branch is in: the project's, or another, which is mirrored if it is an address."""
    given = request.repository
    if given is None or Path(given).exists():
        git = Git(Path(given) if given else request.root, hooks=request.hooks)
        if git.common_folder() is None:
            raise GitError(
                f"{git.folder} is not in a Git repository",
                remedy="run `git init`, or pass a repository with `--repo`",
                code="git/no-repository",
            )
        return git
    if request.push is None and not request.check:
        raise GitError(
            "a branch in a remote repository must be pushed", remedy="add `--push origin`", code="usage/options"
        )
    return _mirror(given)


def remote_of(request: GitOpsRequest) -> str | None:
    """The remote whose branch is used; that of a mirror is its origin, also if the run only checks."""
    mirrored = request.repository is not None and not Path(request.repository).exists()
    return request.push or ("origin" if mirrored else None)


def _mirror(address: str) -> Git:
    """A repository that is kept between runs, with the address as its `origin`."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "k8sdsl" / "repositories"
    folder = cache / digest(address)
    with locked(folder):
        git = Git(folder)
        if not (folder / "HEAD").exists():
            git.run("init", "--quiet", "--bare", ".")
        if git.attempt("remote", "get-url", "origin").returncode:
            git.run("remote", "add", "--", "origin", address)
    return Git(folder)


class BranchTree:
    """One branch while a run works on it."""

    def __init__(self, repository: Git, branch: str, home: Path) -> None:
        self.repository = repository
        self.branch = branch
        self.reference = f"refs/heads/{branch}"
        self.folder = home / "tree"
        common = str(repository.common_folder())
        settings = {"GIT_DIR": common, "GIT_WORK_TREE": str(self.folder), "GIT_INDEX_FILE": str(home / "index")}
        self.git = Git(self.folder, {**settings, "GIT_LITERAL_PATHSPECS": "1"}, hooks=repository.hooks)

    @classmethod
    @contextmanager
    def opened(cls, repository: Git, branch: str, *, wait: float) -> Iterator[BranchTree]:
        """The tree of a branch, for one run at a time; GitError if its name is not valid or it is checked out."""
        if repository.attempt("check-ref-format", "--branch", branch).returncode:
            raise GitError(
                f"{branch!r} is not a valid name for a branch",
                remedy="write a name such as `rendered/prod`",
                code="git/branch-name",
            )
        common = repository.common_folder()
        if common is None:
            raise GitError(
                f"{repository.folder} is not in a Git repository", remedy="run `git init`", code="git/no-repository"
            )
        home = common / "k8sdsl" / f"{safe_part(branch)[:80]}-{digest(branch)}"
        with locked(home, wait=wait):
            if (home / "tree").is_symlink():
                raise GitError(f"{home / 'tree'} is a symbolic link", remedy="remove it", code="file/outside")
            (home / "tree").mkdir(exist_ok=True)
            (home / "index.lock").unlink(missing_ok=True)  # left by a run that was killed: this run holds the lock
            yield cls(repository, branch, home)

    def set_to_tip(self, remote: str | None) -> str:
        """Sets work tree and index to the tip of the branch and returns it; empty for a branch that does not exist yet.

        With a remote, its tip is used, and the local branch only if the remote has none.
        """
        tip = self._fetched(remote) if remote else ""
        tip = tip or self.repository.resolve(self.reference)
        self.git.run("read-tree", *(["--reset", tip] if tip else ["--empty"]))
        self.git.run("checkout-index", "--all", "--force", "--quiet", "--index")
        self.git.run("clean", "-ffdxq")
        return tip

    def _fetched(self, remote: str) -> str:
        held = f"refs/k8sdsl/{digest(remote)}/{self.branch}"
        words = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, f"+{self.reference}:{held}")
        refused = ""
        for _ in range(3):
            done = self.repository.attempt(*words)
            if done.returncode == 0:
                return self.repository.resolve(held)
            refused = done.stderr.strip()
            if not self.repository.run("ls-remote", "--", remote, self.reference).strip():
                return ""
            # Does the branch exist now? If it was just created, the next attempt fetches it.
        raise GitError(f"{self.branch!r} cannot be fetched from {remote}: {refused}", code="git/failed")

    def move(self, commit: str, base: str, remote: str | None) -> bool:
        """Makes the commit the tip, here or at the remote; False if someone else moved the branch meanwhile."""
        if remote is None:
            self._refuse_checked_out()
            return not self._attempt_locally(commit, base)
        done = self.repository.attempt("push", "--quiet", "--", remote, f"{commit}:{self.reference}")
        if done.returncode == 0:
            return True
        tip = self.repository.run("ls-remote", "--", remote, self.reference).split("\t")[0].strip()
        if tip == commit:
            return True  # the push succeeded, and only the answer was lost
        if tip != base or "cannot lock ref" in done.stderr or "failed to update ref" in done.stderr:
            return False
        raise GitError(f"{self.branch!r} cannot be pushed to {remote}: {done.stderr.strip()}", code="git/push")

    def _attempt_locally(self, commit: str, base: str) -> int:
        words = ("update-ref", "-m", "k8sdsl gitops", self.reference, commit, base or NO_COMMIT)
        done = self.repository.attempt(*words)
        if done.returncode and self.repository.resolve(self.reference) == base:
            raise GitError(f"{self.branch!r} cannot be moved: {done.stderr.strip()}", code="git/failed")
        return done.returncode

    def _refuse_checked_out(self) -> None:
        trees = self.repository.run("worktree", "list", "--porcelain")
        if f"branch {self.reference}\n" in trees:
            raise GitError(
                f"the branch {self.branch!r} is checked out, so the run would change that working tree",
                remedy="check out another branch, or render into the working tree with `--into` and `--commit`",
                code="git/checked-out",
            )
