"""Changes for open pages, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PULSE = 15.0
"""Seconds after which a silent stream gets an event: by it, server and page notice that the other one is gone."""


class Events:
    """The streams of all open pages."""

    def __init__(self) -> None:
        self._streams: set[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str]]] = set()

    def send(self, name: str, data: dict[str, Any]) -> None:
        """Sends an event to every page; from any thread."""
        self._put(f"event: {name}\ndata: {json.dumps(data)}\n\n")

    def close(self) -> None:
        """Ends every stream; from any thread."""
        self._put("")

    def _put(self, text: str) -> None:
        for loop, queue in list(self._streams):
            if not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, text)

    async def stream(self, pulse: float = PULSE) -> AsyncIterator[str]:
        """The events from now on, as text."""
        entry = (asyncio.get_running_loop(), asyncio.Queue[str]())
        self._streams.add(entry)
        try:
            yield ": here\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(entry[1].get(), pulse)
                except TimeoutError:
                    text = "event: pulse\ndata: alive\n\n"
                if not text:
                    return
                yield text
        finally:
            self._streams.discard(entry)
