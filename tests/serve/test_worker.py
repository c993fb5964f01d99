"""The thread for heavy work."""

from __future__ import annotations

import asyncio
import threading

import pytest

from k8sdsl.serve.worker import Worker


def test_pieces_are_done_in_order_and_not_in_the_thread_that_asks() -> None:
    worker, done = Worker(), list[tuple[int, str]]()
    pieces = [worker.submit(lambda n=n: done.append((n, threading.current_thread().name))) for n in range(20)]  # type: ignore[misc]
    for piece in pieces:
        piece.result(timeout=10)
    assert [number for number, _ in done] == list(range(20))
    assert {name for _, name in done} == {"k8sdsl serve"}


def test_an_error_reaches_whoever_asked_and_the_next_piece_is_done() -> None:
    def fail() -> None:
        raise LookupError

    async def both(worker: Worker) -> int:
        with pytest.raises(LookupError):
            await worker.do(fail)
        return await worker.do(lambda: 7)

    assert asyncio.run(both(Worker())) == 7
