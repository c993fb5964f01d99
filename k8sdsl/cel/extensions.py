"""Functions that strings have in CEL, and those that Kubernetes adds (cel-go `ext`, apiserver `pkg/cel/library`)."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.network import NETWORK
from k8sdsl.cel.operators import equal, no_overload, ordered, to_text
from k8sdsl.cel.values import NONE, EvaluationError, Opaque, OptionalValue
from k8sdsl.cel.versions import SEMVER

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from k8sdsl.semantics.patterns import Pattern


def _text(name: str, value: Any) -> str:
    if type(value) is str:
        return value
    raise no_overload(name, value)


def _pattern(text: str) -> Pattern:
    from k8sdsl.semantics.patterns import PatternError, compile_pattern

    try:
        return compile_pattern(text)
    except PatternError as error:
        raise EvaluationError(str(error)) from error


def _matches(text: Any, pattern: Any) -> bool:
    return _pattern(_text("matches", pattern)).search(_text("matches", text))


def _find(text: str, pattern: str) -> str:
    span = _pattern(pattern).find(text)
    return "" if span is None else text[span[0] : span[1]]


def _find_all(text: str, pattern: str, limit: int = -1) -> list[str]:
    return _pattern(pattern).find_all(text, limit)


def _index_of(container: Any, item: Any, start: int = 0) -> int:
    if type(container) is str:
        if not 0 <= start <= len(container):
            raise EvaluationError(f"index out of range: {start}")
        return container.find(item, start)
    return next((position for position, other in enumerate(container) if equal(other, item)), -1)


def _last_index_of(container: Any, item: Any, start: int | None = None) -> int:
    if type(container) is str:
        if start is not None and not 0 <= start <= len(container):
            raise EvaluationError(f"index out of range: {start}")
        return container.rfind(item) if start is None else container.rfind(item, 0, start + len(item))
    found = [position for position, other in enumerate(container) if equal(other, item)]
    return found[-1] if found else -1


def _substring(text: str, start: int, end: int | None = None) -> str:
    end = len(text) if end is None else end
    if not 0 <= start <= end <= len(text):
        raise EvaluationError(f"index out of range: {start}, {end}")
    return text[start:end]


def _char_at(text: str, position: int) -> str:
    if not 0 <= position <= len(text):
        raise EvaluationError(f"index out of range: {position}")
    return text[position : position + 1]


def _replace(text: str, old: str, new: str, limit: int = -1) -> str:
    return text.replace(old, new, limit)


def _split(text: str, separator: str, limit: int = -1) -> list[str]:
    if limit == 0:
        return []
    if not separator:
        items = list(text)
        return items if limit < 0 or limit >= len(items) else [*items[: limit - 1], "".join(items[limit - 1 :])]
    return text.split(separator, limit - 1 if limit > 0 else -1)


def _join(items: list[Any], separator: str = "") -> str:
    return separator.join([_text("join", item) for item in items])


def _lower(text: str) -> str:
    return "".join([character.lower() if character.isascii() else character for character in text])


def _upper(text: str) -> str:
    return "".join([character.upper() if character.isascii() else character for character in text])


def _format(template: str, args: list[Any]) -> str:
    """`%s` and `%d` and their like; what is rarer is left alone by raising."""
    parts, position, at = [], 0, 0
    while at < len(template):
        if template[at] != "%":
            parts.append(template[at])
            at += 1
            continue
        verb = template[at + 1 : at + 2]
        at += 2
        if verb == "%":
            parts.append("%")
        elif verb in {"s", "d"}:
            parts.append(_shown(args[position]))
            position += 1
        else:
            raise ValueError(verb)
    return "".join(parts)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_shown(key)}: {_shown(value[key])}' for key in sorted(value))}}}"
    return "null" if value is None else to_text(value)


def _is_sorted(items: list[Any]) -> bool:
    return all(ordered("isSorted", left, right) <= 0 for left, right in itertools.pairwise(items))


def _sum(items: list[Any]) -> Any:
    from k8sdsl.cel.operators import add

    if not items:
        return 0
    total = items[0]
    for item in items[1:]:
        total = add(total, item)
    return total


def _extreme(items: list[Any], sign: int) -> Any:
    if not items:
        raise EvaluationError("min and max need an item")
    found = items[0]
    for item in items[1:]:
        if ordered("min", item, found) * sign < 0:
            found = item
    return found


def _is_within(inner: list[Any], outer: list[Any]) -> bool:
    return all(any(equal(item, other) for other in outer) for item in inner)


def _quantity(text: str) -> Opaque:
    found = _parsed(text)
    if found is None:
        raise EvaluationError(f"{text!r} is no quantity")
    return Opaque("kubernetes.Quantity", found)


def _parsed(text: str) -> Fraction | None:
    from k8sdsl.semantics.quantities import parse_quantity

    return parse_quantity(text)


def _compare(left: Opaque, right: Opaque) -> int:
    return int(left.value > right.value) - int(left.value < right.value)


def _added(left: Opaque, right: Any, sign: int) -> Opaque:
    amount = right.value if isinstance(right, Opaque) else right
    return Opaque("kubernetes.Quantity", left.value + sign * amount)


def _as_integer(quantity: Opaque) -> int:
    if quantity.value.denominator != 1 or not -(2**63) <= quantity.value < 2**63:
        raise EvaluationError("cannot convert value to integer")
    return int(quantity.value)


def _time_part(name: str) -> Callable[..., int]:
    parts: dict[str, Callable[[dt.datetime], int]] = {
        "getFullYear": lambda time: time.year,
        "getMonth": lambda time: time.month - 1,
        "getDayOfYear": lambda time: time.timetuple().tm_yday - 1,
        "getDayOfMonth": lambda time: time.day - 1,
        "getDate": lambda time: time.day,
        "getDayOfWeek": lambda time: (time.weekday() + 1) % 7,
        "getHours": lambda time: time.hour,
        "getMinutes": lambda time: time.minute,
        "getSeconds": lambda time: time.second,
        "getMilliseconds": lambda time: time.microsecond // 1000,
    }
    factors = {"getHours": 3600, "getMinutes": 60, "getSeconds": 1}

    def read(value: Any, zone: str = "") -> int:
        if isinstance(value, dt.timedelta):
            if name == "getMilliseconds":
                return value.microseconds // 1000
            return int(value.total_seconds() / factors[name])
        return parts[name](value.astimezone(_zone(zone)))

    return read


def _zone(name: str) -> dt.tzinfo:
    import zoneinfo

    if not name or name == "UTC":
        return dt.UTC
    if name[-3:-2] == ":":
        sign = -1 if name[0] == "-" else 1
        hours, _, minutes = name.lstrip("+-").partition(":")
        return dt.timezone(sign * dt.timedelta(hours=int(hours), minutes=int(minutes)))
    return zoneinfo.ZoneInfo(name)


def _value(optional: OptionalValue) -> Any:
    if not optional.has_value:
        raise EvaluationError("optional.none() dereference")
    return optional.value


def _of_non_zero(value: Any) -> OptionalValue:
    empty = value in (None, False, 0, "", b"") or value in ([], {})
    return NONE if empty else OptionalValue(value, has_value=True)


def _map_insert(target: dict[Any, Any], *entry: Any) -> dict[Any, Any]:
    added = entry[0] if len(entry) == 1 else {entry[0]: entry[1]}
    for key in added:
        if key in target:
            raise EvaluationError(f"insert failed: key {key!r} already exists")
    return {**target, **added}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "matches": _matches,
    "contains": lambda text, part: _text("contains", part) in _text("contains", text),
    "startsWith": lambda text, part: _text("startsWith", text).startswith(_text("startsWith", part)),
    "endsWith": lambda text, part: _text("endsWith", text).endswith(_text("endsWith", part)),
    "find": _find,
    "findAll": _find_all,
    "indexOf": _index_of,
    "lastIndexOf": _last_index_of,
    "substring": _substring,
    "charAt": _char_at,
    "replace": _replace,
    "split": _split,
    "join": _join,
    "lowerAscii": _lower,
    "upperAscii": _upper,
    "trim": str.strip,
    "format": _format,
    "reverse": lambda text: text[::-1],
    "isSorted": _is_sorted,
    "sum": _sum,
    "min": lambda items: _extreme(items, 1),
    "max": lambda items: _extreme(items, -1),
    "sets.contains": lambda outer, inner: _is_within(inner, outer),
    "sets.equivalent": lambda left, right: _is_within(left, right) and _is_within(right, left),
    "sets.intersects": lambda left, right: any(equal(item, other) for item in left for other in right),
    "quantity": _quantity,
    "isQuantity": lambda text: _parsed(text) is not None,
    "sign": lambda quantity: int(quantity.value > 0) - int(quantity.value < 0),
    "isGreaterThan": lambda left, right: _compare(left, right) > 0,
    "isLessThan": lambda left, right: _compare(left, right) < 0,
    "compareTo": _compare,
    "add": lambda left, right: _added(left, right, 1),
    "sub": lambda left, right: _added(left, right, -1),
    "asInteger": _as_integer,
    "isInteger": lambda quantity: quantity.value.denominator == 1 and -(2**63) <= quantity.value < 2**63,
    "asApproximateFloat": lambda quantity: float(quantity.value),
    **{
        name: _time_part(name)
        for name in (
            *("getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek"),
            *("getHours", "getMinutes", "getSeconds", "getMilliseconds"),
        )
    },
    "optional.of": lambda value: OptionalValue(value, has_value=True),
    "optional.ofNonZeroValue": _of_non_zero,
    "optional.none": lambda: NONE,
    "hasValue": lambda optional: optional.has_value,
    "value": _value,
    "or": lambda optional, other: optional if optional.has_value else other,
    "orValue": lambda optional, other: optional.value if optional.has_value else other,
    "cel.@mapInsert": _map_insert,
    "jsonpatch.escapeKey": lambda text: text.replace("~", "~0").replace("/", "~1"),
    **NETWORK,
    **SEMVER,
}
