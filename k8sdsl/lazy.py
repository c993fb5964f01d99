"""What is loaded or computed on first use: attributes of a module, modules, and answers of functions.

Importing k8sdsl or one kind must not load the rest. Type checkers see the names under `if TYPE_CHECKING` of the module,
or in its stub.
"""

import sys

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeVar

    CachedFunction = TypeVar("CachedFunction", bound=Callable[..., Any])


def lazy_names(
    namespace: "dict[str, Any]", find: "Callable[[str], Any]", names: "Callable[[], Iterable[str]]"
) -> "Callable[[str], Any]":
    """Adds the attributes that `find` creates to the module with this namespace, and returns the function that does so.

    `find` returns None for a name that it does not have; `names` lists those that it has. An unknown name raises an
    AttributeError with the closest names.
    """
    module = str(namespace["__name__"])

    def attribute(name: str) -> "Any":
        found = namespace.get(name)
        if found is None:
            found = find(name)
            if found is None:
                raise AttributeError(_absence(module, name, names))
            namespace[name] = found
        return found

    namespace["__getattr__"] = attribute
    namespace["__dir__"] = lambda: sorted(names())
    return attribute


def lazy_imports(namespace: "dict[str, Any]", homes: "Mapping[str, Iterable[str]]") -> list[str]:
    """Adds names of other modules to the module with this namespace, and returns them sorted, for `__all__`.

    `homes` maps each module to its names; a module without names is an attribute itself.
    """
    home_of = {name: module for module, names in homes.items() for name in names}
    modules = {module.rpartition(".")[2]: module for module, names in homes.items() if not names}
    known = sorted([*home_of, *modules])

    def find(name: str) -> "Any":
        if name in modules:
            return load_module(modules[name])
        return getattr(load_module(home_of[name]), name) if name in home_of else None

    lazy_names(namespace, find, lambda: known)
    return known


def load_module(name: str) -> "Any":
    """A module by its full name; `importlib` would load more."""
    __import__(name)
    return sys.modules[name]


def remembered(most: int) -> "Callable[[CachedFunction], CachedFunction]":
    """Remembers up to `most` answers of a function with one argument, as `functools.lru_cache` does."""

    def decorate(function: "Any") -> "Any":
        return _Answers(function, most).__getitem__

    return decorate


class _Answers(dict["Any", "Any"]):
    """The answers of a function, by its argument."""

    def __init__(self, function: "Callable[[Any], Any]", most: int) -> None:
        self._function = function
        self._most = most

    def __missing__(self, argument: "Any") -> "Any":
        if len(self) >= self._most:
            self.clear()
        answer = self[argument] = self._function(argument)
        return answer


def _absence(module: str, name: str, names: "Callable[[], Iterable[str]]") -> str:
    if name.startswith("_"):
        return f"module {module!r} has no attribute {name!r}"
    from k8sdsl.near_miss import did_you_mean

    hint = did_you_mean(name, names())
    return f"module {module!r} has no attribute {name!r}" + (f"; {hint}" if hint else "")
