"""Errors about rendered trees, which `gitops` writes."""

from __future__ import annotations

from k8sdsl.codes.error_code import ErrorCode

CODES = (
    ErrorCode(
        "gitops/not-declared",
        "`gitops.py` does not declare the variable `gitops`.",
        "Assign a GitOps to it.",
        'from k8sdsl.gitops import GitOps\n\ngitops = GitOps(into="rendered")',
    ),
    ErrorCode(
        "gitops/declaration",
        "A field of `GitOps`, or of a controller or secrets backend in it, has a value of the wrong type or form.",
        "Correct the argument that the error names; `docs/gitops.md` has an example for each.",
        'Flux(repository="https://example.com/shop.git", substitute={"HOST": "example.com"})',
    ),
    ErrorCode(
        "gitops/circular",
        "Environments depend on each other's objects, so none of them can be deployed first.",
        "Move the objects that both need into a separate overlay.",
        "overlays/namespaces.py    # what both dev and prod need",
    ),
    ErrorCode(
        "gitops/shards",
        "The shards of a run cannot be merged: one is missing, was changed, or is from another run.",
        "Render all shards again from one revision, each into its own directory, and merge those.",
        "k8sdsl gitops --shard 1/2 --into shard-1\nk8sdsl gitops --shard 2/2 --into shard-2",
    ),
    ErrorCode(
        "gitops/layout",
        "The layout is not a known name, or it is a template with unknown fields or an unsafe path.",
        "Use a name that the error lists, or a relative path with fields in braces.",
        "k8sdsl gitops --layout '{namespace}/{kind}-{name}.yaml'",
    ),
    ErrorCode(
        "gitops/index",
        "The index of a rendered tree cannot be read: it was edited by hand, or it contains merge conflict markers.",
        "Restore it from Git, or delete it: the next run then takes over files that already have the expected content.",
        "git checkout -- rendered/prod/.k8sdsl-index\nk8sdsl gitops",
    ),
    ErrorCode(
        "gitops/many-removals",
        "The run would remove most or all environments of the tree at once. A broken import or a wrong directory has "
        "the same effect.",
        "Find out why the overlays are missing. If you removed them on purpose, use `--prune`.",
        "k8sdsl gitops --prune",
    ),
    ErrorCode(
        "gitops/foreign-tree",
        "The directory was written by another project or for another tree.",
        "Render into another directory, or take this one over with `--force`.",
        "k8sdsl gitops --into rendered",
    ),
    ErrorCode(
        "gitops/nested-environments",
        "Two environments would be written to the same directory, or one inside the other, and a controller would "
        "deploy both.",
        "Rename one of the overlays.",
        "overlays/eu.py and overlays/eu/prod.py    # wrong: eu and eu/prod",
    ),
    ErrorCode(
        "gitops/locked",
        "Another run is writing to the same tree.",
        "Wait until it has finished, or let this run wait with `--wait SECONDS`.",
        "k8sdsl gitops --wait 60",
    ),
    ErrorCode(
        "gitops/interrupted",
        "An earlier run was stopped while it was writing the tree, and it left a journal, or the journal cannot be "
        "read.",
        "Run once without `--check` to finish it, or remove the files that the error names and run again.",
        "k8sdsl gitops",
    ),
    ErrorCode(
        "gitops/no-workers",
        "The workers that render environments cannot be reached, have no k8sdsl installed, or failed. Nothing was "
        "written.",
        "Check the address of the scheduler and the version of k8sdsl on the workers, or run without `--executor`.",
        "k8sdsl gitops --executor processes\nk8sdsl gitops --executor dask://scheduler:8786",
    ),
    ErrorCode(
        "gitops/older-source",
        "The rendered branch was built from a newer revision than the one of this run.",
        "Update your checkout. To go back on purpose, revert the change in Git, or use `--force`.",
        "git pull\nk8sdsl gitops --branch rendered/prod",
    ),
)
