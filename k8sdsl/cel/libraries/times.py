"""The parts of times and durations (cel-go `common/stdlib`)."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import Any

from k8sdsl.cel.arithmetic import SECOND
from k8sdsl.cel.conversions import civil, days_since_1970
from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import Duration, Timestamp

_CYCLE = 146_097 * 86_400
"""The seconds of 400 years, after which the calendar, and so the changes of a zone, repeat."""

_EARLIEST, _LATEST = -62_100_000_000, 253_400_000_000
"""Times shortly after the start of year 1, and before the end of year 9999."""


class _Moment:
    """A time as the clock of a zone shows it."""

    __slots__ = ("days", "nanosecond", "second")

    def __init__(self, time: Timestamp, zone: str) -> None:
        seconds, self.nanosecond = divmod(time.nanoseconds, SECOND)
        self.days, self.second = divmod(seconds + _offset(zone, seconds), 86_400)

    @property
    def day_of_year(self) -> int:
        return self.days - days_since_1970(civil(self.days)[0], 1, 1)


def _offset(zone: str, seconds: int) -> int:
    """How many seconds a zone is ahead of UTC."""
    hours, colon, minutes = zone.partition(":")
    if colon:
        east = _number(hours) * 60 + (-1 if zone.startswith("-") else 1) * _number(minutes)
        return east * 60
    if zone in {"", "UTC", "Local"}:
        return 0
    try:
        clock = zoneinfo.ZoneInfo(zone)
        offset = dt.datetime.fromtimestamp(_within_range(seconds), clock).utcoffset()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        raise EvaluationError(f"unknown time zone {zone}") from None
    return round(offset.total_seconds()) if offset is not None else 0


def _within_range(seconds: int) -> int:
    """A time with the same offset as another, which Python can represent in every zone."""
    if seconds < _EARLIEST:
        return seconds + _CYCLE
    return seconds - _CYCLE if seconds > _LATEST else seconds


def _number(text: str) -> int:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise EvaluationError(f"invalid time zone offset {text!r}")
    return int(text)


def _of_time(part: Callable[[_Moment], int]) -> Callable[..., int]:
    return lambda time, zone="UTC": part(_Moment(time, zone))


def _of_duration(nanoseconds: int) -> Callable[[Duration], int]:
    def count(duration: Duration) -> int:
        whole = abs(duration.nanoseconds) // nanoseconds
        return -whole if duration.nanoseconds < 0 else whole

    return count


def _getter(name: str, key: str, part: Callable[[_Moment], int], duration: tuple[str, int] | None = None) -> Function:
    read = _of_time(part)
    overloads = [
        Overload(f"timestamp_to_{key}", "timestamp.() int", read),
        Overload(f"timestamp_to_{key}_with_tz", "timestamp.(string) int", read),
    ]
    if duration is not None:
        overloads.append(Overload(duration[0], "duration.() int", _of_duration(duration[1])))
    return Function(name, *overloads)


def _civil(index: int) -> Callable[[_Moment], Any]:
    return lambda moment: civil(moment.days)[index]


TIMES = Library(
    _getter("getFullYear", "year", _civil(0)),
    _getter("getMonth", "month", lambda moment: civil(moment.days)[1] - 1),
    _getter("getDayOfYear", "day_of_year", lambda moment: moment.day_of_year),
    _getter("getDayOfMonth", "day_of_month", lambda moment: civil(moment.days)[2] - 1),
    _getter("getDate", "day_of_month_1_based", _civil(2)),
    _getter("getDayOfWeek", "day_of_week", lambda moment: (moment.days + 4) % 7),
    _getter("getHours", "hours", lambda moment: moment.second // 3_600, ("duration_to_hours", 3_600 * SECOND)),
    _getter("getMinutes", "minutes", lambda moment: moment.second // 60 % 60, ("duration_to_minutes", 60 * SECOND)),
    _getter("getSeconds", "seconds", lambda moment: moment.second % 60, ("duration_to_seconds", SECOND)),
    _getter(
        "getMilliseconds",
        "milliseconds",
        lambda moment: moment.nanosecond // 1_000_000,
        ("duration_to_milliseconds", 1_000_000),
    ),
    types=("google.protobuf.Timestamp", "google.protobuf.Duration"),
)
