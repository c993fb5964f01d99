"""`k8sdsl build`: an overlay as manifests on standard output or in a file."""

from __future__ import annotations

import sys
from pathlib import Path

from k8sdsl.cli.output import write_file, write_standard_output
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.settings import kube_version_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated, Literal

    from k8sdsl.cli.flags import KubeVersion, LoadRestrictor, typer
    from k8sdsl.manifest import ManifestSet


def build(
    overlay: Annotated[
        str | None,
        typer.Argument(help="Name of an overlay, or path of a Python file or kustomization directory."),
    ] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write FILE, completely or not at all.")
    ] = None,
    form: Annotated[Literal["yaml", "json", "kyaml"], typer.Option("--format", help="Output format.")] = "yaml",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="KIND/NAME", help="Write only these objects; * matches any text."),
    ] = None,
    kube_version: KubeVersion = None,
    load_restrictor: LoadRestrictor = "root",
    enable_helm: Annotated[
        bool, typer.Option("--enable-helm", help="Allow a kustomization to run helm for its charts.")
    ] = False,
    no_check: Annotated[bool, typer.Option("--no-check", help="Build without checking the objects.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Also fail for warnings and findings of a kustomization directory.")
    ] = False,
) -> int:
    """Build an overlay: validated, deterministic manifests on standard output. Without a name, list the overlays."""
    if overlay is None:
        return _list_overlays()
    built = build_manifests(
        overlay,
        kube_version=kube_version or kube_version_of(Path.cwd()),
        load_restrictor=load_restrictor,
        allow_helm=enable_helm,
        check=not no_check,
    )
    if built.findings or built.warnings or built.suppressed:
        from k8sdsl.cli.report import write_findings

        write_findings(built.findings, built.warnings, built.suppressed)
        if built.failed or (strict and (built.warnings or any(finding.is_error for finding in built.findings))):
            return 1
    text = built.emit(form, _chosen(built.manifests, only) if only else None)
    if output is None or output in _STANDARD_OUTPUT:
        write_standard_output(text)
    else:
        write_file(Path(output), text)
    return 0


# By name: if one of these is a file, replacing that file would undo `>>` and an open `>`.
_STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def _chosen(manifests: ManifestSet, wanted: list[str]) -> ManifestSet:
    """The objects that match one of the patterns; K8sdslError for a pattern that matches nothing."""
    from k8sdsl.cli.selection import chosen

    return chosen(manifests, wanted)


def _list_overlays() -> int:
    """Lists the overlays on standard error: an empty variable in a script must not write the list into a manifest."""
    from k8sdsl.project.names import find_root, overlay_names

    root = find_root(Path.cwd())
    names = overlay_names(root)
    if names:
        sys.stderr.write("run `k8sdsl build NAME` with one of these overlays:\n")
        sys.stderr.writelines(f"  {name}\n" for name in names)
    else:
        sys.stderr.write(f"{root / 'overlays'} has no overlays\n")
    return 2
