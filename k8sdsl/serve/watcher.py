"""Follows the files of the project: what a change reaches is made again, and open pages get an event."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from k8sdsl.serve.events import Events
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.worker import Worker


def follow(
    batches: Iterable[frozenset[str]],
    project: ServedProject,
    worker: Worker,
    events: Events,
    words_of: Callable[[Exception], str],
) -> None:
    """Sends every batch of changed files to open pages, once the project is built again.

    If the system refuses to watch a new directory, the terminal shows the error, and the page follows no more.
    """
    worker.submit(project.prepare).result()  # what is read outside of the project is followed from here on
    try:
        for files in batches:
            events.send("changed", worker.submit(partial(_changed, project, files)).result())
    except K8sdslError as error:
        sys.stderr.write(words_of(error))


def _changed(project: ServedProject, files: frozenset[str]) -> dict[str, Any]:
    """What pages must know about a change."""
    project.change(files)
    try:
        targets = list(project.targets())
    except Exception:  # noqa: BLE001 - every tab shows it
        targets = []
    return {"files": [_shown(file, project.root) for file in sorted(files)], "targets": targets}


def _shown(file: str, root: Path) -> str:
    path = Path(file)
    return str(path.relative_to(root)) if path.is_relative_to(root) else file
