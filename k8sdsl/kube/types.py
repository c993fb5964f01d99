"""The schemas of types: fields, their types, versions, merge keys and list types.

The tables of the built-in types are generated (`k8sdsl/kube/schema`), one module per group-version, loaded on first
use; modules of custom resources bring their own. A built-in type is named `core_v1.Container`. A field's `shape` says
how its leaf is wrapped, outermost first: `[` a list, `{` a map; its `leaf` is a scalar's name or a type's.
"""

from __future__ import annotations

from k8sdsl.lazy import load_module

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Row = tuple[str, ...]

SCALARS = frozenset(
    (
        *("string", "bool", "int32", "int64", "number", "quantity", "int_or_string"),
        *("time", "microtime", "bytes", "object", "any"),
    )
)

OPEN = (("*", "any"),)
"""The last row of a type that takes fields beyond those that it names."""


class FieldSchema:
    """One field of a type.

    `since` and `until` are minor versions (29 for 1.29), None if the field is as old, or exists as long, as its type.
    `merge_key` is the patch merge key; `merges` is true if a strategic merge joins the list instead of replacing it;
    `list_type` is `atomic`, `set`, `map` or empty, and `list_keys` are the keys of `map`. `nullable` fields are
    required and may be null; `choice` names the values that a string may have, if few.
    """

    __slots__ = (
        *("_target", "choice", "leaf", "list_keys", "list_type", "merge_key", "merges", "name", "nullable"),
        *("required", "retain_keys", "shape", "since", "table", "type", "until", "wire"),
    )

    def __init__(self, table: TypeTable, row: Row) -> None:
        self.table = table
        self.name, self.type = row[0], row[1]
        self.wire = row[3] if len(row) > 3 else camel_case(self.name)
        self.required = self.retain_keys = self.merges = self.nullable = False
        self.since: int | None = None
        self.until: int | None = None
        self.merge_key = self.list_type = self.choice = ""
        self.list_keys: tuple[str, ...] = ()
        self._target: TypeSchema | None = None
        if len(row) > 2:
            self._read_flags(row[2])
        expression, shape = self.type, ""
        while expression[0] in "[{":
            shape += expression[0]
            expression = expression[2:]
        self.shape, self.leaf = shape, expression

    def _read_flags(self, text: str) -> None:
        for flag in text.split():
            if flag == "!":
                self.required = True
            elif flag[0] == "+":
                self.since = int(flag[3:])
            elif flag[0] == "-":
                self.until = int(flag[3:])
            elif flag[0] == "=":
                self.choice = flag[1:]
            elif flag == "null":
                self.nullable = True
            elif flag.startswith("merge"):
                self.merges, self.merge_key = True, flag[6:]
            elif flag == "retainKeys":
                self.retain_keys = True
            elif flag.startswith("map="):
                self.list_type, self.list_keys = "map", tuple(flag[4:].split(","))
            else:
                self.list_type = flag

    @property
    def target(self) -> TypeSchema | None:
        """The type of the leaf (the first of a choice, such as JSONSchemaProps or a boolean); None for a scalar."""
        if self._target is None and self.leaf not in SCALARS:
            name = self.leaf.partition("|")[0]
            self._target = type_schema(name) if "." in name else self.table.type(name)
        return self._target

    def __repr__(self) -> str:
        return f"FieldSchema({self.wire}: {self.type})"


class TypeSchema:
    """One type: its fields by wire name, and by attribute. One that is `open` accepts any other field as it is."""

    __slots__ = ("by_name", "fields", "name", "open", "required", "table")

    def __init__(self, table: TypeTable, name: str, rows: tuple[Row, ...]) -> None:
        self.table = table
        self.name = f"{table.name}.{name}"
        self.open = rows[-1:] == OPEN
        fields = [FieldSchema(table, row) for row in (rows[:-1] if self.open else rows)]
        self.fields = {field.wire: field for field in fields}
        self.by_name = {field.name: field for field in fields}
        self.required = tuple(field.wire for field in fields if field.required)

    def __iter__(self) -> Iterator[FieldSchema]:
        return iter(self.fields.values())

    def __repr__(self) -> str:
        return f"TypeSchema({self.name})"


def camel_case(name: str) -> str:
    """The wire name of an attribute whose row does not have one."""
    if "_" not in name:
        return name
    first, *rest = name.split("_")
    return first + "".join([part[:1].upper() + part[1:] for part in rest])


class TypeTable:
    """The types of one module, each read from its rows on first use.

    A row is (attribute, type), then flags and the wire name if needed. `choices` are named lists of values.
    """

    __slots__ = ("_read", "choices", "name", "rows")

    def __init__(
        self, name: str, rows: Mapping[str, tuple[Row, ...]], choices: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.name, self.rows, self.choices = name, rows, choices or {}
        self._read: dict[str, TypeSchema] = {}

    def type(self, name: str) -> TypeSchema:
        """The type with this name; raises KeyError if there is none."""
        schema = self._read.get(name)
        if schema is None:
            schema = self._read[name] = TypeSchema(self, name, self.rows[name])
        return schema


def type_table(module: str) -> TypeTable:
    """The built-in types of a group-version such as `core_v1`; raises ModuleNotFoundError if there is none."""
    table = _TABLES.get(module)
    if table is None:
        source = load_module(f"k8sdsl.kube.schema.{module}")
        table = _TABLES[module] = TypeTable(module, source.TYPES, source.CHOICES)
    return table


def type_schema(name: str) -> TypeSchema:
    """The built-in type `module.Name`; raises KeyError if there is none."""
    module, _, short = name.partition(".")
    return type_table(module).type(short)


_TABLES: dict[str, TypeTable] = {}
