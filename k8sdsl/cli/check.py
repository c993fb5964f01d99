"""`k8sdsl check`: what the API server would say, without a server."""

from __future__ import annotations

from typing import Annotated

import typer

from k8sdsl.cli.options import KubeVersion
from k8sdsl.finding import Severity
from k8sdsl.kube.versions import DEFAULT


def check(
    overlays: Annotated[
        list[str] | None, typer.Argument(metavar="[OVERLAY]...", help="Overlays to judge; all of them without a name.")
    ] = None,
    *,
    files: Annotated[
        list[str] | None,
        typer.Option("--file", "-f", metavar="FILE|DIR|-", help="Judge YAML files instead; - is standard input."),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT[=FILE]",
            help="text, json, sarif, junit or github; with =FILE into a file. May be repeated.",
        ),
    ] = None,
    severity: Annotated[Severity, typer.Option("--severity", help="Leave out what is less severe.")] = Severity.NOTE,
    kube_version: KubeVersion = DEFAULT,
    crds: Annotated[
        list[str] | None, typer.Option("--crds", metavar="FILE|DIR", help="Definitions of custom resources.")
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option("--policies", metavar="FILE|DIR", help="ValidatingAdmissionPolicies to put to every object."),
    ] = None,
) -> None:
    """Judge overlays, or any YAML, as the API server would. Exit status 1 where there are errors."""
    from k8sdsl.cli.checking import run_check

    status = run_check(
        overlays or [],
        files=files or [],
        formats=formats or ["text"],
        severity=severity,
        kube_version=kube_version,
        crds=crds or [],
        policies=policies or [],
    )
    raise typer.Exit(status)
