"""Runs of `k8sdsl gitops` in one process, with and without a cache: prints what each run rendered, as JSON.

A process of its own, because the cache replaces functions of the standard library. Each line of standard input is an
edit: files by path (null removes one), and variables under the key `$`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from k8sdsl.gitops.request import GitOpsRequest
from k8sdsl.gitops.session import run
from k8sdsl.project.modules import forget_modules


def main() -> None:
    """Makes the edits one after the other, and runs twice after each."""
    root = Path.cwd()
    for line in sys.stdin:
        edit(root, json.loads(line))
        forget_modules(root)
        before = entries(root)
        cached = tree_of(root, "cached", "cache")
        kept = entries(root)
        forget_modules(root)
        plain = tree_of(root, "plain", "")
        rendered = sum(kept[name] != before.get(name) for name in kept)
        sys.stdout.write(json.dumps({"cached": cached, "plain": plain, "rendered": rendered}) + "\n")


def edit(root: Path, changes: dict[str, Any]) -> None:
    """Writes and removes files, and sets variables."""
    for path, text in changes.items():
        if path == "$":
            os.environ.update(text)
        elif text is None:
            (root / path).unlink(missing_ok=True)
        else:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
    time.sleep(0.01)  # a run does not keep what was written after it began, by the clock of the file system


def entries(root: Path) -> dict[str, int]:
    """The files of the cache, and when each was written."""
    files = (file for file in (root / "cache").rglob("*") if file.is_file() and file.name != ".gitignore")
    return {file.name: file.stat().st_mtime_ns for file in files}


def tree_of(root: Path, into: str, cache: str) -> dict[str, Any]:
    """The files of a run, or its errors, and what it could not keep."""
    outcome = run(GitOpsRequest(root=root, into=into, cache=cache, force=True, prune=True))
    if outcome.failed:
        return {"errors": [str(error) for error in outcome.errors], "findings": [str(one) for one in outcome.findings]}
    files = {
        str(file.relative_to(root / into)): file.read_text()
        for file in sorted((root / into).rglob("*"))
        if file.suffix == ".yaml"
    }
    return {"files": files, "uncached": {one.environment: one.uncached for one in outcome.rendered if one.uncached}}


if __name__ == "__main__":
    main()
