"""The faults of a value by its schema (kube-openapi `validate.SchemaValidator`, as apiextensions uses it).

If one of several schemas must hold and none does, the server shows the faults of the closest one. The measure is the
number of checks that held, counted here exactly as upstream does.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, Any

from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern
from k8sdsl.semantics.string_formats import fits_format, is_checked

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

NOWHERE = "<nil>"
"""The path of faults that the server reports without a path."""


class FaultKind(Enum):
    """The server's class of error for a fault; some prevent the evaluation of CEL rules."""

    INVALID = "invalid"
    TYPE = "type"
    REQUIRED = "required"
    ENUM = "enum"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    DUPLICATE = "duplicate"
    COMBINATION = "combination"

    @property
    def blocks_expressions(self) -> bool:
        """Whether such a fault prevents the evaluation of CEL rules (`hasBlockingErr`)."""
        return self in _BLOCKING


_BLOCKING = {FaultKind.TYPE, FaultKind.REQUIRED, FaultKind.ENUM, FaultKind.TOO_LONG, FaultKind.TOO_MANY}


class Fault:
    """One thing wrong with one value."""

    __slots__ = ("kind", "message", "path")

    def __init__(self, kind: FaultKind, path: str, message: str) -> None:
        self.kind = kind
        self.path = path
        self.message = message

    def __repr__(self) -> str:
        return f"Fault({self.kind.value} {self.path}: {self.message})"


def faults_of(value: Any, schema: Tree, path: str = "") -> list[Fault]:
    """All faults of `value`; `path` is its path in the server's notation."""
    found: list[Fault] = []
    _validate(value, schema, path, found)
    return found


def _validate(value: Any, schema: Tree, path: str, found: list[Fault]) -> int:
    """Adds the faults of `value`, and returns the number of checks that held (upstream's MatchCount)."""
    count = 0
    if value is None:
        return _null(schema, path, found)
    wanted = schema.get("type") or ""
    kind = type(value)
    form = schema.get("format") or ""
    if form and not is_checked(form):
        form = ""
    if wanted or form or schema.get("x-kubernetes-int-or-string"):
        count += 1 + _type(value, schema, form, path, found)
    count += 2 + (_combinations(value, schema, path, found) if _COMBINED.intersection(schema) else 0)
    if kind is str:
        count += 1
        _text(value, schema, path, found)
        if form:
            count += 1
            if not fits_format(form, value):
                found.append(Fault(FaultKind.TYPE, path, f"must have the format {form}"))
    elif kind is int or kind is float:
        count += 2
        _number(value, schema, path, found)
    elif kind is list:
        count += 2 + _items(value, schema, path, found)
    if schema.get("enum") and not _is_among(value, schema["enum"]):
        found.append(Fault(FaultKind.ENUM, path, f"must be one of {_listed(schema['enum'])}"))
    count += 1
    if kind is dict:
        count += 1 + _properties(value, schema, path, found)
    return count + 1


_COMBINED = frozenset({"allOf", "anyOf", "oneOf", "not"})


def _null(schema: Tree, path: str, found: list[Fault]) -> int:
    typed = schema.get("type") or schema.get("x-kubernetes-int-or-string")
    if typed and not schema.get("nullable"):
        found.append(Fault(FaultKind.TYPE, path, f"must be of type {_named(schema)}, not null"))
        return 0
    return 1


def _named(schema: Tree) -> str:
    return str(schema.get("type") or "integer or string")


_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


def _type(value: Any, schema: Tree, form: str, path: str, found: list[Fault]) -> int:
    kind = type(value)
    wanted = schema.get("type") or ""
    actual = _TYPES.get(kind, "string")
    if actual == "integer" and not -(2**63) <= value < 2**63:
        actual = "number"  # numbers beyond 64 bits are read as floating point
    either = schema.get("x-kubernetes-int-or-string")
    fits = actual == wanted or (either and actual in {"integer", "string"})
    if not fits:
        whole = wanted == "integer" or either
        fits = (actual == "integer" and wanted == "number") or (actual == "number" and whole and _is_whole(value))
    if not fits and form and kind in {str, list} and wanted not in {"integer", "number"} and not either:
        fits = True  # upstream leaves a string or list with a format to the check of the format
    if fits:
        return 1
    found.append(Fault(FaultKind.TYPE, path, f"must be of type {_named(schema)}, not {actual}"))
    return 0


def _is_whole(value: Any) -> bool:
    """Whether a float is an integer that is exact in floating point (IsFloat64AJSONInteger)."""
    return bool(-(2**53) < value < 2**53 and value == math.floor(value))


def _text(value: str, schema: Tree, path: str, found: list[Fault]) -> None:
    longest, shortest = schema.get("maxLength"), schema.get("minLength")
    if longest is not None and len(value) > longest:
        found.append(Fault(FaultKind.TOO_LONG, path, f"must be at most {longest} characters long, not {len(value)}"))
    elif shortest is not None and len(value) < shortest:
        found.append(Fault(FaultKind.INVALID, path, f"must be at least {shortest} characters long, not {len(value)}"))
    elif schema.get("pattern") and not _fits_pattern(schema["pattern"], value):
        found.append(Fault(FaultKind.INVALID, path, f"must match {schema['pattern']!r}"))


def _fits_pattern(pattern: str, value: str) -> bool:
    """Whether the pattern matches; one that takes too many steps to be matched counts as one that does not."""
    try:
        return compile_pattern(pattern).search(value)
    except (PatternError, PatternBudgetError):
        return False


