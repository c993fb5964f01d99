"""One run of `k8sdsl gitops`: choose the environments, render them, and update the tree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from k8sdsl.errors import GitOpsError, K8sdslError, about
from k8sdsl.finding import Suppressed
from k8sdsl.gitops.declaration import load_declaration
from k8sdsl.gitops.environment import environment_names, select
from k8sdsl.gitops.render import render_all
from k8sdsl.gitops.repository.git import refuse_option
from k8sdsl.gitops.repository.origin import origin_of
from k8sdsl.gitops.repository.source_revision import source_revision
from k8sdsl.gitops.tree.layout import layout_named
from k8sdsl.gitops.tree.plan import Plan
from k8sdsl.gitops.tree.update import update_tree
from k8sdsl.gitops.wanted import INTO, wanted_files
from k8sdsl.project.modules import forget_modules
from k8sdsl.project.names import no_overlays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.cache.render_cache import RenderCache
    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.gitops.rendered import Rendered
    from k8sdsl.gitops.repository.commit import Published
    from k8sdsl.gitops.repository.source_revision import SourceRevision
    from k8sdsl.gitops.request import GitOpsRequest
    from k8sdsl.gitops.tree.plan import WantedFiles


@frozen(kw_only=True)
class Outcome:
    """What a run did, or would do if it only checks."""

    rendered: Sequence[Rendered] = ()
    plan: Plan = field(factory=Plan)
    published: Sequence[Published] = ()
    recovered: bool = False
    failed: bool = False

    @property
    def errors(self) -> list[K8sdslError]:
        """The errors of environments that could not be rendered."""
        return [rendered.error for rendered in self.rendered if rendered.error is not None]

    @property
    def findings(self) -> list[Finding]:
        """The findings of all environments."""
        return [finding for rendered in self.rendered for finding in rendered.findings]

    @property
    def suppressed(self) -> Suppressed:
        """How many findings the project accepts."""
        return sum((rendered.suppressed or Suppressed() for rendered in self.rendered), Suppressed())

    @property
    def warnings(self) -> list[K8sdslError]:
        """Warnings for fields of kustomization directories that match nothing."""
        return [warning for rendered in self.rendered for warning in rendered.warnings]

    @property
    def is_exact(self) -> bool:
        """Whether the tree matches exactly: no edited or foreign file was left."""
        return not self.failed and self.plan.is_exact


def run(request: GitOpsRequest) -> Outcome:
    """Renders the requested environments and writes them, or reports the differences if the run only checks.

    Nothing is written if one environment has an error. Raises K8sdslErrors of the project, the tree and git.
    """
    declaration = _declaration(request)
    _refuse_useless(request, declaration)
    rendered = _rendered(request, declaration)
    if any(one.failed for one in rendered):
        for one in rendered:
            if one.error is not None:
                about(one.environment, one.error)
        return Outcome(rendered=rendered, failed=True)
    revision = source_revision(request.root, "" if declaration.branch else declaration.into or INTO)
    wanted = wanted_files(rendered, declaration, request, revision)
    if declaration.branch:
        from k8sdsl.gitops.repository.rendered_branch import publish

        names = {one.folder: one.environment for one in rendered}
        plan, published = publish(request, declaration.branch, declaration.into or "", names, wanted, revision)
        return Outcome(rendered=rendered, plan=plan, published=published)
    return _in_folder(request, declaration, rendered, wanted, revision)


def _declaration(request: GitOpsRequest) -> GitOps:
    declared = load_declaration(request.root)
    layout_named(declared.layout if request.layout is None else request.layout)  # an unknown layout is reported once
    return evolve(
        declared,
        into=declared.into if request.into is None else request.into,
        layout=declared.layout if request.layout is None else request.layout,
        branch=declared.branch if request.branch is None else request.branch,
        cache=declared.cache if request.cache is None else request.cache,
        executor=declared.executor if request.executor is None else request.executor,
        kube_version=declared.kube_version if request.kube_version is None else request.kube_version,
    )


def _refuse_useless(request: GitOpsRequest, declaration: GitOps) -> None:
    """Refuses values that git would read as options, and options that have no effect with the others."""
    named = {"a remote": request.push, "a repository": request.repository, "a branch": declaration.branch}
    for what, value in named.items():
        refuse_option(value or "", what)
    commits = bool(declaration.branch) or request.commit
    if request.repository is not None and not declaration.branch:
        raise GitOpsError(
            "`--repo` has no effect without `--branch`", remedy="add `--branch NAME`", code="usage/options"
        )
    if request.push is not None and not commits:
        raise GitOpsError(
            "`--push` has no effect without `--commit` or `--branch`",
            remedy="add `--commit` or `--branch NAME`",
            code="usage/options",
        )
    if request.message is not None and not commits:
        raise GitOpsError(
            "`--message` has no effect without `--commit` or `--branch`",
            remedy="add `--commit` or `--branch NAME`",
            code="usage/options",
        )


def _rendered(request: GitOpsRequest, declaration: GitOps) -> list[Rendered]:
    if request.merge:
        from k8sdsl.gitops.shards import merged

        return merged(request.merge, environment_names(request.root), declaration)
    if not declaration.cache:
        return _rendered_by(request, declaration, None)
    from k8sdsl.gitops.cache.recorder import Recorder
    from k8sdsl.gitops.cache.render_cache import RenderCache, cache_key
    from k8sdsl.gitops.cache.store import Store
    from k8sdsl.gitops.cache.watching import active

    with active(Recorder(str(request.root))) as recorder:
        forget_modules(request.root)  # they are loaded again, so that all of their reads are recorded
        load_declaration(request.root)
        store = Store(request.root / declaration.cache, cache_key(request.root, declaration))
        store.prepare()
        return _rendered_by(request, declaration, RenderCache(request.root, declaration, recorder, store))


def _rendered_by(request: GitOpsRequest, declaration: GitOps, cache: RenderCache | None) -> list[Rendered]:
    """The chosen environments, by this machine or by the executor that is declared."""
    chosen = _chosen(request)
    if request.started is not None:
        request.started(len(chosen))
    render = partial(render_all, chosen, declaration, progress=request.progress, cache=cache)
    if declaration.executor is None:
        return render(jobs=request.jobs)
    return render(elsewhere=lambda missing: _elsewhere(request, declaration, missing, cache))


def _elsewhere(
    request: GitOpsRequest, declaration: GitOps, environments: Sequence[str], cache: RenderCache | None
) -> Iterator[Rendered]:
    """Environments as the declared executor renders them; without any, it is not connected to."""
    if not environments:
        return
    from k8sdsl.gitops.executors.choice import executor_of
    from k8sdsl.gitops.executors.distribution import distribute
    from k8sdsl.gitops.executors.remote_rendering import Assignment
    from k8sdsl.gitops.executors.shipment import shipment_of

    without = [
        request.root / (declaration.into or INTO),
        *([request.root / declaration.cache] if declaration.cache else []),
    ]
    assignment = Assignment.of(declaration, shipment_of(request.root, declaration.installed, without))
    with executor_of(declaration.executor or "", request.jobs) as (make, workers):
        yield from distribute(make, assignment, environments, workers, cache)


def _chosen(request: GitOpsRequest) -> list[str]:
    names = environment_names(request.root)
    if not names and not request.prune:
        remedy = "add an overlay, such as `overlays/prod.py`, or use `--prune` to remove what earlier runs wrote"
        raise no_overlays(request.root, remedy)
    chosen = select(names, request.environments)
    if request.shard is not None:
        number, count = request.shard
        chosen = chosen[number - 1 :: count]
    return chosen


def _in_folder(
    request: GitOpsRequest,
    declaration: GitOps,
    rendered: Sequence[Rendered],
    wanted: WantedFiles,
    revision: SourceRevision,
) -> Outcome:
    into = declaration.into or INTO
    root = request.root / into
    beside = frozenset(wanted.keys() - {one.folder for one in rendered})
    options = request.tree_options(origin_of(request.root, root, revision), beside)
    plan, recovered = update_tree(request.root, into, wanted, options)
    published: Sequence[Published] = ()
    if request.commit and not request.check:
        from k8sdsl.gitops.repository.commit_in_place import commit_in_place

        published = commit_in_place(root, plan, wanted, request, revision)
    return Outcome(rendered=rendered, plan=plan, published=published, recovered=recovered)
