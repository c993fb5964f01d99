"""One run of `k8sdsl gitops`, on one screen: choose, render, and bring the tree to what was rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from k8sdsl.errors import ErrorGroup, GitOpsError, K8sdslError, TreeError, raise_all
from k8sdsl.gitops.declaration import load_declaration
from k8sdsl.gitops.environment import environment_names, select
from k8sdsl.gitops.render import render_all
from k8sdsl.gitops.tree.layout import layout_named
from k8sdsl.gitops.tree.plan import Plan, plan_tree
from k8sdsl.gitops.tree.tree_lock import locked
from k8sdsl.gitops.tree.tree_writer import is_interrupted, recover, write_tree
from k8sdsl.gitops.tree.wanted import wanted_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.gitops.render import Rendered
    from k8sdsl.gitops.repository.commit import Published
    from k8sdsl.gitops.tree.plan import Wanted

INTO = "rendered"
"""The folder of the tree where neither the declaration nor the command says another."""


@frozen(kw_only=True)
class Request:
    """What one run was asked for; what is None is left to the project's declaration."""

    root: Path
    environments: Sequence[str] = ()
    into: str | None = None
    layout: str | None = None
    kube_version: str | None = None
    check: bool = False
    force: bool = False
    wait: float = 60.0
    jobs: int = 1
    shard: tuple[int, int] | None = None
    merge: Sequence[Path] = ()
    commit: bool = False
    branch: str | None = None
    repository: str | None = None
    push: str | None = None
    message: str | None = None
    progress: Callable[[Rendered], None] | None = None

    @property
    def complete(self) -> bool:
        """Whether the run is about every environment, so that what it does not want is stale."""
        return not self.environments and self.shard is None


@frozen(kw_only=True)
class Outcome:
    """What a run did, or would do where it was to check."""

    rendered: Sequence[Rendered] = ()
    plan: Plan = field(factory=Plan)
    published: Sequence[Published] = ()
    recovered: bool = False
    failed: bool = False

    @property
    def findings(self) -> list[Finding]:
        """The findings of all environments."""
        return [finding for rendered in self.rendered for finding in rendered.findings]

    @property
    def warnings(self) -> list[K8sdslError]:
        """What kustomization directories ask for and do not meet."""
        return [warning for rendered in self.rendered for warning in rendered.warnings]

    @property
    def is_exact(self) -> bool:
        """Whether nothing had to be kept that is not as it should be."""
        return not self.failed and self.plan.is_exact


def run(request: Request) -> Outcome:
    """Renders the environments asked for and writes them, or says what is different where it is to check.

    Nothing is written at all where one environment has an error. Raises K8sdslErrors: those of the environments
    together, and those of the tree or of git.
    """
    declaration = _declaration(request)
    _refuse_options(request, declaration)
    if request.merge:
        from k8sdsl.gitops.tree.shards import merged

        rendered = merged(request.merge, environment_names(request.root))
    else:
        rendered = render_all(_chosen(request), declaration, jobs=request.jobs, progress=request.progress)
    raise_all([_named(one.error, one.environment) for one in rendered if one.error is not None])
    if any(one.failed for one in rendered):
        return Outcome(rendered=rendered, failed=True)
    wanted = wanted_files(rendered, declaration, request)
    if declaration.branch:
        from k8sdsl.gitops.repository.rendered_branch import publish

        return publish(request, declaration, rendered, wanted)
    return _in_folder(request, declaration, rendered, wanted)


def _declaration(request: Request) -> GitOps:
    declared = load_declaration(request.root)
    layout_named(declared.layout if request.layout is None else request.layout)  # one word about it, and at once
    return evolve(
        declared,
        into=declared.into if request.into is None else request.into,
        layout=declared.layout if request.layout is None else request.layout,
        branch=declared.branch if request.branch is None else request.branch,
        kube_version=declared.kube_version if request.kube_version is None else request.kube_version,
    )


def _refuse_options(request: Request, declaration: GitOps) -> None:
    """Refuses values that git would read as options, and options that have no effect together with the others."""
    from k8sdsl.gitops.repository.git import refuse_option

    named = {"a remote": request.push, "a repository": request.repository, "a branch": declaration.branch}
    for what, value in named.items():
        refuse_option(value or "", what)
    publishes = bool(declaration.branch) or request.commit
    if request.repository is not None and not declaration.branch:
        raise GitOpsError("--repo needs the branch to write", remedy="add --branch NAME")
    if request.push is not None and not publishes:
        raise GitOpsError("--push needs something to push", remedy="add --branch NAME, or --commit")
    if request.message is not None and not publishes:
        raise GitOpsError("--message needs a commit", remedy="add --branch NAME, or --commit")


def _chosen(request: Request) -> list[str]:
    names = environment_names(request.root)
    if not names:
        raise GitOpsError(f"there are no overlays in {request.root / 'overlays'}")
    chosen = select(names, request.environments)
    if request.shard is not None:
        number, count = request.shard
        chosen = chosen[number - 1 :: count]
    return chosen


def _named(error: K8sdslError, environment: str) -> K8sdslError:
    """The error of an environment; it says by itself where in the user's files it is, but not for which of them."""
    for one in error.errors if isinstance(error, ErrorGroup) else (error,):
        one.message = f"{environment}: {one.message}"
    return error


def _in_folder(request: Request, declaration: GitOps, rendered: Sequence[Rendered], wanted: Wanted) -> Outcome:
    root = request.root / (declaration.into or INTO)
    plan, recovered = bring_to(root, wanted, request)
    published: Sequence[Published] = ()
    if request.commit and not request.check:
        from k8sdsl.gitops.repository.commit_in_place import commit_in_place

        published = commit_in_place(root, plan, wanted, request)
    return Outcome(rendered=rendered, plan=plan, published=published, recovered=recovered)


def bring_to(root: Path, wanted: Wanted, request: Request) -> tuple[Plan, bool]:
    """Brings a tree to what is wanted, unless the run is to check; the plan, and whether a killed run was finished."""
    try:
        if request.check:
            return _look(root, wanted, request), False
        with locked(root, wait=request.wait):
            recovered = recover(root)
            plan = plan_tree(root, wanted, complete=request.complete, force=request.force)
            write_tree(root, plan)
            return plan, recovered
    except OSError as error:
        place = error.filename or root
        raise TreeError(f"{place} cannot be written: {error.strerror}", remedy=_after(root)) from error


def _look(root: Path, wanted: Wanted, request: Request) -> Plan:
    if is_interrupted(root):
        raise TreeError(f"a run that was killed left {root} half done", remedy="run once without --check to finish it")
    return plan_tree(root, wanted, complete=request.complete)


def _after(root: Path) -> str:
    return "run again: it finishes what was begun" if is_interrupted(root) else "nothing was changed"
