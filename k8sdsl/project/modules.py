"""Runs the Python files of a project under the module names by which its other files import them."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found] # `signal` would load `enum`
import os
import sys
from contextlib import contextmanager, suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import LoadError
from k8sdsl.project.fresh_import import FreshLoader, fresh_imports, is_library, only_modules
from k8sdsl.project.paths import real_path, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType


MAX_MODULE = 50_000_000
"""The maximum size of one Python file in bytes."""


def load_module(file: Path, root: Path) -> ModuleType:
    """Runs a Python file of the project under the module name by which others import it."""
    name = _module_name(file, root)
    with importable(root):
        held = sys.modules.get(name)
        if held is not None and _is_of(held, file):
            return held
        if held is not None:  # a file with the name of a library that is loaded
            name = f"{name} of {root}"
        spec = spec_from_file_location(name, file, loader=FreshLoader(name, str(file)))
        if spec is None or spec.loader is None or not file.is_file():
            raise LoadError(f"there is no Python file {shown(file)}", code="file/not-found")
        if file.stat().st_size > MAX_MODULE:
            raise LoadError(
                f"{shown(file)} is larger than {MAX_MODULE:,} bytes",
                remedy="split it into several files",
                code="file/too-large",
            )
        module = module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException as error:
            sys.modules.pop(name, None)
            if not isinstance(error, KeyboardInterrupt):
                from k8sdsl.project.user_errors import as_user_error

                raise as_user_error(error) from error
            raise
    return module


def _is_of(module: ModuleType, file: Path) -> bool:
    own = getattr(module, "__file__", None)
    return own is not None and real_path(Path(own)) == real_path(file)


@contextmanager
def importable(root: Path) -> Iterator[None]:
    """Makes the project's modules importable, and unloads those of any other project."""
    path = str(root)
    for name in _foreign(root):
        del sys.modules[name]
    if _ONLY:
        with only_modules(root, _ONLY[-1]):
            yield
        return
    sys.path.insert(0, path)
    try:
        with fresh_imports(path):
            yield
    finally:
        if path in sys.path:
            sys.path.remove(path)


@contextmanager
def same_process() -> Iterator[None]:
    """Keeps the working directory, the standard streams, and what an interrupt does, as they are before the block."""
    folder = _working_directory()
    streams = sys.stdout, sys.stderr
    handler = _signal.getsignal(_signal.SIGINT)
    try:
        yield
    finally:
        if folder:
            with suppress(OSError):  # it was removed
                os.chdir(folder)
        sys.stdout, sys.stderr = streams
        if sys.stderr is not None and sys.stderr.closed:
            _open_standard_error()
        if handler is not None and _signal.getsignal(_signal.SIGINT) is not handler:
            with suppress(ValueError):  # in another thread, where nobody can change it either
                _signal.signal(_signal.SIGINT, handler)


def _working_directory() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - not every build loads `pathlib`
    except OSError:
        return ""


def _open_standard_error() -> None:
    """Opens it again; `sys.stdout` is the same stream while user code runs, so closing one of them closes both."""
    is_both = sys.stdout is sys.stderr
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115 - to the end of the process
    if is_both:
        sys.stdout = sys.stderr


def forget_modules(root: Path) -> None:
    """Unloads the modules of a project, so that they are loaded from their files again."""
    unload(modules_of(root))


def modules_of(root: str | Path) -> dict[str, str]:
    """The loaded modules of a project by name, with their files."""
    inside = os.path.join(root, "")  # noqa: PTH118
    files = {name: str(getattr(module, "__file__", None) or "") for name, module in list(sys.modules.items())}
    return {
        name: file
        for name, file in files.items()
        if file.startswith(inside) and not file.startswith(_PACKAGE) and not is_library(file)
    }


def unload(names: Iterable[str]) -> None:
    """Unloads modules, also from the packages around them: `from stacks import web` would find the old one there."""
    for name in names:
        module = sys.modules.pop(name, None)
        package, _, last = name.rpartition(".")
        holder = vars(sys.modules[package]) if package in sys.modules else {}
        if module is not None and holder.get(last) is module:
            del holder[last]


_PACKAGE = os.path.join(Path(__file__).parents[1], "")  # noqa: PTH118
_ONLY: list[frozenset[Path]] = []


@contextmanager
def restricted_to(files: Iterable[Path]) -> Iterator[None]:
    """Lets a project import these files of its own and no others while it lasts."""
    _ONLY.append(frozenset(real_path(file) for file in files))
    try:
        yield
    finally:
        _ONLY.pop()


_PACKAGES = ("stacks", "overlays", "bases", "components", "apis")


def _foreign(root: Path) -> list[str]:
    """The loaded modules of the packages that every project has, if any of them is a file of another project."""
    found = []
    ours = [name for name in list(sys.modules) if name.startswith(_PACKAGES)]  # other threads import too
    for top in _PACKAGES:
        loaded = [name for name in ours if name.partition(".")[0] == top]
        files = [getattr(sys.modules[name], "__file__", None) for name in loaded]
        if any(file and not Path(file).is_relative_to(root) for file in files):
            found += loaded  # packages without a file too: their attributes are modules of the other project
    return found


def _module_name(file: Path, root: Path) -> str:
    try:
        parts = real_path(file).relative_to(real_path(root)).with_suffix("").parts
    except ValueError:
        parts = (file.stem,)
    return ".".join(parts)
