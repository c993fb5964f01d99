"""Examines the common object of a large set: one of a built-in kind that decodes without a fault.

Decoding finds the same as `semantics.decoding`, but builds nothing that only an error needs: neither paths nor lists of
problems. What is unusual in any way is left to that decoder. An object that differs from an accepted one only in
strings that the rules cannot tell apart (`alike`) is accepted as well. Loaded for sets of many objects only.
"""

from __future__ import annotations

import marshal

from k8sdsl.kube.gates import is_off
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.rule import Problems
from k8sdsl.semantics.decoding import READERS
from k8sdsl.server.alike import NAMED, READ_ALIKE, Alike, UnusualError
from k8sdsl.server.rules import Context, validator_of
from k8sdsl.tree import copy_tree

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.rule import Problem
    from k8sdsl.server.rules import Validator
    from k8sdsl.tree import Tree

    Read = Callable[[Any, Alike | None], Any]
    Step = tuple[str, int, Any]

_STRING, _STRUCT, _STRUCTS, _OTHER = range(4)
"""The kinds of fields: a string, a type, a list of a type; any other has a function that reads its value."""

MOST_REMEMBERED = 4_096
"""How many verdicts are remembered, so that memory does not grow with the set."""
_LARGEST_REMEMBERED = 16_384
_CREDIT, _GAIN = 256, 6
"""How many verdicts are new before replacing strings is given up; a known one saves as much as it costs for six."""
_REST = 16
"""For how many objects it is given up until one more is tried: later objects of a process may repeat each other."""
_LUCK = 16
"""How many values of a type are new before they are not looked up anymore, less those that were known."""


class _Plan:
    """How the values of a type are read: the kind of each field that its version has, and the required fields.

    `shapes` are the steps for each sequence of keys so far, of which a large set has few. `known` are values, as bytes,
    in which nothing is replaced; they are looked up while `luck` is left.
    """

    __slots__ = ("_fields", "_required", "known", "luck", "schema", "shapes")

    def __init__(self, schema: TypeSchema) -> None:
        self.schema = schema
        self.shapes: dict[tuple[Any, ...], tuple[Step, ...]] = {}
        self.known: set[bytes] = set()
        self.luck = _LUCK
        self._fields: dict[Any, tuple[int, Any]] | None = None
        self._required: tuple[str, ...] = ()

    def steps(self, keys: tuple[Any, ...], examiner: QuickExaminer) -> tuple[Step, ...]:
        """How the values of a map with these keys are read; the types of the values are read when they occur."""
        fields = self._fields if self._fields is not None else self._read(examiner)
        if any(key not in fields for key in keys) or any(key not in keys for key in self._required):
            raise UnusualError
        if len(self.shapes) >= MOST_REMEMBERED:
            self.shapes.clear()
        steps = self.shapes[keys] = tuple((key, *fields[key]) for key in keys)
        return steps

    def needs(self, key: str) -> bool:
        """Whether a value must not be null."""
        return key in self._required

    def _read(self, examiner: QuickExaminer) -> dict[Any, tuple[int, Any]]:
        schema = self.schema
        known = [field for field in schema.fields.values() if examiner.has(schema, field)]
        if schema.table.name == "apiextensions_v1":  # its types have methods of their own
            known.clear()
        self._required = tuple(field.wire for field in known if field.required)
        self._fields = {field.wire: kind for field in known if (kind := examiner.kind_of(schema, field)) is not None}
        return self._fields


