"""The executor that a declaration or an option names."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import GitOpsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8sdsl.gitops.executors.distribution import MakeExecutor

    DeclaredExecutor = Executor | Callable[[], Executor] | str

_DASK = "dask://"
_RETRIES = 3
PROCESSES = "processes"


@contextmanager
def executor_of(named: DeclaredExecutor, jobs: int) -> Iterator[tuple[MakeExecutor, int]]:
    """A function that returns the executor, and the number of its workers, while the context lasts.

    `named` is `processes`, `dask://HOST:PORT`, an executor, or a function that returns one.
    """
    if named == PROCESSES:
        yield from _with_processes(jobs or os.cpu_count() or 1)
    elif isinstance(named, str) and named.startswith(_DASK):
        yield from _with_dask(named)
    elif isinstance(named, Executor):
        yield lambda: named, jobs if jobs > 1 else 4
    elif callable(named):
        yield named, jobs if jobs > 1 else 4
    else:
        raise GitOpsError(
            f"{named!r} is not an executor",
            remedy="use `processes`, `dask://HOST:PORT`, or in gitops.py any `concurrent.futures.Executor`",
            code="usage/value",
        )


def _with_processes(count: int) -> Iterator[tuple[MakeExecutor, int]]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pools: list[ProcessPoolExecutor] = []

    def make() -> Executor:
        pools.append(ProcessPoolExecutor(count, get_context("spawn")))
        return pools[-1]

    try:
        yield make, count
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)


def _with_dask(address: str) -> Iterator[tuple[MakeExecutor, int]]:
    _check(address)
    client = _connect(address)
    try:
        workers = len(client.scheduler_info().get("workers", ()))
        if not workers:
            raise GitOpsError(
                f"the Dask cluster {address} has no workers",
                remedy="start workers with `dask worker HOST:PORT`",
                code="gitops/no-workers",
            )
        make: Callable[[], Executor] = lambda: client.get_executor(retries=_RETRIES, pure=False)  # noqa: E731
        yield make, workers
    finally:
        client.close()


def _check(address: str) -> None:
    """Refuse what is not HOST:PORT before Dask sees it: its client waits 20 s for an address that it cannot parse."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        if parts.hostname and parts.port and "@" not in address and parts.netloc == address.removeprefix(_DASK):
            return
    except ValueError:
        pass
    raise GitOpsError(
        f"{address} is not the address of a Dask scheduler",
        remedy="write its host and port: `--executor dask://HOST:8786`",
        code="usage/value",
    )


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise GitOpsError(
            "the executor `dask://` needs Dask's `distributed`",
            remedy="run `pip install 'k8sdsl[dask]'`",
            code="gitops/no-workers",
        ) from None
    try:
        return Client(f"tcp://{address.removeprefix(_DASK)}", timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise GitOpsError(
            f"the Dask cluster {address} cannot be reached: {error}",
            remedy="use the address of its scheduler: `--executor dask://HOST:8786`",
            code="gitops/no-workers",
        ) from None
