"""Carries out a plan so that a kill at any moment leaves a tree that the next run repairs.

New files are first written into a staging directory. A journal then records, in one atomic step, what to do with them:
without the journal nothing has happened, with it the next run finishes the work. Each file gets into its place by one
rename, so a reader sees either the old or the new content.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import TreeError
from k8sdsl.gitops.tree.file_name import is_safe_path
from k8sdsl.gitops.tree.state import Obstacle, hash_of, read_state
from k8sdsl.locations.part_files import FEW, flush_all

if TYPE_CHECKING:
    from k8sdsl.gitops.tree.plan import FileChange, Plan

JOURNAL = ".k8sdsl-journal"
STAGING = ".k8sdsl-staging"


def write_tree(root: Path, plan: Plan) -> None:
    """Carries out a plan; must be called while holding the tree's lock, after `recover`.

    An empty plan touches nothing.
    """
    if not plan.changes:
        return
    try:
        journal = _stage(root, plan.changes)
        _commit(root, journal)
    except BaseException:
        if not (root / JOURNAL).exists():
            shutil.rmtree(root / STAGING, ignore_errors=True)
        raise
    _roll_forward(root, journal)


def recover(root: Path) -> bool:
    """Finishes or reverts what a killed run began; returns whether there was anything.

    Raises TreeError for a journal that is not a regular file, and for a staging directory that is not a directory.
    """
    staging = root / STAGING
    if staging.is_symlink() or (staging.exists() and not staging.is_dir()):
        raise TreeError(
            f"{staging} is not a directory of k8sdsl",
            remedy="remove it, and run the command again",
            code="gitops/interrupted",
        )
    journal = read_state(root, JOURNAL)
    if isinstance(journal, Obstacle):
        raise TreeError(
            f"{root / JOURNAL} is not a regular file",
            remedy="remove it, and run the command again",
            code="gitops/interrupted",
        )
    if journal is not None:
        _roll_forward(root, _read_journal(root, journal))
    elif staging.exists():
        shutil.rmtree(staging)
    else:
        return False
    return True


def is_interrupted(root: Path) -> bool:
    """Whether a killed run left something to finish; for runs that only check."""
    return read_state(root, JOURNAL) is not None


def _stage(root: Path, changes: list[FileChange]) -> dict[str, Any]:
    """Writes the new files into the staging directory; returns the journal's content.

    Indexes come last: they mark the rest as done.
    """
    staging = root / STAGING
    staging.mkdir()
    ordered = sorted(changes, key=lambda change: (change.role == "index", change.after is None, change.path))
    flush = len(changes) <= FEW
    steps = []
    for number, change in enumerate(ordered):
        old = None if change.before is None else hash_of(change.before)
        new = None if change.after is None else hash_of(change.after)
        if change.after is not None:
            _write(staging / str(number), change.after, flush=flush)
        steps.append([number, change.path, old, new])
    if not flush:
        flush_all()
    return {"k8sdsl": 1, "steps": steps}


def _commit(root: Path, journal: dict[str, Any]) -> None:
    """From here on the run takes effect."""
    draft = root / STAGING / "journal"
    _write(draft, json.dumps(journal).encode(), flush=True)
    draft.replace(root / JOURNAL)
    _flush_folder(root)


def _write(path: Path, content: bytes, *, flush: bool) -> None:
    with path.open("xb") as file:
        file.write(content)
        if flush:
            file.flush()
            os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_HASHES = {str, type(None)}


def _read_journal(root: Path, text: bytes) -> dict[str, Any]:
    try:
        journal: dict[str, Any] = json.loads(text)
        if all(
            isinstance(path, str) and is_safe_path(path) and type(number) is int and {type(old), type(new)} <= _HASHES
            for number, path, old, new in journal["steps"]
        ):
            return journal
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise TreeError(
        f"the journal {root / JOURNAL} of an interrupted run cannot be read",
        remedy=f"delete it and the directory {STAGING} next to it, and run the command again",
        code="gitops/interrupted",
    )


def _roll_forward(root: Path, journal: dict[str, Any]) -> None:
    """Moves every file into its place; doing it twice has the same result."""
    for number, path, old, new in journal["steps"]:
        state = read_state(root, path)
        now = None if state is None else "" if isinstance(state, Obstacle) else hash_of(state)
        if now not in {None, old, new}:
            continue  # someone changed it meanwhile: the next plan reports it
        if new is None:
            _remove(root, path)
        elif now != new:
            _put(root, path, number)
    (root / JOURNAL).unlink()
    shutil.rmtree(root / STAGING)


def _put(root: Path, path: str, number: int) -> None:
    staged, target = root / STAGING / str(number), root / path
    if staged.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)


def _remove(root: Path, path: str) -> None:
    """Removes a file, and the directories that are empty without it."""
    (root / path).unlink(missing_ok=True)
    folder = Path(path).parent
    while folder != Path():
        try:
            (root / folder).rmdir()
        except OSError:
            return
        folder = folder.parent
