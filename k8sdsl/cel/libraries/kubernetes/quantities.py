"""Quantities (apiserver `pkg/cel/library/quantity.go`, apimachinery `resource.Quantity`)."""

from __future__ import annotations

from fractions import Fraction

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import LARGEST_INT, SMALLEST_INT, Opaque
from k8sdsl.semantics.quantities import parse_quantity

_KIND = "kubernetes.Quantity"
_DIGITS = 18
_NANO = -9
_DECIMAL = {"": 0, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


class Amount:
    """An exact number, the power of ten in which upstream counts it, and whether upstream needs more than 64 bits."""

    __slots__ = ("exact", "scale", "wide")

    def __init__(self, exact: Fraction, scale: int, *, wide: bool) -> None:
        self.exact = exact
        self.scale = scale
        self.wide = wide

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Amount) and self.exact == other.exact

    def __hash__(self) -> int:
        return hash(self.exact)

    def count(self, scale: int) -> Fraction:
        """The number divided by a power of ten."""
        return self.exact / Fraction(10) ** scale

    def plus(self, other: Amount, sign: int) -> Amount:
        """The sum, or the difference if `sign` is negative."""
        scale = min(self.scale, other.scale)
        if self.wide or other.wide:
            return Amount(self.exact + sign * other.exact, scale, wide=True)
        if other.count(other.scale) == SMALLEST_INT:  # which is its own negation in 64 bits
            sign = 1
        exact = self.exact + sign * other.exact
        if not other.exact or not self.exact:
            return Amount(exact, self.scale if not other.exact else other.scale, wide=False)
        wide = any(abs(number / Fraction(10) ** scale) > LARGEST_INT for number in (exact, self.exact, other.exact))
        return Amount(exact, scale, wide=wide)

    @property
    def integer(self) -> int | None:
        """The number as an `int`, if it fits in 64 bits and has no negative power of ten."""
        return None if self.wide or self.scale < 0 or abs(self.exact) > LARGEST_INT else int(self.exact)


def _amount(text: str) -> Amount | None:
    """The quantity of a string as `ParseQuantity` reads it; None if it is not a quantity."""
    exact = parse_quantity(text) if text.strip(" ") == text else None
    if exact is None:
        return None
    number = text.removeprefix("-").removeprefix("+")
    end = next((index for index, character in enumerate(number) if character not in "0123456789."), len(number))
    whole, _, fraction = number[:end].partition(".")
    digits, suffix = len(whole.lstrip("0") or "0") + len(fraction), number[end:]
    if suffix.endswith("i"):
        return _binary(exact, digits, suffix, whole=not fraction)
    scale = _exponent(suffix) - len(fraction)
    return Amount(exact, scale, wide=False) if digits <= _DIGITS and scale >= _NANO else _rounded(exact)


def _exponent(suffix: str) -> int:
    """The power of ten of a suffix that `parse_quantity` accepts."""
    known = _DECIMAL.get(suffix)
    if known is not None:
        return known
    sign, digits = (-1 if suffix[1] == "-" else 1), suffix[1:].lstrip("+-0")
    return sign * min(400, int(digits[:4] or 0))


def _binary(exact: Fraction, digits: int, suffix: str, *, whole: bool) -> Amount:
    power = 10 * (1 + "KMGTPE".index(suffix[0]))
    if whole and 15 - digits - power * 3 // 10 - 1 >= 0:
        return Amount(exact, 0, wide=False)
    largest = Fraction(LARGEST_INT)
    if abs(exact) > largest:
        return Amount(largest if exact > 0 else -largest, 0, wide=True)
    return _rounded(exact)


def _rounded(exact: Fraction) -> Amount:
    """Rounds away from zero to billionths, the smallest unit."""
    nano = exact * 10**-_NANO
    whole = -(-abs(nano.numerator) // nano.denominator)
    return Amount(Fraction(whole if nano > 0 else -whole, 10**-_NANO), _NANO, wide=True)


def _quantity(text: str) -> Opaque:
    found = _amount(text)
    if found is None:
        raise EvaluationError(f"{text!r} is not a valid quantity")
    return Opaque(_KIND, found)


def _compare(left: Opaque, right: Opaque) -> int:
    return int(left.value.exact > right.value.exact) - int(left.value.exact < right.value.exact)


def _add(left: Opaque, right: Opaque) -> Opaque:
    return Opaque(_KIND, left.value.plus(right.value, 1), indirect=True)


def _subtract(left: Opaque, right: Opaque) -> Opaque:
    return Opaque(_KIND, left.value.plus(right.value, -1), indirect=True)


def _number(value: int) -> Opaque:
    return Opaque(_KIND, Amount(Fraction(value), 0, wide=False))


def _as_integer(quantity: Opaque) -> int:
    integer: int | None = quantity.value.integer
    if integer is None:
        raise EvaluationError("cannot convert value to integer")
    return integer


def _as_float(quantity: Opaque) -> float:
    amount = quantity.value
    try:
        count = float(amount.count(amount.scale))
    except OverflowError:
        count = float("inf") if amount.exact > 0 else float("-inf")
    return count * _power_of_ten(amount.scale) if amount.scale else count


def _power_of_ten(exponent: int) -> float:
    """A power of ten as Go's `math.Pow10` computes it, from two factors."""
    tens, rest = divmod(abs(exponent), 32)
    if exponent < 0:
        return float(f"1e-{32 * tens}") / float(f"1e{rest}")
    return float(f"1e{32 * tens}") * float(f"1e{rest}")


QUANTITIES = Library(
    Function("quantity", Overload("string_to_quantity", f"(string) {_KIND}", _quantity)),
    Function("isQuantity", Overload("is_quantity_string", "(string) bool", lambda text: _amount(text) is not None)),
    Function(
        "sign",
        Overload("quantity_sign", f"({_KIND}) int", lambda quantity: _compare(quantity, _number(0))),
    ),
    Function(
        "isGreaterThan",
        Overload("quantity_is_greater_than", f"{_KIND}.({_KIND}) bool", lambda left, right: _compare(left, right) > 0),
    ),
    Function(
        "isLessThan",
        Overload("quantity_is_less_than", f"{_KIND}.({_KIND}) bool", lambda left, right: _compare(left, right) < 0),
    ),
    Function("compareTo", Overload("quantity_compare_to", f"{_KIND}.({_KIND}) int", _compare)),
    Function("asApproximateFloat", Overload("quantity_get_float", f"{_KIND}.() double", _as_float)),
    Function("asInteger", Overload("quantity_get_int", f"{_KIND}.() int", _as_integer)),
    Function(
        "isInteger",
        Overload("quantity_is_integer", f"{_KIND}.() bool", lambda quantity: quantity.value.integer is not None),
    ),
    Function(
        "add",
        Overload("quantity_add", f"{_KIND}.({_KIND}) {_KIND}", _add),
        Overload("quantity_add_int", f"{_KIND}.(int) {_KIND}", lambda left, right: _add(left, _number(right))),
    ),
    Function(
        "sub",
        Overload("quantity_sub", f"{_KIND}.({_KIND}) {_KIND}", _subtract),
        Overload("quantity_sub_int", f"{_KIND}.(int) {_KIND}", lambda left, right: _subtract(left, _number(right))),
    ),
)
