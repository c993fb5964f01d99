"""Numbers against the type, format and bounds of their schema (kube-openapi `validate.numberValidator`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from k8sdsl.server.structural.faults import NOWHERE, Fault, FaultKind

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_TYPES_SINCE = 36
"""Older servers pass no type to the validator, so nothing there has to fit 64 bits (kubernetes/kubernetes#136582)."""
_LARGEST_FLOAT32 = 3.4028235677973366e38
"""Half a unit above the largest number of 32 bits, where rounding ends (`strconv.ParseFloat`)."""


def faults_of_number(value: float, schema: Tree, path: str, minor: int) -> list[Fault]:
    """The faults of a number; those of its type and format, and of bounds that do not fit it, have no path."""
    found: list[Fault] = []
    kind, form = (schema.get("type") or "", schema.get("format") or "") if minor >= _TYPES_SINCE else ("", "")
    shown = path or "the object"
    is_int64 = isinstance(value, int) and -(2**63) <= value < 2**63
    value = value if is_int64 else _as_float(value)
    if not _fits(value, kind, form):
        found.append(Fault(FaultKind.INVALID, NOWHERE, f"{shown} must fit {_type_named(kind, form)}"))
    for keyword, holds in (("multipleOf", _is_multiple), ("minimum", _is_above), ("maximum", _is_below)):
        if schema.get(keyword) is None:
            continue
        bound = _as_float(schema[keyword])
        fits = _fits(bound, kind, form)
        if not fits:
            found.append(
                Fault(FaultKind.INVALID, NOWHERE, f"`{keyword}` of {shown} must fit {_type_named(kind, form)}")
            )
        if not holds(value, _as_int64(bound) if is_int64 and fits else bound, schema):
            known = schema[keyword] if math.isfinite(bound) else bound
            found.append(Fault(FaultKind.INVALID, path, f"{value} must be {_words(keyword, schema)} {known}"))
    return found


def is_whole(value: float) -> bool:
    """Whether a number is an integer that is exact in floating point (swag `IsFloat64AJSONInteger`)."""
    if not abs(value) < 2**53:
        return False
    nearest = round(value)
    return value == nearest or abs(value - nearest) < 1e-9 * abs(nearest)


def _fits(number: float, kind: str, form: str) -> bool:
    """Whether a number fits a type and format (`IsValueValidAgainstRange`)."""
    if kind == "integer":
        bits = 31 if form == "int32" else 63
        return math.isfinite(number) and number == math.floor(number) and -(2**bits) <= number < 2**bits
    return kind != "number" or form != "float" or abs(number) < _LARGEST_FLOAT32


def _type_named(kind: str, form: str) -> str:
    return f"the type {kind}" + (f" with the format {form}" if form in {"int32", "int64", "float"} else " of 64 bits")


def _as_float(number: float) -> float:
    """A bound, or a number beyond 64 bits, as Go holds it: 2**63 - 1 becomes 2**63."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _as_int64(bound: float) -> int:
    """A bound as an int64, as Go converts it on amd64: what does not fit becomes the smallest number."""
    return int(bound) if abs(bound) < 2**63 else -(2**63)


def _words(keyword: str, schema: Tree) -> str:
    if keyword == "multipleOf":
        return "a multiple of"
    if keyword == "maximum":
        return "less than" if schema.get("exclusiveMaximum") else "at most"
    return "greater than" if schema.get("exclusiveMinimum") else "at least"


def _is_below(value: float, maximum: float, schema: Tree) -> bool:
    return not (value > maximum or (value == maximum and schema.get("exclusiveMaximum")))


def _is_above(value: float, minimum: float, schema: Tree) -> bool:
    return not (value < minimum or (value == minimum and schema.get("exclusiveMinimum")))


def _is_multiple(value: float, factor: float, _: Tree) -> bool:
    """A factor of 0, or one that became 0 as an int64, divides nothing."""
    if factor <= 0:
        return False
    if isinstance(factor, int):
        return value % factor == 0
    return is_whole(1 / factor * value if factor < 1 else value / factor)
