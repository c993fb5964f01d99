"""Python expressions for objects and values, formatted as a formatter would."""

from __future__ import annotations

import keyword
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import FieldSchema, TypeSchema, type_schema
from k8sdsl.objects.part import Template, key_of
from k8sdsl.objects.typed import CustomResource, Resource, to_tree
from k8sdsl.python_source.strings import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.tree import Tree

WIDTH = 100
_DIRECT = ("namespace", "labels", "annotations")
"""The arguments of an object or template besides `metadata`."""


class UntypedError(Exception):
    """A tree that no typed constructor represents exactly."""


class Constructor:
    """A constructor with its arguments, by position and by name."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, arguments: list[tuple[str, Any]]) -> None:
        self.name = name
        self.arguments = arguments

    def parts(self) -> list[tuple[str, Any]]:
        """The prefix of each argument, and the argument."""
        return [(f"{name}=" if name else "", value) for name, value in self.arguments]


class Code:
    """An expression that is written as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Written(str):
    """A string that is written as an expression, such as one that reads it from a file."""

    __slots__ = ("code",)

    def __new__(cls, text: str, code: str) -> Self:
        """The string, with its expression."""
        made = super().__new__(cls, text)
        made.code = code
        return made

    code: str


def rendered(value: Any, indent: int = 0, room: int = WIDTH) -> str:
    """The expression of a value: on one line if there is room, otherwise with one line per part."""
    flat = _flat(value)
    if isinstance(value, Written) or (indent + len(flat) <= room and "\n" not in flat):
        return flat
    pad = " " * (indent + 4)
    if isinstance(value, Constructor):
        head, parts, tail = f"{value.name}(", value.parts(), ")"
    elif isinstance(value, dict):
        head, parts, tail = "{", [(f"{_flat(key)}: ", item) for key, item in value.items()], "}"
    elif isinstance(value, (list, tuple)):
        head, tail = ("[", "]") if isinstance(value, list) else ("(", ")")
        parts = [("", item) for item in value]
    else:
        return _long_text(value, indent, room) if isinstance(value, str) else flat
    if not parts:
        return flat
    lines = [f"{pad}{lead}{rendered(item, indent + 4, room - len(lead) - 1)},\n" for lead, item in parts]
    return f"{head}\n{''.join(lines)}{' ' * indent}{tail}"


def _long_text(text: str, indent: int, room: int) -> str:
    """A long string in pieces, one per line."""
    if "\n" not in text.rstrip("\n"):
        return quoted(text)
    del room
    pad = " " * (indent + 4)
    return "(\n" + "".join(f"{pad}{quoted(line)}\n" for line in text.splitlines(keepends=True)) + " " * indent + ")"


def _flat(value: Any) -> str:
    if isinstance(value, Written):
        return value.code
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Code):
        return value.text
    if isinstance(value, Constructor):
        return f"{value.name}({', '.join(lead + _flat(item) for lead, item in value.parts())})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flat(key)}: {_flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_flat, value)) + ("," if len(value) == 1 else "") + ")"
    return repr(value)


