"""The estimated costs of calls, by overload or by function."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cel.comparison import WITH_ORDER
from k8sdsl.cel.estimation.ranges import ANY, MOST, ONE, PATTERN_FACTOR, TEXT_FACTOR, ZERO, Range, exactly
from k8sdsl.cel.syntax.nodes import Literal
from k8sdsl.cel.types import ObjectType, Type, format_type

if TYPE_CHECKING:
    from k8sdsl.cel.syntax.nodes import SyntaxNode


class Cost(NamedTuple):
    """The cost of a call, and the size of its value if it is known."""

    cost: Range
    size: Range | None = None


class Operand(NamedTuple):
    """An argument: its type and size, its path, and the schema's declaration at a path."""

    node: SyntaxNode
    type: Type
    size: Range | None
    path: tuple[str, ...]
    declared: Callable[[tuple[str, ...]], Range | None]

    @property
    def any_size(self) -> Range:
        """Its size, or any size."""
        return ANY if self.size is None else self.size

    def item(self) -> tuple[Type, Range] | None:
        """The type and size of its elements, if it has elements."""
        if not isinstance(self.type, tuple) or len(self.type) < 2:
            return None
        size = self.declared((*self.path, "@items")) if self.path else None
        return self.type[1], ANY if size is None else size


EstimateCall = Callable[[str, "Operand | None", list[Operand]], "Cost | None"]

_LIST_COST = exactly(10)


def _fixed(cost: int) -> EstimateCall:
    return lambda _key, _target, _args: Cost(exactly(cost))


def _aggregate(_key: str, target: Operand | None, _args: list[Operand]) -> Cost | None:
    """A list is visited once, and its strings are compared."""
    if target is None:
        return None
    item = target.item()
    if item is None:
        return Cost(target.any_size.scaled(TEXT_FACTOR))
    each = ONE
    if item[0] in {"string", "bytes"}:
        each = each.plus(item[1].scaled(TEXT_FACTOR))
    return Cost(target.any_size.times(each))


