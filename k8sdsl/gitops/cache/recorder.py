"""The record of what the Python of a project reads while it runs; `watching` tells it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

from k8sdsl.gitops.cache.module_values import ModuleValues
from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.user_frame import user_frame
from k8sdsl.project.names import OVERLAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType


class Recorder:
    """The reads of each module while it is imported, and of the environment that is being rendered.

    `root` is the directory of the project, `began` the time before its modules are loaded, `imports` are the names that
    each of its modules imports, `names` are the modules by file, `memories` are the reads of each module's
    cached calls.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.join(root, "")  # noqa: PTH118
        self.began = time.time_ns()
        self.of_modules: dict[str, Reads] = {}
        self.imports: dict[str, set[str]] = {}
        self.names: dict[str, str] = {}
        self.memories: dict[str, Reads] = {}
        self._stack: list[Reads] = []
        self._thread = 0
        self._values: dict[str, ModuleValues] = {}

    @contextmanager
    def recording(self, reads: Reads) -> Iterator[None]:
        """Adds what is read in the block to `reads`."""
        self._stack.append(reads)
        self._thread = get_ident()
        try:
            yield
        finally:
            self._stack.pop()

    @property
    def now(self) -> Reads | None:
        """Where a read belongs; None while nothing is rendered or imported."""
        return self._stack[-1] if self._stack else None

    @contextmanager
    def importing(self, module: ModuleType) -> Iterator[None]:
        """The block in which a module of the project runs for the first time."""
        reads = self.of_modules[module.__name__] = Reads()
        self.names[str(module.__file__)] = module.__name__
        try:
            with self.recording(reads):
                yield
        finally:
            self._values[module.__name__] = ModuleValues(module)
            self.remember_changes(reads, self.reached([module.__name__]))

    def reached(self, names: Iterable[str]) -> set[str]:
        """The names of all modules that some import, by others as well; a name can also be that of a value."""
        pending = list(names)
        reached: set[str] = set()
        while pending:
            name = pending.pop()
            if name not in reached:
                reached.add(name)
                pending += self.imports.get(name, ())
                parent = name.rpartition(".")[0]
                pending += [parent] if parent else []
        return reached

    def remember_changes(self, reads: Reads, names: Iterable[str]) -> None:
        """Adds reads to those modules whose variables have changed since: they may keep what was read for later."""
        for name in names:
            module, before = sys.modules.get(name), self._values.get(name)
            if module is not None and before is not None and before.differ_from(module):
                self.of_modules[name].add(reads)
                self._values[name] = ModuleValues(module)

    def remembered(self, name: str, reads: Reads) -> None:
        """Notes what a call read whose result a module remembers."""
        if name in self.of_modules:
            self.memories.setdefault(name, Reads()).add(reads)

    def forget(self, name: str) -> None:
        """Drops what was noted about a module that is no longer loaded."""
        for notes in (self.of_modules, self.imports, self.memories, self._values):
            notes.pop(name, None)

    def imported(self, importer: str, names: set[str]) -> None:
        """Notes that a module imports others."""
        self.imports.setdefault(importer, set()).update(names)

    def read_file(self, path: Any) -> None:
        """A file that is opened, or whose state is read; it need not exist."""
        reads = self.now
        if reads is not None and isinstance(path, (str, bytes, os.PathLike)):
            reads.files.add(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100

    def listed(self, path: Any) -> None:
        """A directory whose entries are listed."""
        reads = self.now
        if reads is None:
            return
        if isinstance(path, int):
            self.untracked("lists a directory by its descriptor")
        else:
            reads.listings.add(os.path.abspath(os.fsdecode(path or ".")))  # noqa: PTH100

    def read_variable(self, name: str) -> None:
        """An environment variable, if the project's Python asked for it."""
        reads, place = self.now, user_frame(self.root)
        if reads is not None and place:
            reads.variables.setdefault(name, place)

    def read_secret(self, unset: str) -> None:
        """The value of a secret, of which not even a hash is kept; `unset` is its variable if that has no value."""
        if self.now is not None:
            self.now.untracked = self.now.untracked or "the value of a secret is read"
            self.now.unset |= {unset} if unset else set()

    def unset_secrets(self, overlay: str) -> set[str]:
        """The variables for secrets that had no value when modules that an overlay still uses asked for them.

        The module of a fleet is that of all its members.
        """
        own = f"{OVERLAYS}.{overlay.replace('/', '.')}."
        modules = [name for name in self.of_modules if name.partition(".")[0] == OVERLAYS]
        used = self.reached(name for name in modules if own.startswith(f"{name}."))
        noted = [notes[name] for notes in (self.of_modules, self.memories) for name in used & notes.keys()]
        return {variable for reads in noted for variable in reads.unset}

    def untracked(self, what: str, *, by_anyone: bool = False) -> None:
        """Something whose result can be different next time, if the project's Python asked for it.

        With `by_anyone`, also if k8sdsl did; other threads, such as those of a Dask worker, do what they do.
        """
        reads = self.now
        by_anyone = by_anyone and get_ident() == self._thread
        if reads is not None and not reads.untracked:
            place = user_frame(self.root)
            if place or by_anyone:
                reads.untracked = f"{place or 'k8sdsl'} {what}"