class Constructors:
    """Typed constructors for objects, and the names that a module must import for them.

    `names` are further names that expressions use, with their values.
    """

    def __init__(self, names: Mapping[str, Any] | None = None) -> None:
        self._names = names or {}
        self.modules: set[str] = set()
        self.uses_flat = False
        self.uses_custom = False

    def of(self, tree: Tree) -> Constructor | None:
        """The constructor that creates exactly this tree, or None if there is none."""
        try:
            call = self._custom(tree) if _is_custom(tree) else self._object(tree)
            return call if self._makes(call, tree) else None
        except UntypedError:
            return None

    def _makes(self, call: Constructor, tree: Tree) -> bool:
        """Whether the constructor creates the tree again."""
        from k8sdsl import k8s

        names: dict[str, Any] = {"k8s": k8s, "CustomResource": CustomResource, **self._names}
        names |= {name: import_module(f"k8sdsl.api.{name}") for name in self.modules}
        try:
            made = eval(_flat(call), names)  # noqa: S307 - it was written just above
            return isinstance(made, Resource) and to_tree(made) == tree
        except (TypeError, ValueError, AttributeError, KeyError):
            return False

    def _object(self, tree: Tree) -> Constructor:
        info = kind_info(str(tree.get("apiVersion")), str(tree.get("kind")))
        if info is None or not info.type:
            raise UntypedError
        fields = {key: value for key, value in tree.items() if key not in {"apiVersion", "kind"}}
        return self._part(fields, type_schema(info.type), named=True)

    def _custom(self, tree: Tree) -> Constructor:
        metadata = tree.get("metadata")
        rest = {key: value for key, value in tree.items() if key not in {"apiVersion", "kind", "metadata"}}
        if not isinstance(metadata, dict) or not all(key.isidentifier() and not keyword.iskeyword(key) for key in rest):
            raise UntypedError
        arguments = self._named(metadata)
        arguments[1:1] = [("api_version", tree.get("apiVersion")), ("kind", tree.get("kind"))]
        self.uses_custom = True
        return Constructor("CustomResource", [*arguments, *rest.items()])

    def _part(self, tree: Tree, schema: TypeSchema, *, named: bool = False) -> Constructor:
        """The constructor of a part; `named` for those that take a name and what belongs to `metadata` directly."""
        arguments: list[tuple[str, Any]] = []
        cls = _class(schema)
        key = key_of(cls)
        for wire, value in tree.items():
            if wire == "metadata" and (named or issubclass(cls, Template)):
                arguments[:0] = self._named(value)
                continue
            field = schema.fields.get(wire)
            if field is None or value is None:
                raise UntypedError
            rendered_value = self._value(value, field, field.shape)
            if field.name == key:
                arguments.insert(0, ("", rendered_value))
            else:
                arguments.append((field.name, rendered_value))
        return Constructor(self._name(schema), arguments)

    def _named(self, metadata: Any) -> list[tuple[str, Any]]:
        """The arguments that stand for metadata."""
        if not isinstance(metadata, dict):
            raise UntypedError
        arguments: list[tuple[str, Any]] = []
        if isinstance(metadata.get("name"), str):
            arguments.append(("", metadata["name"]))
        arguments += [(name, metadata[name]) for name in _DIRECT if metadata.get(name) is not None]
        rest = {key: value for key, value in metadata.items() if key not in {"name", *_DIRECT}}
        if rest:
            arguments.append(("metadata", self._part(rest, type_schema("meta_v1.ObjectMeta"))))
        return arguments

    def _value(self, value: Any, field: FieldSchema, shape: str) -> Any:
        if shape:
            if shape[0] == "[" and isinstance(value, list):
                return [self._value(item, field, shape[1:]) for item in value]
            if shape[0] == "{" and isinstance(value, dict):
                return {key: self._value(item, field, shape[1:]) for key, item in value.items()}
            raise UntypedError
        if field.target is None:
            return value
        if not isinstance(value, dict):
            raise UntypedError
        return self._part(value, field.target)

    def _name(self, schema: TypeSchema) -> str:
        """The name of a class: in the flat namespace if that is the same class."""
        from k8sdsl import k8s

        module, _, name = schema.name.partition(".")
        if getattr(k8s, name, None) is _class(schema):
            self.uses_flat = True
            return f"k8s.{name}"
        self.modules.add(module)
        return f"{module}.{name}"


def _class(schema: TypeSchema) -> Any:
    module, _, name = schema.name.partition(".")
    try:
        return getattr(import_module(f"k8sdsl.api.{module}"), name)
    except (ImportError, AttributeError):
        raise UntypedError from None


def _is_custom(tree: Tree) -> bool:
    """Whether an object is of a kind that is not built in."""
    from k8sdsl.kube.kinds import is_builtin_group

    api_version = tree.get("apiVersion")
    return isinstance(api_version, str) and "/" in api_version and not is_builtin_group(api_version.partition("/")[0])
