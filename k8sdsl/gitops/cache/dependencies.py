"""What an environment depends on: what it read, and what the modules that it imports read and are."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.user_frame import is_ours
from k8sdsl.project.fresh_import import is_library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.gitops.cache.recorder import Recorder

_STANDARD_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")  # noqa: PTH118, PTH120
_COMPILED = f"{os.sep}__pycache__"


def dependencies(recorder: Recorder, start: Sequence[Path], reads: Reads) -> Reads:
    """The complete reads of an environment that was made from some Python files."""
    reached = recorder.reached(recorder.names[str(file)] for file in start if str(file) in recorder.names)
    recorder.remember_changes(reads, reached)
    found = Reads()
    found.add(reads)
    found.files |= set(map(str, start))
    for name in reached:
        module = recorder.of_modules.get(name)
        if module is not None:
            found.add(module)
        found.files.update(_files_of(recorder, name))
    found.files |= _of_other_directories(recorder.root, len(sys.modules))
    found.files = {file for file in found.files if _counts(file, recorder.root)}
    found.listings = {folder for folder in found.listings if _counts(folder, recorder.root)}
    return found


def _file_of(name: str) -> str:
    return str(getattr(sys.modules.get(name), "__file__", None) or "")


def _files_of(recorder: Recorder, name: str) -> Iterator[str]:
    """The file of a module, and the files that would be imported in its place if they existed."""
    file = _file_of(name)
    if file:
        yield file
    top = name.partition(".")[0]
    if top == "k8sdsl" or (top in sys.stdlib_module_names and file):
        return
    place = os.path.join(recorder.root, *name.split("."))  # noqa: PTH118
    yield from (f"{place}.py", os.path.join(place, "__init__.py"))  # noqa: PTH118


def _counts(path: str, root: str) -> bool:
    """Whether a path can differ between two runs: it is not of Python, k8sdsl or compiled, nor the way to the project.

    Installed libraries count, because they can be edited; `cache_key` has which of them are installed.
    """
    if is_ours(path) or _COMPILED in path or root.startswith(os.path.join(path, "")):  # noqa: PTH118
        return False
    return path.startswith(root) or not path.startswith(_STANDARD_LIBRARY) or is_library(path)


@lru_cache(maxsize=1)
def _of_other_directories(root: str, loaded: int) -> frozenset[str]:
    """The files of all loaded modules that are neither the project's nor installed, such as a library beside it.

    What these modules import is not recorded, so that each counts for every environment. `loaded` is the number of
    modules: while no other is loaded, the files are the same.
    """
    del loaded
    files = {str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values())}
    return frozenset(file for file in files if file and not file.startswith(root) and not is_library(file))
