"""Counts, and counts that can be a percentage: shared by all kinds with replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NOT_NEGATIVE = Rule(
    "apps/not-negative",
    "A count or a number of seconds, such as `replicas` or `minReadySeconds`, must not be negative.",
    "ValidateNonnegativeField",
    "Deployment",
    bad={"spec.replicas": -1},
    good={"spec.replicas": 0},
    remedy="set 0 or a positive number, such as `replicas: 0` to stop all pods",
)
INT_OR_PERCENT = Rule(
    "apps/int-or-percent",
    "`maxUnavailable`, `maxSurge` and `minAvailable` must be a percentage or an integer that is not negative.",
    "ValidatePositiveIntOrPercent",
    "Deployment",
    bad={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "1.5%"}}},
    good={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "15%"}}},
    remedy="for example, write `maxUnavailable: 1` or `maxUnavailable: 25%`",
)
AT_MOST_ALL = Rule(
    "apps/at-most-100-percent",
    "`maxUnavailable` and similar percentages must not exceed 100%.",
    "IsNotMoreThan100Percent",
    "Deployment",
    bad={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "101%"}}},
    good={"spec.strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}}},
    remedy="set at most `maxUnavailable: 100%`, or a number of pods",
)

_DIGITS = frozenset("0123456789")


def not_negative(holder: Tree, fields: tuple[str, ...], path: str, problems: Problems) -> None:
    """Each of `fields` of `holder`, whose path is `path`, must not be negative if it is set."""
    for field in fields:
        value = holder.get(field)
        if value is not None and value < 0:
            problems.add(NOT_NEGATIVE, f"{path}.{field}", f"{value} must not be negative")


def validate_int_or_percent(value: int | str, path: str, problems: Problems, *, at_most_all: bool = True) -> None:
    """An integer or a percentage, at most 100 percent unless `at_most_all` is false."""
    if isinstance(value, int):
        if value < 0:
            problems.add(INT_OR_PERCENT, path, f"{value} must not be negative")
        return
    percentage = _percentage(value)
    if percentage is None:
        problems.add(INT_OR_PERCENT, path, f"{value!r} is not a valid percentage")
    elif at_most_all and percentage > 100:
        problems.add(AT_MOST_ALL, path, f"{value} exceeds 100%")


def amount(value: int | str) -> int:
    """The number before the percent sign, or the number itself; 0 if it is neither (getIntOrPercentValue)."""
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
