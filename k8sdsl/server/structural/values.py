"""The faults of a value by its schema (kube-openapi `validate.SchemaValidator`, as apiextensions uses it).

If one of several schemas must hold and none does, the server shows the faults of the closest one. The measure is the
number of checks that held, counted here exactly as upstream does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern
from k8sdsl.semantics.string_formats import fits_format, is_checked
from k8sdsl.server.structural.faults import NOWHERE, Fault, FaultKind
from k8sdsl.server.structural.numbers import check_number

if TYPE_CHECKING:
    from k8sdsl.server.structural.correlation import Correlated
    from k8sdsl.tree import Tree


def faults_of(value: Any, schema: Tree, path: str = "", correlated: Correlated | None = None) -> list[Fault]:
    """All faults of `value`; `path` is its path in the server's notation.

    `correlated` holds the value that it replaces; parts that stay the same have no faults (`ratchetingValueValidator`).
    """
    found: list[Fault] = []
    _validate(value, schema, path, found, correlated)
    return found


def _validate(value: Any, schema: Tree, path: str, found: list[Fault], correlated: Correlated | None = None) -> int:
    """Adds the faults of `value`, and returns the number of checks that held (upstream's MatchCount)."""
    before = len(found)
    count = _check(value, schema, path, found, correlated)
    if correlated is not None and len(found) > before and correlated.is_same:
        del found[before:]
    return count


def _check(value: Any, schema: Tree, path: str, found: list[Fault], correlated: Correlated | None) -> int:
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
        check_number(value, schema, path, found)
    elif kind is list:
        count += 2 + _items(value, schema, path, found, correlated)
    if schema.get("enum") and not _is_among(value, schema["enum"]):
        found.append(Fault(FaultKind.ENUM, path, f"must be one of {_listed(schema['enum'])}"))
    count += 1
    if kind is dict:
        count += 1 + _properties(value, schema, path, found, correlated)
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


def _items(value: list[Any], schema: Tree, path: str, found: list[Fault], correlated: Correlated | None) -> int:
    count = 0
    items = schema.get("items")
    if isinstance(items, dict):
        for index, item in enumerate(value):
            count += _validate(item, items, f"{path}[{index}]", found, correlated and correlated.item(index))
    most, least = schema.get("maxItems"), schema.get("minItems")
    if least is not None and len(value) < least:
        found.append(Fault(FaultKind.INVALID, path, f"must have at least {least} items, not {len(value)}"))
    if most is not None and len(value) > most:
        found.append(Fault(FaultKind.TOO_MANY, path, f"must have at most {most} items, not {len(value)}"))
    return count


def _properties(value: Tree, schema: Tree, path: str, found: list[Fault], correlated: Correlated | None) -> int:
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
        part = named.get(key, additional)
        if isinstance(part, dict):
            count += _validate(item, part, f"{prefix}{key}", found, correlated and correlated.key(key))
        elif part is False:
            found.append(Fault(FaultKind.INVALID, f"{prefix}{key}", "this field is not allowed by the schema"))
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
