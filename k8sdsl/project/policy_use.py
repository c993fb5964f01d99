"""Which policies a project switches on, where, and how severe their findings are."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from k8sdsl.finding import Severity


@frozen(kw_only=True)
class PolicyUse:
    """Policies by their names, the overlays that they are evaluated for (patterns), and the severity of their findings.

    Without `severity`, each policy has its own.
    """

    use: tuple[str, ...]
    overlays: tuple[str, ...] = ("*",)
    severity: Severity | None = None

    def covers(self, overlay: str) -> bool:
        """Whether the policies are evaluated for an overlay; files that belong to none have an empty name."""
        return any(fnmatchcase(overlay, pattern) for pattern in self.overlays)
