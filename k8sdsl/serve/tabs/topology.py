"""The pictures of `k8sdsl graph`, with search and groups that collapse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError
from k8sdsl.serve.forms import choice
from k8sdsl.views.escaped import escaped
from k8sdsl.views.pictures import VIEWS
from k8sdsl.views.pictures.forms.html import drawn, tools
from k8sdsl.views.pictures.targets import picture_of_built

if TYPE_CHECKING:
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest

TITLE = "Topology"


def show(project: ServedProject, request: TabRequest) -> str:
    """One view of the objects of the target; the script finds it by its class."""
    view = request.field("view", VIEWS[0])
    if view not in VIEWS:
        raise K8sdslError(f"unknown view {view}", remedy=f"choose one of {', '.join(VIEWS)}", code="usage/value")
    title = f"{request.target}: {view}"
    picture = project.once(
        ("picture", request.target, view),
        lambda: picture_of_built(
            project.built(request.target), view, title=title, findings=project.findings(request.target)
        ),
    )
    form = f"<form>{choice('view', 'View', VIEWS, view)}</form>"
    if not picture.nodes:
        return f'<div class="tools">{form}</div><p>{escaped(request.target)} has nothing to show in this view.</p>'
    above = f'<div class="tools">{form}{tools(picture)}<a id="chosen" hidden></a></div>'
    return f'<div class="searched">{above}{drawn(picture)}</div>'
