"""`k8sdsl build`: an overlay as manifests on standard output or in a file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from k8sdsl.cli.options import KubeVersion, LoadRestrictor
from k8sdsl.kube.versions import DEFAULT


class Format(StrEnum):
    """How manifests are written."""

    YAML = "yaml"
    JSON = "json"
    KYAML = "kyaml"


def build(
    overlay: Annotated[
        str | None,
        typer.Argument(help="Name of an overlay, or path of a Python file or kustomization directory."),
    ] = None,
    *,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write FILE, whole or not at all.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write the manifests.")] = Format.YAML,
    kube_version: KubeVersion = DEFAULT,
    load_restrictor: LoadRestrictor = "root",
    enable_helm: Annotated[
        bool, typer.Option("--enable-helm", help="Let a kustomization run the helm program for its charts.")
    ] = False,
    no_check: Annotated[bool, typer.Option("--no-check", help="Build without judging the objects.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail for warnings and findings of a kustomization directory too.")
    ] = False,
) -> None:
    """Build an overlay: validated, deterministic manifests on standard output. Without a name, list the overlays."""
    from k8sdsl.cli.building import run_build

    status = run_build(
        overlay,
        output=output,
        form=form.value,
        kube_version=kube_version,
        load_restrictor=load_restrictor,
        allow_helm=enable_helm,
        checked=not no_check,
        strict=strict,
    )
    raise typer.Exit(status)
