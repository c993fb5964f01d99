"""What `k8sdsl gitops` does and tells: data on standard output, the course of things on standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.cli.failure import tell_error
from k8sdsl.cli.report import Painter, tell_findings
from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.request import Request
from k8sdsl.gitops.session import Outcome, run
from k8sdsl.project.names import find_root

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.gitops.rendered import Rendered


def run_gitops(environments: Sequence[str], *, shard: str | None, jobs: int, form: str, **options: Any) -> int:
    """Runs the request and tells its outcome; the exit status."""
    request = Request(
        root=find_root(Path.cwd()),
        environments=environments,
        shard=parse_shard(shard) if shard else None,
        jobs=jobs or os.cpu_count() or 1,
        progress=_progress(),
        merge=[Path(folder) for folder in options.pop("merge")],
        **options,
    )
    try:
        outcome = run(request)
    finally:
        if request.progress is not None:
            sys.stderr.write("\r\x1b[K")
    if outcome.findings or outcome.warnings:
        tell_findings(outcome.findings, outcome.warnings)
    for error in outcome.errors:
        tell_error(error)
    if outcome.failed:
        return 2 if outcome.errors else 1
    return _tell_check(outcome, form) if request.check else _tell_run(outcome)


def parse_shard(text: str) -> tuple[int, int]:
    """`2/5` as numbers; GitOpsError for anything else."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise GitOpsError(f"a shard is two numbers as 2/5, the first no larger than the second, not {text!r}")
    return int(number), int(count)


def _progress() -> Callable[[Rendered], None] | None:
    """A line that counts the environments, on a terminal only."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return None
    done = [0]

    def tell(rendered: Rendered) -> None:
        done[0] += 1
        sys.stderr.write(f"\r\x1b[K{done[0]} rendered, the last is {rendered.environment}")
        sys.stderr.flush()

    return tell


def _tell_check(outcome: Outcome, form: str) -> int:
    plan = outcome.plan
    if not plan.changes and plan.is_exact:
        sys.stderr.write("the tree is exact\n")
        return 0
    from k8sdsl.cli.output import write_standard_output
    from k8sdsl.diff.drift import drift_text

    write_standard_output(drift_text(plan, form))
    _tell_kept(outcome)
    files = _count(len(plan.changes) + len(plan.edited) + len(plan.foreign), "file")
    sys.stderr.write(f"the tree is not exact ({files}); `k8sdsl gitops` makes it so\n")
    return 1


def _tell_run(outcome: Outcome) -> int:
    lines = ["finished what a killed run had begun"] if outcome.recovered else []
    counts = dict.fromkeys(("add", "change", "remove"), 0)
    for change in outcome.plan.manifests:
        counts[change.action] += 1
    environments, objects = len(outcome.rendered), sum(one.count for one in outcome.rendered)
    if outcome.plan.changes:
        what = f"{_count(counts['add'], 'file')} added, {counts['change']} changed, {counts['remove']} removed"
    else:
        what = "nothing changed"
    lines.append(f"{_count(environments, 'environment')}, {_count(objects, 'object')}: {what}")
    lines += [str(published) for published in outcome.published]
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    _tell_kept(outcome)
    return 0 if outcome.is_exact else 1


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _tell_kept(outcome: Outcome) -> None:
    paint = Painter.for_standard_error()
    mark = paint.yellow("warning")
    for change in outcome.plan.edited:
        sys.stderr.write(f"{mark}: {change.path} was edited; it stays as it is (--force writes it anew)\n")
    for change in outcome.plan.foreign:
        sys.stderr.write(f"{mark}: {change.path} is not ours; it stays, and nothing is written there\n")
    for folder in outcome.plan.others:
        sys.stderr.write(f"{paint.cyan('note')}: {folder} was written by a run of another tree or project; it stays\n")
