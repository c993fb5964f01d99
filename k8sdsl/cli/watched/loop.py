"""Runs a command again after every change of the files that it reads, in one process."""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from k8sdsl.cli.failure import report_failure
from k8sdsl.cli.output import tell
from k8sdsl.emitters.reports.counted import counted
from k8sdsl.errors import K8sdslError
from k8sdsl.project.names import OVERLAYS, find_root
from k8sdsl.project.paths import shown
from k8sdsl.watching import changes, forget, recorded
from k8sdsl.yaml.reader import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST_NAMES = 3


class Never:
    """A stop that does not come: an interrupt ends the loop."""

    def is_set(self) -> bool:
        """No."""
        return False


def watched_root(targets: Sequence[str]) -> Path:
    """The project around the working directory; without one, the directory that is built."""
    root = find_root(Path.cwd())
    if (root / OVERLAYS).is_dir():
        return root
    return next((Path(target).absolute() for target in targets if Path(target).is_dir()), root)


def follow(root: Path, once: Callable[[], str], own: Callable[[Path], bool]) -> NoReturn:
    """Calls `once` now and after every change, until an interrupt; it returns what became of it in a few words.

    An error is reported, and the next change tries again. `own` recognizes the files that the command itself writes.
    """
    batches = changes(root, stop=Never())
    memory, here = Memory(), Path.cwd()
    with memory:
        _run(root, once, "watching")
        gc.collect()
        gc.freeze()  # what is alive now is not searched again and again
        for changed in batches:
            edited = sorted(path for path in changed if not own(Path(path)))
            if edited:
                _return_to(here)
                forget(changed)
                memory.begin()
                _run(root, once, _names(edited))
                gc.collect()  # here nobody waits for it
    raise AssertionError("nothing stops the loop but an interrupt")


def _return_to(here: Path) -> None:
    """Enters the working directory again that was removed and created anew, as a checkout of another branch does."""
    try:
        if not here.samefile("."):
            os.chdir(here)
    except OSError:  # it does not exist; the run reports it
        return


def _run(root: Path, once: Callable[[], str], what: str) -> None:
    begin = time.perf_counter()
    try:
        with recorded(root):
            outcome = once()
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the next save may correct it, or the same bug is reported again
        report_failure(error)
        outcome = "error"
    tell(f"{what}: {outcome} ({(time.perf_counter() - begin) * 1000:.0f} ms)")
    sys.stderr.flush()


def _names(files: Sequence[str]) -> str:
    """The first files by name, and how many more there are."""
    names = [shown(file) for file in files[:_MOST_NAMES]]
    more = len(files) - len(names)
    return f"{', '.join(names)}{f' and {more} more' if more else ''}"


def refuse_with_watch(options: dict[str, bool]) -> None:
    """K8sdslError for the first option that is set and has no meaning in a loop."""
    for name, is_set in options.items():
        if is_set:
            raise K8sdslError(
                f"`{name}` and `--watch` cannot be combined", remedy="remove one of them", code="usage/options"
            )


def count_of(number: int, what: str) -> str:
    """`1,020 objects`."""
    return f"{number:,} {counted(number, what).partition(' ')[2]}"
