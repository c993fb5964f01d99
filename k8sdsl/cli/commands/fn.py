"""`k8sdsl fn`: a KRM function, for kpt, and for kustomize's exec functions."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import write_standard_output
from k8sdsl.krm.function import run_function
from k8sdsl.project.manifests import read_standard_input
from k8sdsl.project.settings import kube_version_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from k8sdsl.cli.flags import KubeVersion


READS: tuple[str, ...] = (
    "standard input: a ResourceList",
    "the overlay or directory that its functionConfig names",
    "`pyproject.toml`",
)
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import, if the functionConfig names an overlay",
)


def fn(*, kube_version: KubeVersion = None) -> int:
    """Read a ResourceList on standard input, and write it with what was built, changed and found."""
    text, warnings, failed = run_function(read_standard_input(), kube_version or kube_version_of(Path.cwd()))
    if warnings:
        from k8sdsl.cli.report import write_findings

        write_findings([], warnings)
    write_standard_output(text)
    return 1 if failed else 0
