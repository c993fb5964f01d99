"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

KubeVersion: TypeAlias = Annotated[
    str, typer.Option("--kube-version", metavar="1.NN", help="Judge for this version of Kubernetes (1.25 to 1.37).")
]
LoadRestrictor: TypeAlias = Annotated[
    str, typer.Option("--load-restrictor", metavar="root|none", help="Let a kustomization read files outside its root.")
]
