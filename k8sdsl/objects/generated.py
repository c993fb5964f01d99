"""Makes the classes of a generated module when they are first used.

A generated module is a table of types; its stub, beside it, holds the classes as type checkers and editors see them.
Most programs use few of the hundreds of classes that a module may have, and pay for no others.
"""

from __future__ import annotations

from importlib import import_module

from k8sdsl.kube.types import TypeTable
from k8sdsl.lazy import lazy_names
from k8sdsl.objects.part import FINDERS, Part, Template
from k8sdsl.objects.typed import NamedResource, Resource

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from k8sdsl.kube.types import Row


def define_classes(
    namespace: dict[str, Any],
    api_version: str,
    *,
    kinds: Mapping[str, str],
    types: Mapping[str, tuple[Row, ...]] | TypeTable,
    keys: Mapping[str, str] | None = None,
    choices: Mapping[str, tuple[Any, ...]] | None = None,
    aliases: Mapping[str, str] | None = None,
) -> None:
    """Makes the classes of `types` attributes of the module with this namespace, and so its named `choices` of values.

    `kinds` maps the classes of whole objects to their kind, `keys` the parts that take an argument by position to its
    field, and `aliases` further names to the class or choice that they stand for.
    """
    module = str(namespace["__name__"])
    table = types if isinstance(types, TypeTable) else TypeTable(module.rpartition(".")[2], types, choices)
    more = aliases or {}
    names = sorted([*table.rows, *table.choices, *more])

    def find(name: str) -> Any:
        if name in more:
            return attribute(more[name])
        if name in table.choices:
            return _literal(table.choices[name])
        if name in table.rows:
            return _class(module, table, name, api_version, kinds.get(name), (keys or {}).get(name, ""))
        return None

    attribute = FINDERS[table] = lazy_names(namespace, find, lambda: names)


def flatten(namespace: dict[str, Any], modules: list[str]) -> None:
    """Makes the names of modules of a package attributes of the package; of equal names, that of the first module."""
    package = str(namespace["__name__"])

    def members(module: str) -> list[str]:
        return dir(import_module(f"{package}.{module}"))

    def find(name: str) -> Any:
        if name.startswith("_"):
            return None
        module = next((module for module in modules if name in members(module)), None)
        return getattr(import_module(f"{package}.{module}"), name) if module is not None else None

    lazy_names(namespace, find, lambda: {name for module in modules for name in members(module)})


def _class(module: str, table: TypeTable, name: str, api_version: str, kind: str | None, key: str) -> type[Part]:
    named = any(row[0] == "metadata" and row[1].endswith("ObjectMeta") for row in table.rows[name])
    body: dict[str, Any] = {"__module__": module, "__slots__": (), "_table": table, "_type": name, "_key": key}
    body["__doc__"] = f"{name} of {api_version}; `k8sdsl explain` describes its fields."
    if kind:
        body["api_version"], body["kind"] = api_version, kind
    base = (Template if named else Part) if kind is None else (NamedResource if named else Resource)
    made: Any = type(name, (base,), body)
    return made  # type: ignore[no-any-return]


def _literal(values: tuple[Any, ...]) -> Any:
    from typing import Literal

    return Literal[values]
