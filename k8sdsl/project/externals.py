"""The objects that a project declares as external, and the entries that have become stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

STALE = "config/stale-external"


def stale(patterns: Iterable[str], used: Iterable[str]) -> list[Finding]:
    """Warnings about entries of `external` that no reference needs anymore."""
    held = set(used)
    return [
        Finding(
            rule=STALE,
            severity=Severity.WARNING,
            message=f"no reference matches the external object {pattern}",
            remedy="remove it from `external` in `pyproject.toml`",
        )
        for pattern in patterns
        if pattern not in held
    ]
