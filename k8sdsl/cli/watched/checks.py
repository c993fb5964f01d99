"""`k8sdsl check --watch`: which findings are new after a change, and which are gone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from k8sdsl.cli.colours import Painter
from k8sdsl.cli.failure import report_error
from k8sdsl.cli.output import data_stream, write_standard_output
from k8sdsl.cli.report import render_findings, summary
from k8sdsl.cli.watched.loop import count_of, follow, watched_root
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.finding import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import NoReturn

    from k8sdsl.cli.checking.run import CheckRun
    from k8sdsl.finding import Finding


def watch_checks(
    targets: Sequence[str],
    check: Callable[[], tuple[CheckRun, list[Finding]]],
    own: Callable[[Path], bool],
) -> NoReturn:
    """Checks after every change; `check` returns a run, and its findings that are to be shown.

    All findings are shown at first, then those that are new or gone. While a target cannot be built, what it had counts
    neither as new nor as gone.
    """
    last: dict[tuple[str, ...], Finding] = {}

    def once() -> str:
        run, findings = check()
        now = {_key(finding): finding for finding in findings}
        new = [finding for key, finding in now.items() if key not in last]
        gone = [finding for key, finding in last.items() if key not in now] if not run.errors else []
        paint = Painter.for_stream(data_stream())
        write_standard_output(render_findings(new, paint) + "".join(_gone(finding, paint) for finding in gone))
        for error in run.errors:
            report_error(error)
        if not run.errors:
            last.clear()
        last.update(now)
        if findings or run.suppressed or not run.errors:  # nothing was found only where something was checked
            sys.stderr.write(f"{run.counts}; {summary(findings, suppressed=run.suppressed)}\n")
        changes = [count_of(len(new), "new finding")] if new else []
        changes += [f"{len(gone):,} gone"] if gone else []
        return "error" if run.errors else ", ".join(changes) or "no new findings"

    follow(watched_root(targets), once, own)


def _key(finding: Finding) -> tuple[str, ...]:
    """What a finding is, wherever its line has moved to."""
    return str(finding.ref), finding.rule, finding.path, finding.message, finding.severity


def _gone(finding: Finding, paint: Painter) -> str:
    name = "" if finding.ref == NOWHERE else visible(str(finding.ref))
    return f"{paint.dim(f'gone[{visible(finding.rule)}]')} {paint.bold(name)} {visible(finding.field)}".rstrip() + "\n"
