"""Writes what the commands of a page print into the page: `python -m tests.documentation docs/tutorial.md`.

Only outputs that differ from what the page shows are written; a page keeps its `...`. Review the difference.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.documentation.sessions import matches, replay
from tests.documentation.test_commands import start


def rewrite(page: Path) -> int:
    """The number of outputs of a page that were written anew."""
    lines = page.read_text(encoding="utf-8").split("\n")
    changes = []
    with tempfile.TemporaryDirectory() as folder:
        start(page.resolve(), Path(folder) / "work")
        for command, output, _ in replay(page, Path(folder) / "work"):
            if command.shown is not None and not matches(command.shown, output):
                first = command.line + command.text.count("\n")
                changes.append((first, first + command.shown.count("\n") + 1, output.split("\n")))
    for first, last, printed in reversed(changes):
        lines[first:last] = printed
    page.write_text("\n".join(lines), encoding="utf-8")
    return len(changes)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {rewrite(Path(name))} outputs written")  # noqa: T201
