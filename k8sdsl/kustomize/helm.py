"""Charts: rendered by the program `helm` if the user allows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import KustomizationError
from k8sdsl.project.paths import real_path, shown

if TYPE_CHECKING:
    from k8sdsl.kustomize.files import FileReader

_REMEDY = "allow it with `--enable-helm`, or run `helm template` yourself and list its output under `resources`"

_SECONDS = 120
"""How long helm may take to render a chart."""


def inflate(chart: Any, common: Any, files: FileReader, *, allowed: bool) -> bytes:
    """The output of `helm template` for a chart on this machine.

    Raises KustomizationError if helm is not allowed or not installed, if the chart would have to be fetched, and if
    helm fails.
    """
    if not isinstance(chart, dict) or not chart.get("name"):
        raise KustomizationError("a chart has no `name`", code="kustomization/helm")
    if not allowed:
        raise KustomizationError(
            "`helmCharts` needs the program helm, and a build runs no programs",
            remedy=_REMEDY,
            code="kustomization/helm",
        )
    import subprocess

    from k8sdsl.project.programs import find_program

    program = find_program("helm")
    if program is None:
        raise KustomizationError(
            "`helmCharts` needs the program helm, which is not installed", remedy=_REMEDY, code="chart/no-helm"
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
    try:
        done = subprocess.run(  # noqa: S603 - the user asked for it, and no shell is involved
            [*command, *(["-f", "-"] if inline else []), "--", _name(chart.get("releaseName")), str(directory)],
            input=_json(inline) if inline else b"",
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise KustomizationError(f"helm did not finish within {_SECONDS} seconds", code="chart/failed") from None
    if done.returncode:
        raise KustomizationError(f"helm failed: {done.stderr.decode('utf-8', 'replace').strip()}", code="chart/failed")
    return done.stdout


def _name(release: Any) -> str:
    """The name of the release; KustomizationError if helm would read it as an option."""
    name = str(release or "release-name")
    if name.startswith("-"):
        raise KustomizationError(
            f"`releaseName: {name}` begins with a dash",
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
            remedy="move it below the directory, or allow charts from everywhere with `--load-restrictor none`",
            code="file/outside-root",
        )
    if not directory.is_dir():
        raise KustomizationError(
            f"the chart {home}/{chart['name']} does not exist, and a build fetches nothing",
            remedy="run `helm pull --untar` into that directory",
            code="kustomization/helm",
        )
    return directory


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()
