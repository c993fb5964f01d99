"""The names in the annotations of commands' flags. Loading Typer takes longer than a small build.

Commands do not import this module, because their annotations are strings; `app` evaluates them with these names for
Typer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from k8sdsl.kube.versions import DEFAULT, NEWEST, OLDEST

__all__ = [
    "Annotated",
    "ClusterFiles",
    "Force",
    "KubeVersion",
    "Literal",
    "LoadRestrictor",
    "OneOverlay",
    "ProjectDirectory",
    "typer",
]

KubeVersion: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--kube-version",
        metavar="1.NN",
        help=f"Version of Kubernetes to check for, 1.{OLDEST} to 1.{NEWEST}; by default {DEFAULT}.",
    ),
]
OneOverlay: TypeAlias = Annotated[
    str, typer.Argument(metavar="OVERLAY", help="An overlay, or the path of a Python file or kustomization directory.")
]
ClusterFiles: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="FILE|DIR",
        help="A file with the objects of the cluster, such as the output of kubectl get -o yaml.",
    ),
]
ProjectDirectory: TypeAlias = Annotated[
    Path, typer.Option("--to", metavar="DIR", help="The directory to write the project to.")
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")]
LoadRestrictor: TypeAlias = Annotated[
    str,
    typer.Option(
        "--load-restrictor", metavar="root|none", help="With none, a kustomization can read files outside its root."
    ),
]
