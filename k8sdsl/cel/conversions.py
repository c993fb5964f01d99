"""Converts values to other types (cel-go's `ConvertToType`)."""

from __future__ import annotations

import math
from typing import Any

from k8sdsl.cel.arithmetic import SECOND, checked_int, checked_time, checked_uint
from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.values import LARGEST_INT, SMALLEST_INT, Duration, Opaque, Timestamp, TypeValue, Uint, type_name

_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
_MOST_DIGITS = 40


def _failure(value: Any, wanted: str) -> EvaluationError:
    return EvaluationError(f"type conversion error from '{type_name(value)}' to '{wanted}'")


def to_int(value: Any) -> int:
    """`int(value)`."""
    match value:
        case float():
            if math.isnan(value) or not float(SMALLEST_INT) < value < float(LARGEST_INT):
                raise EvaluationError("integer overflow")
            return int(value)
        case str():
            return _parsed(value, signed=True)
        case Timestamp():
            return value.nanoseconds // SECOND
        case Duration():
            return value.nanoseconds
    return checked_int(int(value))


def to_uint(value: Any) -> Uint:
    """`uint(value)`."""
    match value:
        case float():
            if math.isnan(value) or not 0 <= value < 2.0**64:
                raise EvaluationError("unsigned integer overflow")
            return Uint(int(value))
        case str():
            return Uint(_parsed(value, signed=False))
    return checked_uint(int(value))


def _parsed(text: str, *, signed: bool) -> int:
    """A number in decimal (`strconv.ParseInt`)."""
    digits = text[1:] if signed and text[:1] in {"+", "-"} else text
    if not digits or not digits.isascii() or not digits.isdigit() or len(digits.lstrip("0")) > _MOST_DIGITS:
        raise _failure(text, "int" if signed else "uint")
    value = int(digits.lstrip("0") or "0")
    try:
        return checked_int(-value if text.startswith("-") else value) if signed else checked_uint(value)
    except EvaluationError:
        raise _failure(text, "int" if signed else "uint") from None


def to_double(value: Any) -> float:
    """`double(value)`."""
    if type(value) is not str:
        return float(value)
    number = parse_float(value)
    if number is None:
        raise _failure(value, "double")
    return number


def parse_float(text: str) -> float | None:
    """A number as Go's `strconv.ParseFloat` reads it; None if it does not."""
    body = text[1:] if text[:1] in {"+", "-"} else text
    if body.lower() in {"inf", "infinity"}:
        return -math.inf if text.startswith("-") else math.inf
    if body.lower() == "nan":
        return math.nan if body == text else None
    hexadecimal = body[:2] in {"0x", "0X"}
    if "_" in text or not body or body[0] not in "0123456789." or (hexadecimal and "p" not in body.lower()):
        return None
    try:
        value = float.fromhex(text) if hexadecimal else float(text) if text.isascii() and text.strip() == text else None
    except (ValueError, OverflowError):
        return None
    return None if value is None or math.isinf(value) else value


def to_bool(value: Any) -> bool:
    """`bool(value)`."""
    if value is True or value is False:
        return bool(value)
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    raise _failure(value, "bool")


def to_bytes(value: Any) -> bytes:
    """`bytes(value)`."""
    return value.encode("utf-8", "surrogatepass") if type(value) is str else bytes(value)


def to_text(value: Any) -> str:
    """`string(value)`."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case bytes():
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                raise EvaluationError("invalid UTF-8 in bytes, cannot convert to string") from None
        case float():
            return general(value)
        case int():
            return str(int(value))
        case Timestamp():
            return format_time(value)
        case Duration():
            return f"{shortest(_seconds(value))}s"
        case TypeValue():
            return value.name
        case None:
            return "null"
        case Opaque() if value.kind in {"net.IP", "net.CIDR"}:
            return str(value.value)
    raise _failure(value, "string")


def _seconds(value: Duration) -> float:
    """Go's `Duration.Seconds`: whole seconds and the rest, added in floating point."""
    whole, rest = divmod(abs(value.nanoseconds), SECOND)
    seconds = float(whole) + float(rest) / 1e9
    return -seconds if value.nanoseconds < 0 else seconds


