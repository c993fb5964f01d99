"""The requests of the page. Heavy work is done by the worker, so that the event loop stays free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from k8sdsl.emitters.reports.counted import counted
from k8sdsl.serve.page import render_page, script, style
from k8sdsl.serve.tab_request import TabRequest
from k8sdsl.serve.tabs import TABS, tab_of
from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from k8sdsl.serve.events import Events
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.worker import Worker


def application(
    project: ServedProject, worker: Worker, events: Events, words_of: Callable[[Exception], str]
) -> Starlette:
    """The answers about a project; `words_of` is the text of an error, as in a terminal."""

    async def page(_: Request) -> Response:
        try:
            targets = await worker.do(project.targets)
        except Exception:  # noqa: BLE001 - the tab shows it
            targets = []
        return HTMLResponse(render_page(project.root.name, targets))

    async def page_style(_: Request) -> Response:
        return Response(style(), media_type="text/css")

    async def page_script(_: Request) -> Response:
        return Response(script(), media_type="text/javascript")

    async def tab(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in TABS:
            return PlainTextResponse("This tab does not exist.\n", 404)
        fields = dict(request.query_params)
        asked = TabRequest(fields.pop("target", ""), fields, words_of)
        return HTMLResponse(await worker.do(lambda: render_tab(project, name, asked)))

    async def stream(_: Request) -> Response:
        return StreamingResponse(events.stream(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/", page, methods=["GET"]),
            Route("/page.css", page_style, methods=["GET"]),
            Route("/page.js", page_script, methods=["GET"]),
            Route("/tab/{name}", tab, methods=["GET"]),
            Route("/events", stream, methods=["GET"]),
        ]
    )


def render_tab(project: ServedProject, name: str, request: TabRequest) -> str:
    """The HTML of a tab, or the error that stops it."""
    try:
        project.require(request.target)
        content = tab_of(name).show(project, request)
        words = counted(len(project.objects(request.target)), "object")
        words = f"{words}, {counted(len(project.findings(request.target)), 'finding')}"
    except Exception as error:  # noqa: BLE001 - the page shows every error, and goes on
        words = f"{escaped(request.target)} has an error"
        content = f"<h3>{words}</h3>{request.failure(error)}<p>The page shows it again when the file is corrected.</p>"
    return f'<div class="view" data-words="{words}">{content}</div>'
