"""Examines the common object of a large set: one of a built-in kind that decodes without a fault.

Decoding finds the same as `semantics.decoding`, but builds nothing that only an error needs: neither paths nor lists of
problems. What is unusual in any way is left to that decoder. An object that differs from an accepted one only in
strings that the rules cannot tell apart (`alike`) is accepted without decoding it. Loaded for large sets only.
"""

from __future__ import annotations

from k8sdsl.kube.gates import is_off
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.rule import Problems
from k8sdsl.semantics.decoding import READERS
from k8sdsl.server.alike import (
    NAMED,
    NAMES_CONTAINER,
    READ_ALIKE,
    WORDS,
    Alike,
    AlikeField,
    Forms,
    UnusualError,
)
from k8sdsl.server.rules import Context, validator_of
from k8sdsl.tree import copy_tree
from k8sdsl.yaml.outlines import MOST_CREDIT, MOST_STRUCTURES, Credit, Outlines

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.rule import Problem
    from k8sdsl.server.rules import KindValidator
    from k8sdsl.tree import Tree
    from k8sdsl.yaml.outlines import Outline, Structure

    Read = Callable[[Any, Alike | None], Any]
    FieldStep = tuple[str, int, Any]

_STRING, _STRUCT, _STRUCTS, _OTHER = range(4)
"""The kinds of fields: a string, a type, a list of a type; any other has a function that reads its value."""

MOST_REMEMBERED = 4_096
"""How many verdicts are remembered, so that memory does not grow with the set."""
_LONGEST_LEAVES = 10_000
"""The characters in the leaves of an object whose verdict is remembered."""
_GAIN = 6
"""A known verdict saves as much as replacing values costs for six objects."""


class _TypeReading:
    """How the values of a type are read: the kind of each field that its version has, and the required fields.

    `shapes` are the steps for each sequence of keys so far, of which a large set has few. Those with `is_named` are an
    object of a kind in `NAMED`, and its metadata.
    """

    __slots__ = ("_fields", "_is_named", "_required", "schema", "shapes")

    def __init__(self, schema: TypeSchema, *, is_named: bool) -> None:
        self.schema = schema
        self._is_named = is_named
        self.shapes: dict[tuple[Any, ...], tuple[FieldStep, ...]] = {}
        self._fields: dict[Any, tuple[int, Any]] | None = None
        self._required: tuple[str, ...] = ()

    def steps(self, keys: tuple[Any, ...], examiner: QuickExaminer) -> tuple[FieldStep, ...]:
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
        self._fields = {
            field.wire: kind
            for field in known
            if (kind := examiner.kind_of(schema, field, is_named=self._is_named)) is not None
        }
        return self._fields


class _KindExaminer:
    """How objects of one kind are judged: the plan of its type, the validator, and how each structure is compared.

    `credit` is that of replacing values.
    """

    __slots__ = ("comparisons", "credit", "plan", "validator")

    def __init__(self, plan: _TypeReading, validator: KindValidator | None) -> None:
        self.plan = plan
        self.validator = validator
        self.credit = Credit(_GAIN)
        self.comparisons: dict[Structure, _StructureComparison] = {}


class _StructureComparison:
    """How objects of one kind and structure are compared: how each leaf is replaced (None: not at all).

    Without `forms` they cannot be compared.
    """

    __slots__ = ("_compared", "_replaced", "forms")

    def __init__(self, forms: tuple[Forms | None, ...]) -> None:
        self.forms = forms
        self._replaced = [(place, form) for place, form in enumerate(forms) if form is not None]
        self._compared = [place for place, form in self._replaced if form.compared]

    def key(self, leaves: tuple[Any, ...]) -> tuple[Any, ...]:
        """What is equal for objects that are alike: the leaves as replaced, and which words or ports are equal."""
        places: dict[str | int, int] = {}
        forms = [*leaves]
        for place, form in self._replaced:
            forms[place] = form[leaves[place]]
        return (self, *forms, *[places.setdefault(leaves[place], place) for place in self._compared])


