"""The rendered tree as commits on a separate branch, without touching the user's checkout.

The work tree of such a branch is inside the repository's `.git` directory, and only k8sdsl uses it: each run sets it to
the tip of the branch, updates it, and commits with a separate index. If another writer pushed first, the commit is
rebuilt on top of theirs.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from k8sdsl.errors import GitError
from k8sdsl.gitops.repository.branch_tree import BranchTree, remote_of, repository_of
from k8sdsl.gitops.repository.commit import Published, commit_index, message_for, record
from k8sdsl.gitops.repository.git import Git
from k8sdsl.gitops.repository.origin import origin_of
from k8sdsl.gitops.repository.provenance import HYDRATOR, dry_revision
from k8sdsl.gitops.tree.plan import Plan
from k8sdsl.gitops.tree.update import update_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.gitops.repository.source_revision import SourceRevision
    from k8sdsl.gitops.request import GitOpsRequest
    from k8sdsl.gitops.tree.options import TreeOptions
    from k8sdsl.gitops.tree.plan import File, WantedFiles

ATTEMPTS = 20
"""How often a push is tried while other writers push first."""


def publish(
    request: GitOpsRequest,
    branch: str,
    into: str,
    names: Mapping[str, str],
    wanted: WantedFiles,
    revision: SourceRevision,
) -> tuple[Plan, list[Published]]:
    """Updates each branch, or only plans the update if the run checks.

    `branch` can contain `{environment}`; `names` are the environments by directory.
    """
    repository = repository_of(request)
    beside = frozenset(wanted.keys() - names.keys())
    options = request.tree_options(origin_of(request.root, None, revision), beside)
    whole, published = Plan(), []
    for one, part in _branches(branch, names, wanted).items():
        plan, done = _publish(repository, one, into, part, request, options, revision)
        whole.add(plan)
        published += [done] if done is not None else []
    return whole, published


def _branches(template: str, names: Mapping[str, str], wanted: WantedFiles) -> dict[str, dict[str, dict[str, File]]]:
    """The files by branch; files of no environment go to a branch with the name of their directory."""
    branches: dict[str, dict[str, dict[str, File]]] = {}
    for folder, files in wanted.items():
        branch = template.replace("{environment}", names.get(folder, folder))
        branches.setdefault(branch, {})[folder] = dict(files)
    return branches


def _publish(
    repository: Git,
    branch: str,
    into: str,
    wanted: WantedFiles,
    request: GitOpsRequest,
    options: TreeOptions,
    revision: SourceRevision,
) -> tuple[Plan, Published | None]:
    remote = remote_of(request)
    with BranchTree.opened(repository, branch, wait=request.wait) as tree:
        for attempt in range(1, ATTEMPTS + 1):
            base = tree.set_to_tip(remote)
            plan, _ = update_tree(tree.folder, into, wanted, options)
            if request.check:
                return plan, None
            _refuse_older(plan, request)
            record(tree.git, _paths(plan, into))
            commit = commit_index(tree.git, base, message_for(plan, wanted, revision, request.message))
            if not commit or tree.move(commit, base, remote):
                return plan, Published(branch, commit, (remote or "") if commit else "", attempt)
            time.sleep(random.random() * 0.1 * min(attempt, 10))  # noqa: S311 - so that two writers do not march in step
    raise GitError(
        f"other writers pushed to {branch!r} first in {ATTEMPTS} attempts",
        remedy="run the command again later",
        code="git/push",
    )


def _paths(plan: Plan, into: str) -> list[str]:
    return [f"{into}/{change.path}" if into else change.path for change in plan.changes]


def _refuse_older(plan: Plan, request: GitOpsRequest) -> None:
    """Prevents a slow run with old sources from undoing what a faster run of newer sources has pushed."""
    if request.force:
        return
    git = Git(request.root)
    for change in plan.changes:
        if not change.path.endswith(f"/{HYDRATOR}") or change.after is None:
            continue
        theirs, ours = dry_revision(change.before), dry_revision(change.after)
        if theirs and ours and theirs != ours and _is_ancestor(git, ours, theirs):
            raise GitError(
                f"{change.path.removesuffix(f'/{HYDRATOR}')} is already rendered from {theirs[:12]}, which is newer "
                f"than {ours[:12]}",
                remedy="update your checkout; to go back on purpose, revert the change in Git or use `--force`",
                code="gitops/older-source",
            )


def _is_ancestor(git: Git, older: str, newer: str) -> bool:
    if not git.resolve(newer) and git.attempt("remote", "get-url", "origin").returncode == 0:
        git.attempt("fetch", "--quiet", "--no-tags", "origin")
    return git.attempt("merge-base", "--is-ancestor", older, newer).returncode == 0
