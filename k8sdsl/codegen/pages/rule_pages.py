"""The reference of all rules as Markdown, one page per shelf: `docs/rules/core.md#coreport-name`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters.yaml import emit_document
from k8sdsl.server.catalog import all_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.rule import Rule

HEADER = "<!-- Written by `python -m k8sdsl.codegen`. -->\n"


def render_rule_pages() -> dict[str, str]:
    """Every page by its path below `docs/rules`, with an index."""
    shelves: dict[str, list[Rule]] = defaultdict(list)
    for rule in all_rules().values():
        shelves[rule.id.partition("/")[0]].append(rule)
    index = [HEADER, "# Rules\n", "The rules that k8sdsl checks, by group. `k8sdsl explain RULE` prints the same.\n"]
    pages = {}
    for shelf, rules in sorted(shelves.items()):
        pages[f"{shelf}.md"] = "\n".join([HEADER, f"# {shelf}\n", *map(_section, rules)])
        index.append(f"\n## [{shelf}]({shelf}.md)\n")
        index += [f"- [{rule.id}]({shelf}.md#{_anchor(rule.id)}): {rule.summary}" for rule in rules]
    pages["README.md"] = "\n".join(index) + "\n"
    return pages


def _anchor(rule_id: str) -> str:
    return rule_id.replace("/", "")


def _section(rule: Rule) -> str:
    lines = [f"## {rule.id}\n", rule.summary, ""]
    if rule.severity != "error":
        lines += [f"Severity: {rule.severity}.", ""]
    if rule.remedy:
        lines += [f"Fix: {rule.remedy}.", ""]
    for word, example in (("Bad", rule.bad), ("Good", rule.good)):
        if example:
            lines += [
                f"{word}, in {rule.in_kind}:" if rule.kind else f"{word}:",
                "",
                "```yaml",
                *_example(example),
                "```",
                "",
            ]
    if rule.upstream:
        lines += [f"Answers for: `{rule.upstream}`", ""]
    return "\n".join(lines)


def _example(example: Mapping[str, Any]) -> list[str]:
    """The values of an example by path; long ones are cut."""
    lines = [
        line if len(line) <= 110 else f"{line[:107]}..."
        for path, value in example.items()
        for line in emit_document({path: value}).rstrip().splitlines()
    ]
    return lines if len(lines) <= 40 else [*lines[:39], "# ..."]