class QuickExaminer:
    """Examines objects for one version of Kubernetes. Threads can share one.

    `outlines` are those of the objects.
    """

    def __init__(self, minor: int) -> None:
        self.outlines = Outlines()
        self._context = Context(minor, labels_of=_unusual)
        self._minor = minor
        self._plans: dict[tuple[str, bool], _TypeReading] = {}
        self._kinds: dict[tuple[str, str], _KindExaminer | None] = {}
        self._verdicts: dict[tuple[Any, ...], bool] = {}

    def examine(self, tree: Tree) -> list[Problem] | None:
        """The problems of an object, or None for one that is not common."""
        return self.examine_outlined(tree, self.outlines.of(tree))

    def examine_outlined(self, tree: Tree, outline: Outline | None) -> list[Problem] | None:
        """The same, for an object with its outline if it has one."""
        try:
            key = tree["apiVersion"], tree["kind"]
            kind = self._kinds[key] if key in self._kinds else self._look_up(*key)
            if kind is None:
                return None
            if kind.validator is None:
                self._decode(kind.plan, tree, None)
                return []
            if (
                outline is not None
                and (kind.credit.left > 0 or not kind.credit.rests())
                and self._is_accepted(kind, tree, outline, kind.validator)
            ):
                return []
            return self._validate(self._decode(kind.plan, tree, None), kind.validator)
        except (UnusualError, KeyError, TypeError, RecursionError):
            return None

    def _is_accepted(self, kind: _KindExaminer, tree: Tree, outline: Outline, validator: KindValidator) -> bool:
        """Whether the validator finds nothing in the object with its values replaced, now or in an earlier object."""
        structure, leaves = outline
        comparison = kind.comparisons.get(structure)
        if comparison is None:
            if len(kind.comparisons) >= MOST_STRUCTURES:
                kind.comparisons.clear()
            comparison = kind.comparisons[structure] = _StructureComparison(self._forms(kind.plan, tree))
        if not comparison.forms:
            return False
        key = comparison.key(leaves)
        accepted = self._verdicts.get(key)
        if accepted is None:
            kind.credit.spend()
            accepted = not self._validate(self._decode(kind.plan, tree, Alike()), validator)
            if len(self._verdicts) >= MOST_REMEMBERED:
                self._verdicts.clear()
            if sum([len(leaf) for leaf in key if type(leaf) is str]) <= _LONGEST_LEAVES:
                self._verdicts[key] = accepted
        elif kind.credit.left < MOST_CREDIT:
            kind.credit.earn()
        return accepted

    def _validate(self, decoded: Tree, validator: KindValidator) -> list[Problem]:
        problems = Problems()
        validator(decoded, problems, self._context)
        return problems.found

    def has(self, schema: TypeSchema, field: FieldSchema) -> bool:
        """Whether the version has a field, and reads it."""
        minor = self._minor
        if (field.since is not None and field.since > minor) or (field.until is not None and minor > field.until):
            return False
        return not is_off(schema.name, field.wire, minor)

    def kind_of(self, schema: TypeSchema, field: FieldSchema, *, is_named: bool) -> tuple[int, Any] | None:
        """How a field is read; None for one that is left to the other decoder."""
        shape, reader = field.shape, READERS.get(field.leaf)
        alike = READ_ALIKE.get(f"{schema.name}.{field.wire}")
        if is_named and schema.name == "meta_v1.ObjectMeta" and field.wire in {"name", "namespace"}:
            alike = "", WORDS
        if alike is not None:
            return _OTHER, AlikeField(*alike, field.leaf)
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
        return (_STRUCTS if shape else _STRUCT), self._plan(
            field.target, is_named=is_named and field.wire == "metadata"
        )

    def _plan(self, schema: TypeSchema, *, is_named: bool) -> _TypeReading:
        plan = self._plans.get((schema.name, is_named))
        if plan is None:
            plan = self._plans[schema.name, is_named] = _TypeReading(schema, is_named=is_named)
        return plan

    def _look_up(self, api_version: str, kind: str) -> _KindExaminer | None:
        info = kind_info(api_version, kind)
        common = None
        if info is not None and info.is_usual(self._minor) and not kind.endswith("List"):
            plan = self._plan(type_schema(info.type), is_named=kind in NAMED)
            common = _KindExaminer(plan, validator_of(api_version.rpartition("/")[0], kind))
        self._kinds[api_version, kind] = common
        return common

    def _decode(self, plan: _TypeReading, tree: Tree, alike: Alike | None) -> Tree:
        """A copy of the fields that have a value, with the strings and numbers that `alike` replaces."""
        out: Tree = {}
        keys = tuple(tree)
        steps = plan.shapes.get(keys) or plan.steps(keys, self)
        for (key, kind, how), value in zip(steps, tree.values(), strict=True):
            if kind == _STRING and type(value) is str:
                out[key] = value
            elif kind == _STRUCT and type(value) is dict:
                out[key] = self._decode(how, value, alike)
            elif kind == _STRUCTS and type(value) is list:
                out[key] = items = []
                for item in value:
                    if type(item) is not dict:
                        raise UnusualError
                    items.append(self._decode(how, item, alike))
            elif value is not None:
                if kind != _OTHER:
                    raise UnusualError
                out[key] = how(value, alike)
            elif plan.needs(key):
                raise UnusualError
        return out

    def _forms(self, plan: _TypeReading, tree: Tree) -> tuple[Forms | None, ...]:
        """How each leaf of the outline of an object is replaced.

        Empty for an object whose verdict depends on more than is compared: the signs of zeros, a name that the server
        generates, which the rules compare with labels, or keys that name containers.
        """
        forms: list[Forms | None] = []
        pending: list[tuple[Any, Any]] = [(tree, plan)]
        for node, how in pending:
            if type(node) is dict and any(type(key) is str and key.startswith(NAMES_CONTAINER) for key in node):
                return ()
            for below, value in self._fields(node, how):
                if type(value) is dict or type(value) is list:
                    pending.append((value, below))
                else:
                    is_replaced = type(below) is AlikeField and type(value) is below.forms.kind
                    forms.append(below.forms if is_replaced else None)
                    if type(value) is float:
                        return ()
        metadata = tree.get("metadata")
        return () if type(metadata) is dict and "generateName" in metadata else tuple(forms)

    def _fields(self, node: Any, how: Any) -> Iterable[tuple[Any, Any]]:
        """The values in a map or list, each with how it is read."""
        if type(node) is list:
            return [(how, item) for item in node]
        if type(how) is AlikeField:
            return [(None if how.keeps(key) else how, value) for key, value in node.items()]
        if type(how) is not _TypeReading:
            return [(how, value) for value in node.values()]
        keys = tuple(node)
        steps = how.shapes.get(keys) or how.steps(keys, self)
        return [(step[2], value) for step, value in zip(steps, node.values(), strict=True)]


def _unusual(_: str) -> dict[str, str] | None:
    """Leaves an object that depends on the labels of its namespace to the other decoder."""
    raise UnusualError


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
