"""`k8sdsl check`: the API server's verdict, without a server."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli import UNFREED
from k8sdsl.cli.checking.externals import count_externals, render_externals
from k8sdsl.cli.checking.run import CheckRequest, CheckRun, run_checks
from k8sdsl.cli.colours import Painter
from k8sdsl.cli.fixing import fix_findings
from k8sdsl.cli.output import data_stream, holds, write_file, write_standard_output
from k8sdsl.cli.report import render_findings, summary
from k8sdsl.emitters.reports.visible import visible_lines
from k8sdsl.errors import ErrorGroup, K8sdslError, as_finding, raise_all
from k8sdsl.finding import Finding, Severity
from k8sdsl.project.names import find_root
from k8sdsl.project.paths import real_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Annotated, Literal, NoReturn

    from k8sdsl.cli.flags import ClusterFiles, KubeVersion, typer

FORMATS = ("text", "json", "sarif", "junit", "github")
_ORDER = list(Severity)


READS: tuple[str, ...] = (
    "overlays, or with `--file` YAML files or standard input",
    "`pyproject.toml`",
    "`crds/`",
    "`policies/`",
    "files of `--crds`, `--cluster` and `--admission-policies`",
)
WRITES: tuple[str, ...] = (
    "standard output",
    "with `--format FORMAT=FILE` a file",
    "with `--fix` the files that have the violations",
)
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import, and `policies/`; with `--file` none",
)


def check(
    overlays: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OVERLAY]...",
            help="Overlays or directories to check, or patterns such as 'clusters/**'; by default all overlays.",
        ),
    ] = None,
    *,
    files: Annotated[
        list[str] | None,
        typer.Option("--file", "-f", metavar="FILE|DIR|-", help="Check YAML files instead; - is standard input."),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT[=FILE]",
            help="text, json, sarif, junit or github; =FILE writes to a file. Can be repeated.",
        ),
    ] = None,
    severity: Annotated[
        Literal["error", "warning", "note"],
        typer.Option("--severity", help="Show only findings of at least this severity."),
    ] = "note",
    externals: Annotated[
        bool,
        typer.Option("--externals", help="List missing objects that others refer to, instead of findings."),
    ] = False,
    kube_version: KubeVersion = None,
    crds: Annotated[
        list[str] | None, typer.Option("--crds", metavar="FILE|DIR", help="Definitions of custom resources.")
    ] = None,
    admission_policies: Annotated[
        list[str] | None,
        typer.Option(
            "--admission-policies",
            metavar="FILE|DIR",
            help="ValidatingAdmissionPolicies to evaluate against every object.",
        ),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="NAME",
            help="Also check policies: recommended, notes, an ID, or a check such as kube-linter:latest-tag.",
        ),
    ] = None,
    cluster: ClusterFiles = None,
    pod_security: Annotated[
        str | None,
        typer.Option("--pod-security", metavar="LEVEL", help="A Pod Security Standard: baseline or restricted."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix",
            help="Show the fixes for policy findings that have only one correct fix, and apply them once you confirm.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --fix, change files without asking for confirmation.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes for overlays; 0 for one per CPU.")
    ] = 1,
    stdin_filename: Annotated[
        str | None,
        typer.Option(
            "--stdin-filename", metavar="FILE", help="Check standard input as if it were the content of FILE."
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again after every save, and show which findings are new or fixed.")
    ] = False,
) -> int:
    """Check overlays, or any YAML, as the API server would. Exit status 1 if there are errors."""
    if files and overlays:
        raise K8sdslError(
            "overlays and files cannot be checked in one run",
            remedy=f"remove either `{overlays[0]}` or `--file` from the command",
            code="usage/options",
        )
    outputs = [_output(wanted) for wanted in formats or ["text"]]
    root = find_root(Path.cwd())
    if stdin_filename is not None:
        if files or overlays or fix:
            raise K8sdslError(
                "`--stdin-filename` checks only standard input, and changes nothing",
                remedy="remove overlays, `--file` and `--fix` from the command",
                code="usage/options",
            )
        from k8sdsl.cli.checking.editor import read_editor

        files, overlays = read_editor(stdin_filename, root)
    request = CheckRequest(
        root=root,
        overlays=overlays or (),
        files=files or (),
        kube_version=kube_version,
        crds=crds or (),
        admission_policies=admission_policies or (),
        policies=policies or (),
        cluster=cluster,
        pod_security=pod_security,
        # What needs whole objects is done in this process.
        jobs=1 if externals or fix or stdin_filename is not None else jobs,
    )

    def shown(run: CheckRun) -> list[Finding]:
        return [one for one in run.findings if _ORDER.index(one.severity) <= _ORDER.index(Severity(severity))]

    if watch:
        others = {"--fix": fix, "--externals": externals, "--stdin-filename": bool(stdin_filename), "--jobs": jobs != 1}
        _watch(request, shown, outputs, others)
    run = run_checks(request)
    UNFREED[:] = [run]
    if externals:
        write_standard_output(visible_lines(render_externals(run.outside)))
        return 0
    kept = shown(run)
    if fix:
        kept = fix_findings(kept, run.objects, run.switched_on.own(), within=None if files else root, yes=yes)
    for form, file in outputs:
        _write(kept, run.errors, form, file)
    if kept or run.suppressed or not run.errors:  # nothing was found only where something was checked
        sys.stderr.write(f"{run.counts}; {summary(kept, suppressed=run.suppressed)}\n")
    sys.stderr.write(count_externals(run.outside))
    raise_all(run.errors)
    return 1 if any(finding.is_error for finding in kept) else 0


def _each(errors: Iterable[K8sdslError]) -> Iterator[K8sdslError]:
    """Every error, those of groups one by one: a report for programs has errors beside the findings."""
    for error in errors:
        if isinstance(error, ErrorGroup):
            yield from _each(error.errors)
        else:
            yield error


def _output(wanted: str) -> tuple[str, str | None]:
    form, _, file = wanted.partition("=")
    if form not in FORMATS:
        raise K8sdslError(f"unknown format {form!r}", remedy=f"use one of {', '.join(FORMATS)}", code="usage/value")
    return form, file or None


def _watch(
    request: CheckRequest,
    shown: Callable[[CheckRun], list[Finding]],
    outputs: Sequence[tuple[str, str | None]],
    others: dict[str, bool],
) -> NoReturn:
    """Checks after every save; reports that go to files are replaced whole."""
    from k8sdsl.cli.watched.checks import watch_checks
    from k8sdsl.cli.watched.loop import refuse_with_watch

    on_output = next((form for form, file in outputs if form != "text" and file is None), "")
    refuse_with_watch({**others, f"--format {on_output}": bool(on_output), "-f -": "-" in request.files})
    files = [(form, file) for form, file in outputs if file is not None]

    def check() -> tuple[CheckRun, list[Finding]]:
        run = run_checks(request)
        found = shown(run)
        for form, file in files:
            text = _text(found, run.errors, form)
            if not holds(Path(file), text):  # what another watch follows changes only if there is something new
                write_file(Path(file), text)
        return run, found

    own = {real_path(Path(file)) for _, file in files}
    watch_checks([*request.overlays, *request.files], check, lambda path: real_path(path) in own)


def _write(findings: list[Finding], errors: Sequence[K8sdslError], form: str, file: str | None) -> None:
    if form == "text" and file is None:
        write_standard_output(render_findings(findings, Painter.for_stream(data_stream())))
    elif file is None:
        write_standard_output(_text(findings, errors, form))
    else:
        write_file(Path(file), _text(findings, errors, form))


def _text(findings: list[Finding], errors: Sequence[K8sdslError], form: str) -> str:
    """The report in a form that is not coloured."""
    found = findings if form == "text" else [*findings, *(as_finding(error) for error in _each(errors))]
    text: str = import_module(f"k8sdsl.emitters.reports.{form}").report(found)
    return text
