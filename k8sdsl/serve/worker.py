"""The one thread that does all heavy work, one piece after the other: builds share the modules of the project."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Worker:
    """A thread that ends with the process, also if Python of the project never ends."""

    def __init__(self) -> None:
        self._pieces: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        Thread(target=self._work, name="k8sdsl serve", daemon=True).start()

    def submit(self, piece: Callable[[], T]) -> Future[T]:
        """The future of a piece of work."""
        future: Future[T] = Future()
        self._pieces.put((future, piece))
        return future

    async def do(self, piece: Callable[[], T]) -> T:
        """The result of a piece of work, without holding up the event loop."""
        return await asyncio.wrap_future(self.submit(piece))

    def _work(self) -> None:
        while True:
            future, piece = self._pieces.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(piece())
            except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
                future.set_exception(error)
