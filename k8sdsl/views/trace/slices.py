"""The addresses behind a Service without a selector: those of its EndpointSlices, or of Endpoints of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.tree import get, map_of, maps
from k8sdsl.views.trace.steps import namespace_of, ports_of, step_at, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.steps import TracedObjects, TraceStep

_LABEL = "kubernetes.io/service-name"


def addresses_behind(objects: TracedObjects, service: Manifest, port: int | str) -> TraceStep:
    """The step from a Service to addresses that are ready."""
    name = next((one.get("name") for one in ports_of(service) if port in (one.get("port"), one.get("name"))), None)
    every = list(_addresses(objects, service, name))
    ready = [f"{address}:{number}" for address, number, is_ready in every if is_ready]
    if ready:
        what = f"forwards port {port} of its address to {', '.join(dict.fromkeys(ready))}, outside of the cluster"
        return step_at(service, what)
    if every:
        what = "has no address that is ready"
        remedy = "set `conditions: {ready: true}` for one of its endpoints"
    else:
        what = "has no selector, and no EndpointSlice has addresses for it"
        remedy = f"set spec.selector, or add an EndpointSlice with the label `{_LABEL}: {service.name}`"
    return step_at(service, what, broken=True, remedy=remedy)


def _addresses(objects: TracedObjects, service: Manifest, name: Any) -> Iterator[tuple[str, Any, bool]]:
    """The addresses for the port of a name, each with the number of the port and whether it is ready."""
    for one in objects.of("EndpointSlice"):
        labels = map_of(one.metadata.get("labels"))
        if namespace_of(one) == namespace_of(service) and labels.get(_LABEL) == service.name:
            for number in _numbers(one.tree.get("ports"), name):
                for endpoint in maps(one.tree.get("endpoints")):
                    is_ready = get(endpoint, ("conditions", "ready")) is not False
                    yield from ((address, number, is_ready) for address in words(endpoint.get("addresses")))
    legacy = objects.named("Endpoints", namespace_of(service), service.name)
    for subset in maps(legacy.tree.get("subsets")) if legacy is not None else ():
        for number in _numbers(subset.get("ports"), name):
            for field in ("addresses", "notReadyAddresses"):
                for entry in maps(subset.get(field)):
                    yield str(entry.get("ip")), number, field == "addresses"


def _numbers(ports: Any, name: Any) -> Iterator[Any]:
    return (one.get("port") for one in maps(ports) if (one.get("name") or None) == (name or None))
