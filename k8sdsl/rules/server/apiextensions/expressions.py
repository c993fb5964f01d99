"""Rules in CEL of a custom kind: they compile, and do not cost too much (`schema/cel/compilation.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Problems

if TYPE_CHECKING:
    from k8sdsl.rules.server.apiextensions.openapi import Surroundings
    from k8sdsl.tree import Tree


class ExpressionJudge:
    """Judges the rules of one schema, and what all of them cost together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems = Problems()

    def root_scope(self, schema: Tree) -> Any:
        """What `self` is at the root."""
        return None

    def judge(self, schema: Tree, path: str, around: Surroundings, scope: Any) -> None:
        """The rules of `schema`, which is right in itself."""

    def judge_total(self) -> None:
        """The cost of all rules together."""
