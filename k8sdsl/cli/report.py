"""Findings for people: what, where, the line with a marker under it, and how to fix it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from k8sdsl.cli.colours import Painter
from k8sdsl.emitters.reports.counted import counted
from k8sdsl.emitters.reports.visible import visible, visible_lines
from k8sdsl.finding import NOWHERE, Severity
from k8sdsl.locations.address import credentials_hidden
from k8sdsl.locations.content import lines_of
from k8sdsl.locations.secrecy import may_hold_secret
from k8sdsl.locations.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.errors import K8sdslError
    from k8sdsl.finding import Finding, Suppressed


def write_findings(
    findings: Sequence[Finding], warnings: Sequence[K8sdslError] = (), suppressed: Suppressed | None = None
) -> None:
    """Writes findings, and warnings of a build, to standard error, with counts at the end."""
    paint = Painter.for_stream(sys.stderr)
    blocks = [render_error(warning, paint, paint.yellow("warning")) for warning in warnings]
    blocks.append(render_findings(findings, paint))
    sys.stderr.write("".join(blocks) + summary(findings, len(warnings), suppressed) + "\n")


def render_error(error: K8sdslError, paint: Painter, head: str) -> str:
    """An error or a warning as a paragraph: its code, what, where, and how to fix it."""
    lines = [f"{head}{paint.dim(f'[{visible(error.code)}]')}: {_below(error.message)}"]
    if error.source is not None:
        lines += excerpt(error.source, paint)
    if error.remedy:
        lines.append(f"  {paint.cyan('help')}: {_below(error.remedy)}")
    return "\n".join(lines) + "\n"


def _below(text: str) -> str:
    """A text whose further lines are indented: a line of a name in it cannot look like a line of k8sdsl."""
    return visible_lines(text).replace("\n", "\n  ")


def render_findings(findings: Sequence[Finding], paint: Painter) -> str:
    """A paragraph for each finding; the same finding for several objects at one place is written once."""
    together: dict[tuple[str, str, str, Source | None], list[Finding]] = {}
    for finding in findings:
        where = finding.source or Source(str(finding.ref), 0)
        together.setdefault((finding.rule, finding.message, finding.path, where), []).append(finding)
    return "".join(render_finding(first, paint, others) for first, *others in together.values())


MOST_NAMES = 5


def render_finding(finding: Finding, paint: Painter, others: Sequence[Finding] = ()) -> str:
    """One finding as a paragraph; `others` are further objects with the same finding."""
    colour = {Severity.ERROR: paint.red, Severity.WARNING: paint.yellow, Severity.NOTE: paint.cyan}[finding.severity]
    name = "" if finding.ref == NOWHERE else str(finding.ref)
    rule, name, path = visible(finding.rule), visible(name), visible(finding.field)
    head = f"{colour(f'{finding.severity}[{rule}]')} {paint.bold(name)} {path}".rstrip()
    lines = [head, f"  {visible(finding.message)}"]
    if finding.source is not None:
        lines += excerpt(finding.source, paint, hidden=_may_be_secret(finding))
    if finding.used_at is not None:
        place, *shown = excerpt(finding.used_at, paint)
        lines += [f"{place} (used here)", *shown]
    if others:
        more = f" and {len(others) - MOST_NAMES} more" if len(others) > MOST_NAMES else ""
        names = ", ".join(visible(str(other.ref)) for other in others[:MOST_NAMES])
        lines.append(f"  {paint.cyan('also')}: {names}{more}")
    if finding.remedy:
        lines.append(f"  {paint.cyan('help')}: {visible(finding.remedy)}")
    return "\n".join(lines) + "\n"


def _may_be_secret(finding: Finding) -> bool:
    """Whether the line of a finding may contain a secret value: lines of Secrets are never shown."""
    return finding.ref.kind == "Secret"


def excerpt(source: Source, paint: Painter, *, hidden: bool = False) -> list[str]:
    """The place, and its line with a marker; without the line if it may contain a secret."""
    lines = [f"  {paint.dim('-->')} {visible(str(source))}"]
    text = "" if hidden or may_hold_secret(source.file, source.line) else _line(source)
    if text.strip():
        number = f"{source.line:5}"
        text, start = _window(text, source.column - 1)
        width = max(1, (source.end_column or source.column + 1) - source.column)
        lead = "".join(["\t" if c == "\t" else " " * len(visible(c)) for c in text[:start]])
        marker = "^" * min(width, max(1, len(text) - start))
        lines.append(f"{paint.dim(f'{number} |')} {visible_lines(text)}")
        lines.append(f"{paint.dim('      |')} {lead}{paint.red(marker)}")
    return lines


WIDEST = 120


def _window(line: str, start: int) -> tuple[str, int]:
    """The part of a long line around the position `start`, and this position in the part."""
    if len(line) <= WIDEST:
        return line, start
    first = max(0, min(start - WIDEST // 3, len(line) - WIDEST))
    head = "..." if first else ""
    tail = "..." if first + WIDEST < len(line) else ""
    return head + line[first : first + WIDEST] + tail, start - first + len(head)


def _line(source: Source) -> str:
    return credentials_hidden("".join(lines_of(source.file)[source.line - 1 : source.line]))


class Counts:
    """How many overlays and objects were checked; objects of unknown kinds are skipped instead of judged."""

    __slots__ = ("objects", "overlays", "skipped")

    def __init__(self) -> None:
        self.overlays = 0
        self.objects = 0
        self.skipped = 0

    def add(self, objects: int, skipped: int, overlays: int = 0) -> None:
        """Counts what was checked."""
        self.overlays += overlays
        self.objects += objects
        self.skipped += skipped

    def __str__(self) -> str:
        """`2 overlays, 41 objects`, and if some were skipped `, 40 judged, 1 skipped`."""
        parts = [counted(self.overlays, "overlay")] if self.overlays else []
        parts.append(counted(self.objects, "object"))
        if self.skipped:
            parts += [f"{self.objects - self.skipped} judged", f"{self.skipped} skipped"]
        return ", ".join(parts)


def summary(findings: Sequence[Finding], warnings: int = 0, suppressed: Suppressed | None = None) -> str:
    """`2 errors, 1 warning`, with the number of findings that the project accepts, and where."""
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    counts[Severity.WARNING] += warnings
    words = [counted(count, severity) for severity, count in counts.items() if count]
    found = ", ".join(words) or "no findings"
    return f"{found}; {suppressed}" if suppressed else found
