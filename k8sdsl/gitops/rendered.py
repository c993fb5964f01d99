"""One environment as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from k8sdsl.gitops.environment import folder_of
from k8sdsl.gitops.order.dependencies import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.errors import K8sdslError
    from k8sdsl.finding import Finding, Suppressed
    from k8sdsl.gitops.tree.plan import File


@frozen(kw_only=True)
class Rendered:
    """One environment as files, or why it could not be rendered: an error, or findings of severity error.

    `uncached` is why the cache of the run cannot keep it; empty without a cache.
    """

    environment: str
    files: Mapping[str, File] = field(factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()
    warnings: tuple[K8sdslError, ...] = ()
    facts: Facts = field(factory=Facts)
    count: int = 0
    error: K8sdslError | None = None
    failed: bool = False
    suppressed: Suppressed | None = None
    uncached: str = ""

    @property
    def folder(self) -> str:
        """The folder of the environment below the root of the tree."""
        return folder_of(self.environment)
