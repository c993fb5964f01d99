"""Carries out a plan so that a kill at any moment leaves a tree which the next run puts right.

Everything new is first written into a folder of its own. A journal then says, in one atomic step, what is to become of
it: without the journal the run never was, with it the next run finishes what this one began. Each file is put into its
place by one rename, so that a reader sees the old or the new content and nothing between.
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

if TYPE_CHECKING:
    from k8sdsl.gitops.tree.plan import Change, Plan

JOURNAL = ".k8sdsl-journal"
STAGING = ".k8sdsl-staging"

_FEW = 100
"""Up to so many files are flushed one by one; beyond, the whole file system is, once."""


def write_tree(root: Path, plan: Plan) -> None:
    """Does what a plan says; to be called while holding the tree's lock, after `recover`. No plan touches nothing."""
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
    """Finishes, or takes back, what a killed run began; whether there was anything of it.

    Raises TreeError for a journal that is not a plain file, and for a staging folder that is not a folder.
    """
    staging = root / STAGING
    if staging.is_symlink() or (staging.exists() and not staging.is_dir()):
        raise TreeError(f"{staging} is not a folder of ours", remedy="remove it, and run again")
    journal = read_state(root, JOURNAL)
    if isinstance(journal, Obstacle):
        raise TreeError(f"{root / JOURNAL} is not a plain file", remedy="remove it, and run again")
    if journal is not None:
        _roll_forward(root, _read_journal(root, journal))
    elif staging.exists():
        shutil.rmtree(staging)
    else:
        return False
    return True


def is_interrupted(root: Path) -> bool:
    """Whether a killed run left something to finish; for those who only look."""
    return read_state(root, JOURNAL) is not None


def _stage(root: Path, changes: list[Change]) -> dict[str, Any]:
    """Writes the new files aside; the journal's content. Indexes come last, for they say that the rest is done."""
    staging = root / STAGING
    staging.mkdir()
    ordered = sorted(changes, key=lambda change: (change.role == "index", change.after is None, change.path))
    flush = len(changes) <= _FEW
    steps = []
    for number, change in enumerate(ordered):
        old = None if change.before is None else hash_of(change.before)
        new = None if change.after is None else hash_of(change.after)
        if change.after is not None:
            _write(staging / str(number), change.after, flush=flush)
        steps.append([number, change.path, old, new])
    if not flush and hasattr(os, "sync"):
        os.sync()
    return {"k8sdsl": 1, "steps": steps}


def _commit(root: Path, journal: dict[str, Any]) -> None:
    """From here on the run counts."""
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


def _read_journal(root: Path, text: bytes) -> dict[str, Any]:
    try:
        journal: dict[str, Any] = json.loads(text)
        if all(
            isinstance(path, str) and is_safe_path(path) and isinstance(number, int)
            for number, path, _, _ in journal["steps"]
        ):
            return journal
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise TreeError(
        f"the journal {root / JOURNAL} of an interrupted run cannot be read",
        remedy=f"delete it and the folder {STAGING} beside it, and run again",
    )


def _roll_forward(root: Path, journal: dict[str, Any]) -> None:
    """Puts every file into its place; doing it twice is as doing it once."""
    for number, path, old, new in journal["steps"]:
        state = read_state(root, path)
        now = None if state is None else "" if isinstance(state, Obstacle) else hash_of(state)
        if now not in {None, old, new}:
            continue  # someone changed it in the meantime: the next plan reports it
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
    """Removes a file, and the folders that are empty without it."""
    (root / path).unlink(missing_ok=True)
    folder = Path(path).parent
    while folder != Path():
        try:
            (root / folder).rmdir()
        except OSError:
            return
        folder = folder.parent
