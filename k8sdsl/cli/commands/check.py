"""`k8sdsl check`: the API server's verdict, without a server."""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cli.colours import Painter
from k8sdsl.cli.externals import count_externals, render_externals, used_entries
from k8sdsl.cli.fixing import fix_findings
from k8sdsl.cli.output import data_stream, write_file, write_standard_output
from k8sdsl.cli.progress import Progress
from k8sdsl.cli.report import Counts, render_findings, summary
from k8sdsl.cli.targets import targets_of
from k8sdsl.cluster.forecast.concern import check_in_cluster
from k8sdsl.emitters.reports.visible import visible_lines
from k8sdsl.errors import ErrorGroup, K8sdslError, LoadError, YamlError, about, as_finding, raise_all
from k8sdsl.finding import Finding, Severity
from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import build_manifests
from k8sdsl.policies.judge import judge_uses
from k8sdsl.policies.switched_on import SwitchedOn
from k8sdsl.project.externals import stale
from k8sdsl.project.manifests import in_kustomization, manifests_in, read_manifests, read_standard_input, yaml_files
from k8sdsl.project.names import find_root
from k8sdsl.project.processes import in_processes
from k8sdsl.project.settings import kube_version_of, read_config
from k8sdsl.project.suppressions import Suppression, beside_objects, suppress
from k8sdsl.project.turned_keys import turned_keys
from k8sdsl.server.apply_check import check_apply
from k8sdsl.server.check import by_place, check_manifests, opened_lists
from k8sdsl.system.check import check_system
from k8sdsl.yaml.reader import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Annotated, Any, Literal

    from k8sdsl.cli.flags import ClusterFiles, KubeVersion, typer
    from k8sdsl.identity import ObjectRef
    from k8sdsl.manifest import Manifest
    from k8sdsl.project.settings import Config
    from k8sdsl.system.externals import External
    from k8sdsl.tree import Tree

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
    "Python of the project: overlays, stacks and what they import, and `policies/`; with `--file` none",
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
        typer.Option("--externals", help="List objects that are referred to but absent, instead of findings."),
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
            help="Also evaluate policies: recommended, notes, an id, or a check such as kube-linter:latest-tag.",
        ),
    ] = None,
    cluster: ClusterFiles = None,
    pod_security: Annotated[
        str | None,
        typer.Option("--pod-security", metavar="LEVEL", help="A Pod Security Standard: baseline or restricted."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Correct violations of policies that have one right answer; shows the difference."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --fix, do not ask before files are changed.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes for overlays; 0 for one per CPU.")] = 1,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help="Check FILE with the content of standard input."),
    ] = None,
) -> int:
    """Check overlays, or any YAML, as the API server would. Exit status 1 if there are errors."""
    if files and overlays:
        raise K8sdslError(
            "overlays and files cannot be checked in one run",
            remedy=f"leave out `{overlays[0]}`, or leave out --file",
            code="usage/options",
        )
    outputs = [_output(wanted) for wanted in formats or ["text"]]
    here = Path.cwd()
    root = find_root(here)
    if stdin_filename is not None:
        if files or overlays or fix:
            raise K8sdslError(
                "`--stdin-filename` names what to check, and nothing is changed",
                remedy="leave out overlays, --file and --fix",
                code="usage/options",
            )
        from k8sdsl.cli.editor import read_editor

        files, overlays = read_editor(stdin_filename, root)
    version = kube_version or kube_version_of(here)
    config = read_config(root)
    switched_on = SwitchedOn(config.policies, policies or [], None if files else root)
    admission = _trees(admission_policies or [])
    objects: dict[ObjectRef, list[Manifest]] = defaultdict(list)
    server_side = config.server_side_apply
    judge = partial(_judge, admission, version, pod_security, switched_on, objects, server_side=server_side)
    errors: list[K8sdslError] = []
    suppressions = list(config.suppress)
    outside: dict[str, Sequence[External]] = {}
    counts = Counts()
    if files:
        own = [str(root / "crds")] if (root / "crds").is_dir() else []
        findings = _of_files(
            files, _trees([*own, *(crds or [])]), version, judge, cluster, config, outside, counts, errors
        )
    else:
        targets, broken = targets_of(root, overlays or [])
        errors += broken
        if not targets and not errors:
            raise LoadError(
                f"{root / 'overlays'} has no overlays",
                remedy="begin a project with `k8sdsl init`, or check YAML files with `-f FILE`",
                code="project/no-overlay",
            )
        one = partial(_of_overlay, version, _trees(crds or []), judge, switched_on, cluster)
        jobs = (
            1 if externals or fix or stdin_filename is not None else jobs
        )  # what needs whole objects is done in this process
        findings = _of_overlays(targets, one, jobs, switched_on, errors, outside, suppressions, counts)
    if externals:
        write_standard_output(visible_lines(render_externals(outside)))
        return 0
    today = dt.datetime.now(dt.UTC).date()
    kept, complaints, suppressed = suppress(findings, suppressions, today, switched_on.idle() if suppressions else ())
    if not files and not overlays and not errors:
        # Only a check of everything shows that an entry matches nothing.
        kept += complaints + stale(config.external, used_entries(outside))
    kept = [finding for finding in kept if _ORDER.index(finding.severity) <= _ORDER.index(Severity(severity))]
    if fix:
        kept = fix_findings(kept, objects, switched_on.own(), within=None if files else root, yes=yes)
    for form, file in outputs:
        _write(kept if form == "text" else [*kept, *(as_finding(error) for error in _each(errors))], form, file)
    if kept or suppressed or not errors:  # nothing was found only where something was checked
        sys.stderr.write(f"{counts}; {summary(kept, suppressed=suppressed)}\n")
    sys.stderr.write(count_externals(outside))
    raise_all(errors)
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
        raise K8sdslError(f"there is no format {form!r}", remedy=f"use one of {', '.join(FORMATS)}", code="usage/value")
    return form, file or None


