"""What a policy is: one opinion about manifests, and how it is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from k8sdsl.manifest import Manifest
    from k8sdsl.policies.subjects import Objects

    Breaches = Iterator[tuple[str, str]]
    Subjects = Callable[[Objects], Iterator[tuple[Manifest, Any]]]
    Judge = Callable[[Any, Objects], Breaches]
    Applies = Callable[[Any], bool]


class Fix:
    """The one right value of the field that a violation is about; ABSENT removes the field."""

    __slots__ = ("to",)

    def __init__(self, *, to: Any) -> None:
        self.to = to


class Policy:
    """One opinion: a rule, the objects or parts that it applies to, and the function that finds violations.

    `aliases` names the checks of other linters that the policy answers for. Where such a check looks at fewer parts
    than the policy does, the alias has a function that says whether it looks at a part. `fix` is what `check --fix`
    writes at the path of a violation.
    """

    __slots__ = ("aliases", "fix", "judge", "of", "rule", "sets")

    def __init__(
        self,
        rule: Rule,
        judge: Judge,
        of: Subjects,
        aliases: Mapping[str, Applies | None],
        sets: frozenset[str],
        fix: Fix | None = None,
    ) -> None:
        self.rule = rule
        self.judge = judge
        self.of = of
        self.aliases = aliases
        self.sets = sets
        self.fix = fix

    def __repr__(self) -> str:
        return f"Policy({self.rule.id})"

    def aliases_for(self, subject: Any) -> tuple[str, ...]:
        """The checks of other linters that find the same in this part."""
        return tuple(alias for alias, applies in self.aliases.items() if applies is None or applies(subject))


def policy(
    policy_id: str,
    summary: str,
    *,
    of: Subjects,
    reason: str,
    remedy: str,
    kind: str = "Deployment",
    bad: Mapping[str, Any],
    good: Mapping[str, Any],
    aliases: Mapping[str, Applies | None] | Iterable[str] = (),
    sets: Iterable[str] = (),
    severity: Severity = Severity.WARNING,
    fix: Fix | None = None,
) -> Callable[[Judge], Policy]:
    """Declares the decorated function as a policy.

    The function gets one part (a container, a workload, an object, as `of` says) and all objects of the set, and yields
    `(path, message)` for every violation; paths are those of the object. `bad` and `good` are values that violate and
    satisfy the policy, as `{path: value}` set in a minimal object of `kind`; `beside` holds further objects of the set.
    `fix` is given if every violation has the same right answer, at the path that it yields.
    """
    named = aliases if hasattr(aliases, "keys") else dict.fromkeys(aliases)

    def declare(judge: Judge) -> Policy:
        rule = Rule(policy_id, summary, reason, kind, bad=bad, good=good, severity=severity, remedy=remedy)
        return Policy(rule, judge, of, named, frozenset(sets), fix)  # type: ignore[arg-type]

    return declare
