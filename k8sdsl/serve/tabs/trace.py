"""The way of one request, step by step, and as a path in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import ManifestSet
from k8sdsl.serve.forms import suggestions
from k8sdsl.serve.places import place
from k8sdsl.tree import map_of
from k8sdsl.views.escaped import escaped
from k8sdsl.views.pictures.forms.svg import drawing
from k8sdsl.views.pictures.layout.placed import lay_out
from k8sdsl.views.pictures.way import picture_of_way
from k8sdsl.views.trace import trace
from k8sdsl.views.trace.rules import rules_of
from k8sdsl.views.trace.steps import TracedObjects, ports_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.serve.project import ServedProject
    from k8sdsl.serve.tab_request import TabRequest
    from k8sdsl.views.trace.steps import TraceStep

TITLE = "Trace"


def show(project: ServedProject, request: TabRequest) -> str:
    """The form, and the trace of what it asks for."""
    to, source = request.field("to"), request.field("from")
    objects = ManifestSet([*project.objects(request.target), *project.there(request.target)])
    form = _form(TracedObjects(objects), to, source)
    return form + _result(request, objects, to, source) if to else form


def _form(objects: TracedObjects, to: str, source: str) -> str:
    return (
        '<form class="tools">'
        f'<label>Request to <input id="to" name="to" list="known-to" required value="{escaped(to)}" '
        'placeholder="http://app.example.com/ or mariadb:3307"></label>'
        f'<label>from <input id="from" name="from" list="known-from" value="{escaped(source)}" '
        'placeholder="outside the cluster"></label>'
        '<button type="submit">Trace</button>'
        f"{suggestions('known-to', dict.fromkeys([*_addresses(objects), *_ports(objects)]))}"
        f"{suggestions('known-from', objects.sender_names())}</form>"
    )


def _addresses(objects: TracedObjects) -> Iterator[str]:
    """The addresses that Ingresses and routes serve; `https` if the Ingress has a certificate."""
    for rule in rules_of(objects):
        if rule.host and "*" not in rule.host:
            spec = map_of(rule.owner.tree.get("spec"))
            yield f"{'https' if spec.get('tls') else 'http'}://{rule.host}{rule.path}"


def _ports(objects: TracedObjects) -> Iterator[str]:
    """The names and ports of Services, for requests from a workload."""
    for service in objects.of("Service"):
        yield from (f"{service.name}:{port['port']}" for port in ports_of(service) if "port" in port)


def _result(request: TabRequest, objects: ManifestSet, to: str, source: str) -> str:
    try:
        steps = trace(objects, to, source=source)
    except K8sdslError as error:
        return request.failure(error)
    picture = picture_of_way(objects, steps, title=f"{source or 'clients'} to {to}")
    frame = '<div class="picture" tabindex="0" role="region" aria-label="Picture of the path">'
    drawn = f"{frame}{drawing(lay_out(picture), prefix='way-')}</div>" if picture.nodes else ""
    arrives = "does not arrive" if steps[-1].broken else "arrives"
    return f'<h3>The request {arrives}</h3><ol class="steps">{"".join(map(_step, steps))}</ol>{drawn}'


def _step(step: TraceStep) -> str:
    mark = "<strong>broken:</strong> " if step.broken else ""
    parts = [
        f'<li class="{"broken-step" if step.broken else "step"}"><strong>{escaped(step.who)}</strong>: ',
        f"{mark}{escaped(step.what)}",
        f'<div class="place">{place(step.place)}</div>' if step.place is not None else "",
        f'<div class="remedy">{escaped(step.remedy)}</div>' if step.remedy else "",
        "</li>",
    ]
    return "".join(parts)
