"""Findings in the output of a failed test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.emitters.reports.text import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.finding import Finding


def difference(found: Sequence[Finding], expected: Sequence[Finding]) -> list[str]:
    """The findings that only one side has, as lines."""
    lines = [f"{len(found)} findings, {len(expected)} expected"]
    for title, those, others in (("not expected", found, expected), ("expected, not found", expected, found)):
        only = [finding for finding in those if finding not in others]
        if only:
            lines += [f"{title}:", *report(only).splitlines()]
    return lines
