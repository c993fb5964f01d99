"""The entries of `external`, of a project or an overlay, that have become stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from k8sdsl.locations.source import Source

STALE = "config/stale-external"


def stale(
    entries: Iterable[str], used: Container[str], *, file: str = "`pyproject.toml`", places: Sequence[Source] = ()
) -> list[Finding]:
    """Warnings about entries of `external` that no reference needs anymore, with the places of the entries."""
    return [
        Finding(
            rule=STALE,
            severity=Severity.WARNING,
            message=f"no reference matches the external object {entry}",
            source=places[index] if index < len(places) else None,
            remedy=f"remove it from `external` in {file}",
        )
        for index, entry in enumerate(entries)
        if entry not in used
    ]
