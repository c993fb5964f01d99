"""How Go holds a quantity, where it matters: numbers of 64 bits that overflow (apimachinery `resource.Quantity`).

A quantity with few digits is an int64 and a power of ten, and any other one a decimal of any size. `Value` and
`MilliValue` squeeze both into 64 bits: the first becomes 0 where it does not fit, the second wraps around.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from k8sdsl.semantics.quantities import split_quantity

MOST = 2**63 - 1
_MOST_DIGITS, _NANO, _MILLI = 18, 9, 3


class Held(NamedTuple):
    """`unscaled` times ten to the power of minus `places`; `is_decimal` says whether Go holds a decimal of any size."""

    unscaled: int
    places: int
    is_decimal: bool

    def rounded(self, places: int) -> Held:
        """With at most so many decimal places, rounded away from zero; a decimal gets exactly so many."""
        if self.places <= places:
            if not self.is_decimal:
                return self
            return Held(self.unscaled * 10 ** (places - self.places), places, is_decimal=True)
        return Held(_divided(self.unscaled, 10 ** (self.places - places)), places, self.is_decimal)

    def scaled(self, places: int) -> int:
        """The whole number of units of ten to the power of minus `places`, in 64 bits (`ScaledValue`)."""
        if self.is_decimal:
            return _wrapped(self.exactly(places))
        if self.places > places:
            return self.rounded(places).unscaled
        value = self.unscaled * 10 ** (places - self.places)
        return value if -MOST - 1 <= value <= MOST else 0

    def exactly(self, places: int) -> int:
        """The whole number of units of ten to the power of minus `places`, rounded up, of any size."""
        more = places - self.places
        return self.unscaled * int(10**more) if more >= 0 else -(-self.unscaled // int(10**-more))


def _divided(value: int, by: int) -> int:
    """Rounded away from zero."""
    return -(-value // by) if value > 0 else value // by


def _wrapped(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


@lru_cache(maxsize=4096)
def held(value: Any) -> Held:
    """What Go holds after reading a quantity as part of a list of resources, which is rounded up to thousandths.

    Zero for what is not a quantity. Answers for `ParseQuantity` and `SetDefaults_ResourceList`.
    """
    parts = split_quantity(value)
    if parts is None:
        return Held(0, 0, is_decimal=False)
    number, base, power = parts
    sign = -1 if number[:1] == "-" else 1
    whole, _, fraction = number.lstrip("+-").partition(".")
    whole = whole.lstrip("0") or "0"
    small = _small(whole, fraction, base, power)
    if small is not None:
        return Held(sign * small.unscaled, small.places, is_decimal=False).rounded(_MILLI)
    if len(whole) > _LONGEST:
        whole = whole[0] + whole[-_LONGEST:]
    if len(fraction) > _LONGEST:
        fraction = f"{fraction[:_LONGEST]}{1 if fraction[_LONGEST:].strip('0') else 0}"
    digits = int(whole + fraction)
    if base == 2:
        big = Held(digits << power, len(fraction), is_decimal=True).rounded(_NANO)
        if big.unscaled > MOST * 10**_NANO:
            big = Held(MOST, 0, is_decimal=True)
    else:
        big = Held(digits, len(fraction) - max(-_FAR, min(_FAR, power)), is_decimal=True).rounded(_NANO)
    return Held(sign * big.unscaled, big.places, is_decimal=True).rounded(_MILLI)


def keeps_spelling(value: Any) -> bool:
    """Whether Go writes a quantity back as it was read, even `+1` or `01`, because it takes it for canonical."""
    parts = split_quantity(value)
    if parts is None:
        return False
    number, base, power = parts
    whole, _, fraction = number.lstrip("+-").partition(".")
    whole = whole.lstrip("0") or "0"
    small = _small(whole, fraction, base, power)
    if small is None or base == 2:
        return small is not None and int(whole) & 7 != 0
    digits = f"{whole}{fraction}"
    return small.places % 3 == 0 and not digits.endswith("000") and digits[0] != "0"


_FAR, _LONGEST = 400, 800
"""Powers and digits beyond change nothing that 64 bits could tell."""


def _small(whole: str, fraction: str, base: int, power: int) -> Held | None:
    """The quantity as an int64 and a power of ten, if Go takes its fast path."""
    if base == 10:
        if len(whole) + len(fraction) > _MOST_DIGITS or power - len(fraction) < -_NANO:
            return None
        return Held(int(f"{whole}{fraction}"), len(fraction) - min(power, _FAR), is_decimal=False)
    if fraction or len(whole) > 14 - power * 3 // 10:
        return None
    value = int(whole) << power
    return Held(value, 0, is_decimal=False) if value <= MOST else None
