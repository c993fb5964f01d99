"""`k8sdsl serve`: a local page that shows overlays and follows their files."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import tell, write_standard_output
from k8sdsl.errors import K8sdslError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Any

    from k8sdsl.cli.flags import ClusterFiles, KubeVersion, typer

READS: tuple[str, ...] = (
    "overlays, or directories with a kustomization",
    "`pyproject.toml`",
    "`crds/`",
    "`policies/`",
    "files of `--cluster`",
    "for a difference the Git revision",
)
WRITES: tuple[str, ...] = ("standard output, the address of the page",)
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import, and `policies/`",
    "with `--open` the browser",
    "for a difference `git`, and a process that builds the revision",
)


def serve(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="Overlays or directories, or patterns such as 'clusters/**'; by default all overlays.",
        ),
    ] = None,
    *,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            metavar="PORT",
            help="Port on 127.0.0.1; by default 8765, or a free one if that is in use.",
        ),
    ] = None,
    open_browser: Annotated[
        bool | None,
        typer.Option("--open/--no-open", help="Open the page in a browser; by default, only if there is a desktop."),
    ] = None,
    cluster: ClusterFiles = None,
    kube_version: KubeVersion = None,
) -> int:
    """Show overlays on a local page that follows their files: pictures, findings, YAML, differences, traces, quotas."""
    from k8sdsl.cli.failure import failure_text
    from k8sdsl.emitters.reports.counted import counted
    from k8sdsl.project.names import find_root

    run, project_of = _extra()
    root = find_root(Path.cwd())
    project = project_of(root, lambda: _found(root, targets or []), cluster=cluster, kube_version=kube_version)
    names = project.targets()

    def ready(address: str, visit: str) -> None:
        write_standard_output(f"{address}\n")
        tell(f"serving {', '.join(names) if len(names) < 6 else counted(len(names), 'overlay')}; press Ctrl-C to stop")
        if open_browser or (open_browser is None and _has_desktop()):
            import webbrowser

            if not webbrowser.open(visit):
                tell("could not open a browser; open the address yourself")

    run(project, port, words_of=failure_text, ready=ready)
    tell("ended")
    return 0


def _extra() -> tuple[Any, Any]:
    try:
        from k8sdsl.serve.project import ServedProject
        from k8sdsl.serve.server import serve as run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "k8sdsl":
            raise
        raise K8sdslError(
            f"`serve` requires the library {error.name}, which is not installed",
            remedy="run `pip install 'k8sdsl[serve]'`",
            code="serve/library",
        ) from None
    return run, ServedProject


def _found(root: Path, words: list[str]) -> list[str]:
    """The targets at this moment; K8sdslError for words that match nothing."""
    from k8sdsl.errors import raise_all
    from k8sdsl.gitops.targets import targets_of
    from k8sdsl.project.names import no_overlays

    names, errors = targets_of(root, words)
    raise_all(errors)
    if not names:
        raise no_overlays(root, "start a project with `k8sdsl init`, or pass a directory with a kustomization")
    return names


def _has_desktop() -> bool:
    """Whether a browser can open a window; without, Python would start one in the terminal."""
    import os
    import sys

    if not sys.stderr.isatty():
        return False
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
