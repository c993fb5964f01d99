"""One run of `k8sdsl check`: what is found in overlays or files; the command writes it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cli.checking.externals import used_entries
from k8sdsl.cli.progress import Progress
from k8sdsl.cli.report import Counts
from k8sdsl.cluster.forecast.concern import check_in_cluster
from k8sdsl.errors import K8sdslError, YamlError, about, as_finding
from k8sdsl.gitops.secrets.unset import unset_notes
from k8sdsl.gitops.targets import targets_of
from k8sdsl.kube.versions import parse_kube_version
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.pipeline import build_manifests, check_built
from k8sdsl.policies.further import Further
from k8sdsl.policies.switched_on import SwitchedOn
from k8sdsl.project.externals import stale
from k8sdsl.project.manifests import manifests_in, read_manifests, read_standard_input, yaml_files
from k8sdsl.project.names import is_kustomization, no_overlays
from k8sdsl.project.processes import in_processes
from k8sdsl.project.settings import kube_version_of, read_config
from k8sdsl.project.suppressions import Suppression, beside_objects, suppress
from k8sdsl.server.check import by_place, check_manifests, opened_lists
from k8sdsl.server.configuration import configuration_among
from k8sdsl.system.check import check_system
from k8sdsl.yaml.reader import Memory
from k8sdsl.yaml.turned_keys import turned_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.finding import Finding, Suppressed
    from k8sdsl.identity import ObjectRef
    from k8sdsl.project.settings import Config
    from k8sdsl.system.externals import External
    from k8sdsl.tree import Tree


class CheckRequest(NamedTuple):
    """What to check, and by what: `files`, or `overlays` of the project at `root` (all of them if empty)."""

    root: Path
    overlays: Sequence[str] = ()
    files: Sequence[str] = ()
    kube_version: str | None = None
    crds: Sequence[str] = ()
    admission_policies: Sequence[str] = ()
    policies: Sequence[str] = ()
    cluster: str | None = None
    pod_security: str | None = None
    jobs: int = 1


class CheckRun:
    """What a run found: all findings that the project does not accept, and the errors that stopped a part of it.

    `outside` are the objects that are referred to and absent, by overlay; `objects` are those that were checked.
    """

    def __init__(self, request: CheckRequest) -> None:
        self.switched_on = SwitchedOn(
            read_config(request.root).policies, request.policies, None if request.files else request.root
        )
        self.errors: list[K8sdslError] = []
        self.findings: list[Finding] = []
        self.suppressed: Suppressed | None = None
        self.counts = Counts()
        self.outside: dict[str, Sequence[External]] = {}
        self.objects: dict[ObjectRef, list[Manifest]] = defaultdict(list)


def run_checks(request: CheckRequest) -> CheckRun:
    """Checks everything once; K8sdslError for files and names that options give wrongly, or without any overlay."""
    run = CheckRun(request)
    config = read_config(request.root)
    version = request.kube_version or kube_version_of(Path.cwd())
    parse_kube_version(version)  # an unknown version is one error, not one per overlay
    further = Further(
        pod_security=request.pod_security,
        admission_policies=_trees(request.admission_policies),
        switched_on=run.switched_on,
    )
    suppressions = list(config.suppress)
    if request.files:
        findings = _of_files(run, request, _definitions(request), version, further, config)
    else:
        targets, broken = targets_of(request.root, request.overlays)
        run.errors += broken
        if not targets and not run.errors:
            raise no_overlays(request.root, "start a project with `k8sdsl init`, or check YAML files with `-f FILE`")
        one = partial(_of_overlay, version, _definitions(request), further, run.objects, request.cluster)
        findings = _of_overlays(run, targets, one, request.jobs, suppressions)
    today = dt.datetime.now(dt.UTC).date()
    idle = run.switched_on.idle() if suppressions else ()
    run.findings, complaints, run.suppressed = suppress(findings, suppressions, today, idle)
    if not request.files and not request.overlays and not run.errors:
        # Only a check of everything shows that an entry matches nothing.
        run.findings += complaints + stale(config.external, used_entries(run.outside))
    return run


def _definitions(request: CheckRequest) -> list[Tree]:
    """The definitions of custom resources that the run names; for files also those of the project."""
    own = request.root / "crds"
    return _trees([*([str(own)] if request.files and own.is_dir() else []), *request.crds])


def _trees(paths: Sequence[str]) -> list[Tree]:
    return [manifest.tree for path in paths for manifest in read_manifests(Path(path))]


class _CheckedOverlay(NamedTuple):
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
    further: Further,
    objects: dict[ObjectRef, list[Manifest]],
    cluster: str | None,
    jobs: int,
    name: str,
) -> _CheckedOverlay:
    """The findings of one overlay, or the error that stops it."""
    from k8sdsl.gitops.secrets.values import placeholders

    policies = further.switched_on
    with placeholders(name) as unset:
        try:
            built = build_manifests(name, kube_version=kube_version, crds=crds, suppress=False, whole=True, blame=False)
            _note_objects(objects, built.manifests)
            findings = check_built(
                built, kube_version=kube_version, crds=crds, cluster=cluster, name=name, further=further, suppress=False
            )
        except K8sdslError as error:
            return _CheckedOverlay((), (), (), unset, policies.known, policies.ran, error)
    # References hold whole objects: they are not sent between processes.
    outside = built.externals if jobs == 1 else [one._replace(references=()) for one in built.externals]
    beside = list(beside_objects(built.manifests))
    counts = (0, 0) if built.checked is None else (built.checked.objects, len(built.checked.skipped))
    return _CheckedOverlay(findings, outside, beside, unset, policies.known, policies.ran, None, *counts)


def _note_objects(objects: dict[ObjectRef, list[Manifest]], manifests: ManifestSet) -> None:
    for manifest in manifests:
        objects[manifest.ref].append(manifest)


def _of_overlays(
    run: CheckRun,
    targets: list[str],
    check_one: Callable[[int, str], _CheckedOverlay],
    jobs: int,
    suppressions: list[Suppression],
) -> list[Finding]:
    """The findings of every target; an error in one of them is added to the run, and the others are checked.

    What is accepted beside objects is added to `suppressions`.
    """
    found: dict[Finding, None] = {}
    unset: dict[str, None] = {}
    with Memory(), Progress(len(targets)) as progress:
        for name, checked in zip(targets, in_processes(partial(check_one, jobs), targets, jobs), strict=True):
            progress.show(name)
            found |= dict.fromkeys(checked.findings)
            unset |= dict.fromkeys(checked.unset)
            suppressions += checked.suppressions
            run.switched_on.known |= checked.known
            run.switched_on.ran |= checked.ran
            if checked.error is not None:
                run.errors.append(checked.error if len(targets) == 1 else about(name, checked.error))
            else:
                run.outside[name] = checked.externals
                run.counts.add(checked.objects, checked.skipped, overlays=1)
    return [*found, *unset_notes(unset)]  # each finding once: two overlays with the same stack would repeat it


def _of_files(
    run: CheckRun,
    request: CheckRequest,
    crds: list[Tree],
    kube_version: str,
    further: Further,
    config: Config,
) -> list[Finding]:
    """The findings of files, which are one set only if there is a `--cluster`.

    Files beside a kustomization, which may still change them, are only checked one by one.
    """
    manifests, complete = ManifestSet(), ManifestSet()
    findings, below = [], list[Manifest]()  # those of directories, which hold more than objects
    chosen = [(Path(file), one) for file in request.files for one in yaml_files(Path(file))]
    with Progress(len(chosen)) as progress:
        for path, one in chosen:
            progress.show(str(one))
            try:
                read = _read(one, within=path if path.is_dir() else None)
            except YamlError as error:
                findings.append(as_finding(error))
                continue
            except K8sdslError as error:
                run.errors.append(error)
                continue
            manifests.extend(read)
            complete.extend(() if path.is_dir() and is_kustomization(one.parent) else read)
            below += read if path.is_dir() else ()
    programs = set(map(id, configuration_among(below, manifests, crds)))
    for among in (manifests, complete) if programs else ():
        among.replace([manifest for manifest in among if id(manifest) not in programs])
    checked = check_manifests(manifests, kube_version=kube_version, crds=crds, one_set=False)
    run.counts.add(checked.objects, len(checked.skipped))
    between, run.outside[""] = check_system(
        opened_lists(complete), config.references, external=config.external, closed=config.closed, one_set=False
    )
    _note_objects(run.objects, manifests)
    findings += by_place([*checked.findings, *between])
    findings += further.find(manifests, kube_version=kube_version, crds=crds, server_side=config.server_side_apply)
    # Without a cluster, what files say of one themselves counts only where they are complete.
    there = complete if request.cluster is None else manifests
    findings += check_in_cluster(there, request.cluster, kube_version=kube_version, crds=crds)
    findings += turned_keys(manifests)
    return [*findings, *checked.notes()]


def _read(file: Path, *, within: Path | None) -> list[Manifest]:
    """The objects of a file, or of standard input for `-`; those of a directory without what is not for a cluster."""
    if str(file) == "-":
        return manifests_in(read_standard_input(), Path("<standard input>"))
    return read_manifests(file, passing_over=within is not None)
