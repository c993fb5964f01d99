"""Branches that no input of an entry can reach, with the reason.

A row names the file below `k8sdsl`, and the text of the line that the branch leaves from; `def name` or `class name`
stands for all lines of it. The measurement fails for a row whose line is gone, or all of whose branches were reached.
"""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "k8sdsl"

UNREACHABLE: list[tuple[str, str, str]] = [
    ("gitops/tree/tree_writer.py", "if not (root / JOURNAL).exists():", "a full disk, or a kill"),
]
"""File, text of the line, reason."""


def left_out(file: str, missing: set[int]) -> tuple[set[int], list[str]]:
    """The lines of a file whose missing branches do not count, and what is wrong with the rows of that file."""
    found, faults = set[int](), []
    for name, text, _ in UNREACHABLE:
        if name == file:
            lines = lines_of(PACKAGE / name, text)
            if not lines & missing:
                faults.append(f"{name}: {text}: {'all branches were reached' if lines else 'there is no such line'}")
            found |= lines
    return found, faults


def lines_of(file: Path, text: str) -> set[int]:
    """The lines with this text; for a function or class, all of its lines."""
    source = file.read_text(encoding="utf-8")
    if text.startswith(("def ", "class ")):
        nodes = [node for node in ast.walk(ast.parse(source)) if getattr(node, "name", None) == text.split()[1]]
        return {number for node in nodes for number in range(node.lineno, (node.end_lineno or 0) + 1)}  # type: ignore[attr-defined]
    return {number for number, line in enumerate(source.split("\n"), 1) if line.strip() == text}
