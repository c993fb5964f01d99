"""Quantities (apiserver `pkg/cel/library/quantity.go`, apimachinery `resource.Quantity`)."""

from __future__ import annotations

from fractions import Fraction

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import LARGEST_INT, Opaque

_KIND = "kubernetes.Quantity"
_DIGITS = 18
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL = {"": 0, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


class Amount:
    """An exact number; `scale` is the power of ten that upstream keeps it with while it has 64 bits, else None."""

    __slots__ = ("exact", "scale")

    def __init__(self, exact: Fraction, scale: int | None) -> None:
        self.exact = exact
        self.scale = scale

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Amount) and self.exact == other.exact

    def __hash__(self) -> int:
        return hash(self.exact)

    def plus(self, other: Amount, sign: int) -> Amount:
        """The sum, or the difference if `sign` is negative."""
        exact = self.exact + sign * other.exact
        if self.scale is None or other.scale is None:
            return Amount(exact, None)
        if not other.exact:
            return Amount(exact, self.scale)
        scale = other.scale if not self.exact else min(self.scale, other.scale)
        fits = all(abs(number / Fraction(10) ** scale) <= LARGEST_INT for number in (exact, self.exact, other.exact))
        return Amount(exact, scale if fits else None)

    @property
    def integer(self) -> int | None:
        """The number as an `int`, if it is kept without a power of ten below zero."""
        if self.scale is None or self.scale < 0 or abs(self.exact) > LARGEST_INT:
            return None
        return int(self.exact)


def _amount(text: str) -> Amount | None:
    """What `ParseQuantity` makes of a string; None if it is not a quantity."""
    from k8sdsl.semantics.quantities import parse_quantity

    exact = parse_quantity(text) if text.strip(" ") == text else None
    return None if exact is None else Amount(_rounded(exact, text), _scale(text))


def _rounded(exact: Fraction, text: str) -> Fraction:
    """Nothing is smaller than a billionth: what is more exact is rounded away from zero."""
    nano = exact * 10**9
    if nano.denominator == 1 or _scale(text) is not None:
        return exact
    whole = -(-abs(nano.numerator) // nano.denominator)
    return Fraction(whole if nano > 0 else -whole, 10**9)


def _scale(text: str) -> int | None:
    body = text[1:] if text[:1] in {"+", "-"} else text
    end = next((index for index, character in enumerate(body) if character not in "0123456789."), len(body))
    whole, _, fraction = body[:end].partition(".")
    whole, fraction, suffix = whole.lstrip("0") or "0", fraction.rstrip("0"), body[end:]
    if suffix in _BINARY:
        bits = _BINARY[suffix]
        return 0 if not fraction and 15 - len(whole) - bits * 3 // 10 - 1 >= 0 else None
    exponent = _DECIMAL[suffix] if suffix in _DECIMAL else int(suffix[1:]) if len(suffix) < 12 else 0
    scale = exponent - len(fraction)
    return scale if len(whole) + len(fraction) <= _DIGITS and scale >= -9 else None


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
    return Opaque(_KIND, Amount(Fraction(value), 0))


def _as_integer(quantity: Opaque) -> int:
    integer: int | None = quantity.value.integer
    if integer is None:
        raise EvaluationError("cannot convert value to integer")
    return integer


def _as_float(quantity: Opaque) -> float:
    amount = quantity.value
    if amount.scale:
        return float(amount.exact / Fraction(10) ** amount.scale) * float(f"1e{amount.scale}")
    try:
        return float(amount.exact)
    except OverflowError:
        return float("inf") if amount.exact > 0 else float("-inf")


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
