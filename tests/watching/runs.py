"""Builds a target again after each edit, as `build --watch` does: prints what changed, and what was loaded, as JSON.

A process of its own, because recording replaces functions of the standard library. Each line of standard input is a
list of edits: `["write", file, text]`, `["remove", file]`, `["move", from, to]`, `["link", file, to]`, or
`["save", file, text]` as an editor that writes another file and moves it over the first.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.pipeline import build_manifests
from k8sdsl.project.modules import modules_of
from k8sdsl.watching import changes, forget, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Builds, and then follows the edits."""
    root, (target,) = Path.cwd(), sys.argv[1:]
    stop = threading.Event()
    batches = changes(root, stop=stop)
    tell([], set(), built(root, target))
    for line in sys.stdin:
        edits = json.loads(line)
        with recorded(root):
            for edit in edits:
                make(root, *edit)
        before = modules(root)
        changed = followed(batches, stop)
        forget(frozenset(map(str, changed)))
        text = built(root, target)
        loaded = {name for name, module in modules(root).items() if before.get(name) is not module}
        tell(changed, loaded, text)


def followed(batches: Iterator[frozenset[str]], stop: threading.Event) -> list[Path]:
    """The files of the next batch; none if nothing that counts changes for five seconds."""
    timer = threading.Timer(5, stop.set)
    timer.start()
    found = sorted(map(Path, next(batches, ())))
    timer.cancel()
    return found


def modules(root: Path) -> dict[str, Any]:
    """The loaded modules of the project."""
    return {name: sys.modules[name] for name in modules_of(root)}


def built(root: Path, target: str) -> str:
    """The output of a build, or its error."""
    try:
        with recorded(root):
            return build_manifests(target, load_restrictor="none").emit()
    except K8sdslError as error:
        return f"error {error.code}"


def make(root: Path, what: str, file: str, *more: str) -> None:
    """Makes one edit."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "remove":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif what == "move":
        path.rename(root / more[0])
    elif what == "link":
        path.symlink_to(root / more[0])
    elif what == "save":
        beside = path.with_name(f"{path.name}.new~")
        beside.write_text(more[0])
        beside.replace(path)
    else:
        path.write_text(more[0])


def tell(changed: list[Path], loaded: set[str], text: str) -> None:
    """One line of the answer."""
    root = Path.cwd()
    shown = [_shown(path, root) for path in changed]
    sys.stdout.write(json.dumps({"changed": shown, "loaded": sorted(loaded), "text": text}) + "\n")
    sys.stdout.flush()


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else f"../{path.relative_to(root.parent)}"


if __name__ == "__main__":
    main()
