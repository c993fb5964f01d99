"""Updates a tree: while holding its lock, and after finishing what a killed run began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import TreeError
from k8sdsl.gitops.tree.planning import plan_tree
from k8sdsl.gitops.tree.tree_lock import locked
from k8sdsl.gitops.tree.tree_writer import is_interrupted, recover, write_tree

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.gitops.tree.options import TreeOptions
    from k8sdsl.gitops.tree.plan import Plan, WantedFiles


def update_tree(home: Path, into: str, wanted: WantedFiles, options: TreeOptions) -> tuple[Plan, bool]:
    """Writes the wanted files unless the run only checks; the plan, and whether a killed run was finished first.

    `into` is the directory of the tree below `home`; TreeError if it is not a directory, or if a link in its path
    leads out.
    """
    root = home / into
    _refuse_links(home, root)
    try:
        if options.check:
            return _look(root, wanted, options), False
        with locked(root, wait=options.wait):
            recovered = recover(root)
            plan = plan_tree(root, wanted, options)
            write_tree(root, plan)
            return plan, recovered
    except OSError as error:
        place = error.filename or root
        raise TreeError(
            f"{place} cannot be written: {error.strerror}", remedy=_after(root), code="file/not-written"
        ) from error


def _refuse_links(home: Path, root: Path) -> None:
    for folder in (root, *root.parents):
        inside = folder == root or (folder != home and folder.is_relative_to(home))
        if inside and (folder.is_symlink() or (folder.exists() and not folder.is_dir())):
            raise TreeError(
                f"{folder} is not a directory",
                remedy="pass a directory as `--into`, not a symbolic link to one",
                code="file/not-a-directory",
            )


def _look(root: Path, wanted: WantedFiles, options: TreeOptions) -> Plan:
    if is_interrupted(root):
        raise TreeError(
            f"an earlier run was killed before it finished writing {root}",
            remedy="run once without `--check` to finish it",
            code="gitops/interrupted",
        )
    return plan_tree(root, wanted, options)


def _after(root: Path) -> str:
    return "run the command again to finish the interrupted changes" if is_interrupted(root) else "nothing was changed"
