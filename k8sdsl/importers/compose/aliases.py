"""Other names of services in a Compose file, under which the containers of its networks reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.compose.shapes import as_list, as_map, text_of
from k8sdsl.importers.compose.values import dns_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def aliases_of(services: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The other names of each service: `aliases` of its networks, and the names that `links` of others give it."""
    taken = {dns_name(name) for name in services}
    found: dict[str, list[str]] = {}
    for service, alias in _named(services):
        name = dns_name(alias)
        if service in services and alias and name not in taken:
            taken.add(name)
            found.setdefault(service, []).append(name)
    return found


def _named(services: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, service in services.items():
        for network in as_map(service.get("networks")).values():
            for alias in as_list(as_map(network).get("aliases")):
                yield name, text_of(alias)
        for link in as_list(service.get("links")):
            linked, _, alias = text_of(link).partition(":")
            yield linked, alias
