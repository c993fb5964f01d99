"""`k8sdsl build TARGET... --into DIR`: many targets in one process, each as one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cli.failure import report_error
from k8sdsl.cli.output import holds, refuse_links, tell, write_file
from k8sdsl.cli.progress import Progress
from k8sdsl.cli.report import write_findings
from k8sdsl.emitters.reports.visible import visible
from k8sdsl.errors import K8sdslError, about
from k8sdsl.finding import Suppressed
from k8sdsl.gitops.targets import targets_of
from k8sdsl.locations.part_files import remove_abandoned
from k8sdsl.project.names import find_root
from k8sdsl.project.paths import real_path
from k8sdsl.project.processes import in_processes
from k8sdsl.yaml.reader import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.finding import Finding
    from k8sdsl.pipeline import Built


class BuildOutcome(NamedTuple):
    """What became of one target; `written` is false if its file already had this content."""

    target: str
    findings: Sequence[Finding] = ()
    warnings: Sequence[K8sdslError] = ()
    suppressed: Suppressed | None = None
    error: K8sdslError | None = None
    failed: bool = False
    written: bool = False


def build_into(
    into: Path,
    words: Sequence[str],
    form: str,
    jobs: int,
    build: Callable[[str], Built],
    text_of: Callable[[Built], str | None],
) -> int:
    """Builds every target into its file below `into`, and returns the exit status.

    `text_of` is the text of a build, or None if its findings stop it. A target that fails leaves its file as it is, and
    the others are built.
    """
    targets, errors = targets_of(find_root(Path.cwd()), words)
    files = _files(targets, into, form)
    unswept: dict[Path, list[Path]] = {}
    for file in files.values():
        unswept.setdefault(file.parent, []).append(file)

    def one(target: str) -> BuildOutcome:
        try:
            built = build(target)
            text = text_of(built)
            written = text is not None and _write(files[target], into, text, unswept)
        except K8sdslError as error:
            return BuildOutcome(target, error=error, failed=True)
        return BuildOutcome(target, built.findings, built.warnings, built.suppressed, None, text is None, written)

    with Memory(), Progress(len(targets)) as progress:
        outcomes = []
        for outcome in in_processes(one, targets, jobs):
            outcomes.append(outcome)
            progress.show(outcome.target)
    return _report(outcomes, errors, into)


def _files(targets: Sequence[str], into: Path, form: str) -> dict[str, Path]:
    """The file of each target; K8sdslError if two targets have the same."""
    files: dict[str, Path] = {}
    owners: dict[str, str] = {}
    for target in targets:
        files[target] = file = into / f"{_name(target)}.{form}"
        other = owners.setdefault(str(file).casefold(), target)  # some file systems ignore the case
        if other != target:
            raise K8sdslError(
                f"{other} and {target} would be written to the same file, {file}",
                remedy="build them separately",
                code="usage/options",
            )
    return files


def _name(target: str) -> str:
    """The path of a target below the working directory, or its own path without the part that leads out."""
    path = os.path.relpath(target) if target.startswith("/") else os.path.normpath(target)
    steps = [step for step in Path(path.removesuffix(".py")).parts if step != ".."]
    return "/".join(steps) or real_path(Path(target)).name or "root"


def _write(file: Path, into: Path, text: str, unswept: dict[Path, list[Path]]) -> bool:
    """Replaces a file as a whole, unless it has this content already; returns whether it was replaced.

    The temporary files of killed writes are removed for all files of a folder at its first write.
    """
    try:
        refuse_links(into, [file.relative_to(into).as_posix()])
        file.parent.mkdir(parents=True, exist_ok=True)
        if holds(file, text):
            return False
    except OSError as error:
        raise K8sdslError(
            f"{file} cannot be written: {error.strerror}", remedy="choose another directory", code="file/not-written"
        ) from None
    remove_abandoned(unswept.pop(file.parent, ()))
    write_file(file, text, sweep=False)
    return True


def _report(outcomes: Sequence[BuildOutcome], errors: Sequence[K8sdslError], into: Path) -> int:
    # Each finding once: targets with the same base would repeat it.
    findings = list(dict.fromkeys(finding for outcome in outcomes for finding in outcome.findings))
    warnings = list({str(warning): warning for outcome in outcomes for warning in outcome.warnings}.values())
    suppressed = sum((outcome.suppressed for outcome in outcomes if outcome.suppressed), Suppressed())
    if findings or warnings or suppressed:
        write_findings(findings, warnings, suppressed)
    for error in [*errors, *(about(one.target, one.error) for one in outcomes if one.error is not None)]:
        report_error(error)
    failed = [outcome.target for outcome in outcomes if outcome.failed]
    written = sum(outcome.written for outcome in outcomes)
    unchanged = len(outcomes) - written - len(failed)
    end = f"; {len(failed)} failed: {', '.join(map(visible, failed))}" if failed else ""
    tell(f"{into}: {written} written, {unchanged} unchanged{end}")
    if errors or any(outcome.error is not None for outcome in outcomes):
        return 2
    return 1 if failed else 0
