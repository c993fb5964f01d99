"""The names in the annotations of commands' flags. Loading Typer takes longer than a small build.

Commands do not import this module, because their annotations are strings; `app` evaluates them with these names for
Typer.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import typer

from k8sdsl.kube.versions import DEFAULT, NEWEST, OLDEST

__all__ = ["Annotated", "KubeVersion", "Literal", "LoadRestrictor", "typer"]

KubeVersion: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--kube-version",
        metavar="1.NN",
        help=f"Version of Kubernetes to check for, 1.{OLDEST} to 1.{NEWEST}; by default {DEFAULT}.",
    ),
]
LoadRestrictor: TypeAlias = Annotated[
    str,
    typer.Option(
        "--load-restrictor", metavar="root|none", help="none: allow a kustomization to read files outside its root."
    ),
]
