"""Examines the common object of a large set: one of a built-in kind that decodes without a fault.

Decoding finds the same as `semantics.decoding`, but builds nothing that only an error needs: neither paths nor lists of
problems. What is unusual in any way is left to that decoder. Loaded for sets of many objects only.
"""

from __future__ import annotations

from k8sdsl.kube.gates import is_off
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.rule import Problems
from k8sdsl.semantics.decoding import READERS
from k8sdsl.server.rules import validator_of
from k8sdsl.tree import copy_tree

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.rule import Problem
    from k8sdsl.server.rules import Context, Validator
    from k8sdsl.tree import Tree

_STRING, _STRUCT, _SCALAR, _STRUCTS, _SCALARS, _STRINGS, _MAP = range(7)
"""The kinds of fields: a string, a type, a scalar; a list of types or of scalars; a map of strings or other scalars."""


class _UnusualError(Exception):
    """Raised for an object that is left to the other decoder."""


class _Plan:
    """How the values of a type are read: the kind of each field that its version has, and the required fields."""

    __slots__ = ("_read", "fields", "required", "schema")

    def __init__(self, schema: TypeSchema) -> None:
        self.schema = schema
        self.fields: dict[Any, tuple[int, Any]] = {}
        self.required: tuple[str, ...] = ()
        self._read = False

    def read(self, examiner: QuickExaminer) -> dict[Any, tuple[int, Any]]:
        """The fields; the types that they lead to are read when a value leads there."""
        if not self._read:
            self._read = True
            if self.schema.table.name != "apiextensions_v1":  # its types have methods of their own
                known = [field for field in self.schema.fields.values() if examiner.has(self.schema, field)]
                self.fields = {field.wire: kind for field in known if (kind := examiner.kind_of(field)) is not None}
                self.required = tuple(field.wire for field in known if field.required)
        return self.fields


class QuickExaminer:
    """Examines objects for one version of Kubernetes."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._minor = context.minor
        self._plans: dict[str, _Plan] = {}
        self._kinds: dict[tuple[str, str], tuple[_Plan, Validator | None] | None] = {}

    def examine(self, tree: Tree) -> list[Problem] | None:
        """The problems of an object, or None for one that is not common."""
        try:
            key = tree["apiVersion"], tree["kind"]
            common = self._kinds[key] if key in self._kinds else self._look_up(*key)
            if common is None:
                return None
            plan, validator = common
            decoded = self._decode(plan, tree)
        except (_UnusualError, KeyError, TypeError, RecursionError):
            return None
        if validator is None:
            return []
        problems = Problems()
        validator(decoded, problems, self._context)
        return problems.found

    def has(self, schema: TypeSchema, field: FieldSchema) -> bool:
        """Whether the version has a field, and reads it."""
        minor = self._minor
        if (field.since is not None and field.since > minor) or (field.until is not None and minor > field.until):
            return False
        return not is_off(schema.name, field.wire, minor)

    def kind_of(self, field: FieldSchema) -> tuple[int, Any] | None:
        """How a field is read; None for one that is left to the other decoder."""
        shape, reader = field.shape, READERS.get(field.leaf)
        if shape == "{" and reader is not None:
            return (_STRINGS, None) if field.leaf == "string" else (_MAP, reader)
        if shape not in {"", "["} or "|" in field.leaf:
            return None
        if reader is not None:
            if field.leaf == "string" and not shape:
                return _STRING, None
            return (_SCALARS if shape else _SCALAR), reader
        if field.target is None:
            return None
        return (_STRUCTS if shape else _STRUCT), self._plan(field.target)

    def _plan(self, schema: TypeSchema) -> _Plan:
        plan = self._plans.get(schema.name)
        if plan is None:
            plan = self._plans[schema.name] = _Plan(schema)
        return plan

    def _look_up(self, api_version: str, kind: str) -> tuple[_Plan, Validator | None] | None:
        info = kind_info(api_version, kind)
        common = None
        if info is not None and info.is_usual(self._minor) and not kind.endswith("List"):
            common = self._plan(type_schema(info.type)), validator_of(api_version.rpartition("/")[0], kind)
        self._kinds[api_version, kind] = common
        return common

    def _decode(self, plan: _Plan, tree: Tree) -> Tree:
        out: Tree = {}
        fields = plan.fields or plan.read(self)
        decode = self._decode
        for key, value in tree.items():
            kind, how = fields[key]  # a KeyError for a field that is not known
            if kind == _STRING and type(value) is str:
                out[key] = value
            elif kind == _STRUCT and type(value) is dict:
                out[key] = decode(how, value)
            elif kind == _STRUCTS and type(value) is list:
                out[key] = items = []
                for item in value:
                    if type(item) is not dict:
                        raise _UnusualError
                    items.append(decode(how, item))
            elif value is not None:
                out[key] = _scalar(kind, how, value)
        for key in plan.required:
            if key not in out:
                raise _UnusualError
        return out


def _scalar(kind: int, how: Any, value: Any) -> Any:
    """A scalar, or a list or map of scalars."""
    if kind == _SCALAR:
        if how(value):
            return copy_tree(value) if type(value) is dict or type(value) is list else value
    elif kind == _STRINGS:
        if type(value) is dict and {*map(type, value), *map(type, value.values())} <= {str}:
            return value.copy()
    elif kind == _SCALARS:
        if type(value) is list and all(item is not None and how(item) for item in value):
            return copy_tree(value)
    elif type(value) is dict and all(
        type(key) is str and item is not None and how(item) for key, item in value.items()
    ):
        return copy_tree(value)
    raise _UnusualError
