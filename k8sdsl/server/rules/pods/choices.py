"""Fields whose value is one of a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.rule import Problems, Rule


def refuse_choice(rule: Rule, value: str, choices: Iterable[str], path: str, problems: Problems) -> None:
    """Reports a value that is not one of `choices`, with the closest choice as the remedy."""
    from k8sdsl.near_miss import did_you_mean

    known = sorted(filter(None, choices))
    words = ", ".join(known)
    message = f"{value!r} is not one of {words}" if value else f"must be one of {words}"
    problems.add(rule, path, message, remedy=did_you_mean(value, known) if value else None)