def _trees(paths: Sequence[str]) -> list[Tree]:
    return [manifest.tree for path in paths for manifest in read_manifests(Path(path))]


def _judge(
    policies: list[Tree],
    kube_version: str,
    pod_security: str | None,
    switched_on: SwitchedOn,
    objects: dict[ObjectRef, list[Manifest]],
    manifests: ManifestSet,
    *,
    server_side: bool,
    crds: Iterable[Tree] = (),
    overlay: str = "",
    declared: Any = None,
) -> list[Finding]:
    """The checks that a build does not run: server-side apply, policies, pod security."""
    for manifest in manifests:
        objects[manifest.ref].append(manifest)
    refused = check_apply(manifests, server_side=server_side, kube_version=kube_version, crds=crds)
    findings = [*refused]
    if policies:
        from k8sdsl.cluster.admission_policies.check import check_policies

        findings += check_policies(manifests, policies, kube_version=kube_version, crds=crds)
    findings += judge_uses(manifests, switched_on.of(overlay, declared), switched_on.own)
    if pod_security is not None:
        from k8sdsl.cluster.pod_security.check import check_pod_security

        findings += check_pod_security(manifests, pod_security, parse_kube_version(kube_version))
    return findings


class _Checked(NamedTuple):
    """What was found about one overlay; `unset` are variables for secrets that have no value here.

    `suppressions` are those beside its objects, `known` and `ran` the ids of policies, as in `SwitchedOn`.
    """

    findings: Sequence[Finding]
    externals: Sequence[External]
    suppressions: Sequence[Suppression]
    unset: Sequence[str]
    known: set[str]
    ran: set[str]
    error: K8sdslError | None = None
    objects: int = 0
    skipped: int = 0


def _of_overlay(
    kube_version: str,
    crds: list[Tree],
    judge: Callable[..., list[Finding]],
    switched_on: SwitchedOn,
    cluster: str | None,
    jobs: int,
    name: str,
) -> _Checked:
    """The findings of one overlay, or the error that stops it."""
    from k8sdsl.gitops.secrets.values import placeholders

    with placeholders() as unset:
        try:
            built = build_manifests(name, kube_version=kube_version, crds=crds, suppress=False, whole=True)
            notes = built.checked.notes() if built.checked is not None else []
            there = check_in_cluster(built.manifests, cluster or built.cluster, kube_version=kube_version)
            judged = built.blamed([*judge(built.manifests, overlay=name, declared=built.declared), *there])
        except K8sdslError as error:
            return _Checked((), (), (), unset, switched_on.known, switched_on.ran, error)
    # References hold whole objects: they are not sent between processes.
    outside = built.externals if jobs == 1 else [one._replace(references=()) for one in built.externals]
    beside = list(beside_objects(built.manifests))
    findings = [*built.findings, *judged, *notes]
    objects, skipped = (0, 0) if built.checked is None else (built.checked.objects, len(built.checked.skipped))
    return _Checked(
        findings, outside, beside, unset, switched_on.known, switched_on.ran, objects=objects, skipped=skipped
    )


