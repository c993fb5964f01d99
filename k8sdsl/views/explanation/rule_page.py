"""A rule as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.rule import Rule

_LONGEST, _MOST = 100, 20


def rule_page(rule: Rule) -> str:
    """Its meaning, remedy and examples, and the function of Kubernetes that it answers for."""
    lines = [f"{rule.id} ({rule.severity})", "", f"  {rule.summary}"]
    if rule.remedy:
        lines += ["", f"  help: {rule.remedy}"]
    for word, example in (("bad", rule.bad), ("good", rule.good)):
        if example:
            lines += ["", f"  {word}, in {rule.in_kind}:" if rule.kind else f"  {word}:", *_example(example)]
    if rule.upstream:
        lines += ["", f"  answers for: {rule.upstream}"]
    return "\n".join(lines) + "\n"


def _example(example: Mapping[str, Any]) -> list[str]:
    from k8sdsl.emitters.yaml import emit_document

    lines = []
    for path, value in example.items():
        text = emit_document({path: value}).rstrip().splitlines()
        lines += [f"    {line if len(line) <= _LONGEST else f'{line[: _LONGEST - 3]}...'}" for line in text[:_MOST]]
    return lines
