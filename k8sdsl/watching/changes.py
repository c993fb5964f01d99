"""The files that change while somebody works on a project."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory, mkstemp
from typing import TYPE_CHECKING, Protocol

from k8sdsl.errors import K8sdslError
from k8sdsl.gitops.cache.user_frame import is_ours
from k8sdsl.locations.part_files import is_part_file
from k8sdsl.project.fresh_import import is_library
from k8sdsl.watching.folders import counts, files_below, folders_below, folders_of, is_folder
from k8sdsl.watching.record import record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from k8sdsl.watching.record import BuildRecord

_QUIET = 25
"""Milliseconds without a further change that end a batch: an editor or a checkout has written everything by then."""
_LONGEST = 1_000
"""Milliseconds after which a batch ends, even if files still change."""
_ADDED = 1


class StopEvent(Protocol):
    """What ends the iterator: a `threading.Event`, or anything else with its `is_set`."""

    def is_set(self) -> bool:
        """Whether to end."""
        ...


def changes(root: Path, *, stop: StopEvent) -> Iterator[frozenset[str]]:
    """Batches of files that changed: below a project, and others that a build in `recorded` read or looked for.

    Watching begins with this call, so that no change between it and the first batch is lost. A path is absolute; a
    directory that was removed or moved away stands for everything in it. Files in hidden directories, installed
    packages, and what editors write beside a file do not count. The iterator ends when `stop` is set, and raises
    KeyboardInterrupt for an interrupt. K8sdslError if the library `watchfiles` is missing, or the system refuses.
    """
    watch = _Watch(record_of(root))
    return watch.batches(stop)


class _Watch:
    """The directories that are watched now, by a notifier of `watchfiles`, which is not recursive.

    So it watches neither the thousands of directories of installed packages, nor all that surrounds a file elsewhere.
    """

    def __init__(self, record: BuildRecord) -> None:
        self._record = record
        self._folders: set[str] = set()
        self._known: set[str] = set()
        self._waiting: set[tuple[int, str]] = set()
        self._notifier: Any = None
        self._marks = TemporaryDirectory(prefix=".k8sdsl-")
        self._add(folders_below(record.root.rstrip(os.sep) or os.sep))

    def batches(self, stop: StopEvent) -> Iterator[frozenset[str]]:
        """What changes, until `stop` is set."""
        try:
            while True:
                found = self._follow_reads() or self._notifier.watch(_LONGEST, _QUIET, 0, stop)
                if found == "stop":
                    return
                if found == "signal":
                    raise KeyboardInterrupt
                batch = self._changed({*found, *self._waiting})
                if batch:
                    yield batch
        finally:
            self._notifier.close()
            self._marks.cleanup()

    def _follow_reads(self) -> set[tuple[int, str]]:
        """Watches the directories of files that were read since; returns what changed there before, as events."""
        read = {file for file in self._record.files() - self._known if not _is_of_a_program(file)}
        new = read.union(map(os.path.realpath, read))  # of a link, both count
        self._known |= new
        folders = folders_of(new) - self._folders
        if folders:
            self._add(folders)
        began = self._record.began
        late = {file for file in new if os.path.dirname(file) in folders and _written(file) >= began}  # noqa: PTH120
        return {(0, file) for file in late} | (self._waiting if folders else set())

    def _changed(self, events: set[tuple[int, str]]) -> frozenset[str]:
        """The paths of events that count, without files that came and went; of a new directory, all files in it."""
        self._waiting = set()
        paths = {path for _, path in events if self._counts(path)}
        new = {path for kind, path in events if kind == _ADDED and path in paths and is_folder(path)}
        if new:
            self._folders = {folder for folder in self._folders if not _is_below(folder, new)}
            self._add(folder for path in new for folder in folders_below(path))
            paths.update(file for path in new for file in files_below(path))
        brief = {path for kind, path in events if kind == _ADDED and path not in self._known and not _exists(path)}
        replaced = self._known & new  # files that were read, and are directories now
        return frozenset(path for path in paths - brief if path in replaced or not is_folder(path))

    def _counts(self, path: str) -> bool:
        root = self._record.root
        return path in self._known or (path.startswith(root) and counts(path, root))

    def _add(self, folders: Iterable[str]) -> None:
        """Watches more directories; what the old notifier saw until then waits for the next batch."""
        self._folders = set(filter(_can_be_watched, self._folders.union(folders)))
        before, self._notifier = (
            self._notifier,
            _notifier([*sorted(self._folders), self._marks.name], self._record.root),
        )
        if before is not None:
            self._waiting |= self._rest_of(before)
            before.close()

    def _rest_of(self, notifier: Any) -> set[tuple[int, str]]:
        """What a notifier has still to tell: all until a file that is made now, because events keep their order."""
        descriptor, mark = mkstemp(dir=self._marks.name)
        os.close(descriptor)
        seen: set[tuple[int, str]] = set()
        for _ in range(_LONGEST // _QUIET):
            found = notifier.watch(1, 1, _QUIET, None)
            if found == "signal":
                raise KeyboardInterrupt
            seen |= found if isinstance(found, set) else set()
            if any(path.endswith(os.path.basename(mark)) for _, path in seen):  # noqa: PTH119
                break
        return seen


def _can_be_watched(folder: str) -> bool:
    return is_folder(folder) and os.access(folder, os.R_OK)


def _exists(path: str) -> bool:
    return os.path.lexists(path)


def _is_below(folder: str, others: set[str]) -> bool:
    return any(f"{folder}{os.sep}".startswith(f"{other}{os.sep}") for other in others)


def _written(file: str) -> int:
    try:
        return os.stat(file).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


def _is_of_a_program(file: str) -> bool:
    """Whether a file belongs to k8sdsl, an installed library or the system, and not to somebody who edits it.

    Another run looks for the temporary files of this one, to remove those of runs that were killed.
    """
    system = file.startswith(_SYSTEM) and not file.startswith("/dev/shm/")  # noqa: S108 - a disk in memory
    library = is_ours(file) or is_library(file) or _COMPILED in file
    return system or library or is_part_file(os.path.basename(file))  # noqa: PTH119


_COMPILED = f"{os.sep}__pycache__{os.sep}"
_SYSTEM = (*("/proc/", "/sys/", "/dev/"), os.path.join(os.path.dirname(os.__file__), ""))  # noqa: PTH118, PTH120


def _notifier(folders: list[str], root: str) -> Any:
    try:
        from watchfiles._rust_notify import RustNotify
    except ImportError:
        raise K8sdslError(
            "watching files requires the library watchfiles, which is not installed",
            remedy="run `pip install 'k8sdsl[watch]'`",
            code="watch/library",
        ) from None
    polling = os.environ.get("WATCHFILES_FORCE_POLLING", "").lower() not in {"", "false", "disable", "disabled"}
    try:
        # With its last argument, it would ignore not only directories that cannot be read, but also that the system
        # has no watches left.
        return RustNotify(folders, False, polling, 100, False, False)  # noqa: FBT003 - as it is declared
    except (OSError, RuntimeError) as error:
        left = list(filter(_can_be_watched, folders))
        if len(left) < len(folders):  # some were removed meanwhile
            return _notifier(left, root)
        raise K8sdslError(
            f"the {len(folders)} directories of {root} cannot be watched: {str(error).partition(' (Error ')[0]}",
            remedy="raise the limits of the system (`sysctl fs.inotify.max_user_watches` and `max_user_instances`), or "
            "poll for changes instead: `WATCHFILES_FORCE_POLLING=1`",
            code="watch/refused",
        ) from None
