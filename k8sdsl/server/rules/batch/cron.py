"""Cron schedules as the server's parser reads them (`github.com/robfig/cron/v3` `ParseStandard`)."""

from __future__ import annotations

from k8sdsl.semantics.digits import whole_number

_MONTHS: dict[str, int] = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_DAYS: dict[str, int] = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 6, _DAYS),
)
_DESCRIPTORS = frozenset(("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"))
_UNITS = ("ns", "us", "µs", "μs", "ms", "s", "m", "h")
_DIGITS = frozenset("0123456789")


def schedule(text: str) -> str:
    """Why a schedule is invalid, or an empty string."""
    if text.startswith("@"):
        if text.startswith("@every "):
            return "" if _is_duration(text[7:]) else "must have a duration after @every, such as @every 1h30m"
        return "" if text in _DESCRIPTORS else "is not one of @yearly, @monthly, @weekly, @daily, @hourly and @every"
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"must have five fields, not {len(fields)}"
    for field, (name, least, most, names) in zip(fields, _FIELDS, strict=True):
        for part in field.split(","):
            if part and not _is_range(part, least, most, names):
                return f"has an invalid {name}, {part!r}; values from {least} to {most} are allowed"
    return ""


def _is_range(text: str, least: int, most: int, names: dict[str, int]) -> bool:
    """One of `*`, `N`, `N-M`, each with an optional `/STEP`."""
    bounds, *steps = text.split("/")
    low, *highs = bounds.split("-")
    if len(steps) > 1 or (len(highs) > 1 and low not in {"*", "?"}):
        return False
    start = end = 0
    if low in {"*", "?"}:
        start, end = least, most
    else:
        first, last = _number(low, names), _number(highs[0], names) if highs else None
        if first is None or (highs and last is None):
            return False
        start, end = first, first if last is None else last
    step = 1
    if steps:
        number = _number(steps[0], {})
        if not number:
            return False
        step = number
        if not highs:
            end = most
    return least <= start <= end <= most and step > 0


def _number(text: str, names: dict[str, int]) -> int | None:
    """A name or a non-negative number, as strconv.Atoi reads it."""
    if text.lower() in names:
        return names[text.lower()]
    digits = text[1:] if text[:1] in {"+", "-"} else text
    number = whole_number(digits)
    return None if number and text[0] == "-" else number


def _is_duration(text: str) -> bool:
    """Whether Go's time.ParseDuration accepts a string: numbers with units, one after another, optionally signed."""
    rest = text[1:] if text[:1] in {"+", "-"} else text
    if rest == "0":
        return True
    if not rest:
        return False
    while rest:
        end = 0
        while end < len(rest) and (rest[end] in _DIGITS or rest[end] == "."):
            end += 1
        number, rest = rest[:end], rest[end:]
        if number.count(".") > 1 or not number.strip("."):
            return False
        unit_end = 0
        while unit_end < len(rest) and rest[unit_end] != "." and rest[unit_end] not in _DIGITS:
            unit_end += 1
        unit, rest = rest[:unit_end], rest[unit_end:]
        if unit not in _UNITS or len(number) > 18:
            return False
    return True