def _traverses_argument(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    if len(args) != 1:
        return None
    return Cost(args[0].any_size.scaled(TEXT_FACTOR), args[0].any_size)


def _traverses_target(_key: str, target: Operand | None, _args: list[Operand]) -> Cost | None:
    return None if target is None else Cost(target.any_size.scaled(TEXT_FACTOR), target.any_size)


def _reads_argument(factor: float) -> EstimateCall:
    return lambda _key, _target, args: Cost(args[0].any_size.scaled(factor)) if args else None


def _affix(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    return Cost(args[0].any_size.scaled(TEXT_FACTOR)) if len(args) == 1 else None


def _replace(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None or len(args) < 2:
        return None
    size, old, new = target.any_size, args[0].any_size, args[1].any_size
    count_most = kept_most = count_least = kept_least = 0
    if old.least == 0:
        count_most, kept_most = min(size.most + 1, MOST), size.most
    elif new.most <= old.least:
        kept_most = size.most
    else:
        count_most = min(math.ceil(float(size.most) / float(old.least)), MOST)
    if old.most == 0:
        count_least, kept_least = min(size.least + 1, MOST), size.least
    elif old.most <= new.least:
        kept_least = size.least
    else:
        count_least = math.ceil(float(size.least) / float(old.most))
    made = Range(count_least, count_most).times(new).plus(Range(kept_least, kept_most))
    return Cost(size.scaled(2 * TEXT_FACTOR), made)


def _literal(operand: Operand) -> object:
    return operand.node.value if isinstance(operand.node, Literal) else None


def _split(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None:
        return None
    most = target.any_size.most
    limit = _literal(args[1]) if len(args) > 1 else None
    if type(limit) is int:
        most = limit % 2**64
    return Cost(target.any_size.scaled(2 * TEXT_FACTOR), Range(0, most))


def _join(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None:
        return None
    count, item = target.any_size, target.item()
    size = count.times(item[1]) if item is not None else ZERO
    if args:
        gaps = Range(max(count.least - 1, 0), max(count.most - 1, 0))
        size = size.plus(args[0].any_size.times(gaps))
    return Cost(size.scaled(TEXT_FACTOR), size)


def _pattern(text: Range, pattern: Range) -> Range:
    return text.plus(ONE).scaled(TEXT_FACTOR).times(pattern.scaled(PATTERN_FACTOR))


def _find(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None or not args:
        return None
    return Cost(_pattern(target.any_size, args[0].any_size), Range(0, target.any_size.most))


def _matches(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None or len(args) != 1:
        return None
    return Cost(_pattern(target.any_size, args[0].any_size))


def _contains(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None or len(args) != 1:
        return None
    return Cost(target.any_size.scaled(TEXT_FACTOR).times(args[0].any_size.scaled(TEXT_FACTOR)))


def _ip(key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    if key == "cidr_ip":
        return Cost(ONE)
    return Cost(args[0].any_size.scaled(TEXT_FACTOR)) if args else None


def _contains_address(key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    if not args:
        return None
    size = Range(4, 16)
    cost = size.plus(size).scaled(TEXT_FACTOR)
    if key.startswith("cidr_contains_cidr"):
        cost = cost.plus(size.scaled(TEXT_FACTOR)).plus(ONE)
    if key.endswith("_string"):
        cost = cost.plus(args[0].any_size.scaled(TEXT_FACTOR))
    return Cost(cost)


def _validate(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    return Cost(args[0].any_size.scaled(TEXT_FACTOR).scaled(128 * PATTERN_FACTOR)) if args else None


def _selector(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    if len(args) != 1:
        return None
    length = args[0].any_size
    return Cost(_LIST_COST.plus(length.scaled(TEXT_FACTOR)).plus(length.scaled(0.5).scaled(50.0)))


def _equality(key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    """Strings and lists are compared up to the length of the shorter; some values of Kubernetes in one step."""
    if len(args) == 2 and key == "equals":
        special = _special_equality(args[0].type, args[1].type)
        if special is not None:
            return Cost(special)
    most = min(args[0].any_size.most, args[1].any_size.most)
    return Cost(Range(1 if most else 0, most).scaled(TEXT_FACTOR))


def _special_equality(left: Type, right: Type) -> Range | None:
    name = format_type(left) if isinstance(left, str | ObjectType) else ""
    if name != (format_type(right) if isinstance(right, str | ObjectType) else None):
        return None
    if name in {"net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"} or name.startswith(
        "kubernetes.authorization."
    ):
        return ONE
    if name == "kubernetes.NamedFormat":
        return Range(1, 64).scaled(TEXT_FACTOR)
    return Range(1, 1).scaled(TEXT_FACTOR) if name == "kubernetes.URL" else None


def _to_bytes(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    size = args[0].any_size
    return Cost(size.scaled(TEXT_FACTOR), Range(size.least, size.most * 4 % 2**64))


def _from_bytes(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    size = args[0].any_size
    return Cost(size.scaled(TEXT_FACTOR), Range(size.least // 4, size.most))


def _quote(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    size = args[0].any_size
    return Cost(size.scaled(TEXT_FACTOR), Range(size.least + 2, (size.most * 2 + 2) % 2**64))


def _format(_key: str, target: Operand | None, _args: list[Operand]) -> Cost | None:
    return None if target is None else Cost(target.any_size.scaled(TEXT_FACTOR))


def _in_list(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    return Cost(args[1].any_size.scaled(1)) if len(args) == 2 else None


def _allocated(factor: float, size: Range) -> Cost:
    return Cost(size.scaled(factor).plus(ONE).plus(_LIST_COST), size)


def _count(operand: Operand, default: int) -> int:
    value = _literal(operand)
    return max(value, 0) if type(value) is int else default


def _slice(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None or len(args) != 2:
        return None
    return _allocated(1, exactly((_count(args[1], target.any_size.most) - _count(args[0], 0)) % 2**64))


def _range(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
    return _allocated(1, exactly(_count(args[0], MOST))) if len(args) == 1 else None


def _reverse(_key: str, target: Operand | None, _args: list[Operand]) -> Cost | None:
    return None if target is None else _allocated(1, target.any_size)


def _flatten(_key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    if target is None:
        return None
    return _allocated(float(_count(args[0], MOST)) if args else 1.0, target.any_size)


def _distinct(_key: str, target: Operand | None, _args: list[Operand]) -> Cost | None:
    return None if target is None else _allocated(2.0, target.any_size.times(target.any_size))


def _sort(key: str, target: Operand | None, args: list[Operand]) -> Cost | None:
    keys = args[0] if args else target
    if keys is None:
        return None
    factor = 2.0 + (TEXT_FACTOR if key.startswith(("list_string", "list_bytes")) else 0)
    return _allocated(factor, keys.any_size.times(keys.any_size))


def _sets(factor: float) -> EstimateCall:
    def estimate(_key: str, _target: Operand | None, args: list[Operand]) -> Cost | None:
        if len(args) != 2:
            return None
        return Cost(args[0].any_size.times(args[1].any_size).scaled(factor).plus(ONE))

    return estimate


CALLS: dict[str, EstimateCall] = {
    "check": _fixed(350_000),
    **dict.fromkeys(("fieldSelector", "labelSelector"), _selector),
    **dict.fromkeys(("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"), _aggregate),
    **dict.fromkeys(("url", "jsonpatch.escapeKey"), _traverses_argument),
    **dict.fromkeys(("lowerAscii", "upperAscii", "substring", "trim"), _traverses_target),
    "replace": _replace,
    "split": _split,
    "join": _join,
    **dict.fromkeys(("find", "findAll"), _find),
    **dict.fromkeys(
        ("cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"), _reads_argument(TEXT_FACTOR)
    ),
    "ip": _ip,
    "ip.isCanonical": _reads_argument(2 * TEXT_FACTOR),
    **dict.fromkeys(("containsIP", "containsCIDR"), _contains_address),
    "validate": _validate,
    **dict.fromkeys(("equals", "not_equals"), _equality),
    **dict.fromkeys(
        (
            f"{name}_{kind}"
            for name in ("less", "greater", "less_equals", "greater_equals")
            for kind in ("string", "bytes")
        ),
        _equality,
    ),
    "string_format": _format,
    "string_to_bytes": _to_bytes,
    "bytes_to_string": _from_bytes,
    "strings_quote": _quote,
    **dict.fromkeys(("starts_with_string", "ends_with_string"), _affix),
    "in_list": _in_list,
    "matches_string": _matches,
    "contains_string": _contains,
    "list_slice": _slice,
    **dict.fromkeys(("list_flatten", "list_flatten_int"), _flatten),
    "lists_range": _range,
    "list_reverse": _reverse,
    "list_distinct": _distinct,
    **{f"list_{kind}_{name}": _sort for kind in WITH_ORDER for name in ("sort", "sortByAssociatedKeys")},
    **dict.fromkeys(("list_sets_contains_list", "list_sets_intersects_list"), _sets(1)),
    "list_sets_equivalent_list": _sets(2),
}
