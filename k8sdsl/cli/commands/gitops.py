"""`k8sdsl gitops`: every environment as files of a tree that Argo CD or Flux deploys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from k8sdsl.cli.colours import Painter
from k8sdsl.cli.failure import report_error
from k8sdsl.cli.output import tell
from k8sdsl.cli.progress import Progress
from k8sdsl.cli.report import write_findings
from k8sdsl.emitters.reports.counted import counted
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.request import GitOpsRequest
from k8sdsl.gitops.session import Outcome, run
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import read_config

if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import typer


READS: tuple[str, ...] = (
    "overlays",
    "`gitops.py`",
    "`pyproject.toml`",
    "the tree that an earlier run wrote",
    "with `--cache` the cache",
    "secret values: files, variables or commands that `gitops.py` names",
)
WRITES: tuple[str, ...] = (
    "the tree of `--into`",
    "with `--cache` the cache",
    "with `--commit` or `--branch` a commit",
    "with `--push` a branch of a remote",
    "the differences on standard output",
)
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import, and `gitops.py`",
    "`git`",
    "`sops`, and the commands for secret values that `gitops.py` names",
    "with `--executor` processes, or workers of Dask",
)


def gitops(
    environments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OVERLAY]...", help="Names of overlays, or patterns such as 'eu-*'; by default all."),
    ] = None,
    *,
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="DIR", help="Directory of the tree, in the working directory or in the branch."),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help="object, kustomize, manifest, tanka or a template."),
    ] = None,
    kube_version: Annotated[
        str | None, typer.Option("--kube-version", metavar="1.NN", help="Version of Kubernetes to check for.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail if the tree is out of date or edited.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite edited files, and take over directories of other projects.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Allow a run to remove most or all of the environments at once.")
    ] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="How many seconds to wait for another run to finish.")
    ] = 60.0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes; 0 for one per CPU.")] = 1,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Render part I of N of the fleet.")
    ] = None,
    cache: Annotated[
        str | None,
        typer.Option(
            "--cache", metavar="DIR", help="Cache rendered environments in DIR, and render only what changed."
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Render everything, even if gitops.py declares a cache.")
    ] = False,
    executor: Annotated[
        str | None,
        typer.Option("--executor", metavar="NAME", help="Where to render: processes, or dask://HOST:PORT."),
    ] = None,
    merge: Annotated[
        list[str] | None, typer.Option("--merge", metavar="DIR", help="Merge the trees of all shards.")
    ] = None,
    commit: Annotated[bool, typer.Option("--commit", help="Commit the changes.")] = False,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Branch for the tree; can contain {environment}.")
    ] = None,
    repository: Annotated[
        str | None,
        typer.Option("--repo", metavar="PATH_OR_URL", help="Repository for the branch, if it is not this one."),
    ] = None,
    push: Annotated[
        str | None,
        typer.Option("--push", metavar="REMOTE", help="Push the branch to this remote; retry if others pushed first."),
    ] = None,
    hooks: Annotated[
        bool, typer.Option("--hooks", help="Allow git to run the hooks and filters of the repository.")
    ] = False,
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="The first line of the commit message.")
    ] = None,
    form: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", help="Output format of the differences.")
    ] = "text",
) -> int:
    """Render every environment into a tree of files for Argo CD and Flux, and keep the tree exact."""
    root = find_root(Path.cwd())
    config = read_config(root)
    request = GitOpsRequest(
        root=root,
        environments=environments or [],
        into=into or config.into,
        layout=layout or config.layout,
        kube_version=kube_version or config.kube_version,
        check=check,
        force=force,
        prune=prune,
        wait=wait,
        jobs=jobs,
        shard=parse_shard(shard) if shard else None,
        merge=[Path(folder) for folder in merge or []],
        commit=commit,
        branch=branch,
        repository=repository,
        push=push,
        hooks=hooks,
        message=message,
        cache="" if no_cache else cache,
        executor=executor,
    )
    with Progress() as progress:
        show = lambda rendered: progress.show(rendered.environment)  # noqa: E731 - the part of a rendered one
        outcome = run(evolve(request, started=progress.expect, progress=show))
    return _report(outcome, request, form)


def parse_shard(text: str) -> tuple[int, int]:
    """`2/5` as numbers; GitOpsError for anything else."""
    number, _, count = text.partition("/")
    if not (_is_count(number) and _is_count(count) and 1 <= int(number) <= int(count)):
        raise GitOpsError(
            f"{text!r} is not a valid shard",
            remedy="write two numbers, of which the first is not larger than the second: `--shard 2/5`",
            code="usage/value",
        )
    return int(number), int(count)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _report(outcome: Outcome, request: GitOpsRequest, form: str) -> int:
    if outcome.findings or outcome.warnings or outcome.suppressed:
        write_findings(outcome.findings, outcome.warnings, outcome.suppressed)
    for error in outcome.errors:
        report_error(error)
    _report_uncached(outcome)
    if outcome.failed:
        return 2 if outcome.errors else 1
    return _report_check(outcome, form) if request.check else _report_run(outcome)


def _report_check(outcome: Outcome, form: str) -> int:
    plan = outcome.plan
    if not plan.changes and plan.is_exact:
        sys.stderr.write("the tree is exact\n")
        return 0
    from k8sdsl.cli.output import write_standard_output
    from k8sdsl.diff.drift import drift_text

    write_standard_output(drift_text(plan, form))
    _report_kept(outcome)
    files = counted(len(plan.changes) + len(plan.edited) + len(plan.foreign), "file")
    sys.stderr.write(f"the tree is out of date ({files}); run `k8sdsl gitops` to update it\n")
    return 1


def _report_run(outcome: Outcome) -> int:
    lines = ["finished the changes of an interrupted run"] if outcome.recovered else []
    counts = dict.fromkeys(("add", "change", "remove"), 0)
    for change in outcome.plan.manifests:
        counts[change.action] += 1
    environments, objects = len(outcome.rendered), sum(one.count for one in outcome.rendered)
    if outcome.plan.changes:
        what = f"{counted(counts['add'], 'file')} added, {counts['change']} changed, {counts['remove']} removed"
    else:
        what = "nothing changed"
    lines.append(f"{counted(environments, 'environment')}, {counted(objects, 'object')}: {what}")
    lines += [visible(str(published)) for published in outcome.published]
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    _report_kept(outcome)
    return 0 if outcome.is_exact else 1


def _report_uncached(outcome: Outcome) -> None:
    """Says why environments are rendered again each time, though there is a cache."""
    reasons: dict[str, list[str]] = {}
    for one in outcome.rendered:
        if one.uncached:
            reasons.setdefault(one.uncached, []).append(one.environment)
    for reason, environments in list(reasons.items())[:_NAMED]:
        others = f" and {counted(len(environments) - 1, 'other')}" if len(environments) > 1 else ""
        tell(f"note: {environments[0]}{others} cannot be cached: {reason}")
    if len(reasons) > _NAMED:
        tell(f"note: {len(reasons) - _NAMED} more reasons are not shown")


_NAMED = 5


def _report_kept(outcome: Outcome) -> None:
    paint = Painter.for_stream(sys.stderr)
    warning, note = paint.yellow("warning"), paint.cyan("note")
    for change in outcome.plan.edited:
        sys.stderr.write(f"{warning}: {visible(change.path)} was edited and is kept; `--force` overwrites it\n")
    for change in outcome.plan.foreign:
        sys.stderr.write(f"{warning}: {visible(change.path)} was not written by k8sdsl and is kept\n")
    for folder in outcome.plan.others:
        sys.stderr.write(f"{note}: {visible(folder)} was written by another project or for another tree, and is kept\n")
