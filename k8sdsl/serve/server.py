"""Runs the page with uvicorn, on the loopback interface, until it is interrupted."""

from __future__ import annotations

import gc
import socket
from threading import Event, Thread
from typing import TYPE_CHECKING

import uvicorn

from k8sdsl.errors import K8sdslError
from k8sdsl.serve.application import application
from k8sdsl.serve.events import Events
from k8sdsl.serve.guard import Guard
from k8sdsl.serve.page import POLICY
from k8sdsl.serve.watcher import follow
from k8sdsl.serve.worker import Worker
from k8sdsl.watching import changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.serve.project import ServedProject

HOST = "127.0.0.1"
USUAL_PORT = 8765


def serve(
    project: ServedProject,
    port: int | None,
    *,
    words_of: Callable[[Exception], str],
    ready: Callable[[str, str], None],
) -> None:
    """Serves a project until an interrupt; without a port, on the usual one, or any that is free.

    `ready` gets the address of the page, and one that leads to it once. Raises K8sdslError if the port is not free.
    """
    gc.enable()  # other commands end before it would be worth it
    opened = listening_socket(port)
    opened.listen()  # so that a browser that is faster than the server waits for it
    worker, events, stop = Worker(), Events(), Event()
    guard = Guard(application(project, worker, events, words_of), policy=POLICY)
    base = f"http://{HOST}:{opened.getsockname()[1]}"
    server = _Server(guard, events)
    batches = changes(project.root, stop=stop)  # before the first build, so that a save during it counts
    following = (batches, project, worker, events, words_of)
    Thread(target=follow, args=following, name="k8sdsl changes", daemon=True).start()
    try:
        ready(f"{base}/{guard.token}/", base + guard.visit())
        server.run(sockets=[opened])
    except KeyboardInterrupt:  # how a user ends it; uvicorn raises it again when all is closed
        pass
    finally:
        stop.set()
        opened.close()


class _Server(uvicorn.Server):
    """A server that ends the streams of events first: they would hold it up."""

    def __init__(self, guard: Guard, events: Events) -> None:
        super().__init__(
            uvicorn.Config(
                guard,
                access_log=False,  # the token is part of every address
                backlog=1,  # asyncio tries so many accepts at a time, and reports each that fails
                date_header=False,
                lifespan="off",
                log_level="warning",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=1,
                ws="none",
            )
        )
        self.config.load()  # imports before the worker has the project among the paths of modules
        self._events = events

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to accept connections; more may wait than the backlog of asyncio."""
        await super().startup(sockets)
        for opened in sockets or ():
            opened.listen()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends the streams, then the rest."""
        self._events.close()
        await super().shutdown(sockets)


def listening_socket(port: int | None) -> socket.socket:
    """A socket on the loopback interface; K8sdslError if the port is not free."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reason = ""
    for wanted in (USUAL_PORT, 0) if port is None else (port,):
        try:
            opened.bind((HOST, wanted))
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            return opened
    opened.close()
    raise K8sdslError(
        f"port {port} cannot be used: {reason}",
        remedy="choose another port, or omit `--port` to use a free one",
        code="serve/port",
    )
