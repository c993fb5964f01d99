"""Helm, to fetch and to render charts: the program if it is installed, otherwise the package helm-python-sdk."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.locations.content import MAX_SIZE
from k8sdsl.project.manifests import manifests_in
from k8sdsl.project.programs import find_program

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

SECONDS = 120
"""How long a chart may take to fetch or to render."""

MEMORY = 2 << 30
"""How many bytes of memory Helm may allocate; large charts need a twentieth of that."""

_NO_MEMORY = ("out of memory", "cannot allocate memory", "failed to map segment", "MemoryError")

_PART = 500
"""How many characters of the beginning and of the end of a long message of Helm are shown."""

_REMEDY = "install the program `helm`, or `pip install 'k8sdsl[helm]'`"


def render(chart: Path, *, release: str, namespace: str, values: Tree) -> list[Tree]:
    """The objects of a chart, which is a directory or a package, with its definitions and hooks.

    Raises LoadError if Helm is not installed or fails, and for output that is not valid YAML.
    """
    if release.startswith("-"):
        raise LoadError(
            f"the release name {release!r} must not start with a dash",
            remedy="write a name such as `web`",
            code="chart/declaration",
        )
    program = find_program("helm")
    if program is not None:
        text = run_helm(_template(program, chart, release, namespace), json.dumps(values))
        return _objects(text, chart)
    asked = {"chart": str(chart), "release": release, "namespace": namespace, "values": values}
    answer: dict[str, Any] = json.loads(run_helm(_sdk(_RENDER), json.dumps(asked)))
    texts = [*answer["crds"], *(text for name, text in sorted(answer["rendered"].items()) if _is_manifest(name))]
    return [tree for text in texts for tree in _objects(text, chart)]


def fetch(chart: str, version: str, folder: Path) -> Path:
    """The package of a chart in a registry, fetched into a folder; LoadError if it cannot be fetched."""
    program = find_program("helm")
    if program is not None:
        options = [f"--version={version}"] if version else []
        run_helm([program, "pull", *options, "--destination", str(folder), "--", chart], "")
    else:
        run_helm(_sdk(_PULL), json.dumps({"chart": chart, "version": version or None, "folder": str(folder)}))
    packages = list(folder.glob("*.tgz"))
    if len(packages) != 1:
        raise LoadError(f"Helm downloaded {len(packages)} packages for {chart}, not one", code="chart/failed")
    return packages[0]


def _template(program: str, chart: Path, release: str, namespace: str) -> list[str]:
    command = [program, "template", f"--namespace={namespace}", "--include-crds", "-f", "-"]
    return [*command, "--", release, str(chart.resolve())]


def _is_manifest(name: str) -> bool:
    """Whether a template's output is a manifest: notes and partial templates are not."""
    base = name.rpartition("/")[2]
    return base != "NOTES.txt" and not base.startswith("_")


def _objects(text: str, chart: Path) -> list[Tree]:
    return [manifest.tree for manifest in manifests_in(text.encode(), chart, passing_over=True)]


def _sdk(program: str) -> list[str]:
    if find_spec("helm_python") is None:
        raise LoadError("charts require Helm, which is not installed", remedy=_REMEDY, code="chart/no-helm")
    return [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{program}"]


def run_helm(command: list[str], given: str) -> str:
    """The output of Helm; LoadError with its own words if it fails, takes too long or needs too much memory."""
    with subprocess.Popen(  # noqa: S603 - Helm, which the user asked for; no shell is involved
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        _limit_memory(process.pid)
        try:
            out, told = process.communicate(given.encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise LoadError(f"Helm did not finish within {SECONDS} seconds", code="chart/failed") from None
    if process.returncode:
        raise LoadError(_failure(told.decode("utf-8", "replace").strip()), code="chart/failed")
    if len(out) > MAX_SIZE:
        raise LoadError(f"the rendered chart is larger than {MAX_SIZE:,} bytes", code="chart/failed")
    try:
        return out.decode()
    except UnicodeDecodeError:
        raise LoadError("the rendered chart is not valid UTF-8", code="chart/failed") from None


def _limit_memory(process: int) -> None:
    """Bounds what a template can allocate, where the system limits other processes: a short one can fill any memory."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):  # it has ended, or its limit is already lower
            resource.prlimit(process, resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _failure(words: str) -> str:
    """What Helm says of its failure, without the stacks of its runtime if the memory is used up."""
    if any(sign in words for sign in _NO_MEMORY):
        return f"Helm needs more than {MEMORY >> 30} GB of memory for the chart"
    return f"Helm failed: {_shortened(words)}"


def _shortened(words: str) -> str:
    """The first and last words of Helm, which repeats a message for each call of a template that calls itself."""
    if len(words) <= 2 * _PART:
        return words
    return f"{words[:_PART]} [...] {words[-_PART:]}"


_HEAD = """
import json, os
answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # standard output is for the answer only
asked = json.load(sys.stdin)
import helm_python
"""

_RENDER = f"""{_HEAD}
try:
    with helm_python.Chart.load(asked["chart"]) as chart:
        values, names = asked["values"], dict(name=asked["release"], namespace=asked["namespace"])
        found = dict(rendered=chart.render(values=values, **names), crds=[crd["data"] for crd in chart.crds])
except helm_python.HelmError as error:
    sys.exit(str(error))
json.dump(found, answer)
answer.flush()
"""

_PULL = f"""{_HEAD}
try:
    helm_python.pull(asked["chart"], destination=asked["folder"], version=asked["version"])
except helm_python.HelmError as error:
    sys.exit(str(error))
"""
