"""Findings as plain lines, for a file or a pipe; a terminal gets `cli.report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding


def report(findings: Sequence[Finding]) -> str:
    """One finding per line: place, severity and rule, object, field, message, remedy."""
    return "".join(f"{visible(str(finding))}\n" for finding in findings)
