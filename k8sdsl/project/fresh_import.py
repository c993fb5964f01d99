"""Imports of a project's own files that never use an outdated compiled file.

Python caches compiled files, and recognizes them by the source's size and its time in whole seconds: after an edit
within one second that does not change the length, as scripts do, it uses the old file. A compiled file is used here
only if it was made at least two seconds after the source was last written, and none is made before that.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import cache_from_source, spec_from_file_location
from typing import TYPE_CHECKING, Any

from k8sdsl.locations.content import held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import CodeType

_SETTLED = 2.0
_OWN = os.path.dirname(__file__)  # noqa: PTH120 - on the way of every build
LIBRARIES = ("site-packages", "dist-packages")
"""The directories into which Python and Debian install libraries; a virtual environment can be inside the project."""


def is_library(path: str) -> bool:
    """Whether a file belongs to an installed library."""
    return any(folder in path for folder in LIBRARIES)


class FreshLoader(SourceFileLoader):
    """Loads one file of a project."""

    def get_code(self, fullname: str) -> CodeType | None:
        """The compiled file if it is current, otherwise the source, compiled again."""
        path = self.get_filename(fullname)
        if _is_settled(path):
            return super().get_code(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code

    def get_data(self, path: str) -> bytes:
        """The content of a file, or what an editor holds for it."""
        content = held(path)
        return super().get_data(path) if content is None else content


def _is_settled(path: str) -> bool:
    if held(path) is not None:
        return False
    try:
        written = os.stat(path).st_mtime  # noqa: PTH116
        if not 0 <= written <= time.time() - _SETTLED:
            return False
        compiled = cache_from_source(path)
        return not os.path.exists(compiled) or os.stat(compiled).st_mtime >= written + _SETTLED  # noqa: PTH110, PTH116
    except (OSError, NotImplementedError):
        return False


class _Finder:
    """Finds modules as Python does, and loads those below a directory fresh."""

    def __init__(self, root: str) -> None:
        self.root = os.path.join(root, "")  # noqa: PTH118

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        """The module's spec, with the fresh loader if the file is the project's."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader and self._is_ours(spec.origin or ""):
            spec.loader = FreshLoader(name, spec.origin or "")
        return spec

    def _is_ours(self, file: str) -> bool:
        return file.startswith(self.root) and not file.startswith(_OWN) and not is_library(file)


@contextmanager
def fresh_imports(root: str) -> Iterator[None]:
    """Loads the modules below a directory fresh while the context is active."""
    finder = _Finder(root)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _OnlyFinder:
    """Finds the modules of some files below a folder, and the packages that they are in."""

    def __init__(self, root: Path, files: frozenset[Path]) -> None:
        inside = [file for file in files if root in file.parents]
        self.files = {".".join(file.relative_to(root).with_suffix("").parts): file for file in inside}
        self.packages = {name.rpartition(".")[0] for name in self.files}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        """The spec of a module or package; None for every other name."""
        del path, target
        if name in self.files:
            return spec_from_file_location(name, self.files[name], loader=FreshLoader(name, str(self.files[name])))
        return ModuleSpec(name, None, is_package=True) if name in self.packages else None


@contextmanager
def only_modules(root: Path, files: frozenset[Path]) -> Iterator[None]:
    """Makes the modules of some files below a folder importable while it lasts, and nothing else that is there."""
    finder = _OnlyFinder(root.resolve(), files)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
