"""Typed constructors, and calls of blocks, that create exactly a given object."""

from __future__ import annotations

import keyword
from importlib import import_module
from typing import TYPE_CHECKING, Any

from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.types import FieldSchema, TypeSchema
from k8sdsl.objects.conversion import plain_tree
from k8sdsl.objects.part import Template, class_for, key_of, schema_of
from k8sdsl.objects.typed import CustomResource, Resource, class_of, to_tree
from k8sdsl.python_source.block_calls import block_call
from k8sdsl.python_source.catalogue import catalogue_class
from k8sdsl.python_source.literals import CallExpression, Code, WrittenMap, flat

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from k8sdsl.objects.part import Part
    from k8sdsl.python_source.modules import Imports
    from k8sdsl.tree import Tree

_DIRECT = ("namespace", "labels", "annotations")
"""The arguments of an object or template besides `metadata`."""


class UntypedError(Exception):
    """A tree that no typed constructor represents exactly."""


class Constructors:
    """Constructors for objects; the names that they need are added to the imports of a module.

    `names` are further names that expressions use, with their values. With `blocks`, parts are calls of
    `k8sdsl.blocks` where these create exactly the same.
    """

    def __init__(self, imports: Imports, names: Mapping[str, Any] | None = None, *, blocks: bool = True) -> None:
        self._imports = imports
        self._names = dict(names or {})
        self._blocks = blocks
        self._used: list[tuple[str, str]] = []

    def of(self, tree: Tree) -> CallExpression | None:
        """The call that creates exactly this tree, or None if there is none."""
        ways: list[Callable[[], CallExpression]] = [
            lambda: self._object(tree, blocks=False),
            lambda: self._custom(tree),
        ]
        if self._blocks:
            ways.insert(0, lambda: self._object(tree, blocks=True))
        for way in ways:
            self._used = []
            try:
                call = way()
            except UntypedError:
                continue
            if self.creates(call, tree):
                for module, name in self._used:
                    self._imports.add(module, name)
                return call
        return None

    def bind(self, name: str, call: CallExpression) -> None:
        """Makes what a call creates known as a variable, for the calls that follow."""
        self._names[name] = self._evaluated(call)

    def linked(self, block: str, arguments: list[tuple[str, Any]], tree: Tree) -> CallExpression | None:
        """The call of a block with variables among its arguments, if it creates exactly a tree."""
        self._used = [("k8sdsl.blocks", block), ("k8sdsl", "k8s")]
        call = CallExpression(block, arguments)
        if not self.creates(call, tree):
            return None
        self._imports.add("k8sdsl.blocks", block)
        return call

    def creates(self, call: CallExpression, tree: Tree) -> bool:
        """Whether a call creates a tree."""
        return self.made_by(call) == tree

    def made_by(self, call: CallExpression) -> Tree | None:
        """The tree that a call creates; None if it fails."""
        made = self._evaluated(call)
        return to_tree(made) if isinstance(made, Resource) else None

    def _part_made_by(self, call: CallExpression) -> Any:
        made = self._evaluated(call)
        return None if made is None else plain_tree({"part": made})["part"]

    def _evaluated(self, call: CallExpression) -> Any:
        names = dict(self._names)
        try:
            for module, name in self._used:
                made = getattr(import_module(module), name, None)
                names[name] = import_module(f"{module}.{name}") if made is None else made
            return eval(flat(call), names)  # noqa: S307 - an expression of ours; values from input are literals in it
        except (ImportError, TypeError, ValueError, AttributeError, KeyError):
            return None

    def _object(self, tree: Tree, *, blocks: bool) -> CallExpression:
        cls = _class_of(tree)
        if cls is CustomResource:
            return self._custom(tree)
        if blocks:
            made = block_call(cls.__name__, tree)
            if made is not None:
                self._uses("k8sdsl.blocks", made.name)
                if self.creates(made, tree):
                    return made
                self._used.pop()
        fields = {key: value for key, value in tree.items() if key not in {"apiVersion", "kind"}}
        return self._part(fields, cls, blocks=blocks)

    def _custom(self, tree: Tree) -> CallExpression:
        metadata = tree.get("metadata")
        rest = {key: value for key, value in tree.items() if key not in {"apiVersion", "kind", "metadata"}}
        group, slash, _ = str(tree.get("apiVersion")).partition("/")
        if not slash or is_builtin_group(group):
            raise UntypedError
        if not isinstance(metadata, dict) or not all(key.isidentifier() and not keyword.iskeyword(key) for key in rest):
            raise UntypedError
        arguments = self._named(metadata, blocks=False)
        at = 1 if arguments and not arguments[0][0] else 0
        arguments[at:at] = [("api_version", tree.get("apiVersion")), ("kind", tree.get("kind"))]
        self._uses("k8sdsl", "CustomResource")
        given = [(key, self._null() if value is None else value) for key, value in rest.items()]
        return CallExpression("CustomResource", [*arguments, *given])

    def _part(self, tree: Tree, cls: type[Part], *, blocks: bool) -> CallExpression:
        """The constructor of a part."""
        schema = schema_of(cls)
        arguments: list[tuple[str, Any]] = []
        key = key_of(cls)
        for wire, value in tree.items():
            if wire == "metadata" and issubclass(cls, Template) and value is not None:
                arguments[:0] = self._named(value, blocks=blocks)
                continue
            field = schema.fields.get(wire)
            if field is None or (wire in {"apiVersion", "kind"} and issubclass(cls, Resource)):
                raise UntypedError
            argument = self._value(value, field, field.shape, blocks=blocks)
            if field.name == key:
                arguments.insert(0, ("", argument))
            else:
                arguments.append((field.name, argument))
        given = {name or key for name, _ in arguments}
        if not {field.name for field in schema if field.required} <= given:
            raise UntypedError  # type checkers ask for required fields
        return CallExpression(self._name(cls), arguments)

    def _named(self, metadata: Any, *, blocks: bool) -> list[tuple[str, Any]]:
        """The arguments that stand for metadata."""
        if not isinstance(metadata, dict):
            raise UntypedError
        arguments: list[tuple[str, Any]] = []
        if isinstance(metadata.get("name"), str):
            arguments.append(("", metadata["name"]))
        arguments += [(name, metadata[name]) for name in _DIRECT if metadata.get(name) is not None]
        if not all(_fits(name, value) for name, value in arguments):
            raise UntypedError
        arguments += [(name, self._null()) for name in _DIRECT if metadata.get(name, "") is None]
        rest = {key: value for key, value in metadata.items() if key not in {"name", *_DIRECT}}
        if rest:
            from k8sdsl.api import meta_v1

            arguments.append(("metadata", self._part(rest, meta_v1.ObjectMeta, blocks=blocks)))
        return arguments

    def _null(self) -> Code:
        self._uses("k8sdsl", "NULL")
        return Code("NULL")

    def _value(self, value: Any, field: FieldSchema, shape: str, *, blocks: bool) -> Any:
        if value is None:
            return self._null()
        if shape:
            if shape[0] == "[" and isinstance(value, list):
                if blocks and field.target is not None and field.target.name == "core_v1.EnvVar":
                    return self._variables(value, field)
                return [self._value(item, field, shape[1:], blocks=blocks) for item in value]
            if isinstance(value, WrittenMap) and shape == "{" and field.target is None:
                return value
            if shape[0] == "{" and isinstance(value, dict):
                return {key: self._value(item, field, shape[1:], blocks=blocks) for key, item in value.items()}
            raise UntypedError
        target = field.target
        if target is None:
            if not _is_scalar(value, field):
                raise UntypedError
            return value
        if not isinstance(value, dict):
            raise UntypedError
        return self._maybe_block(value, target, blocks=blocks)

    def _maybe_block(self, value: Tree, target: TypeSchema, *, blocks: bool) -> CallExpression:
        cls = class_for(target)
        block = block_call(cls.__name__, value, part=True) if blocks and target.name.startswith("core_v1.") else None
        if block is not None:
            self._uses("k8sdsl.blocks", block.name)
            if self._part_made_by(block) == value:
                return block
            self._used.pop()
        return self._part(value, cls, blocks=blocks)

    def _variables(self, value: list[Any], field: FieldSchema) -> Any:
        """The variables of a container: one block if all of them have plain values."""
        plain = {item["name"]: item["value"] for item in value if _is_plain_variable(item)}
        if len(plain) == len(value) > 0:
            self._uses("k8sdsl.blocks", "env_values")
            return CallExpression("env_values", [("", plain)])
        return [self._value(item, field, "", blocks=True) for item in value]

    def _name(self, cls: type[Part]) -> str:
        """The name of a class: in a flat namespace if that is the same class."""
        from k8sdsl import k8s

        package, _, module = cls.__module__.rpartition(".")
        name = cls.__name__
        if package == "k8sdsl.api":
            if getattr(k8s, name, None) is cls:
                self._uses("k8sdsl", "k8s")
                return f"k8s.{name}"
            self._uses(package, module)
            return f"{module}.{name}"
        if getattr(import_module(package), name, None) is cls:
            home, _, project = package.rpartition(".")
            self._uses(home, project)
            return f"{project}.{name}"
        self._uses(package, module)
        return f"{module}.{name}"

    def _uses(self, module: str, name: str) -> None:
        self._used.append((module, name))


def _is_plain_variable(item: Any) -> bool:
    return (
        isinstance(item, dict) and item.keys() == {"name", "value"} and all(isinstance(v, str) for v in item.values())
    )


def _class_of(tree: Tree) -> type[Resource]:
    from k8sdsl.errors import StructureError

    try:
        cls = class_of(tree)
    except StructureError:
        raise UntypedError from None
    return catalogue_class(tree) or cls if cls is CustomResource else cls


def _fits(name: str, value: Any) -> bool:
    if name in {"labels", "annotations"}:
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, str)


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "int32": (int,),
    "int64": (int,),
    "number": (int, float),
    "quantity": (str, int, float),
    "int_or_string": (int, str),
    "time": (str,),
    "microtime": (str,),
    "bytes": (str,),
}


def _is_scalar(value: Any, field: FieldSchema) -> bool:
    """Whether type checkers accept a value for a field."""
    if field.choice in field.table.choices:
        return value in field.table.choices[field.choice]
    wanted = _TYPES.get(field.leaf)
    if wanted is None:
        return field.leaf != "object" or isinstance(value, dict)
    return isinstance(value, wanted) and (type(value) is not bool or bool in wanted)