def _number(value: float, schema: Tree, path: str, found: list[Fault]) -> None:
    whole = isinstance(value, int) and -(2**63) <= value < 2**63
    factor = schema.get("multipleOf")
    if factor and not _is_multiple(value, factor, whole=whole):
        found.append(Fault(FaultKind.INVALID, path, f"{value} must be a multiple of {factor}"))
    maximum, minimum = schema.get("maximum"), schema.get("minimum")
    if maximum is not None:
        bound = int(maximum) if whole and math.isfinite(maximum) else maximum
        if value > bound or (value == bound and schema.get("exclusiveMaximum")):
            words = "less than" if schema.get("exclusiveMaximum") else "at most"
            found.append(Fault(FaultKind.INVALID, path, f"{value} must be {words} {maximum}"))
    if minimum is not None:
        bound = int(minimum) if whole and math.isfinite(minimum) else minimum
        if value < bound or (value == bound and schema.get("exclusiveMinimum")):
            words = "greater than" if schema.get("exclusiveMinimum") else "at least"
            found.append(Fault(FaultKind.INVALID, path, f"{value} must be {words} {minimum}"))


def _is_multiple(value: float, factor: float, *, whole: bool) -> bool:
    if whole and int(factor) > 0:
        return value % int(factor) == 0
    quotient = 1 / factor * value if factor < 1 else value / factor
    return not math.isfinite(quotient) or abs(quotient - round(quotient)) < 1e-9 * max(1.0, abs(quotient))


def _items(value: list[Any], schema: Tree, path: str, found: list[Fault]) -> int:
    count = 0
    items = schema.get("items")
    if isinstance(items, dict):
        for index, item in enumerate(value):
            count += _validate(item, items, f"{path}[{index}]", found)
    most, least = schema.get("maxItems"), schema.get("minItems")
    if least is not None and len(value) < least:
        found.append(Fault(FaultKind.INVALID, path, f"must have at least {least} items, not {len(value)}"))
    if most is not None and len(value) > most:
        found.append(Fault(FaultKind.TOO_MANY, path, f"must have at most {most} items, not {len(value)}"))
    return count


def _properties(value: Tree, schema: Tree, path: str, found: list[Fault]) -> int:
    least, most = schema.get("minProperties"), schema.get("maxProperties")
    if least is not None and len(value) < least:
        found.append(Fault(FaultKind.INVALID, path, f"must have at least {least} keys, not {len(value)}"))
    if most is not None and len(value) > most:
        found.append(Fault(FaultKind.TOO_MANY, path, f"must have at most {most} keys, not {len(value)}"))
    count = 0
    prefix = f"{path}." if path else ""
    named = schema.get("properties") or {}
    additional = schema.get("additionalProperties")
    for key, item in value.items():
        if key in named:
            count += _validate(item, named[key], f"{prefix}{key}", found)
        elif additional is False:
            found.append(Fault(FaultKind.INVALID, f"{prefix}{key}", "this field is not allowed by the schema"))
        elif isinstance(additional, dict):
            count += _validate(item, additional, f"{prefix}{key}", found)
    missing = [key for key in schema.get("required") or () if key not in value]
    found.extend([Fault(FaultKind.REQUIRED, f"{prefix}{key}", f"{key} is required") for key in missing])
    return count


def _combinations(value: Any, schema: Tree, path: str, found: list[Fault]) -> int:
    count = 0
    shown = path or "the object"
    if schema.get("anyOf"):
        held, inner, faults = _first_of(value, schema["anyOf"], path)
        count += inner
        if not held:
            found.append(
                Fault(FaultKind.COMBINATION, NOWHERE, f"{shown} must fit at least one schema of anyOf, but fits none")
            )
        found.extend(faults)
    if schema.get("oneOf"):
        held, inner, faults = _one_of(value, schema["oneOf"], path)
        count += inner
        if held != 1:
            words = f"fits {held}" if held else "fits none"
            found.append(
                Fault(FaultKind.COMBINATION, NOWHERE, f"{shown} must fit exactly one schema of oneOf, but {words}")
            )
        found.extend(faults)
    if schema.get("allOf"):
        before = len(found)
        for branch in schema["allOf"]:
            count += _validate(value, branch, path, found)
        if len(found) > before:
            found.append(Fault(FaultKind.COMBINATION, NOWHERE, f"{shown} must fit all schemas of allOf"))
    if isinstance(schema.get("not"), dict) and not faults_of(value, schema["not"], path):
        found.append(Fault(FaultKind.COMBINATION, NOWHERE, f"{shown} must not fit the schema in not"))
    return count


def _first_of(value: Any, branches: list[Tree], path: str) -> tuple[int, int, list[Fault]]:
    """Whether a branch holds; otherwise the faults and the count of the closest one."""
    best, nearest = -1, []
    for branch in branches:
        faults: list[Fault] = []
        count = _validate(value, branch, path, faults)
        if not faults:
            return 1, count, []
        if count > best:
            best, nearest = count, faults
    return 0, max(best, 0), nearest


def _one_of(value: Any, branches: list[Tree], path: str) -> tuple[int, int, list[Fault]]:
    """The number of branches that hold; if none does, the faults and the count of the closest one."""
    held, first, best = 0, 0, -1
    nearest: list[Fault] = []
    for branch in branches:
        faults: list[Fault] = []
        count = _validate(value, branch, path, faults)
        if not faults:
            held += 1
            first = first or count
        elif not held and count > best:
            best, nearest = count, faults
    if held:
        return held, first if held == 1 else 0, []
    return 0, max(best, 0), nearest


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
    shown = ", ".join(repr(item) for item in allowed[:10])
    return f"{shown}, ..." if len(allowed) > 10 else shown
