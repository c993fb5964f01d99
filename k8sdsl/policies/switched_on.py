"""Which policies are switched on for one overlay: by the project, by the overlay itself, and by the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import placed
from k8sdsl.finding import Severity
from k8sdsl.policies.installed import installed_policies
from k8sdsl.policies.names import builtin_policies, policies_named
from k8sdsl.policies.own import own_policies
from k8sdsl.project.policy_use import PolicyUse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from k8sdsl.policies.policy import Policy


class SwitchedOn:
    """The policies of a run: those of the project's settings and of the command, and those that each overlay adds.

    Without `root`, the policies that the project declares are unknown: nothing of it is executed when YAML is checked.
    """

    __slots__ = ("_own", "_root", "_uses", "known", "ran")

    def __init__(self, settings: Iterable[PolicyUse], names: Iterable[str], root: Path | None) -> None:
        asked = tuple(names)
        self._uses = [*settings, *([PolicyUse(use=asked)] if asked else [])]
        self._root = root
        self._own: list[Policy] | None = None
        # The ids of policies of the project that are loaded, and of all that were evaluated.
        self.known: set[str] = set()
        self.ran: set[str] = set()

    def own(self) -> list[Policy]:
        """The policies that the project and installed packages declare; their files are executed on first use."""
        if self._own is None:
            self._own = [*(own_policies(self._root) if self._root is not None else []), *installed_policies()]
            self.known.update(policy.rule.id for policy in self._own)
        return self._own

    def of(self, overlay: str, declared: Any = None) -> list[PolicyUse]:
        """What is switched on for an overlay of this name; `declared` is the overlay if it is Python.

        Raises LoadError with the place for a name that the overlay gives and that stands for no policy.
        """
        uses = [use for use in self._uses if use.covers(overlay)] + list(self._declared(declared))
        for use in uses:
            self.ran.update(one.policy.rule.id for one in policies_named(use.use, self.own()))
        return uses

    def idle(self) -> set[str]:
        """The ids of all policies that were not evaluated."""
        return {*builtin_policies(), *self.known} - self.ran

    def _declared(self, overlay: Any) -> Iterable[PolicyUse]:
        given = getattr(overlay, "policies", ())
        pairs = given.items() if isinstance(given, Mapping) else ((name, None) for name in given)
        for index, (name, severity) in enumerate(pairs):
            with placed(overlay.locate, "policies", name if isinstance(given, Mapping) else index):
                policies_named([name], self.own())
            yield PolicyUse(use=(name,), severity=None if severity is None else Severity(severity))
