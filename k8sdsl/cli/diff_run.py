"""What `k8sdsl diff` does: the difference on standard output, in colour where that is a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli.output import write_standard_output
from k8sdsl.diff.forms import render_difference
from k8sdsl.diff.sides import compare_sides
from k8sdsl.project.names import find_root

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_diff(before: str, after: str | None, *, overlays: Sequence[str], form: str) -> int:
    """Compares the two sides and tells what differs; the exit status."""
    root = find_root(Path.cwd())
    difference = compare_sides(root, before, after, overlays)
    write_standard_output(render_difference(difference, form, colour=_colour()))
    return 1 if difference else 0


def _colour() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
