"""A rule, and how validation code reports a violation of it."""

from __future__ import annotations

from k8sdsl.finding import Severity
from k8sdsl.value import Value

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


class Rule(Value):
    """One thing that must hold, declared once as a module constant beside the code that checks it.

    `id` is stable and consists of the shelf and the topic (`core/port-name`). `summary` states what must hold in one
    sentence and names the field. `upstream` names the function of Kubernetes that the rule answers for. `bad` and
    `good` are values that violate and satisfy the rule, as `{path: value}` set in a minimal valid object of `kind`, or
    in several objects by `Kind/name`; a test tries both, and the reference page shows them. `remedy` tells what to
    write, with an example in backticks; a problem can have its own instead. `aliases` are the names that other tools
    have for the rule (`tool:name`).
    """

    __slots__ = ("aliases", "bad", "good", "id", "kind", "remedy", "severity", "summary", "upstream")

    def __init__(
        self,
        id: str,  # noqa: A002 - what it is called everywhere
        summary: str,
        upstream: str = "",
        kind: str = "",
        *,
        bad: Mapping[str, Any] | None = None,
        good: Mapping[str, Any] | None = None,
        severity: Severity = Severity.ERROR,
        remedy: str | None = None,
        aliases: tuple[str, ...] = (),
    ) -> None:
        self.id = id
        self.summary = summary
        self.upstream = upstream
        self.kind = kind
        self.bad: Mapping[str, Any] = bad or {}
        self.good: Mapping[str, Any] = good or {}
        self.severity = severity
        self.remedy = remedy
        self.aliases = aliases

    @property
    def in_kind(self) -> str:
        """The kind with its article: `a Pod`, `an Ingress`."""
        return f"{'an' if self.kind[:1] in 'AEIOU' else 'a'} {self.kind}"


class Problem:
    """A violation of a rule at one path of an object, before the object and its place in the user's files are known."""

    __slots__ = ("message", "path", "remedy", "rule")

    def __init__(self, rule: Rule, path: str, message: str, remedy: str | None = None) -> None:
        self.rule = rule
        self.path = path
        self.message = message
        self.remedy = remedy or rule.remedy

    @property
    def around(self) -> str:
        """The path of the map or list that contains the field."""
        return self.path[: max(self.path.rfind("."), self.path.rfind("["), 0)]

    def __repr__(self) -> str:
        return f"Problem({self.rule.id} {self.path}: {self.message})"


class Problems:
    """The problems of one object, passed down together with the path, as upstream's list of errors is."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, rule: Rule, path: str, message: str, *, remedy: str | None = None) -> None:
        """Reports a violation of `rule` at `path` (in the API server's notation); `message` shows the wrong value."""
        self.found.append(Problem(rule, path, message, remedy))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
