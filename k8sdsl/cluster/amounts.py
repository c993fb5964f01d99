"""Amounts of resources in billionths, the precision of `resource.Quantity`; written as the server writes them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from k8sdsl.semantics.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

NANO = 10**9
"""One whole unit."""

Amounts: TypeAlias = dict[str, int]
"""For names of resources their amounts in billionths."""

_DECIMAL = ("n", "u", "m", "", "k", "M", "G", "T", "P", "E")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_BYTES = ("memory", "storage", "hugepages-")


@lru_cache(maxsize=8192)
def nano(value: Any) -> int:
    """A quantity in billionths, rounded up; what is not a quantity counts as 0."""
    exact = parse_quantity(value)
    return 0 if exact is None else -(-exact.numerator * NANO // exact.denominator)


def amounts(quantities: Mapping[str, Any] | None) -> Amounts:
    """The amounts of a resource list (`requests`, `limits`, `hard`, `allocatable`)."""
    return {name: nano(value) for name, value in quantities.items()} if quantities else {}


def add(total: Amounts, more: Mapping[str, int]) -> None:
    """Adds amounts to a total, which is changed."""
    for name, amount in more.items():
        total[name] = total.get(name, 0) + amount


def raise_to(total: Amounts, least: Mapping[str, int]) -> None:
    """Raises each amount of a total, which is changed, to at least that of another."""
    for name, amount in least.items():
        if amount > total.get(name, -1):
            total[name] = amount


def share(part: int, whole: int) -> float:
    """How often an amount holds another; bounded, because quantities of thousands of digits are valid."""
    if abs(part) <= _MANY * abs(whole):
        return part / whole
    return float(_MANY if (part > 0) == (whole > 0) else -_MANY)


_MANY = 10**100


def shown(amount: int, resource: str = "") -> str:
    """An amount as text, with binary suffixes for bytes: `1500m`, `64Gi`."""
    if any(word in resource for word in _BYTES):
        return _binary(amount)
    return _decimal(amount)


def canonical(value: Any) -> str:
    """A quantity as the server writes it: the largest suffix of its own family that leaves a whole number.

    Answers for `Quantity.CanonicalizeBytes`.
    """
    text = str(value).strip()
    if text.endswith("i"):
        return _binary(nano(value))
    if any(sign in text[1:] for sign in "eE") and text[-1:].isdigit():
        return _exponent(nano(value))
    return _decimal(nano(value))


def _decimal(amount: int) -> str:
    mantissa, power = _reduced(amount, 1000, len(_DECIMAL))
    return f"{mantissa}{_DECIMAL[power]}" if amount else "0"


def _exponent(amount: int) -> str:
    mantissa, power = _reduced(amount, 1000, 1000)
    return f"{mantissa}e{3 * power - 9}" if amount and power != 3 else str(mantissa)


def _binary(amount: int) -> str:
    if -1024 * NANO < amount < 1024 * NANO:
        return _decimal(amount)
    mantissa, power = _reduced(-(-amount // NANO), 1024, len(_BINARY))
    return f"{mantissa}{_BINARY[power]}"


def _reduced(mantissa: int, base: int, steps: int) -> tuple[int, int]:
    power = 0
    while mantissa and power + 1 < steps and mantissa % base == 0:
        mantissa //= base
        power += 1
    return mantissa, power
