"""Fields that hold one of a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.rule import Problems, Rule


def refuse_choice(rule: Rule, value: str, choices: Iterable[str], path: str, problems: Problems) -> None:
    """Reports a value that is none of `choices`, and the one of them that was probably meant."""
    from k8sdsl.near_miss import did_you_mean

    known = sorted(filter(None, choices))
    problems.add(
        rule, path, f"{value!r} is none of {', '.join(known)}", remedy=did_you_mean(value, known) if value else None
    )
