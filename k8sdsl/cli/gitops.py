"""`k8sdsl gitops`: every environment as files in a tree that Argo CD or Flux deploys from."""

from __future__ import annotations

from typing import Annotated

import typer


def gitops(
    environments: Annotated[
        list[str] | None,
        typer.Argument(help="Names of overlays, or patterns such as 'eu-*'; all where none is given."),
    ] = None,
    *,
    into: Annotated[
        str | None, typer.Option("--into", metavar="FOLDER", help="Folder of the tree, or inside the branch.")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help="object, kustomize, manifest, tanka, or a template."),
    ] = None,
    kube_version: Annotated[
        str | None, typer.Option("--kube-version", metavar="1.NN", help="Judge for this version of Kubernetes.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; fail if the tree is not exact.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files of ours that someone edited.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Allow a run to remove most or all of the environments at once.")
    ] = False,
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", help="Wait so long for another run.")] = 60.0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 for one a processor.")] = 1,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Render the I-th of N parts of the fleet.")
    ] = None,
    merge: Annotated[
        list[str] | None, typer.Option("--merge", metavar="FOLDER", help="Put together the trees of all shards.")
    ] = None,
    commit: Annotated[bool, typer.Option("--commit", help="Commit what changed.")] = False,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="NAME", help="Branch for the tree; may hold {environment}.")
    ] = None,
    repository: Annotated[
        str | None, typer.Option("--repo", metavar="PATH_OR_URL", help="Repository of the branch, if not this one.")
    ] = None,
    push: Annotated[
        str | None, typer.Option("--push", metavar="REMOTE", help="Push the branch, again and again if it moved.")
    ] = None,
    hooks: Annotated[
        bool, typer.Option("--hooks", help="Let git run the hooks and filters of the repository.")
    ] = False,
    message: Annotated[str | None, typer.Option("--message", "-m", help="First line of the commit message.")] = None,
    output: Annotated[str, typer.Option("--format", metavar="text|json|markdown", help="Form of the difference.")] = (
        "text"
    ),
) -> None:
    """Render every environment into a tree of files and keep that tree exact: for Git, Argo CD and Flux."""
    from k8sdsl.cli.gitops_run import run_gitops

    status = run_gitops(
        environments or [],
        into=into,
        layout=layout,
        kube_version=kube_version,
        check=check,
        force=force,
        prune=prune,
        wait=wait,
        jobs=jobs,
        shard=shard,
        merge=merge or [],
        commit=commit,
        branch=branch,
        repository=repository,
        push=push,
        hooks=hooks,
        message=message,
        form=output,
    )
    raise typer.Exit(status)
