"""The options of one run of `k8sdsl gitops`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.gitops.tree.options import TreeOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from k8sdsl.gitops.rendered import Rendered


@frozen(kw_only=True)
class GitOpsRequest:
    """The options of one run; the project's declaration is used for each that is None. An empty `cache` is none.

    `started` is called with the number of environments, `progress` with each that is done.
    """

    root: Path
    environments: Sequence[str] = ()
    into: str | None = None
    layout: str | None = None
    kube_version: str | None = None
    check: bool = False
    force: bool = False
    prune: bool = False
    wait: float = 60.0
    jobs: int = 1
    shard: tuple[int, int] | None = None
    merge: Sequence[Path] = ()
    commit: bool = False
    branch: str | None = None
    repository: str | None = None
    push: str | None = None
    hooks: bool = False
    message: str | None = None
    cache: str | None = None
    executor: str | None = None
    started: Callable[[int], None] | None = None
    progress: Callable[[Rendered], None] | None = None

    @property
    def complete(self) -> bool:
        """Whether the run renders every environment, so that any other in the tree is stale."""
        return not self.environments and self.shard is None

    def tree_options(self, origin: str, beside: frozenset[str]) -> TreeOptions:
        """What the run is allowed to do to a tree."""
        return TreeOptions(
            complete=self.complete,
            force=self.force,
            prune=self.prune,
            check=self.check,
            wait=self.wait,
            origin=origin,
            beside=beside,
        )
