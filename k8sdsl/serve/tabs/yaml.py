"""Every object as YAML, with the file and line that set each value beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.serve.forms import text_filter
from k8sdsl.views.blame.as_html import STYLE as BLAME
from k8sdsl.views.blame.as_html import object_table
from k8sdsl.views.blame.histories import histories
from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest
    from k8sdsl.views.blame.histories import ObjectHistory

TITLE = "YAML"
STYLE = f".object-yaml{{{BLAME}}}"


def show(project: ServedProject, request: TabRequest) -> str:
    """The list of the objects, and the YAML of one."""
    found = project.once(("histories", request.target), lambda: _histories(project, request.target))
    if not found:
        return f"<p>{escaped(request.target)} has no objects.</p>"
    named = {_name(history): history for history in found}
    wanted = request.field("object")
    name = wanted if wanted in named else next(iter(named))
    gone = f"<p>{escaped(request.target)} has no object {escaped(wanted)}.</p>" if wanted not in {"", name} else ""
    return (
        f'<div class="beside">{_list(request.target, named, name)}'
        f'<div class="object-yaml">{gone}{"".join(object_table(named[name]))}</div></div>'
    )


def _histories(project: ServedProject, target: str) -> list[ObjectHistory]:
    with placeholders():
        return histories(project.built(target))


def _name(history: ObjectHistory) -> str:
    """An object as an address names it; its group makes it unique."""
    ref = history.manifest.ref
    return f"{ref.kind}/{ref.namespace}/{ref.name}/{ref.api_version}"


def _list(target: str, named: dict[str, ObjectHistory], chosen: str) -> str:
    links = "".join(_link(target, name, history, chosen) for name, history in named.items())
    return f'<nav class="objects" aria-label="Objects">{text_filter("Filter objects", "object")}<ul>{links}</ul></nav>'


def _link(target: str, name: str, history: ObjectHistory, chosen: str) -> str:
    current = ' aria-current="true"' if name == chosen else ""
    address = escaped("?" + urlencode({"tab": "yaml", "target": target, "object": name}))
    label = escaped(str(history.manifest.ref))
    return f'<li class="object"><a href="{address}" data-key="{escaped(name)}"{current}>{label}</a></li>'
