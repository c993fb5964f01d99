"""Gives the environments of a fleet to an executor in batches, and repeats those of lost workers."""

from __future__ import annotations

import pickle
from concurrent.futures import BrokenExecutor, as_completed
from typing import TYPE_CHECKING

from k8sdsl.errors import GitOpsError, K8sdslError
from k8sdsl.gitops.executors.remote_rendering import KEPT, render_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from k8sdsl.gitops.cache.render_cache import RenderCache
    from k8sdsl.gitops.executors.remote_rendering import Assignment
    from k8sdsl.gitops.rendered import Rendered

    MakeExecutor = Callable[[], Executor]

ATTEMPTS = 3
"""How often a batch is given to the executor before the run ends with an error."""
_LARGEST = 25


def distribute(
    make: MakeExecutor,
    assignment: Assignment,
    environments: Sequence[str],
    workers: int,
    cache: RenderCache | None = None,
) -> Iterator[Rendered]:
    """The rendered environments, as they are done.

    `make` returns the executor; it is called again after the executor itself is broken, as a pool of processes is when
    one of them dies. Raises GitOpsError if a batch fails three times for a reason that is not the user's.
    """
    waiting = _batches(environments, workers)
    for attempt in range(1, ATTEMPTS + 1):
        failed: list[Sequence[str]] = []
        reason: BaseException | None = None
        for batch, result in _results(make(), assignment, waiting):
            if isinstance(result, BaseException):
                failed.append(batch)
                reason = result
            else:
                yield from (_received(one, cache) for one in result)
        waiting = failed
        if not waiting:
            return
        if attempt == ATTEMPTS:
            count = sum(map(len, waiting))
            raise GitOpsError(
                f"the workers could not render {count} environments in {ATTEMPTS} attempts, starting with "
                f"{waiting[0][0]}: {type(reason).__name__}: {reason}",
                remedy="check the logs of the workers, or run without `--executor`; nothing was written",
                code="gitops/no-workers",
            ) from reason


def _received(result: bytes, cache: RenderCache | None) -> Rendered:
    """An environment as a worker sent it; the cache keeps it."""
    if result[:1] == KEPT and cache is not None:
        return cache.keep(result[1:])
    rendered: Rendered = pickle.loads(result[1:])  # noqa: S301 - the workers run the project's code: they are trusted
    return rendered


def _batches(environments: Sequence[str], workers: int) -> list[Sequence[str]]:
    """Neighbours together, because they often share stacks; several batches for each worker."""
    size = max(1, min(_LARGEST, len(environments) // (4 * max(1, workers))))
    return [environments[start : start + size] for start in range(0, len(environments), size)]


def _results(
    executor: Executor, assignment: Assignment, batches: Sequence[Sequence[str]]
) -> Iterator[tuple[Sequence[str], list[bytes] | BaseException]]:
    """Each batch with its result, or with the failure of its worker; errors of k8sdsl end the run."""
    futures: dict[Future[list[bytes]], Sequence[str]] = {}
    unsent: list[Sequence[str]] = []
    for batch in batches:
        try:
            futures[executor.submit(render_batch, assignment, batch)] = batch
        except BrokenExecutor:
            unsent.append(batch)
    yield from ((batch, BrokenExecutor("the executor is broken")) for batch in unsent)
    try:
        for future in as_completed(futures):
            error = future.exception()
            if isinstance(error, K8sdslError):
                raise error
            yield futures[future], future.result() if error is None else error
    finally:
        for future in futures:
            future.cancel()