class QuickExaminer:
    """Examines objects for one version of Kubernetes. Threads can share one."""

    def __init__(self, minor: int) -> None:
        self._context = Context(minor, labels_of=_unusual)
        self._minor = minor
        self._plans: dict[str, _Plan] = {}
        self._kinds: dict[tuple[str, str], tuple[_Plan, Validator | None] | None] = {}
        self._verdicts: dict[bytes, bool] = {}
        self._credit: float = _CREDIT

    def examine(self, tree: Tree) -> list[Problem] | None:
        """The problems of an object, or None for one that is not common."""
        try:
            key = tree["apiVersion"], tree["kind"]
            common = self._kinds[key] if key in self._kinds else self._look_up(*key)
            if common is None:
                return None
            plan, validator = common
            if validator is None:
                self._decode(plan, tree, None)
                return []
            if self._credit <= 0:
                self._credit += 1 / _REST
            elif self._is_accepted(plan, tree, validator):
                return []
            return self._validate(self._decode(plan, tree, None), validator)
        except (UnusualError, KeyError, TypeError, RecursionError):
            return None

    def _is_accepted(self, plan: _Plan, tree: Tree, validator: Validator) -> bool:
        """Whether the validator finds nothing in the object with its strings replaced, now or in an earlier object."""
        alike = Alike()
        form = self._decode(plan, tree, alike)
        metadata = form.get("metadata")
        if form["kind"] in NAMED and type(metadata) is dict:
            if "generateName" in metadata:  # rules compare the generated name with labels
                return False
            form["metadata"] = alike.renamed(metadata)
        key = _as_bytes(form)
        accepted = self._verdicts.get(key)
        if accepted is None:
            self._credit -= 1
            accepted = not self._validate(marshal.loads(key), validator)  # noqa: S302 - a copy of what was written here
            if len(self._verdicts) >= MOST_REMEMBERED:
                self._verdicts.clear()
            if len(key) <= _LARGEST_REMEMBERED:
                self._verdicts[key] = accepted
        elif self._credit < _CREDIT:
            self._credit += _GAIN
        return accepted

    def _validate(self, decoded: Tree, validator: Validator) -> list[Problem]:
        problems = Problems()
        validator(decoded, problems, self._context)
        return problems.found

    def has(self, schema: TypeSchema, field: FieldSchema) -> bool:
        """Whether the version has a field, and reads it."""
        minor = self._minor
        if (field.since is not None and field.since > minor) or (field.until is not None and minor > field.until):
            return False
        return not is_off(schema.name, field.wire, minor)

    def kind_of(self, schema: TypeSchema, field: FieldSchema) -> tuple[int, Any] | None:
        """How a field is read; None for one that is left to the other decoder."""
        shape, reader = field.shape, READERS.get(field.leaf)
        read = READ_ALIKE.get(f"{schema.name}.{field.wire}")
        if read is not None:
            return _OTHER, read
        if shape == "{" and reader is not None:
            return _OTHER, _strings if field.leaf == "string" else _map_of(reader)
        if shape not in {"", "["} or "|" in field.leaf:
            return None
        if reader is not None:
            if field.leaf == "string" and not shape:
                return _STRING, None
            return _OTHER, (_list_of if shape else _scalar)(reader)
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

    def _decode(self, plan: _Plan, tree: Tree, alike: Alike | None) -> Tree:
        """The fields that have a value: copied, or with the strings that `alike` replaces and shared parts."""
        out: Tree = {}
        keys = tuple(tree)
        decode = self._decode
        steps = plan.shapes.get(keys) or plan.steps(keys, self)
        for (key, kind, how), value in zip(steps, tree.values(), strict=True):
            if kind == _STRING and type(value) is str:
                out[key] = value
            elif kind == _STRUCT and type(value) is dict:
                out[key] = (decode if how.luck <= 0 or alike is None else self._look_up_part)(how, value, alike)
            elif kind == _STRUCTS and type(value) is list:
                out[key] = items = []
                for item in value:
                    if type(item) is not dict:
                        raise UnusualError
                    items.append((decode if how.luck <= 0 or alike is None else self._look_up_part)(how, item, alike))
            elif value is not None:
                if kind != _OTHER:
                    raise UnusualError
                out[key] = how(value, alike)
            elif plan.needs(key):
                raise UnusualError
        return out

    def _look_up_part(self, plan: _Plan, part: Tree, alike: Alike | None) -> Tree:
        """A part of an object: the same if it is known that nothing in it is replaced."""
        key = _as_bytes(part)
        if key in plan.known:
            plan.luck = min(plan.luck + 1, _LUCK)
            return part
        plan.luck -= 1
        form = self._decode(plan, part, alike)
        if len(key) < _LARGEST_REMEMBERED and _as_bytes(form) == key:
            if len(plan.known) >= MOST_REMEMBERED:
                plan.known.clear()
            plan.known.add(key)
        return form


def _unusual(_: str) -> dict[str, str] | None:
    """Leaves an object that depends on the labels of its namespace to the other decoder."""
    raise UnusualError


def _as_bytes(tree: Tree) -> bytes:
    """A tree as bytes, which are equal only for equal trees of the same types."""
    try:
        return marshal.dumps(tree, 2)  # the version without references
    except ValueError:
        raise UnusualError from None


def _strings(value: Any, _: Alike | None) -> dict[str, str]:
    if type(value) is dict and {*map(type, value), *map(type, value.values())} <= {str}:
        return value.copy()
    raise UnusualError


def _scalar(reader: Callable[[Any], bool]) -> Read:
    def read(value: Any, _: Alike | None) -> Any:
        if reader(value):
            return copy_tree(value) if type(value) is dict or type(value) is list else value
        raise UnusualError

    return read


def _list_of(reader: Callable[[Any], bool]) -> Read:
    def read(value: Any, _: Alike | None) -> Any:
        if type(value) is list and all(item is not None and reader(item) for item in value):
            return copy_tree(value)
        raise UnusualError

    return read


def _map_of(reader: Callable[[Any], bool]) -> Read:
    def read(value: Any, _: Alike | None) -> Any:
        if type(value) is dict and all(
            type(key) is str and item is not None and reader(item) for key, item in value.items()
        ):
            return copy_tree(value)
        raise UnusualError

    return read
