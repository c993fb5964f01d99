"""Drops what a change reaches from a process that builds again and again."""

from __future__ import annotations

import os
import sys
from importlib import invalidate_caches
from pathlib import PurePath
from typing import TYPE_CHECKING

from k8sdsl.project.modules import modules_of, unload
from k8sdsl.watching.record import ChangedPaths, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.gitops.cache.recorder import Recorder
    from k8sdsl.watching.record import BuildRecord


def forget(changed: frozenset[str]) -> None:
    """Drops the project's modules that a change reaches, so that the next build loads only these again.

    These are the modules whose file changed, those that read a changed file when they were imported, and all
    that import them, directly or not. What was loaded outside of `recorded` counts as reached. `changed` has absolute
    paths.
    """
    invalidate_caches()
    if "linecache" in sys.modules:
        for file in changed:
            sys.modules["linecache"].cache.pop(file, None)
    change = ChangedPaths(changed)
    for record in records():
        loaded = modules_of(record.root)
        reached = _reached(record, loaded, change)
        unload(name for name in reached if name in loaded or _is_folder_of(name, record.root))
        for name in reached:
            record.recorder.forget(name)


def _is_folder_of(name: str, root: str) -> bool:
    """Whether a module is a directory of the project without `__init__.py`, which may have one now."""
    module = sys.modules.get(name)
    places = getattr(module, "__path__", ()) if getattr(module, "__file__", None) is None else ()
    return any(f"{place}{os.sep}".startswith(root) for place in places)


def _reached(record: BuildRecord, loaded: Mapping[str, str], changed: ChangedPaths) -> set[str]:
    others = _of_other_directories(record, changed)
    if others:  # their imports are not recorded
        unload(others)
        return set(loaded)
    reached = record.touched_modules(changed)
    reached |= {name for name, file in loaded.items() if changed.reaches(file)}
    reached |= {name for name in loaded if name not in record.recorder.of_modules}
    reached |= set(_named(record.root, changed, set(loaded.values())))
    return _importers(record.recorder, reached, loaded)


def _of_other_directories(record: BuildRecord, changed: ChangedPaths) -> set[str]:
    """The changed modules of other directories, such as of a library beside the project, and those around them."""
    tops = {
        name.partition(".")[0]
        for name, module in list(sys.modules.items())
        if (file := getattr(module, "__file__", None)) and not file.startswith(record.root) and file in changed.paths
    }
    return {name for name in list(sys.modules) if name.partition(".")[0] in tops}


def _named(root: str, changed: ChangedPaths, loaded: set[str]) -> Iterator[str]:
    """The names of the modules that changed Python files have or get.

    A file that is not loaded may be found by a shorter name too, if the project adds a directory to the path of Python.
    """
    for path in changed.paths:
        if path.endswith(".py") and path.startswith(root):
            steps = PurePath(path).relative_to(root).with_suffix("").parts
            steps = steps[:-1] if steps[-1] == "__init__" else steps
            for start in range(1 if path in loaded else len(steps)):
                yield ".".join(steps[start:])


def _importers(recorder: Recorder, reached: set[str], loaded: Iterable[str]) -> set[str]:
    """Some modules, and all that import them, directly or not; importing a module imports the packages around it."""
    users: dict[str, list[str]] = {}
    for name in {*loaded, *recorder.imports}:
        for used in (name, *recorder.imports.get(name, ())):
            for package in _with_packages(used):
                users.setdefault(package, []).append(name)
    pending, found = list(reached), set(reached)
    while pending:
        new = [user for user in users.get(pending.pop(), ()) if user not in found]
        found.update(new)
        pending += new
    return found


def _with_packages(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]
