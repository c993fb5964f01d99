"""Notes on the variables for secrets that have no value where objects are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


def unset_notes(names: Iterable[str]) -> list[Finding]:
    """A note for each variable for which `placeholders` gave a placeholder."""
    return [
        Finding(
            rule="secret/not-set",
            severity=Severity.NOTE,
            message=f"the environment variable {name} is not set; a placeholder was checked instead",
        )
        for name in dict.fromkeys(names)
    ]
