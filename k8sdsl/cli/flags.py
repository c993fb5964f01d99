"""The names that the flags of commands are annotated with.

Typer takes longer to load than a small build takes. Commands import nothing of this, their annotations are text; `app`
gives them these names when Typer is to read the text.
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
        help=f"Judge for this version of Kubernetes, 1.{OLDEST} to 1.{NEWEST}; by default {DEFAULT}.",
    ),
]
LoadRestrictor: TypeAlias = Annotated[
    str, typer.Option("--load-restrictor", metavar="root|none", help="Let a kustomization read files outside its root.")
]
