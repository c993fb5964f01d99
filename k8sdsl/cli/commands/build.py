"""`k8sdsl build`: an overlay as manifests on standard output or in a file, or many as files of a directory."""

from __future__ import annotations

import os

from k8sdsl.cli import UNFREED
from k8sdsl.cli.output import tell, write_file, write_standard_output
from k8sdsl.errors import K8sdslError
from k8sdsl.kube.versions import DEFAULT
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.names import SETTINGS, root_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal, NoReturn

    from k8sdsl.cli.flags import KubeVersion, LoadRestrictor, typer
    from k8sdsl.cli.watched.builds import GoodBuilds
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.pipeline import Built


READS: tuple[str, ...] = (
    "overlays, or files and directories with YAML",
    "`pyproject.toml`",
    "`crds/`",
    "`charts.lock` and `.k8sdsl/`",
)
WRITES: tuple[str, ...] = (
    "standard output",
    "with `--output` a file",
    "with `--into` a directory",
    "with `--enable-helm` `charts.lock` and `.k8sdsl/`",
)
RUNS: tuple[str, ...] = (
    "Python code of the project: overlays, stacks and what they import",
    "with `--enable-helm` the program `helm`",
)


def build(
    overlays: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OVERLAY]...",
            help="Names of overlays, or paths of Python files or kustomization directories; "
            "with --into also patterns such as 'clusters/**'.",
        ),
    ] = None,
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, either completely or not at all."),
    ] = None,
    into: Annotated[
        str | None, typer.Option("--into", metavar="DIR", help="Build many targets, each into its own file in DIR.")
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Processes for --into; 0 for one per CPU.")
    ] = 1,
    form: Annotated[Literal["yaml", "json", "kyaml"], typer.Option("--format", help="Output format.")] = "yaml",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="KIND/NAME", help="Write only these objects; * is a wildcard."),
    ] = None,
    kube_version: KubeVersion = None,
    load_restrictor: LoadRestrictor = "root",
    enable_helm: Annotated[
        bool, typer.Option("--enable-helm", help="Allow Helm to run, for charts in overlays and kustomizations.")
    ] = False,
    no_check: Annotated[bool, typer.Option("--no-check", help="Build without checking the objects.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Also fail on warnings, and on findings in a kustomization directory.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Build again after every save, and show the difference instead of the output."),
    ] = False,
) -> int:
    """Build overlays: validated, deterministic manifests on standard output. Without a name, list the overlays."""
    if not overlays:
        return _list_overlays()
    version = kube_version or ("" if watch else _kube_version())  # with --watch, the settings can change

    def build_without_helm(target: str) -> Built:
        return build_manifests(
            target, kube_version=version or _kube_version(), load_restrictor=load_restrictor, check=not no_check
        )

    def build_with_helm(target: str) -> Built:
        from k8sdsl.charts.permission import helm_allowed

        with helm_allowed():
            return build_without_helm(target)

    build_one = build_with_helm if enable_helm else build_without_helm

    def text_of(built: Built) -> str | None:
        """The text of a build; None if what was found stops it."""
        if built.failed or (strict and (built.warnings or any(finding.is_error for finding in built.findings))):
            return None
        return built.emit(form, _chosen(built.manifests, only), unchanged=True)

    if into is not None and output is not None:
        raise K8sdslError("`--into` and `--output` cannot be combined", remedy="keep one of them", code="usage/options")
    if len(overlays) > 1 and into is None:
        raise K8sdslError(
            "several targets cannot be written to one output", remedy="add `--into DIR`", code="usage/options"
        )
    if watch:
        from k8sdsl.cli.watched.builds import GoodBuilds

        builds = GoodBuilds(build_one, lambda built: _chosen(built.manifests, only), text_of)
        _watch(overlays, builds, output, into, form, jobs)
    if into is not None:
        from pathlib import Path

        from k8sdsl.cli.into import build_into

        return build_into(Path(into), overlays, form, jobs, build_one, text_of)
    built = build_one(overlays[0])
    UNFREED[:] = [built]
    if built.findings or built.warnings or built.suppressed:
        from k8sdsl.cli.report import write_findings

        write_findings(built.findings, built.warnings, built.suppressed)
    text = text_of(built)
    if text is None:
        return 1
    if output is None or output in _STANDARD_OUTPUT:
        write_standard_output(text)
    else:
        from pathlib import Path

        write_file(Path(output), text)
    return 0


def _watch(
    overlays: list[str], builds: GoodBuilds, output: str | None, into: str | None, form: str, jobs: int
) -> NoReturn:
    """Builds after every save, into the file or directory if there is one."""
    from pathlib import Path

    from k8sdsl.cli.watched.builds import watch_many, watch_one
    from k8sdsl.cli.watched.loop import refuse_with_watch

    refuse_with_watch({"--jobs": jobs != 1, f"--output {output}": output in _STANDARD_OUTPUT})
    if into is not None:
        watch_many(Path(into), overlays, form, builds)
    watch_one(overlays[0], builds, None if output is None else Path(output))


def _kube_version() -> str:
    """The version of Kubernetes to check for; settings are loaded only if the project has any."""
    here = os.getcwd()
    if not os.path.exists(os.path.join(root_of(here), SETTINGS)):
        return DEFAULT
    from pathlib import Path

    from k8sdsl.project.settings import kube_version_of

    return kube_version_of(Path(here))


# By name: if one of these is a file, replacing that file would undo `>>` and an open `>`.
_STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def _chosen(manifests: ManifestSet, wanted: list[str] | None) -> ManifestSet:
    """The objects that match one of the patterns, or all; K8sdslError for a pattern that matches nothing."""
    if not wanted:
        return manifests
    from k8sdsl.cli.selection import chosen

    return chosen(manifests, wanted)


def _list_overlays() -> int:
    """Lists the overlays on standard error: an empty variable in a script must not write the list into a manifest."""
    from pathlib import Path

    from k8sdsl.project.names import find_root, no_overlays, overlay_names

    root = find_root(Path.cwd())
    names = overlay_names(root)
    if names:
        tell("run `k8sdsl build NAME` with one of these overlays:")
        for name in names:
            tell(f"  {name}")
        return 2
    raise no_overlays(root)
