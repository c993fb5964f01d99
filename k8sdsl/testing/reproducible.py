"""Builds an overlay twice under different circumstances, and compares."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

from k8sdsl.project.names import find_root

_DIFFERENT = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
)
MOST_LINES = 40


def assert_reproducible(name: str, root: Path | None = None) -> None:
    """AssertionError unless an overlay builds to the same bytes under all circumstances.

    It is built by two processes that differ in clock (400 days apart), time zone, locale, hash seed, random numbers and
    the order of the environment; neither can reach the network. The message shows the lines that differ, or the error
    with the line of the project that asked for the network.
    """
    folder = find_root(Path.cwd() if root is None else root)
    first, second = (_built(name, folder, number) for number in range(len(_DIFFERENT)))
    if first != second:
        lines = [*difflib.unified_diff(first.splitlines(), second.splitlines(), "first", "second", lineterm="", n=2)]
        more = [f"... and {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
        raise AssertionError("\n".join([f"{name} differs between two builds:", *lines[:MOST_LINES], *more]))


def _built(name: str, folder: Path, number: int) -> str:
    variables = sorted({**os.environ, **_DIFFERENT[number]}.items(), reverse=bool(number))
    done = subprocess.run(  # noqa: S603 - this interpreter and a module of ours
        [sys.executable, "-m", "k8sdsl.testing.disturbed", str(number), name],
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{name} cannot be built without the network:\n{done.stderr}")
    return done.stdout
