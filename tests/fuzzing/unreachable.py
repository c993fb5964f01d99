"""Branches that no input of an entry can reach, with the reason.

A row names the file below `k8sdsl`, and the text of the line that the branch leaves from; `def name` or `class name`
stands for all lines of it. The measurement fails for a row whose line is gone, or all of whose branches were reached.
"""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "k8sdsl"

UNREACHABLE: list[tuple[str, str, str]] = [
    ("cli/__init__.py", "def main", "the start of a process"),
    ("cli/__init__.py", "def _replace_closed_streams", "a stream that was closed before the process began"),
    ("cli/__init__.py", "def _leave_if_interrupted", "an interrupt"),
    ("cli/__init__.py", "if _CLOSED:", "a stream that was closed before the process began"),
    ("cli/__init__.py", 'if "_K8SDSL_COMPLETE" in os.environ:', "the completion of a shell"),
    ("cli/__init__.py", "if answer is not None:", "the completion of a shell"),
    (
        "cli/failure.py",
        "if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:",
        "a full disk",
    ),
    (
        "cli/failure.py",
        "if isinstance(error, FileNotFoundError) and not _working_directory_exists():",
        "a working directory that was deleted while the command ran",
    ),
    ("cli/failure.py", "def failure_text", "`watch` and `serve`, which run until they are stopped, and bugs"),
    ("cli/progress.py", "def __exit__", "a terminal"),
    ("cli/progress.py", "def show", "a terminal"),
    ("cli/progress.py", "def bar", "a terminal"),
    ("cli/app.py", "if isinstance(left.__context__, BrokenPipeError):", "a reader of standard output that leaves"),
    (
        "cli/app.py",
        "if status == _INTERRUPTED:  # Typer returns this status for an interrupt, and prints nothing",
        "an interrupt",
    ),
    ("cli/fixing.py", "def agreed", "a terminal"),
    ("cli/commands/upgrade.py", "if not yes and not agreed(len(fixes.after)):", "a terminal"),
    ("cli/commands/diff.py", "def _diff_cluster", "a cluster"),
    ("yaml/key_order.py", "if len(_ORDERS) > 10_000:", "10,000 orders of keys in one process"),
    ("layers/gathered.py", "if len(self.manifests) > MAX_OBJECTS:", "a million objects"),
    ("tracing/tracer.py", "def _blame_one", "findings of a build, which `projects` has"),
    ("transforms/validators.py", "def must_be", "values of another type in a user's own Python"),
    ("transforms/validators.py", "def all_must_be", "values of another type in a user's own Python"),
    ("cli/colours.py", 'if os.environ.get("NO_COLOR"):', "the environment"),
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
