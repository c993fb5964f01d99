"""What the builds of a process read, by project."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.recorder import Recorder
from k8sdsl.gitops.cache.watching import active
from k8sdsl.project.fresh_import import is_library
from k8sdsl.project.modules import same_process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class BuildRecord:
    """The files that builds of one project read, and what each of its modules read and imports.

    `root` ends in a separator, `began` is the time at which the last build began.
    """

    def __init__(self, root: str) -> None:
        self.recorder = Recorder(root)
        self.root = self.recorder.root
        self.reads = Reads()
        self.began = time.time_ns()

    def files(self) -> set[str]:
        """Every file that was read or looked for, also those that modules read while they were imported."""
        parts = (self.reads, *self.recorder.of_modules.values(), *self.recorder.memories.values())
        return set[str]().union(*(part.files for part in parts), self._beside())

    def touched_modules(self, changed: ChangedPaths) -> set[str]:
        """The modules that read a changed file or listed its directory while they were imported or in a cached call."""
        return {
            name
            for found in (self.recorder.of_modules, self.recorder.memories)
            for name, reads in found.items()
            if any(map(changed.reaches, reads.files)) or not changed.folders.isdisjoint(reads.listings)
        }

    def _beside(self) -> Iterable[str]:
        """The files of loaded modules of other directories, such as a library beside the project."""
        files = (str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values()))
        return [file for file in files if file and not file.startswith(_PYTHON) and not is_library(file)]


class ChangedPaths:
    """The paths of a change; a directory that is gone stands for everything that was in it."""

    def __init__(self, paths: frozenset[str]) -> None:
        self.paths = paths
        self.folders = frozenset(map(os.path.dirname, paths))
        self._gone = tuple(os.path.join(path, "") for path in paths if not os.path.exists(path))  # noqa: PTH110, PTH118

    def reaches(self, file: str) -> bool:
        """Whether the change is of this file, or of the file that it is a link to."""
        return self._has(file) or self._has(os.path.realpath(file))

    def _has(self, file: str) -> bool:
        return file in self.paths or file.startswith(self._gone)


_RECORDS: dict[str, BuildRecord] = {}
_PYTHON = tuple({os.path.join(sys.prefix, ""), os.path.dirname(os.__file__)})  # noqa: PTH118, PTH120


def record_of(root: Path) -> BuildRecord:
    """The record of a project, a new one if nothing of it has been built."""
    key = os.path.abspath(root)  # noqa: PTH100 - does not follow links, as the names of its modules do not
    return _RECORDS.setdefault(key, BuildRecord(key))


def records() -> list[BuildRecord]:
    """The records of all projects."""
    return list(_RECORDS.values())


@contextmanager
def recorded(root: Path) -> Iterator[None]:
    """Remembers what is read and imported in the block, which builds the project at `root`.

    What Python of the project changes of the process does not change it for the next build.
    """
    record = record_of(root)
    record.began = time.time_ns()
    with same_process(), active(record.recorder, unrepeatable=False), record.recorder.recording(record.reads):
        yield


@contextmanager
def unrecorded(root: Path) -> Iterator[None]:
    """Remembers nothing of what is read in the block, such as the files of another revision; within `recorded`."""
    with record_of(root).recorder.recording(Reads()):
        yield
