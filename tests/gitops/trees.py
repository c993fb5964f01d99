"""Rendered trees for tests: what is wanted, what is on the disk, and projects to render."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from k8sdsl.gitops.tree.options import TreeOptions
from k8sdsl.gitops.tree.plan import File, Plan
from k8sdsl.gitops.tree.planning import plan_tree
from k8sdsl.gitops.tree.tree_lock import locked
from k8sdsl.gitops.tree.tree_writer import recover, write_tree

ROOT = Path(__file__).parents[2]

Contents = dict[str, dict[str, str]]


def wanted(contents: Contents) -> dict[str, dict[str, File]]:
    """Files by environment and path, of plain texts."""
    return {
        folder: {path: File(text.encode(), (f"v1/ConfigMap//{path}",)) for path, text in files.items()}
        for folder, files in contents.items()
    }


def bring(root: Path, contents: Contents, *, force: bool = False, prune: bool = True, origin: str = "") -> Plan:
    """One whole run over a tree, as a session does it."""
    options = TreeOptions(complete=True, force=force, prune=prune, origin=origin)
    with locked(root, wait=0):
        recover(root)
        plan = plan_tree(root, wanted(contents), options)
        write_tree(root, plan)
    return plan


def on_disk(root: Path) -> dict[str, str]:
    """Every file below a folder with its text, index files and the insides of Git left out."""
    return {
        str(file.relative_to(root)): file.read_text()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.name != ".k8sdsl-index" and ".git" not in file.relative_to(root).parts
    }


def flat(contents: Contents) -> dict[str, str]:
    """What should be on the disk for these contents."""
    return {f"{folder}/{path}": text for folder, files in contents.items() for path, text in files.items()}


def times(root: Path) -> dict[str, int]:
    """When each file and folder was last changed."""
    return {str(path): path.lstat().st_mtime_ns for path in [root, *root.rglob("*")]}


def k8sdsl(folder: Path, *words: str, status: int | None = 0, libraries: str = "") -> subprocess.CompletedProcess[str]:
    """A command of the tool in a folder; fails if it does not end with the status given.

    Python finds modules in the directory `libraries` as well.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), libraries])),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
        "HOME": str(folder.parent),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }
    done = subprocess.run(
        [sys.executable, "-m", "k8sdsl", *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert status in {None, done.returncode}, done.stdout + done.stderr
    return done


def project(folder: Path, **overlays: str) -> Path:
    """A project with these overlays, each the Python of its base's data: `{"a": "1"}`."""
    (folder / "overlays").mkdir(parents=True, exist_ok=True)
    for name, data in overlays.items():
        overlay(folder, name, data)
    return folder


def overlay(folder: Path, name: str, data: str) -> None:
    """One overlay with one config map."""
    text = (
        "from k8sdsl import Overlay, k8s\n"
        f"overlay = Overlay(base=[k8s.ConfigMap('web', data={data})], namespace={name!r})\n"
    )
    (folder / "overlays" / f"{name}.py").write_text(text)