def general(value: float) -> str:
    """A number as Go's `%g` writes it: as short as it can be, with an exponent where that is below -4 or above 5."""
    special = _special(value, "NaN", "+Inf", "-Inf")
    if special:
        return special
    sign, digits, exponent = decimal_parts(value)
    if -4 <= exponent < 6:
        return sign + _positional(digits, exponent)
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def shortest(value: float) -> str:
    """A number without an exponent, as short as it can be (`strconv.FormatFloat(value, 'f', -1, 64)`)."""
    special = _special(value, "NaN", "+Inf", "-Inf")
    if special:
        return special
    sign, digits, exponent = decimal_parts(value)
    return sign + _positional(digits, exponent)


def _special(value: float, nan: str, plus: str, minus: str) -> str:
    if math.isnan(value):
        return nan
    return "" if math.isfinite(value) else plus if value > 0 else minus


def decimal_parts(value: float) -> tuple[str, str, int]:
    """The sign, the shortest digits that identify the number, and the power of ten of the first."""
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if value == 0:
        return sign, "0", 0
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    exponent = int(power or 0) + (len(whole) - 1 if whole != "0" else -1 - (len(fraction) - len(fraction.lstrip("0"))))
    return sign, digits.rstrip("0") or "0", exponent


def _positional(digits: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    if len(digits) <= exponent + 1:
        return digits + "0" * (exponent + 1 - len(digits))
    return f"{digits[: exponent + 1]}.{digits[exponent + 1 :]}"


def to_duration(value: Any) -> Duration:
    """`duration(value)`, in Go's notation; a number is not accepted."""
    from k8sdsl.semantics.durations import parse_duration

    if type(value) is Duration:
        return value
    nanoseconds = parse_duration(value) if type(value) is str else None
    if nanoseconds is None:
        raise _failure(value, "google.protobuf.Duration")
    return Duration(nanoseconds)


def to_time(value: Any) -> Timestamp:
    """`timestamp(value)`: a time as RFC 3339 writes it, or seconds since 1970."""
    if type(value) is Timestamp:
        return value
    if type(value) is int:
        return checked_time(value * SECOND)
    time = parse_time(value) if type(value) is str else None
    if time is None:
        raise _failure(value, "google.protobuf.Timestamp")
    return checked_time(time.nanoseconds, time.offset)


def parse_time(text: str) -> Timestamp | None:
    """A time as Go's `time.Parse(time.RFC3339, ...)` reads it; None if it does not."""
    from k8sdsl.semantics.formats import rfc3339

    if rfc3339(text):
        return None
    day, _, rest = text.partition("T")
    zone_at = max(rest.find("Z"), rest.find("+"), rest.find("-"))
    clock, zone = rest[:zone_at], rest[zone_at:]
    clock, _, fraction = clock.replace(",", ".").partition(".")
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    offset = 0
    if zone != "Z":
        offset = (int(zone[1:3]) * 60 + int(zone[4:6])) * 60 * (-1 if zone[0] == "-" else 1)
    year, month, date = (int(part) for part in day.split("-"))
    total = days_since_1970(year, month, date) * 86_400 + hours * 3_600 + minutes * 60 + seconds - offset
    return Timestamp(total * SECOND + int(fraction[:9].ljust(9, "0")), offset)


def days_since_1970(year: int, month: int, day: int) -> int:
    """The number of days from 1970-01-01, also for the year 0."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil(days: int) -> tuple[int, int, int]:
    """The year, month and day of a number of days from 1970-01-01."""
    days += 719_468
    era = days // 146_097
    of_era = days - era * 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    index = (5 * of_year + 2) // 153
    month = index + 3 if index < 10 else index - 9
    return year_of_era + era * 400 + (month <= 2), month, of_year - (153 * index + 2) // 5 + 1


def format_time(value: Timestamp) -> str:
    """A time as Go's `time.RFC3339Nano` writes it, in its original zone."""
    seconds, nanoseconds = divmod(value.nanoseconds + value.offset * SECOND, SECOND)
    days, rest = divmod(seconds, 86_400)
    year, month, day = civil(days)
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    sign, minutes = "-" if value.offset < 0 else "+", abs(value.offset) // 60
    zone = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}" if value.offset else "Z"
    clock = f"{rest // 3_600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}T{clock}{fraction}{zone}"
