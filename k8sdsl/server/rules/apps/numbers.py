"""Counts, and counts that may be a percentage: shared by all kinds that hold replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NOT_NEGATIVE = Rule(
    "apps/not-negative",
    "A count or a span of time is 0 or more.",
    "ValidateNonnegativeField",
    "Deployment",
    bad={"spec.replicas": -1},
    good={"spec.replicas": 0},
)
INT_OR_PERCENT = Rule(
    "apps/int-or-percent",
    "The value is a whole number, 0 or more, or a percentage such as '25%'.",
    "ValidatePositiveIntOrPercent",
    "Deployment",
    bad={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "1.5%"}}},
    good={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "15%"}}},
)
AT_MOST_ALL = Rule(
    "apps/at-most-100-percent",
    "No more than 100% can be unavailable.",
    "IsNotMoreThan100Percent",
    "Deployment",
    bad={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "101%"}}},
    good={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}}},
)

_DIGITS = frozenset("0123456789")


def not_negative(holder: Tree, fields: tuple[str, ...], path: str, problems: Problems) -> None:
    """Each of `fields` of `holder`, which stands at `path`, is 0 or more, where it is set."""
    for field in fields:
        value = holder.get(field)
        if value is not None and value < 0:
            problems.add(NOT_NEGATIVE, f"{path}.{field}", f"{value} is negative")


def validate_int_or_percent(value: int | str, path: str, problems: Problems, *, at_most_all: bool = True) -> None:
    """A whole number or a percentage, and, unless `at_most_all` is false, not beyond 100 percent."""
    if isinstance(value, int):
        if value < 0:
            problems.add(INT_OR_PERCENT, path, f"{value} is negative")
        return
    percentage = _percentage(value)
    if percentage is None:
        problems.add(INT_OR_PERCENT, path, f"{value!r} is no percentage", remedy="write it as '25%'")
    elif at_most_all and percentage > 100:
        problems.add(AT_MOST_ALL, path, f"{value} is more than 100%")


def amount(value: int | str) -> int:
    """The number in front of a percent sign, or the number itself; 0 for what is neither (getIntOrPercentValue)."""
    if isinstance(value, int):
        return value
    percentage = _percentage(value)
    if percentage is not None:
        return percentage
    digits = value[1:] if value[:1] in {"+", "-"} else value
    return int(value) if digits and len(digits) < 19 and _DIGITS.issuperset(digits) else 0


def _percentage(value: str) -> int | None:
    digits = value[:-1]
    if value[-1:] != "%" or not digits or not _DIGITS.issuperset(digits):
        return None
    return int(digits) if len(digits) < 19 else 2**63 - 1
