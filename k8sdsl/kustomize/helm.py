"""Entries of `helmCharts`: charts on this machine, rendered by the program `helm` if the user allows it."""

from __future__ import annotations

from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.charts.engine import run_helm
from k8sdsl.charts.permission import is_allowed
from k8sdsl.errors import KustomizationError
from k8sdsl.project.paths import real_path, shown
from k8sdsl.project.programs import find_program

if TYPE_CHECKING:
    from k8sdsl.kustomize.files import FileReader

_BY_HAND = "run `helm template` yourself and list its output under `resources`"


def inflate(chart: Any, common: Any, files: FileReader) -> str:
    """The output of `helm template` for a chart.

    Raises KustomizationError if helm is not allowed or not installed, or if the chart would have to be fetched, and
    LoadError if helm fails.
    """
    if not isinstance(chart, dict) or not chart.get("name"):
        raise KustomizationError("a chart has no `name`", code="kustomization/helm")
    if not is_allowed():
        raise KustomizationError(
            "`helmCharts` requires the program helm, and a build does not run programs",
            remedy=f"allow it with `--enable-helm`, or {_BY_HAND}",
            code="kustomization/helm",
        )
    program = find_program("helm")
    if program is None:
        raise KustomizationError(
            "`helmCharts` requires the program helm, which is not installed",
            remedy=f"install helm, or {_BY_HAND}",
            code="chart/no-helm",
        )
    directory = _directory(chart, common, files)
    command = [program, "template"]
    if chart.get("namespace"):
        command.append(f"--namespace={chart['namespace']}")
    if chart.get("includeCRDs"):
        command.append("--include-crds")
    for path in (chart.get("valuesFile"), *(chart.get("additionalValuesFiles") or ())):
        if path:
            command += ["-f", str(files.file(str(path)))]
    inline = chart.get("valuesInline")
    if inline:
        command += ["-f", "-"]
    return run_helm([*command, "--", _name(chart.get("releaseName")), str(directory)], dumps(inline) if inline else "")


def _name(release: Any) -> str:
    """The name of the release; KustomizationError if helm would read it as an option."""
    name = str(release or "release-name")
    if name.startswith("-"):
        raise KustomizationError(
            f"`releaseName: {name}` must not start with a dash",
            remedy="write a name such as `releaseName: web`",
            code="kustomization/helm",
        )
    return name


def _directory(chart: dict[str, Any], common: Any, files: FileReader) -> Path:
    """The directory of a chart, below that of the kustomization unless files from everywhere are allowed."""
    home = (common.get("chartHome") if isinstance(common, dict) else None) or "charts"
    directory = real_path(Path(files.root, str(home), str(chart["name"])))
    if files.load_restrictor != "none" and not directory.is_relative_to(files.root):
        raise KustomizationError(
            f"the chart {home}/{chart['name']} is outside {shown(files.root)}, the directory of the kustomization",
            remedy="move it into that directory, or allow all locations with `--load-restrictor none`",
            code="file/outside-root",
        )
    if not directory.is_dir():
        raise KustomizationError(
            f"the chart {home}/{chart['name']} does not exist, and a build does not download anything",
            remedy="run `helm pull --untar` into that directory",
            code="kustomization/helm",
        )
    return directory
