"""Numbers against the bounds of their schema (kube-openapi `validate.numberValidator`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from k8sdsl.server.structural.faults import NOWHERE, Fault, FaultKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.tree import Tree

_INTEGERS = {"int32": (-(2**31), 2**31), "uint32": (0, 2**32), "uint64": (0, 2**64)}
_FLOATS = frozenset(("float", "float32"))
_LARGEST_FLOAT32 = 3.4028235677973366e38
"""Half a unit above the largest number of 32 bits, where rounding ends (`strconv.ParseFloat`)."""


def check_number(value: float, schema: Tree, path: str, found: list[Fault]) -> None:
    """Adds the faults of a number; numbers that do not fit its type are reported without a path."""
    fits = _fit_of(schema, "")
    if not fits(value):
        found.append(Fault(FaultKind.INVALID, NOWHERE, f"{path or 'the value'} must be a whole number of 64 bits"))
    whole = isinstance(value, int) and -(2**63) <= value < 2**63
    for keyword, holds in (("multipleOf", _is_multiple), ("maximum", _is_below), ("minimum", _is_above)):
        bound = schema.get(keyword)
        if bound is None:
            continue
        is_valid = fits(_as_float(bound))
        if not is_valid:
            found.append(Fault(FaultKind.INVALID, NOWHERE, f"`{keyword}` of {path or 'the value'} must be an integer"))
        if not holds(value, bound, schema, whole=whole and is_valid):
            found.append(Fault(FaultKind.INVALID, path, f"{_shown(value)} must be {_words(keyword, schema)} {bound}"))


def check_formats(value: Any, schema: Any, path: str, found: list[Fault]) -> None:
    """Adds the faults of the numeric formats in a default; in custom resources, the server ignores these formats."""
    if not isinstance(schema, dict):
        return
    if isinstance(value, dict):
        properties = schema.get("properties") or {}
        for key, item in value.items():
            check_formats(item, properties.get(key, schema.get("additionalProperties")), path, found)
    elif isinstance(value, list):
        for item in value:
            check_formats(item, schema.get("items"), path, found)
    elif schema.get("format") and type(value) in {int, float}:
        fits = _fit_of(schema, schema["format"])
        bounds = [schema.get(keyword) for keyword in ("multipleOf", "maximum", "minimum")]
        if not all(fits(number) for number in (value, *[_as_float(bound) for bound in bounds if bound is not None])):
            message = f"the number and its bounds must fit the format {schema['format']}"
            found.append(Fault(FaultKind.INVALID, path, message))


def _as_float(bound: float) -> float:
    """A bound as Go holds it: 2**63 - 1 becomes 2**63."""
    try:
        return float(bound)
    except OverflowError:
        return math.inf if bound > 0 else -math.inf


def _shown(value: float) -> str:
    """The number as text; Python writes no more than 4300 digits."""
    return str(value) if abs(value) < 10**300 or value != value // 1 else "the number"


def _fit_of(schema: Tree, form: str) -> Callable[[float], bool]:
    """Which numbers fit a type and format (`IsValueValidAgainstRange`)."""
    if schema.get("type") == "integer":
        least, most = _INTEGERS.get(form, (-(2**63), 2**63))
        return lambda number: math.isfinite(number) and number == math.floor(number) and least <= number < most
    return lambda number: form not in _FLOATS or abs(number) < _LARGEST_FLOAT32


def _words(keyword: str, schema: Tree) -> str:
    if keyword == "multipleOf":
        return "a multiple of"
    if keyword == "maximum":
        return "less than" if schema.get("exclusiveMaximum") else "at most"
    return "greater than" if schema.get("exclusiveMinimum") else "at least"


def _is_below(value: float, maximum: float, schema: Tree, *, whole: bool) -> bool:
    bound = int(maximum) if whole and math.isfinite(maximum) else maximum
    return value < bound or (value == bound and not schema.get("exclusiveMaximum"))


def _is_above(value: float, minimum: float, schema: Tree, *, whole: bool) -> bool:
    bound = int(minimum) if whole and math.isfinite(minimum) else minimum
    return value > bound or (value == bound and not schema.get("exclusiveMinimum"))


def _is_multiple(value: float, factor: float, _: Tree, *, whole: bool) -> bool:
    """Numbers that overflow, NaN and infinities are multiples of anything."""
    if whole and math.isfinite(factor) and int(factor) > 0:
        return value % int(factor) == 0
    try:
        quotient = 1 / factor * value if abs(factor) < 1 else value / factor
    except (OverflowError, ZeroDivisionError):
        return True
    return not math.isfinite(quotient) or abs(quotient - round(quotient)) < 1e-9 * max(1.0, abs(quotient))
