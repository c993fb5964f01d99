"""The order in which go-yaml writes the keys of maps: alphabetical, with numbers in keys by value."""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any


def in_key_order(value: Any) -> Any:
    """A tree with the keys of all maps in the order of kustomize's output. Answers for go-yaml's `keyList`."""
    if type(value) is dict:
        keys = list(value)
        if len(keys) > 1:
            order = tuple(keys)
            ordered = _ORDERS.get(order)
            if ordered is None:
                ordered = _ORDERS[order] = _ordered(keys)
                if len(_ORDERS) > 10_000:
                    _ORDERS.clear()
            keys = ordered
        return {
            key: in_key_order(item) if type(item := value[key]) is dict or type(item) is list else item for key in keys
        }
    if type(value) is list:
        return [in_key_order(item) if type(item) is dict or type(item) is list else item for item in value]
    return value


def _ordered(keys: list[Any]) -> list[Any]:
    if all(type(key) is str and key.isalpha() for key in keys):
        return sorted(keys)
    from _functools import cmp_to_key  # type: ignore[import-not-found] # `functools` would load `collections`

    return sorted(keys, key=cmp_to_key(_compare))


def _compare(one: Any, other: Any) -> int:
    """Negative if the first key comes first."""
    if one == other:
        return 0
    return -1 if _is_before(str(one), str(other)) else 1


def _is_before(one: str, other: str) -> bool:
    for position, (a, b) in enumerate(zip(one, other, strict=False)):
        if a == b:
            continue
        if a.isalpha() and b.isalpha():
            return a < b
        if a.isalpha() or b.isalpha():
            return b.isalpha()
        return _number_is_before(one, other, position)
    return len(one) < len(other)


def _number_is_before(one: str, other: str, position: int) -> bool:
    """Compares the numbers, or other characters, at the first place where two keys differ."""
    start = 0
    if "0" in {one[position], other[position]}:
        before = position - 1
        while before >= 0 and one[before].isdigit():
            if one[before] != "0":
                start = 1
                break
            before -= 1
    numbers, ends = [], []
    for text in (one, other):
        number, end = start, position
        while end < len(text) and text[end].isdigit():
            number = number * 10 + int(text[end])
            end += 1
        numbers.append(number)
        ends.append(end)
    if numbers[0] != numbers[1]:
        return numbers[0] < numbers[1]
    if ends[0] != ends[1]:
        return ends[0] < ends[1]
    return one[position] < other[position]


_ORDERS: dict[tuple[Any, ...], list[Any]] = {}
"""The order of each set of keys so far; most objects of a build have the same few."""
