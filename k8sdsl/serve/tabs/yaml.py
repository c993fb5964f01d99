"""Every object as YAML, with the file and line that set each value beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.gitops.secrets.values import placeholders
from k8sdsl.serve.forms import address, text_filter
from k8sdsl.views.blame.as_html import STYLE as BLAME
from k8sdsl.views.blame.as_html import object_table
from k8sdsl.views.blame.histories import histories
from k8sdsl.views.escaped import escaped

if TYPE_CHECKING:
    from k8sdsl.identity import ObjectRef
    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest
    from k8sdsl.views.blame.histories import ObjectHistory

TITLE = "YAML"
STYLE = f".object-yaml{{{BLAME}}}"


def show(project: ServedProject, request: TabRequest) -> str:
    """The list of the objects, and the YAML of one, which is named as in a picture, or with its version."""
    named = {_name(manifest.ref): manifest.ref for manifest in project.built(request.target).manifests}
    if not named:
        return f"<p>{escaped(request.target)} has no objects.</p>"
    wanted = request.field("object")
    name = next((one for one in named if one == wanted or one.startswith(f"{wanted}/")), "")
    gone = "" if name or not wanted else f"<p>{escaped(request.target)} has no object {escaped(wanted)}.</p>"
    name = name or next(iter(named))
    key = ("history", request.target, name)
    history = project.once(key, lambda: _history(project, request.target, named[name]))
    return (
        f'<div class="beside">{_list(request.target, named, name)}'
        f'<div class="object-yaml">{gone}{"".join(object_table(history))}</div></div>'
    )


def _history(project: ServedProject, target: str, ref: ObjectRef) -> ObjectHistory:
    with placeholders():
        found = histories(project.built(target), f"{ref.kind}/{ref.name}")
    return next(history for history in found if history.manifest.ref == ref)


def _name(ref: ObjectRef) -> str:
    """An object as an address names it; its version makes it unique."""
    return f"{ref.kind}/{ref.namespace}/{ref.name}/{ref.api_version}"


def _list(target: str, named: dict[str, ObjectRef], chosen: str) -> str:
    links = "".join(_link(target, name, ref, chosen) for name, ref in named.items())
    return f'<nav class="objects" aria-label="Objects">{text_filter("Filter objects", "object")}<ul>{links}</ul></nav>'


def _link(target: str, name: str, ref: ObjectRef, chosen: str) -> str:
    current = ' aria-current="true"' if name == chosen else ""
    link, label = address(tab="yaml", target=target, object=name), escaped(str(ref))
    return f'<li class="object"><a href="{link}" data-key="{escaped(name)}"{current}>{label}</a></li>'
