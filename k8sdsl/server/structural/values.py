"""The faults of a value by its schema (kube-openapi `validate.SchemaValidator`, as apiextensions uses it).

If one of several schemas must hold and none does, the server shows the faults of the closest one. The measure is the
number of checks that held, counted here exactly as upstream does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from k8sdsl.kube.versions import NEWEST
from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern
from k8sdsl.semantics.string_formats import fits_format, is_checked
from k8sdsl.server.structural.faults import NOWHERE, Fault, FaultKind
from k8sdsl.server.structural.numbers import faults_of_number, is_whole

if TYPE_CHECKING:
    from k8sdsl.server.structural.correlation import Correlated
    from k8sdsl.tree import Tree


def faults_of(
    value: Any,
    schema: Tree,
    path: str = "",
    *,
    minor: int = NEWEST,
    correlated: Correlated | None = None,
    structural: bool = False,
) -> list[Fault]:
    """All faults of `value`; `path` is its path in the server's notation.

    `correlated` holds the value that it replaces; parts that stay the same have no faults (`ratchetingValueValidator`).
    Defaults are validated by the `structural` schema, in which int-or-string does not restrict types
    (`Structural.ToKubeOpenAPI`).
    """
    judge = _FaultCollector(minor, structural=structural)
    judge.validate(value, schema, path, correlated)
    return judge.found


class _FaultCollector:
    """Collects the faults of a value. Methods return the number of checks that held (upstream's MatchCount)."""

    __slots__ = ("found", "minor", "union")

    def __init__(self, minor: int, *, structural: bool = False) -> None:
        self.found: list[Fault] = []
        self.minor = minor
        self.union = "" if structural else "x-kubernetes-int-or-string"

    def validate(self, value: Any, schema: Tree, path: str, correlated: Correlated | None = None) -> int:
        """Adds the faults of `value`, unless it is the same as before."""
        before = len(self.found)
        count = self._check(value, schema, path, correlated) if value is not None else self._null(schema, path)
        if correlated is not None and len(self.found) > before and correlated.is_same:
            del self.found[before:]
        return count

    def _add(self, kind: FaultKind, path: str, message: str) -> None:
        self.found.append(Fault(kind, path, message))

    def _null(self, schema: Tree, path: str) -> int:
        """Only the type and the choices are compared with null."""
        typed = schema.get("type") or schema.get(self.union)
        count = 1
        if typed and not schema.get("nullable"):
            self._add(FaultKind.TYPE, path, f"must be of type {_named(schema)}, not null")
            count = 0
        if schema.get("enum") and None not in schema["enum"]:
            self._add(FaultKind.ENUM, path, f"must be one of {_listed(schema['enum'])}")
        return count

    def _check(self, value: Any, schema: Tree, path: str, correlated: Correlated | None) -> int:
        count = 0
        kind = type(value)
        form = schema.get("format") or ""
        if form and not is_checked(form):
            form = ""
        if schema.get("type") or form or schema.get(self.union):
            count += 1 + self._type(value, schema, form, path)
        count += 2 + (self._combinations(value, schema, path) if _COMBINED.intersection(schema) else 0)
        if kind is str:
            count += 1 + (1 if form else 0)
            self._text(value, schema, form, path)
        elif kind is int or kind is float:
            count += 2
            self.found += faults_of_number(value, schema, path, self.minor)
        elif kind is list:
            count += 2 + self._items(value, schema, path, correlated)
        if schema.get("enum") and not _is_among(value, schema["enum"]):
            self._add(FaultKind.ENUM, path, f"must be one of {_listed(schema['enum'])}")
        count += 1
        if kind is dict:
            count += 1 + self._properties(value, schema, path, correlated)
        return count + 1

    def _type(self, value: Any, schema: Tree, form: str, path: str) -> int:
        kind = type(value)
        wanted = schema.get("type") or ""
        actual = _TYPES.get(kind, "string")
        if actual == "integer" and not -(2**63) <= value < 2**63:
            actual = "number"  # numbers beyond 64 bits are read as floating point
        either = schema.get(self.union)
        fits = actual == wanted or (either and actual in {"integer", "string"})
        if not fits:
            whole = wanted == "integer" or either
            fits = (actual == "integer" and wanted == "number") or (actual == "number" and whole and is_whole(value))
        if not fits and form and kind in {str, list} and wanted not in {"integer", "number"} and not either:
            fits = True  # upstream leaves a string or list with a format to the check of the format
        if fits:
            return 1
        self._add(FaultKind.TYPE, path, f"must be of type {_named(schema)}, not {actual}")
        return 0

    def _text(self, value: str, schema: Tree, form: str, path: str) -> None:
        longest, shortest = schema.get("maxLength"), schema.get("minLength")
        if longest is not None and len(value) > longest:
            self._add(FaultKind.TOO_LONG, path, f"must be at most {longest} characters long, not {len(value)}")
        elif shortest is not None and len(value) < shortest:
            self._add(FaultKind.INVALID, path, f"must be at least {shortest} characters long, not {len(value)}")
        elif schema.get("pattern") and not _fits_pattern(schema["pattern"], value):
            self._add(FaultKind.INVALID, path, f"must match {schema['pattern']!r}")
        if form and not fits_format(form, value):
            self._add(FaultKind.TYPE, path, f"must have the format {form}")

    def _items(self, value: list[Any], schema: Tree, path: str, correlated: Correlated | None) -> int:
        count = 0
        items = schema.get("items")
        if isinstance(items, dict):
            for index, item in enumerate(value):
                count += self.validate(item, items, f"{path}[{index}]", correlated and correlated.item(index))
        most, least = schema.get("maxItems"), schema.get("minItems")
        if least is not None and len(value) < least:
            self._add(FaultKind.INVALID, path, f"must have at least {least} items, not {len(value)}")
        if most is not None and len(value) > most:
            self._add(FaultKind.TOO_MANY, path, f"must have at most {most} items, not {len(value)}")
        return count

    def _properties(self, value: Tree, schema: Tree, path: str, correlated: Correlated | None) -> int:
        least, most = schema.get("minProperties"), schema.get("maxProperties")
        if least is not None and len(value) < least:
            self._add(FaultKind.INVALID, path, f"must have at least {least} keys, not {len(value)}")
        if most is not None and len(value) > most:
            self._add(FaultKind.TOO_MANY, path, f"must have at most {most} keys, not {len(value)}")
        count = 0
        prefix = f"{path}." if path else ""
        named = schema.get("properties") or {}
        additional = schema.get("additionalProperties")
        for key, item in value.items():
            part = named.get(key, additional)
            if isinstance(part, dict):
                count += self.validate(item, part, f"{prefix}{key}", correlated and correlated.key(key))
            elif part is False:
                self._add(FaultKind.INVALID, f"{prefix}{key}", "this field is not allowed by the schema")
        for key in schema.get("required") or ():
            if key not in value:
                self._add(FaultKind.REQUIRED, f"{prefix}{key}", f"{key} is required")
        return count

    def _combinations(self, value: Any, schema: Tree, path: str) -> int:
        """Within these, no part is the same as before: upstream correlates only along properties and items."""
        count = 0
        shown = path or "the object"
        if schema.get("anyOf"):
            held, inner, faults = self._first_of(value, schema["anyOf"], path)
            count += inner
            if not held:
                self._add(
                    FaultKind.COMBINATION, NOWHERE, f"{shown} must fit at least one schema of anyOf, but fits none"
                )
            self.found += faults
        if schema.get("oneOf"):
            held, inner, faults = self._one_of(value, schema["oneOf"], path)
            count += inner
            if held != 1:
                words = f"fits {held}" if held else "fits none"
                message = f"{shown} must fit exactly one schema of oneOf, but {words}"
                self._add(FaultKind.COMBINATION, NOWHERE, message)
            self.found += faults
        if schema.get("allOf"):
            before = len(self.found)
            for branch in schema["allOf"]:
                count += self.validate(value, branch, path)
            if len(self.found) > before:
                self._add(FaultKind.COMBINATION, NOWHERE, f"{shown} must fit all schemas of allOf")
        if isinstance(schema.get("not"), dict) and not self._apart(value, schema["not"], path)[1]:
            self._add(FaultKind.COMBINATION, NOWHERE, f"{shown} must not fit the schema in not")
        return count

    def _apart(self, value: Any, branch: Tree, path: str) -> tuple[int, list[Fault]]:
        """The count and the faults by one branch."""
        judge = _FaultCollector(self.minor)
        return judge.validate(value, branch, path), judge.found

    def _first_of(self, value: Any, branches: list[Tree], path: str) -> tuple[int, int, list[Fault]]:
        """Whether a branch holds; otherwise the faults and the count of the closest one."""
        best, nearest = -1, []
        for branch in branches:
            count, faults = self._apart(value, branch, path)
            if not faults:
                return 1, count, []
            if count > best:
                best, nearest = count, faults
        return 0, max(best, 0), nearest

    def _one_of(self, value: Any, branches: list[Tree], path: str) -> tuple[int, int, list[Fault]]:
        """The number of branches that hold; if none does, the faults and the count of the closest one."""
        held, first, best = 0, 0, -1
        nearest: list[Fault] = []
        for branch in branches:
            count, faults = self._apart(value, branch, path)
            if not faults:
                held += 1
                first = first or count
            elif not held and count > best:
                best, nearest = count, faults
        if held:
            return held, first if held == 1 else 0, []
        return 0, max(best, 0), nearest


_COMBINED = frozenset({"allOf", "anyOf", "oneOf", "not"})
_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def _named(schema: Tree) -> str:
    return str(schema.get("type") or "integer or string")


def _fits_pattern(pattern: str, value: str) -> bool:
    """Whether the pattern matches; one that takes too many steps to be matched counts as one that does not."""
    try:
        return compile_pattern(pattern).search(value)
    except (PatternError, PatternBudgetError):
        return False


def _is_among(value: Any, allowed: list[Any]) -> bool:
    for item in allowed:
        if type(item) is type(value):
            if item == value:
                return True
        elif type(item) is int and type(value) is float:
            if math.isfinite(value) and int(value) == item:
                return True
        elif type(item) is float and type(value) is int and item == value:
            return True
    return False


def _listed(allowed: list[Any]) -> str:
    shown = ", ".join(map(_shown, allowed[:10]))
    return f"{shown}, ..." if len(allowed) > 10 else shown


def _shown(value: Any) -> str:
    try:
        return repr(value)
    except ValueError:  # Python writes no number of more than 4300 digits.
        return "a very large number"
