"""What `k8sdsl check` does, whoever read its arguments."""

from __future__ import annotations

import datetime as dt
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli.output import write_file, write_standard_output
from k8sdsl.errors import K8sdslError, LoadError, YamlError
from k8sdsl.finding import Finding, Severity
from k8sdsl.manifest import ManifestSet
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.manifests import manifests_in, read_manifests, yaml_files
from k8sdsl.project.names import find_root, overlay_names
from k8sdsl.project.settings import read_config, suppress
from k8sdsl.server.apply_check import check_apply
from k8sdsl.server.check import check_manifests, check_policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.project.settings import Config
    from k8sdsl.tree import Tree

FORMATS = ("text", "json", "sarif", "junit", "github")
_ORDER = list(Severity)


def run_check(
    overlays: Sequence[str],
    *,
    files: Sequence[str],
    formats: Sequence[str],
    severity: Severity,
    kube_version: str,
    crds: Sequence[str],
    policies: Sequence[str] = (),
) -> int:
    """Judges, reports in every format asked for, and gives the exit status."""
    outputs = [_output(wanted) for wanted in formats]
    root = find_root(Path.cwd())
    complaints: list[Finding] = []
    config = read_config(root)
    if files:
        own = [str(root / "crds")] if (root / "crds").is_dir() else []
        findings = _of_files(files, [*own, *crds], _trees(policies), kube_version, config)
    else:
        findings = _of_overlays(overlays or overlay_names(root), root, _trees(policies), kube_version, config)
    findings, complaints = suppress(findings, config.suppress, dt.datetime.now(dt.UTC).date())
    if not files and not overlays:
        findings += complaints  # only a look at everything shows that a suppression covers nothing
    findings = [finding for finding in findings if _ORDER.index(finding.severity) <= _ORDER.index(severity)]
    for form, file in outputs:
        _write(findings, form, file)
    return 1 if any(finding.is_error for finding in findings) else 0


def _output(wanted: str) -> tuple[str, str | None]:
    form, _, file = wanted.partition("=")
    if form not in FORMATS:
        raise K8sdslError(f"there is no format {form!r}", remedy=f"give one of {', '.join(FORMATS)}")
    return form, file or None


def _trees(paths: Sequence[str]) -> list[Tree]:
    return [manifest.tree for path in paths for manifest in read_manifests(Path(path))]


def _of_overlays(
    names: Sequence[str], root: Path, policies: list[Tree], kube_version: str, config: Config
) -> list[Finding]:
    if not names:
        raise LoadError(f"there are no overlays in {root / 'overlays'}", remedy="judge YAML files with -f")
    found: dict[Finding, None] = {}
    for name in names:
        built = build_manifests(name, kube_version=kube_version, suppress=False)
        notes = built.checked.notes() if built.checked is not None else []
        refused = check_apply(built.manifests, server_side=config.server_side_apply, kube_version=kube_version)
        found |= dict.fromkeys([*built.findings, *refused, *check_policies(built.manifests, policies), *notes])
    return list(found)  # two overlays of one stack would say the same twice


def _of_files(
    files: Sequence[str], crds: Sequence[str], policies: list[Tree], kube_version: str, config: Config
) -> list[Finding]:
    manifests = ManifestSet()
    findings = []
    for file in files:
        if file == "-":
            manifests.extend(manifests_in(sys.stdin.buffer.read(), Path("<standard input>")))
            continue
        path = Path(file)
        for one in yaml_files(path):
            try:
                manifests.extend(read_manifests(one, passing_over=path.is_dir()))
            except YamlError as error:
                findings.append(
                    Finding(rule="yaml/syntax", message=error.message, source=error.source, remedy=error.remedy)
                )
    checked = check_manifests(manifests, kube_version=kube_version, crds=_trees(crds), one_set=False)
    refused = check_apply(manifests, server_side=config.server_side_apply, kube_version=kube_version, crds=_trees(crds))
    return [*findings, *checked.findings, *refused, *check_policies(manifests, policies), *checked.notes()]


def _write(findings: list[Finding], form: str, file: str | None) -> None:
    if form == "text" and file is None:
        from k8sdsl.cli.report import Painter, render_findings, summary

        paint = Painter.for_stream(sys.stdout)
        write_standard_output(render_findings(findings, paint))
        sys.stderr.write(summary(findings) + "\n")
        return
    text = import_module(f"k8sdsl.emitters.reports.{form}").report(findings)
    if file is None:
        write_standard_output(text)
    else:
        write_file(Path(file), text)
