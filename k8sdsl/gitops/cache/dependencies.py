"""What an environment depends on: what it read, and what the modules that it imports read and are."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.user_frame import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.gitops.cache.recorder import Recorder

_PREFIXES = tuple(os.path.join(prefix, "") for prefix in {sys.prefix, sys.base_prefix})  # noqa: PTH118
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

    Installed libraries count, because they can be updated.
    """
    if is_ours(path) or _COMPILED in path or root.startswith(os.path.join(path, "")):  # noqa: PTH118
        return False
    return path.startswith(root) or not path.startswith(_PREFIXES) or "site-packages" in path
