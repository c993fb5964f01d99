"""What the Python of a project reads while it runs: files, listings, variables, modules, and what cannot be tracked.

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
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.unrepeatable import watch
from k8sdsl.gitops.cache.user_frame import user_frame
from k8sdsl.gitops.secrets.values import WATCHERS
from k8sdsl.project.fresh_import import FreshLoader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

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
}


class Recorder:
    """The reads of each module while it is imported, and of the environment that is being rendered.

    `root` is the directory of the project, `imports` are the names that each of its modules imports.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.join(root, "")  # noqa: PTH118
        self.of_modules: dict[str, Reads] = {}
        self.imports: dict[str, set[str]] = {}
        self._stack: list[Reads] = []
        self._values: dict[str, ModuleValues] = {}

    @contextmanager
    def recording(self, reads: Reads) -> Iterator[None]:
        """Adds what is read in the block to `reads`."""
        self._stack.append(reads)
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
        try:
            with self.recording(reads):
                yield
        finally:
            self._values[module.__name__] = ModuleValues(module)
            self.remember_changes(reads)

    def remember_changes(self, reads: Reads) -> None:
        """Adds reads to the modules whose variables have changed since: they may keep what was read for later."""
        for name, before in self._values.items():
            module = sys.modules.get(name)
            if module is not None and before.differ_from(module):
                self.of_modules[name].add(reads)
                self._values[name] = ModuleValues(module)

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

    def read_secret(self) -> None:
        """The value of a secret, of which not even a hash is kept."""
        if self.now is not None:
            self.now.untracked = self.now.untracked or "the value of a secret is read"

    def untracked(self, what: str) -> None:
        """Something whose result can be different next time, if the project's Python asked for it."""
        reads = self.now
        if reads is not None and not reads.untracked:
            place = user_frame(self.root)
            if place:
                reads.untracked = f"{place} {what}"


class ModuleValues:
    """The values of a module's variables, and of the attributes of classes and objects: the same, of the same sizes."""

    __slots__ = ("_sizes", "_values")

    def __init__(self, module: ModuleType) -> None:
        self._values = list(_values_of(module))
        self._sizes = [len(value) if type(value) in _SIZED else 0 for value in self._values]

    def differ_from(self, module: ModuleType) -> bool:
        """Whether the module has other values now."""
        now = ModuleValues(module)
        return (
            len(now._values) != len(self._values)
            or now._sizes != self._sizes
            or any(one is not other for one, other in zip(now._values, self._values, strict=True))
        )


_SIZED = frozenset((dict, list, set))


def _values_of(module: ModuleType) -> Iterator[Any]:
    """The values of a module, those of its classes, and those of objects in it."""
    for value in list(vars(module).values()):
        yield value
        own = value.__module__ == module.__name__ if isinstance(value, type) else not isinstance(value, ModuleType)
        inner = _attributes(value) if own else None
        if isinstance(inner, (dict, MappingProxyType)):
            yield from list(inner.values())


def _attributes(value: Any) -> Any:
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None


_ACTIVE: list[Recorder] = []


@contextmanager
def active(recorder: Recorder) -> Iterator[Recorder]:
    """Lets a recorder see what is read while the context lasts."""
    _install()
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
        elif isinstance(arguments[1], str) and not _WRITES.isdisjoint(arguments[1]):
            _ACTIVE[-1].untracked("writes a file")
        else:
            _ACTIVE[-1].read_file(arguments[0])
    elif event in _UNTRACKED:
        _ACTIVE[-1].untracked(_UNTRACKED[event])


def _is_import(caller: FrameType) -> bool:
    """Whether the caller imports a module, whose file is known anyway."""
    file = caller.f_code.co_filename
    return file.startswith("<frozen importlib") or file == _LOADING


_LOADING = str(FreshLoader.get_code.__code__.co_filename)
_WRITES = frozenset("wax+")
_INSTALLED: list[bool] = []


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
    watch(lambda what: _ACTIVE[-1].untracked(what) if _ACTIVE else None)
    WATCHERS.append(lambda: _ACTIVE[-1].read_secret() if _ACTIVE else None)


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
        if _ACTIVE and _ACTIVE[-1].now is not None and variables is os.environ:
            _ACTIVE[-1].read_variable(str(name))
        return original(variables, name)

    return seen


def _seeing_variables(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def seen(variables: Any) -> Any:
        if _ACTIVE and variables is os.environ:
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
            return function(*arguments, **options), reads

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
