"""Quantities such as `500m`, `1Gi` and `1e3`, read exactly (apimachinery `resource.ParseQuantity`)."""

from __future__ import annotations

from k8sdsl.lazy import remembered

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from fractions import Fraction

_SUFFIXES = {
    "": (10, 0),
    **{suffix: (10, power) for suffix, power in zip("numkMGTPE", (-9, -6, -3, 3, 6, 9, 12, 15, 18), strict=True)},
    **{f"{suffix}i": (2, 10 * power) for power, suffix in enumerate("KMGTPE", start=1)},
}

_NANO = 10**9
_LARGEST_BINARY = 2**63 - 1
_MOST_DIGITS = 400
_LARGEST_NUMBER: int = 10**_MOST_DIGITS
"""Larger numbers have more digits than Python prints, and more than any quantity needs."""


@remembered(4096)
def _split(text: str) -> tuple[str, int, int] | None:
    """The number and the base and power of its suffix, or None if the text is not a quantity."""
    position = 1 if text[:1] in {"+", "-"} else 0
    start = position
    while position < len(text) and text[position] in "0123456789":
        position += 1
    digits = position - start
    if position < len(text) and text[position] == ".":
        position += 1
        fraction = position
        while position < len(text) and text[position] in "0123456789":
            position += 1
        digits += position - fraction
    base, power = _scale(text[position:])
    if digits:
        return (text[:position], base, power) if base else None
    # Go reads a suffix without a number as zero, as long as its fast path handles it.
    return ("0", base, power) if text and ((base == 10 and power >= -9) or (base == 2 and power <= 40)) else None


def _scale(suffix: str) -> tuple[int, int]:
    """The base and power of a suffix; the base is 0 if it is not a suffix."""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    exponent = suffix[1:]
    unsigned = exponent[1:] if exponent[:1] in {"+", "-"} else exponent
    if suffix[:1] in {"e", "E"} and unsigned.isascii() and unsigned.isdecimal():
        # Python refuses to parse thousands of digits, and more than ten are out of range anyway.
        short = unsigned.lstrip("0")
        power = int(f"{exponent[:1] if exponent[:1] in {'+', '-'} else ''}{short or 0}") if len(short) <= 10 else 2**31
        return (10, power) if -(2**31) <= power < 2**31 else (0, 0)
    return 0, 0


def is_quantity(value: object) -> bool:
    """Whether the API server can read a value as a quantity: a string in its notation, or a number."""
    if isinstance(value, str):
        return (
            _split(value.strip(" ")) is not None
        )  # other white space would be an escape in JSON, not part of a number
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return -_LARGEST_NUMBER < value < _LARGEST_NUMBER
    return isinstance(value, float) and value - value == 0


def split_quantity(value: object) -> tuple[str, int, int] | None:
    """The number as it is written, and the base and power of its suffix; None if it is not a quantity."""
    if not is_quantity(value):
        return None
    return _split(repr(value) if isinstance(value, float) else str(value).strip(" "))


def parse_quantity(value: object) -> Fraction | None:
    """The value that the server holds, or None if it is not a quantity.

    As in `ParseQuantity`, it is rounded away from zero to billionths, and with a binary suffix it is at most 2^63-1.
    Exponents are capped at 400, beyond which nothing differs.
    """
    from fractions import Fraction

    parts = split_quantity(value)
    if parts is None:
        return None
    number, base, power = parts
    number = number.rstrip(".") if len(number) <= _MOST_DIGITS else _shorten(number)
    value = Fraction(number) * Fraction(base) ** max(-400, min(400, power))
    billionths = value * _NANO
    if billionths.denominator != 1:
        away = -(-abs(billionths.numerator) // billionths.denominator)
        value = Fraction(away if value > 0 else -away, _NANO)
    if base == 2 and abs(value) > _LARGEST_BINARY:
        return Fraction(_LARGEST_BINARY if value > 0 else -_LARGEST_BINARY)
    return value


def _shorten(number: str) -> str:
    """A very long number, shortened: Python refuses to parse thousands of digits, and the server caps them too."""
    sign = number[:1] if number[:1] in {"+", "-"} else ""
    whole, _, fraction = number.removeprefix(sign).partition(".")
    whole, rest = whole.lstrip("0"), fraction[_MOST_DIGITS:].strip("0")
    if len(whole) > _MOST_DIGITS:
        whole = "9" * _MOST_DIGITS
    return f"{sign}{whole or 0}.{fraction[:_MOST_DIGITS]}{'1' if rest else '0'}"
