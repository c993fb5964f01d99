"""Sees what the Python of a project reads: files, listings, variables, modules, and what cannot be tracked.

Reads are seen by an audit hook of the interpreter and by replaced functions of the standard library, which pass
everything on. Nothing is seen while no recorder is active.
"""

from __future__ import annotations

import builtins
import functools
import os
import sys
from contextlib import contextmanager
from importlib.util import resolve_name
from typing import TYPE_CHECKING, Any

from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.unrepeatable import watch
from k8sdsl.gitops.secrets.values import REMEMBERED, WATCHERS
from k8sdsl.project.fresh_import import FreshLoader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType, ModuleType

    from k8sdsl.gitops.cache.recorder import Recorder

_LISTINGS = frozenset(("os.listdir", "os.scandir"))
_UNTRACKED = {
    "socket.connect": "uses the network",
    "socket.getaddrinfo": "uses the network",
    "socket.gethostbyname": "uses the network",
    "socket.gethostname": "reads the name of the machine",
    "subprocess.Popen": "runs a program",
    "os.system": "runs a program",
    "os.posix_spawn": "runs a program",
    "os.exec": "runs a program",
    "os.fork": "starts a process",
    "sqlite3.connect": "uses a database",
}

_ACTIVE: list[Recorder] = []


@contextmanager
def active(recorder: Recorder, *, unrepeatable: bool = True) -> Iterator[Recorder]:
    """Lets a recorder see what is read while the context lasts; also clocks and random numbers, unless told not to."""
    _install()
    if unrepeatable and not _UNREPEATABLE:
        _UNREPEATABLE.append(True)
        watch(lambda what: _ACTIVE[-1].untracked(what) if _ACTIVE else None)
    _ACTIVE.append(recorder)
    try:
        yield recorder
    finally:
        _ACTIVE.pop()


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _ACTIVE:
        return
    if event == "open" or event in _LISTINGS:
        if _is_import(sys._getframe(1)):  # noqa: SLF001 - the caller, which may also write a compiled file
            return
        if event in _LISTINGS:
            _ACTIVE[-1].listed(arguments[0])
        elif _writes(*arguments[1:3]):
            _ACTIVE[-1].untracked("writes a file")
        else:
            _ACTIVE[-1].read_file(arguments[0])
    elif event in _UNTRACKED:
        _ACTIVE[-1].untracked(_UNTRACKED[event], by_anyone=True)  # Helm reads files too


def _writes(mode: Any, flags: Any) -> bool:
    """Whether a file is opened to be written, by the mode of `open`, or by the flags of `os.open`, which has none."""
    if isinstance(mode, str):
        return not _WRITES.isdisjoint(mode)
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _is_import(caller: FrameType) -> bool:
    """Whether the caller imports a module, whose file is known anyway."""
    file = caller.f_code.co_filename
    return file.startswith("<frozen importlib") or file == _LOADING


_LOADING = str(FreshLoader.get_code.__code__.co_filename)
_WRITES = frozenset("wax+")
_INSTALLED: list[bool] = []
_UNREPEATABLE: list[bool] = []


def _install() -> None:
    """Replaces the functions, once in a process: an audit hook cannot be removed."""
    if _INSTALLED:
        return
    _INSTALLED.append(True)
    sys.addaudithook(_audit)
    for name in ("stat", "lstat", "access", "readlink"):
        setattr(os, name, _seeing_path(getattr(os, name)))
    _watch_variables()
    _watch_imports()
    _watch_memories()
    WATCHERS.append(lambda unset: _ACTIVE[-1].read_secret(unset) if _ACTIVE else None)
    REMEMBERED.append(lambda overlay: _ACTIVE[-1].unset_secrets(overlay) if _ACTIVE else ())


