"""Changes of custom resources are judged as new ones are, for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.server.validate import judge

if TYPE_CHECKING:
    from k8sdsl.rule import Problem
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree


def judge_custom_change(new: Tree, context: Context) -> list[Problem]:
    """The problems of the new object by itself."""
    return judge(new, context)
