"""Durations in Go's notation, as `1h30m` (`time.ParseDuration`)."""

from __future__ import annotations

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # the micro sign
    "μs": 1_000,  # the Greek letter
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_DIGITS = frozenset("0123456789")
_LIMIT = 2**63
_LONGEST = len(str(_LIMIT))


def parse_duration(text: str) -> int | None:
    """The nanoseconds of a duration, or None if `text` is not one, or has more than 64 bits."""
    sign = text[:1]
    at = 1 if sign in {"-", "+"} and sign else 0
    if text[at:] == "0":
        return 0
    total = 0
    while at < len(text):
        part = _part(text, at)
        if part is None:
            return None
        nanoseconds, at = part
        total += nanoseconds
        if total > _LIMIT:
            return None
    if at == (1 if sign in {"-", "+"} and sign else 0):
        return None
    if sign == "-":
        return -total
    return total if total < _LIMIT else None


def _part(text: str, at: int) -> tuple[int, int] | None:
    """The nanoseconds of one number with its unit, and where it ends."""
    whole_end = _digits_end(text, at)
    whole, fraction, end = text[at:whole_end], "", whole_end
    if text.startswith(".", whole_end):
        end = _digits_end(text, whole_end + 1)
        fraction = text[whole_end + 1 : end]
    if not whole and not fraction:
        return None
    unit_end = end
    while unit_end < len(text) and text[unit_end] != "." and text[unit_end] not in _DIGITS:
        unit_end += 1
    unit = _UNITS.get(text[end:unit_end])
    number = whole.lstrip("0") or "0"
    if unit is None or len(number) > _LONGEST:
        return None
    value = int(number) * unit
    if int(number) > _LIMIT or value > _LIMIT:
        return None
    if fraction:
        value += _fraction(fraction, unit)
    return (value, unit_end) if value <= _LIMIT else None


def _digits_end(text: str, at: int) -> int:
    while at < len(text) and text[at] in _DIGITS:
        at += 1
    return at


def _fraction(digits: str, unit: int) -> int:
    """The nanoseconds behind the point; Go takes as many digits as 63 bits hold, and reckons in floating point."""
    value, scale = 0, 1.0
    for digit in digits:
        if value > (_LIMIT - 1) // 10 or value * 10 + int(digit) > _LIMIT:
            break
        value, scale = value * 10 + int(digit), scale * 10
    return int(float(value) * (float(unit) / scale))