def _seeing_path(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def seen(path: Any, *arguments: Any, **options: Any) -> Any:
        if _ACTIVE and not _is_import(sys._getframe(1)):  # noqa: SLF001 - the caller
            _ACTIVE[-1].read_file(path)
        return original(path, *arguments, **options)

    return seen


def _watch_variables() -> None:
    kind: Any = type(os.environ)
    for name in ("__getitem__", "__contains__"):
        setattr(kind, name, _seeing_variable(getattr(kind, name, None) or _contains))
    for name in ("__iter__", "__len__"):
        setattr(kind, name, _seeing_variables(getattr(kind, name)))


def _contains(variables: Mapping[str, str], name: str) -> bool:
    try:
        variables[name]
    except KeyError:
        return False
    return True


def _seeing_variable(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def seen(variables: Any, name: Any) -> Any:
        if _ACTIVE and _ACTIVE[-1].now is not None and _are_of_the_process(variables):
            _ACTIVE[-1].read_variable(os.fsdecode(name) if isinstance(name, bytes) else str(name))
        return original(variables, name)

    return seen


def _are_of_the_process(variables: Any) -> bool:
    return variables is os.environ or variables is getattr(os, "environb", None)


def _seeing_variables(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def seen(variables: Any) -> Any:
        if _ACTIVE and _are_of_the_process(variables):
            _ACTIVE[-1].untracked("reads all environment variables")
        return original(variables)

    return seen


def _watch_imports() -> None:
    import importlib

    plain_import, import_module, run = builtins.__import__, importlib.import_module, FreshLoader.exec_module

    def seen_import(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:  # noqa: A002
        if _ACTIVE and globals is not None:
            importer = globals.get("__name__", "")
            if not importer.startswith("k8sdsl.") and str(globals.get("__file__", "")).startswith(_ACTIVE[-1].root):
                _ACTIVE[-1].imported(importer, _names_of(name, globals, fromlist, level))
        return plain_import(name, globals, locals, fromlist, level)

    def seen_import_module(name: str, package: str | None = None) -> ModuleType:
        if _ACTIVE:
            globals = sys._getframe(1).f_globals  # noqa: SLF001, A001 - of the module that imports
            if str(globals.get("__file__", "")).startswith(_ACTIVE[-1].root):
                _ACTIVE[-1].imported(globals["__name__"], {resolve_name(name, package)})
        return import_module(name, package)

    def seen_run(loader: FreshLoader, module: ModuleType) -> None:
        if not _ACTIVE:
            run(loader, module)
            return
        with _ACTIVE[-1].importing(module):
            run(loader, module)

    builtins.__import__ = seen_import
    importlib.import_module = seen_import_module
    FreshLoader.exec_module = seen_run  # type: ignore[method-assign, assignment]


def _names_of(name: str, importing: Mapping[str, Any], fromlist: Any, level: int) -> set[str]:
    """The modules that an import statement names; a name of `fromlist` may be a module or a value."""
    if level:
        package = str(importing.get("__package__") or "").split(".")
        base = ".".join(package[: len(package) - level + 1])
        name = f"{base}.{name}" if name else base
    return {name, *(f"{name}.{part}" for part in fromlist or ())}


def _watch_memories() -> None:
    """Replaces `functools.cache` and `lru_cache`: what a remembered call read is read by each use of it."""
    plain = functools.lru_cache

    def watched(maxsize: Any = 128, typed: bool = False) -> Any:  # noqa: FBT001, FBT002 - as the original
        if callable(maxsize):
            return _remembering(plain(typed=typed), maxsize)
        return lambda function: _remembering(plain(maxsize, typed), function)

    functools.lru_cache = watched
    functools.cache = watched(None)


def _remembering(remember: Callable[..., Any], function: Callable[..., Any]) -> Any:
    def recorded(*arguments: Any, **options: Any) -> tuple[Any, Reads | None]:
        if not _ACTIVE or _ACTIVE[-1].now is None:
            return function(*arguments, **options), None
        reads = Reads()
        with _ACTIVE[-1].recording(reads):
            value = function(*arguments, **options)
        _ACTIVE[-1].remembered(function.__module__, reads)
        return value, reads

    held = remember(recorded)

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        value, reads = held(*arguments, **options)
        now = _ACTIVE[-1].now if _ACTIVE else None
        if reads is not None and now is not None:
            now.add(reads)
        return value

    for name in ("cache_info", "cache_clear", "cache_parameters"):
        setattr(call, name, getattr(held, name))
    return call
