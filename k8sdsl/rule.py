"""What a rule is, and how validation code reports that one was broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from k8sdsl.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Rule:
    """One thing that must hold: declared once as a module constant beside the code that judges it.

    `id` is stable and made of the shelf and what is guarded (`core/port-name`). `summary` says what must hold, in
    one sentence. `upstream` names the function of Kubernetes that the rule answers for. `bad` and `good` are values
    that break and keep the rule, as `{path: value}` laid over a minimal valid object of `kind`; a test tries both,
    and the reference page shows them.
    """

    id: str
    summary: str
    upstream: str = ""
    kind: str = ""
    bad: Mapping[str, Any] = field(factory=dict, kw_only=True)
    good: Mapping[str, Any] = field(factory=dict, kw_only=True)
    severity: Severity = field(default=Severity.ERROR, kw_only=True)
    remedy: str | None = field(default=None, kw_only=True)


class Problem:
    """A rule that one object breaks at one path, before it is known which object and where in the user's files."""

    __slots__ = ("message", "path", "remedy", "rule")

    def __init__(self, rule: Rule, path: str, message: str, remedy: str | None = None) -> None:
        self.rule = rule
        self.path = path
        self.message = message
        self.remedy = remedy or rule.remedy

    def __repr__(self) -> str:
        return f"Problem({self.rule.id} {self.path}: {self.message})"


class Problems:
    """What validation of one object gathers; handed down together with the path, as upstream's list of errors is."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, rule: Rule, path: str, message: str, *, remedy: str | None = None) -> None:
        """Notes that `rule` is broken at `path` (the API server's own notation); `message` shows the value met."""
        self.found.append(Problem(rule, path, message, remedy))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
