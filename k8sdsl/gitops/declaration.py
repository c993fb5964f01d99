"""The settings of a project's rendered tree: `gitops = GitOps(...)` in the file `gitops.py` at its root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from k8sdsl.errors import LoadError
from k8sdsl.gitops.typed_fields import typed
from k8sdsl.kube.versions import DEFAULT
from k8sdsl.project.modules import load_module
from k8sdsl.project.paths import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from k8sdsl.finding import Finding
    from k8sdsl.gitops.rendered import Rendered
    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

DECLARATION = "gitops.py"


class Controller(Protocol):
    """What deploys the tree: Argo CD or Flux."""

    @property
    def folder(self) -> str:
        """The directory of its own objects in the tree."""
        raise NotImplementedError

    def annotate(self, trees: Sequence[Tree]) -> None:
        """Adds what the controller reads in the objects of one environment: their order, and what not to prune."""

    def examine(self, manifests: Iterable[Manifest]) -> Iterable[Finding]:
        """Findings for unintended changes that the controller would make to the objects."""
        raise NotImplementedError

    def objects(self, rendered: Sequence[Rendered], *, path: str) -> dict[str, list[Tree]]:
        """The controller's own objects by file below `folder`, for the environments of a complete run.

        `path` is the folder of the tree inside its repository, or empty.
        """
        raise NotImplementedError


class Sealing(Protocol):
    """What replaces a plaintext Secret."""

    def seal(self, tree: Tree) -> Tree:
        """The object that is committed to Git instead."""
        raise NotImplementedError

    def fingerprint(self, tree: Tree) -> str:
        """A keyed hash that shows whether the plaintext has changed; empty if sealing gives the same bytes anyway."""
        raise NotImplementedError


@frozen(kw_only=True, field_transformer=typed)
class GitOps:
    """How the environments of a project become files.

    `into` is the directory of the rendered tree, or the directory inside the `branch` if there is one; the branch can
    contain `{environment}`. `layout` is a layout's name or a template. Without `secrets`, a plaintext Secret is
    refused. `substituted` is set if Flux substitutes variables in this tree although its Kustomizations are not written
    by k8sdsl. `cache` is a directory for rendered environments, so that a run renders only what has changed;
    `variables` are the environment variables that the sources may read then. `executor` renders elsewhere: `processes`,
    `dask://HOST:PORT`, any `concurrent.futures.Executor`, or a function that returns one; it gets the project's files,
    unless they are `installed` in a directory of each worker.

    Examples:
        >>> from k8sdsl.gitops import GitOps
        >>> GitOps(into="deploy", layout="kustomize").layout
        'kustomize'
    """

    into: str | None = None
    layout: str = "object"
    branch: str = ""
    controller: Controller | None = None
    secrets: Sealing | None = None
    kube_version: str = DEFAULT
    metadata: bool = True
    packages: bool = False
    substituted: bool = False
    cache: str | None = None
    variables: Sequence[str] = ()
    executor: Executor | Callable[[], Executor] | str | None = None
    installed: str | None = None


def load_declaration(root: Path) -> GitOps:
    """The declaration of a project, or the defaults. Raises LoadError if `gitops` is not a GitOps."""
    file = root / DECLARATION
    if not file.is_file():
        return GitOps()
    declared = getattr(load_module(file, root), "gitops", None)
    if not isinstance(declared, GitOps):
        raise LoadError(
            f"{shown(file)} does not declare `gitops`",
            remedy="write `from k8sdsl.gitops import GitOps` and `gitops = GitOps(...)`",
            code="gitops/not-declared",
        )
    return declared
