"""The types of a module as the table that the runtime reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.codegen.documentation import UNCHECKED, docstring
from k8sdsl.codegen.model import ordered
from k8sdsl.codegen.names import camel_case
from k8sdsl.codegen.sources.corrections import READ_FIRST, READ_LAST
from k8sdsl.kube.types import OPEN, TypeTable
from k8sdsl.python_source.strings import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from k8sdsl.codegen.model import FieldModel, ModuleModel, TypeModel
    from k8sdsl.kube.types import Row


def render_module(module: ModuleModel, header: str, *, table: str = "") -> str:
    """The module itself, for the runtime; `table` is the expression for its types if they are in another module."""
    lines = [*docstring([header], 0), *UNCHECKED, "", "from __future__ import annotations", ""]
    if table:
        lines.append("from k8sdsl.kube.types import type_table")
    lines += ["from k8sdsl.objects.generated import define_classes", "", "define_classes(", "    globals(),"]
    lines.append(f"    {quoted(module.api_version)},")
    more: dict[str, Mapping[str, Any]] = {"kinds": module.kinds, "keys": module.keys}
    more |= {} if table else {"choices": module.choices}
    for name, items in {**more, "aliases": module.aliases}.items():
        if items or name == "kinds":
            lines += _argument(name, render_mapping(items, 4))
    lines += [f"    types={table},"] if table else _argument("types", render_types(module, 4))
    return "\n".join([*lines, ")"]) + "\n"


def _argument(name: str, lines: list[str]) -> list[str]:
    return [f"    {name}={lines[0]}", *lines[1:-1], f"{lines[-1]},"] if len(lines) > 1 else [f"    {name}={lines[0]},"]


def render_types(module: ModuleModel, indent: int = 0) -> list[str]:
    """A dictionary of the types: for each its fields as (attribute, type, flags, wire name)."""
    pad = " " * indent
    lines = ["{"]
    for name, rows in rows_of(module).items():
        lines += [f"{pad}    {quoted(name)}: (", *(f"{pad}        {literal(row)}," for row in rows), f"{pad}    ),"]
    return [*lines, f"{pad}}}"]


def table_of(module: ModuleModel) -> TypeTable:
    """The table of the types of a module, without writing the module."""
    return TypeTable(module.name, rows_of(module), module.choices)


def rows_of(module: ModuleModel) -> dict[str, tuple[Row, ...]]:
    """The rows of each type, with the fields in their usual order."""
    return {
        model.name: (*(_row(model, f) for f in ordered(model, READ_FIRST, READ_LAST)), *(OPEN if model.open else ()))
        for model in module.types
    }


def render_mapping(items: Mapping[str, Any], indent: int = 0) -> list[str]:
    """A dictionary of names and constants, one per line."""
    pad = " " * indent
    if not items:
        return ["{}"]
    return ["{", *(f"{pad}    {quoted(name)}: {literal(value)}," for name, value in items.items()), f"{pad}}}"]


def literal(value: Any) -> str:
    """A constant, or a tuple of constants, as source."""
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    return quoted(value) if isinstance(value, str) else repr(value)


def lifetime(model: TypeModel, f: FieldModel) -> tuple[int | None, int | None]:
    """The first and the last minor version of a field, if they differ from those of its type."""
    since = f.minors[0] if f.minors and f.minors[0] > model.minors[0] else None
    until = f.minors[-1] if f.minors and f.minors[-1] < model.minors[-1] else None
    return since, until


def _row(model: TypeModel, f: FieldModel) -> Row:
    flags = _flags(model, f)
    if camel_case(f.name) != f.wire:
        return (f.name, f.type, flags, f.wire)
    return (f.name, f.type, flags) if flags else (f.name, f.type)


def _flags(model: TypeModel, f: FieldModel) -> str:
    flags = ["!"] if f.required else []
    flags += ["null"] if f.nullable else []
    since, until = lifetime(model, f)
    flags += [f"+1.{since}"] if since is not None else []
    flags += [f"-1.{until}"] if until is not None else []
    if f.choice:
        flags.append(f"={f.choice}")
    if f.merge_key:
        flags.append(f"merge={f.merge_key}")
    if "retainKeys" in f.strategies:
        flags.append("retainKeys")
    if "merge" in f.strategies and not f.merge_key and f.type.startswith("[]"):
        flags.append("merge")
    if f.list_type == "map":
        flags.append(f"map={','.join(f.list_keys)}")
    elif f.list_type or f.map_type:
        flags.append(f.list_type or f.map_type)
    return " ".join(flags)
