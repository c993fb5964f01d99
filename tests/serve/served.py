"""The page of a project made for a test, without a network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from k8sdsl.cli.failure import failure_text
from k8sdsl.project.names import overlay_names
from k8sdsl.serve.application import application
from k8sdsl.serve.events import Events
from k8sdsl.serve.guard import Guard
from k8sdsl.serve.page import POLICY
from k8sdsl.serve.project import ServedProject
from k8sdsl.serve.worker import Worker
from tests.projects import write_project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp

HOST = "127.0.0.1:8765"


class Answer(NamedTuple):
    """What a server answers."""

    status: int
    headers: dict[str, str]
    text: str


def ask(app: ASGIApp, path: str, *, hosts: tuple[str, ...] = (HOST,), method: str = "GET", query: str = "") -> Answer:
    """The answer of an application to one request."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", host.encode()) for host in hosts],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    start, *rest = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], headers, b"".join(one["body"] for one in rest).decode())


class Served:
    """A project with its page."""

    def __init__(
        self, root: Path, files: Mapping[str, str], *, cluster: str | None = None, targets: Sequence[str] = ()
    ) -> None:
        write_project(root, files)
        self.root = root
        self.project = ServedProject(root, lambda: targets or overlay_names(root), cluster=cluster)
        self.guard = Guard(application(self.project, Worker(), Events(), failure_text), policy=POLICY)

    def ask(self, path: str = "", **fields: str) -> Answer:
        """The answer to a request with the token."""
        return ask(self.guard, f"/{self.guard.token}/{path}", query=urlencode(fields))

    def get(self, path: str = "", **fields: str) -> str:
        """The text of an answer that must be there."""
        answer = self.ask(path, **fields)
        assert answer.status == 200
        return answer.text

    def tab(self, name: str, target: str = "prod", **fields: str) -> str:
        """The HTML of a tab."""
        return self.get(f"tab/{name}", target=target, **fields)

    def write(self, file: str, text: str) -> None:
        """Saves a file, and tells the project."""
        path = self.root / file
        path.write_text(text, encoding="utf-8")
        self.project.change(frozenset([str(path)]))
