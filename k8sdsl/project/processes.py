"""Does the same work for many targets, on several processors."""

from __future__ import annotations

import marshal
import os
import sys
from signal import SIGTERM
from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.errors import K8sdslError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.process import BaseProcess
    from types import CodeType

Result = TypeVar("Result")


def in_processes(work: Callable[[str], Result], targets: Sequence[str], jobs: int) -> Iterator[Result]:
    """The results for the targets in their order, by `jobs` processes, or one for each processor if it is 0.

    Results must be picklable. If processes cannot be forked (Windows), this process does everything. K8sdslError if a
    process is killed, or ended by Python of the project: its work would be waited for without end.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(targets))
    if jobs < 2 or sys.platform == "win32":
        yield from map(_collecting(work), targets)
        return
    import copyreg
    import gc
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import active_children, get_context
    from types import CodeType

    copyreg.pickle(CodeType, packed_code)  # a place in the user's Python is a code object and an offset

    gc.freeze()  # what is loaded by now is shared with the children as long as nobody counts references in it
    chunk = max(1, min(8, len(targets) // (4 * jobs)))
    batches = [targets[at : at + chunk] for at in range(0, len(targets), chunk)]
    others = set(active_children())
    with ProcessPoolExecutor(jobs, get_context("fork"), _inherit, (work,)) as pool:
        results = pool.map(_work_here, batches)
        workers = set(active_children()) - others
        try:
            for batch in results:
                yield from batch
        except BrokenExecutor:
            raise _ended(workers) from None
        except BaseException:  # an interrupt: what runs would be waited for
            for worker in workers:
                worker.terminate()
            raise


def _ended(workers: Iterable[BaseProcess]) -> K8sdslError:
    """The error of a process that ended; the others were terminated then."""
    statuses = [one.exitcode for one in workers if one.exitcode and one.exitcode != -SIGTERM]
    how = f"was killed by the signal {-statuses[0]}" if statuses and statuses[0] < 0 else "ended"
    return K8sdslError(
        f"one of several processes {how} before its work was done",
        remedy="free memory or use fewer `--jobs`; if Python of the project ends it, build the targets one by one",
        code="system/limit",
    )


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


_INTERRUPTED = 130
_HERE: list[Callable[[str], Any]] = []
"""The work, in a child process: a function that holds other functions cannot be sent."""


def _inherit(work: Callable[[str], Any]) -> None:
    import signal

    signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))  # the process that waits reports it
    _HERE[:] = [_collecting(work)]


def _work_here(targets: Sequence[str]) -> list[Any]:
    try:
        return [_HERE[0](target) for target in targets]
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)
