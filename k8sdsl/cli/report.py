"""Findings for a person: what, where, the line with a marker under it, and how to mend it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from k8sdsl.finding import Severity
from k8sdsl.locations.secrecy import may_hold_secret
from k8sdsl.locations.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.errors import K8sdslError
    from k8sdsl.finding import Finding


class Painter:
    """Colours for a terminal, and nothing for anything else."""

    __slots__ = ("on",)

    def __init__(self, *, on: bool) -> None:
        self.on = on

    @classmethod
    def for_standard_error(cls) -> Painter:
        """Colours for standard error."""
        return cls.for_stream(sys.stderr)

    @classmethod
    def for_stream(cls, stream: TextIO) -> Painter:
        """Colours where the stream is a terminal; NO_COLOR and FORCE_COLOR overrule that."""
        if os.environ.get("NO_COLOR"):
            return cls(on=False)
        return cls(on=bool(os.environ.get("FORCE_COLOR")) or stream.isatty())

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text

    def red(self, text: str) -> str:
        """For errors."""
        return self._paint("1;31", text)

    def yellow(self, text: str) -> str:
        """For warnings."""
        return self._paint("1;33", text)

    def cyan(self, text: str) -> str:
        """For notes and help."""
        return self._paint("36", text)

    def bold(self, text: str) -> str:
        """For names."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """For what frames the rest."""
        return self._paint("2", text)


def tell_findings(findings: Sequence[Finding], warnings: Sequence[K8sdslError] = ()) -> None:
    """Writes findings, and warnings of a build, to standard error, with a count at the end."""
    paint = Painter.for_standard_error()
    blocks = [render_warning(warning, paint) for warning in warnings]
    blocks.append(render_findings(findings, paint))
    sys.stderr.write("".join(blocks) + summary(findings, len(warnings)) + "\n")


def render_warning(warning: K8sdslError, paint: Painter) -> str:
    """What a build of a kustomization directory passes over in silence where kustomize does."""
    lines = [f"{paint.yellow('warning')}: {warning.message}"]
    if warning.source is not None:
        lines += excerpt(warning.source, paint)
    if warning.remedy:
        lines.append(f"  {paint.cyan('help')}: {warning.remedy}")
    return "\n".join(lines) + "\n"


def render_findings(findings: Sequence[Finding], paint: Painter) -> str:
    """A paragraph for each finding; the same said of several objects from one place is said once."""
    together: dict[tuple[str, str, str, Source | None], list[Finding]] = {}
    for finding in findings:
        where = finding.source or Source(str(finding.ref), 0)
        together.setdefault((finding.rule, finding.message, finding.path, where), []).append(finding)
    return "".join(render_finding(first, paint, others) for first, *others in together.values())


MOST_NAMES = 5


def render_finding(finding: Finding, paint: Painter, others: Sequence[Finding] = ()) -> str:
    """One finding as a paragraph; `others` are further objects of which the same is true."""
    colour = {Severity.ERROR: paint.red, Severity.WARNING: paint.yellow, Severity.NOTE: paint.cyan}[finding.severity]
    head = f"{colour(f'{finding.severity}[{finding.rule}]')} {paint.bold(str(finding.ref))} {finding.path}".rstrip()
    lines = [head, f"  {finding.message}"]
    if finding.source is not None:
        lines += excerpt(finding.source, paint, hidden=_may_be_secret(finding))
    if others:
        more = f" and {len(others) - MOST_NAMES} more" if len(others) > MOST_NAMES else ""
        lines.append(f"  {paint.cyan('also')}: {', '.join(str(other.ref) for other in others[:MOST_NAMES])}{more}")
    if finding.remedy:
        lines.append(f"  {paint.cyan('help')}: {finding.remedy}")
    return "\n".join(lines) + "\n"


def _may_be_secret(finding: Finding) -> bool:
    """Whether the line of a finding may hold a secret value: those of Secrets are never shown."""
    return finding.ref.kind == "Secret"


def excerpt(source: Source, paint: Painter, *, hidden: bool = False) -> list[str]:
    """The place, and the line there with a marker under what is meant; without the line where it may hold a secret."""
    lines = [f"  {paint.dim('-->')} {source}"]
    text = "" if hidden or may_hold_secret(source.file, source.line) else _line(source)
    if text.strip():
        number = f"{source.line:5}"
        text, start = _window(text, source.column - 1)
        width = max(1, (source.end_column or source.column + 1) - source.column)
        lead = "".join("\t" if character == "\t" else " " for character in text[:start])
        marker = "^" * min(width, max(1, len(text) - start))
        lines.append(f"{paint.dim(f'{number} |')} {text}")
        lines.append(f"{paint.dim('      |')} {lead}{paint.red(marker)}")
    return lines


WIDEST = 120


def _window(line: str, start: int) -> tuple[str, int]:
    """The part of a long line around what begins at `start`, and where it begins in that part."""
    if len(line) <= WIDEST:
        return line, start
    first = max(0, min(start - WIDEST // 3, len(line) - WIDEST))
    head = "..." if first else ""
    tail = "..." if first + WIDEST < len(line) else ""
    return head + line[first : first + WIDEST] + tail, start - first + len(head)


def _line(source: Source) -> str:
    try:
        with Path(source.file).open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                if number == source.line:
                    return line.rstrip("\n")
    except OSError:
        pass
    return ""


def summary(findings: Sequence[Finding], warnings: int = 0) -> str:
    """`2 errors, 1 warning`."""
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    counts[Severity.WARNING] += warnings
    words = [f"{count} {severity}{'s' if count != 1 else ''}" for severity, count in counts.items() if count]
    return ", ".join(words) or "nothing found"
