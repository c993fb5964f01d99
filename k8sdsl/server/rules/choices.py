"""Fields whose value is one of a few words."""

from __future__ import annotations

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.rule import Problems, Rule


def refuse_choice(rule: Rule, value: str, choices: Iterable[str], path: str, problems: Problems) -> None:
    """Reports a value that is not one of `choices`, with the closest choice as the remedy."""
    from k8sdsl.near_miss import did_you_mean

    known = sorted(filter(None, choices))
    shown = f"one of {', '.join(known)}" if len(known) > 1 else known[0]
    message = f"{value!r} is not {shown}" if value else f"must be {shown}"
    problems.add(rule, path, message, remedy=did_you_mean(value, known) if value else None)
