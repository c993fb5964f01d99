"""What a project says about its rendered tree, as `gitops = GitOps(...)` in the file `gitops.py` at its root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from k8sdsl.errors import LoadError
from k8sdsl.kube.versions import DEFAULT
from k8sdsl.project.modules import load_module
from k8sdsl.project.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.rendered import Rendered
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

DECLARATION = "gitops.py"


class Controller(Protocol):
    """What deploys the tree: Argo CD or Flux."""

    folder: str

    def annotate(self, trees: Sequence[Tree]) -> None:
        """Writes into the objects of one environment what the controller reads there: order, and what not to prune."""

    def examine(self, manifests: Iterable[Manifest]) -> Iterable[Finding]:
        """What the controller would do to the objects that nobody wants."""
        raise NotImplementedError

    def objects(self, rendered: Sequence[Rendered], *, path: str) -> dict[str, list[Tree]]:
        """The controller's own objects by file below `folder`, for the environments of a complete run.

        `path` is the folder of the tree inside its repository, or empty.
        """
        raise NotImplementedError


class Sealing(Protocol):
    """What becomes of a plaintext Secret."""

    def seal(self, tree: Tree) -> Tree:
        """The object that may stand in Git instead."""
        raise NotImplementedError

    def fingerprint(self, tree: Tree) -> str:
        """Tells whether the plaintext has changed, under a key; empty where sealing gives the same bytes anyway."""
        raise NotImplementedError


@frozen(kw_only=True)
class GitOps:
    """How the environments of a project become files.

    `into` is the folder of the rendered tree, or the folder inside the branch where a `branch` is named; the branch
    may hold `{environment}`. `layout` is a layout's name or a template. Without `secrets` a plaintext Secret is
    refused. `substituted` says that Flux substitutes variables in this tree although its Kustomizations are not
    written by us.
    """

    into: str | None = None
    layout: str = "object"
    branch: str = ""
    controller: Controller | None = None
    secrets: Sealing | None = None
    kube_version: str = DEFAULT
    metadata: bool = True
    substituted: bool = False


def load_declaration(root: Path) -> GitOps:
    """The declaration of a project; the defaults where it has none. Raises LoadError for one that is no GitOps."""
    file = root / DECLARATION
    if not file.is_file():
        return GitOps()
    declared = getattr(load_module(file, root), "gitops", None)
    if not isinstance(declared, GitOps):
        raise LoadError(
            f"{shown(file)} declares no `gitops`",
            remedy="write `from k8sdsl.gitops import GitOps` and `gitops = GitOps(...)`",
        )
    return declared