def _of_overlays(
    targets: list[str],
    check_one: Callable[[int, str], _Checked],
    jobs: int,
    switched_on: SwitchedOn,
    errors: list[K8sdslError],
    outside: dict[str, Sequence[External]],
    suppressions: list[Suppression],
    counts: Counts,
) -> list[Finding]:
    """The findings of every target; an error in one of them is added to `errors`, and the others are checked.

    Objects that they refer to and do not have are added to `outside`, and what is accepted beside objects to
    `suppressions`.
    """
    found: dict[Finding, None] = {}
    unset: dict[str, None] = {}
    with Memory(), Progress(len(targets)) as progress:
        for name, checked in zip(targets, in_processes(partial(check_one, jobs), targets, jobs), strict=True):
            progress.show(name)
            found |= dict.fromkeys(checked.findings)
            unset |= dict.fromkeys(checked.unset)
            suppressions += checked.suppressions
            switched_on.known |= checked.known
            switched_on.ran |= checked.ran
            if checked.error is not None:
                errors.append(checked.error if len(targets) == 1 else about(name, checked.error))
            else:
                outside[name] = checked.externals
                counts.add(checked.objects, checked.skipped, overlays=1)
    notes = [
        Finding(
            rule="secret/not-set",
            severity=Severity.NOTE,
            message=f"the environment variable {name} is not set; a placeholder was checked instead",
        )
        for name in unset
    ]
    return [*found, *notes]  # each finding once: two overlays with the same stack would repeat it


def _of_files(
    files: Sequence[str],
    crds: list[Tree],
    kube_version: str,
    judge: Callable[..., list[Finding]],
    cluster: str | None,
    config: Config,
    outside: dict[str, Sequence[External]],
    counts: Counts,
    errors: list[K8sdslError],
) -> list[Finding]:
    """The findings of files, which are one set only if there is a `--cluster`.

    Files beside a kustomization, which may still change them, are only checked one by one.
    """
    manifests, complete = ManifestSet(), ManifestSet()
    findings = []
    for file in files:
        path = Path(file)
        for one in [path] if file == "-" else yaml_files(path):
            try:
                read = _read(one, within=path if path.is_dir() else None)
            except YamlError as error:
                findings.append(as_finding(error))
                continue
            except K8sdslError as error:
                errors.append(error)
                continue
            manifests.extend(read)
            complete.extend(() if path.is_dir() and in_kustomization(one) else read)
    checked = check_manifests(manifests, kube_version=kube_version, crds=crds, one_set=False)
    counts.add(checked.objects, len(checked.skipped))
    between, outside[""] = check_system(
        opened_lists(complete), config.references, external=config.external, closed=config.closed, one_set=False
    )
    findings += [*by_place([*checked.findings, *between]), *judge(manifests, crds=crds)]
    # Without a cluster, what files say of one themselves counts only where they are complete.
    there = complete if cluster is None else manifests
    findings += check_in_cluster(there, cluster, kube_version=kube_version, crds=crds)
    findings += turned_keys(manifests)
    return [*findings, *checked.notes()]


def _read(file: Path, *, within: Path | None) -> list[Manifest]:
    """The objects of a file, or of standard input for `-`; those of a directory without what is not for a cluster."""
    if str(file) == "-":
        return manifests_in(read_standard_input(), Path("<standard input>"))
    return read_manifests(file, passing_over=within is not None)


def _write(findings: list[Finding], form: str, file: str | None) -> None:
    if form == "text" and file is None:
        write_standard_output(render_findings(findings, Painter.for_stream(data_stream())))
        return
    text = import_module(f"k8sdsl.emitters.reports.{form}").report(findings)
    if file is None:
        write_standard_output(text)
    else:
        write_file(Path(file), text)
