"""Does the same work for many targets, on several processors."""

from __future__ import annotations

import marshal
import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import CodeType

Result = TypeVar("Result")


def in_processes(work: Callable[[str], Result], targets: Sequence[str], jobs: int) -> Iterator[Result]:
    """The results for the targets in their order, by `jobs` processes, or one for each processor if it is 0.

    Results must be picklable. If processes cannot be forked (Windows), this process does everything.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(targets))
    if jobs < 2 or sys.platform == "win32":
        yield from map(_collecting(work), targets)
        return
    import copyreg
    import gc
    from multiprocessing import get_context
    from types import CodeType

    copyreg.pickle(CodeType, packed_code)  # a place in the user's Python is a code object and an offset

    gc.freeze()  # what is loaded by now is shared with the children as long as nobody counts references in it
    chunk = max(1, min(8, len(targets) // (4 * jobs)))
    with get_context("fork").Pool(jobs, _inherit, (work,)) as pool:
        yield from pool.imap(_work_here, targets, chunk)


def _collecting(work: Callable[[str], Result]) -> Callable[[str], Result]:
    """The work, with a collection of garbage now and then if the collector is off, as in commands: a fleet is large."""
    import gc

    if gc.isenabled():
        return work
    done = 0

    def collecting(target: str) -> Result:
        nonlocal done
        done += 1
        if done % _BETWEEN_COLLECTIONS == 0:
            gc.collect()
            gc.freeze()  # what is alive now stays: the next collection does not look at it again
        return work(target)

    return collecting


_BETWEEN_COLLECTIONS = 50


def packed_code(code: CodeType) -> tuple[Any, ...]:
    """How `pickle` sends a code object: a place in the user's Python is one with an offset."""
    return marshal.loads, (marshal.dumps(code),)


_HERE: list[Callable[[str], Any]] = []
"""The work, in a child process: a function that holds other functions cannot be sent."""


def _inherit(work: Callable[[str], Any]) -> None:
    _HERE[:] = [_collecting(work)]


def _work_here(target: str) -> Any:
    return _HERE[0](target)
