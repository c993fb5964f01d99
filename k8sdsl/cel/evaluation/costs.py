"""The cost of a call with known arguments (cel-go `interpreter/runtimecost.go`, apiserver `library/cost.go`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.comparison import WITH_ORDER
from k8sdsl.cel.comparison import size as map_size
from k8sdsl.cel.values import Opaque, Optional, key_value
from k8sdsl.cel.work import spend, spend_on

if TYPE_CHECKING:
    from k8sdsl.cel.functions import Overload

LIST_COST, MAP_COST, MESSAGE_COST = 10, 30, 40
TEXT_FACTOR, PATTERN_FACTOR = 0.1, 0.25


def size_of(value: Any) -> int:
    """The size of a string, list or map, and 1 for anything else."""
    if isinstance(value, str | bytes | list):
        return len(value)
    if isinstance(value, dict):
        return map_size(value)
    if type(value) is Opaque and value.kind in {"net.IP", "net.CIDR"}:
        size: int = value.value.size
        return size
    return 1


def _size(value: Any) -> int:
    return size_of(value.value) if isinstance(value, Optional) and value.has_value else size_of(value)


def _text(value: Any, factor: float = TEXT_FACTOR) -> int:
    return math.ceil(_size(value) * factor)


def _pattern(text: Any, pattern_size: int) -> int:
    return math.ceil((1 + _size(text)) * TEXT_FACTOR) * math.ceil(pattern_size * PATTERN_FACTOR)


def equality_cost(left: Any, right: Any, *, negated: bool) -> int:
    """The cost of comparing two values."""
    if not negated and type(left) is Opaque:
        return 1
    return math.ceil(min(_size(left), _size(right)) * TEXT_FACTOR)


def call_cost(function: str, overload: Overload | None, args: list[Any], result: Any) -> int:
    """The cost of a call."""
    key = overload.id if overload is not None else ""
    by_overload = _BY_OVERLOAD.get(key)
    if by_overload is not None:
        return by_overload(args, result)
    by_function = _BY_FUNCTION.get(function)
    return 1 if by_function is None else by_function(args, result, key)


def traversal(value: Any) -> int:
    """The cost of visiting all of a value."""
    if isinstance(value, str | bytes):
        spend_on(value)
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        return int(len(data) * TEXT_FACTOR)
    spend()
    if isinstance(value, list):
        return sum([traversal(item) for item in value])
    if isinstance(value, dict):
        return sum([traversal(key_value(key)) + traversal(item) for key, item in value.items()])
    return 1


def _selector(args: list[Any]) -> int:
    length = size_of(args[1])
    return LIST_COST + math.ceil(length * TEXT_FACTOR) + math.ceil(math.ceil(length * 0.5) * (LIST_COST + MESSAGE_COST))


def _contains_ip(args: list[Any], key: str) -> int:
    text = _text(args[1]) if key == "cidr_contains_ip_string" else 0
    return math.ceil(2 * size_of(args[0]) * TEXT_FACTOR) + text


def _contains_cidr(args: list[Any], key: str) -> int:
    text = _text(args[1]) if key == "cidr_contains_cidr_string" else 0
    return math.ceil(2 * size_of(args[0]) * TEXT_FACTOR) + _text(args[0]) + 1 + text


def _allocated(factor: float, count: int) -> int:
    return int(count * factor) + 1 + LIST_COST


def _compared_with_itself(items: list[Any]) -> int:
    factor = 2.0
    if items and isinstance(items[0], str | bytes):
        factor += TEXT_FACTOR
    return _allocated(factor, len(items) ** 2)


_ByOverload = Callable[[list[Any], Any], int]
_ByFunction = Callable[[list[Any], Any, str], int]


def _first_text(args: list[Any], _: Any) -> int:
    return _text(args[0])


def _shorter(args: list[Any], _: Any) -> int:
    return math.ceil(min(_size(args[0]), _size(args[1])) * TEXT_FACTOR)


def _both(args: list[Any], _: Any) -> int:
    return math.ceil((_size(args[0]) + _size(args[1])) * TEXT_FACTOR)


_BY_OVERLOAD: dict[str, _ByOverload] = {
    **dict.fromkeys(
        (
            *("starts_with_string", "ends_with_string", "string_to_bytes", "bytes_to_string"),
            *("strings_quote", "string_format"),
        ),
        _first_text,
    ),
    "in_list": lambda args, _: _size(args[1]),
    **dict.fromkeys(
        (
            f"{name}_{kind}"
            for name in ("less", "greater", "less_equals", "greater_equals")
            for kind in ("string", "bytes")
        ),
        _shorter,
    ),
    **dict.fromkeys(("add_string", "add_bytes"), _both),
    "matches_string": lambda args, _: _pattern(args[0], _size(args[1])),
    "contains_string": lambda args, _: _text(args[0]) * _text(args[1]),
    **dict.fromkeys(("list_slice", "lists_range", "list_reverse"), lambda _, result: _allocated(1, size_of(result))),
    "list_flatten": lambda args, _: _allocated(1, size_of(args[0])),
    "list_flatten_int": lambda args, _: _allocated(args[1], size_of(args[0])),
    "list_distinct": lambda args, _: _compared_with_itself(args[0]),
    **{f"list_{kind}_sort": lambda args, _: _compared_with_itself(args[0]) for kind in WITH_ORDER},
    **{f"list_{kind}_sortByAssociatedKeys": lambda args, _: _compared_with_itself(args[1]) for kind in WITH_ORDER},
    **dict.fromkeys(
        ("list_sets_contains_list", "list_sets_intersects_list"),
        lambda args, _: 1 + size_of(args[0]) * size_of(args[1]),
    ),
    "list_sets_equivalent_list": lambda args, _: 1 + 2 * size_of(args[0]) * size_of(args[1]),
}
_BY_FUNCTION: dict[str, _ByFunction] = {
    "check": lambda *_: 350_000,
    **dict.fromkeys(("fieldSelector", "labelSelector"), lambda args, _result, _key: _selector(args)),
    **dict.fromkeys(
        ("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), lambda args, _result, _key: traversal(args[0])
    ),
    **dict.fromkeys(
        (
            *("url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey", "cidr", "isIP", "isCIDR"),
            *("quantity", "isQuantity", "semver", "isSemver"),
        ),
        lambda args, _result, _key: _text(args[0]),
    ),
    **dict.fromkeys(
        ("replace", "split", "ip.isCanonical"), lambda args, _result, _key: _text(args[0], 2 * TEXT_FACTOR)
    ),
    "join": lambda _args, result, _key: _text(result, 2 * TEXT_FACTOR),
    **dict.fromkeys(("find", "findAll"), lambda args, _result, _key: _pattern(args[0], _size(args[1]))),
    "ip": lambda args, _result, key: 1 if key == "cidr_ip" else _text(args[0]),
    "containsIP": lambda args, _result, key: _contains_ip(args, key),
    "containsCIDR": lambda args, _result, key: _contains_cidr(args, key),
    "validate": lambda args, _result, _key: _pattern(args[1], args[0].value.size),
}
