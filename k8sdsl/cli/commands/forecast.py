"""`k8sdsl forecast`: the effect of an overlay in a cluster: quotas, claims and placement."""

from __future__ import annotations

from pathlib import Path

from k8sdsl import pipeline
from k8sdsl.cli.output import tell, write_standard_output
from k8sdsl.emitters.reports.visible import visible_lines
from k8sdsl.project.settings import kube_version_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from k8sdsl.cli.flags import ClusterFiles, KubeVersion, OneOverlay


READS: tuple[str, ...] = (
    "overlays, or files and directories with YAML",
    "`pyproject.toml`",
    "files of `--cluster`",
)
WRITES: tuple[str, ...] = ("standard output",)
RUNS: tuple[str, ...] = ("Python code of the project: overlays, stacks and what they import",)


def forecast(
    overlay: OneOverlay,
    *,
    cluster: ClusterFiles = None,
    kube_version: KubeVersion = None,
) -> int:
    """Show the usage of quotas, the volumes of claims and the nodes of pods in a cluster."""
    from k8sdsl.gitops.secrets.values import placeholders

    version = kube_version or kube_version_of(Path.cwd())
    with placeholders():
        text = pipeline.forecast(overlay, cluster=cluster, kube_version=version)
    write_standard_output(visible_lines(text))
    if not text:
        tell(f"nothing to forecast: {overlay} has no quotas, claims or pods")
    return 0
