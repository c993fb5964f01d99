"""Addresses of Services in texts: the environment and arguments of containers, and the data of ConfigMaps and Secrets.

They are references of the graph, marked as read from text. A text counts as an address only if it has the form of one:
`http://coordinator:9200`, `mariadb.prod.svc`, `mariadb:3307`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.kube.references.field import ReferenceField, refers
from k8sdsl.system.members import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.members import Member
    from k8sdsl.system.ways import Way

_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(?<![\w./@:${{-])(?:([a-z][a-z0-9+]*(?::[a-z][a-z0-9+]*)*)://(?:[^\s/@:\"']*(?::[^\s/@\"']*)?@)?)?"
    rf"({_NAME}(?:\.{_NAME})*)(?::([1-9][0-9]{{1,4}}))?(?![\w.-]|:[0-9]|://)"
)
_LONGEST = 200_000
"""Texts beyond this length are data, such as dashboards and certificates."""
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
ADDRESS: ReferenceField = refers("", "", "Service", use="calls", form="address")


class Address(NamedTuple):
    """An address in a text: the Service it names, its namespace (empty for the reader's own), and a port."""

    scheme: str
    service: str
    namespace: str
    port: int | None
    text: str


def addresses_in(text: str) -> Iterator[Address]:
    """The addresses in a text that can be those of Services."""
    if len(text) > _LONGEST or not (":" in text or ".svc" in text):
        return
    for match in _ADDRESS.finditer(text):
        scheme, host, port = match[1] or "", match[2], match[3]
        named = _service_of(host.split("."))
        if named is not None and (scheme or port or ".svc" in host):
            number = int(port) if port else _PORTS.get(scheme)
            yield Address(scheme, *named, number, match[0])


def _service_of(parts: list[str]) -> tuple[str, str] | None:
    """Service and namespace of a host (`web`, `web.prod`, `web-0.web.prod.svc.cluster.local`); None for any other."""
    if "svc" in parts[2:]:
        at = parts.index("svc", 2)
        return parts[at - 2], parts[at - 1]
    if len(parts) > 2 or parts[0].isdigit() or parts[0] == "localhost":
        return None
    return parts[0], parts[1] if len(parts) == 2 else ""


def texts_of(member: Member) -> Iterator[tuple[Way, str]]:
    """The texts of an object that may hold addresses, with their paths."""
    if member.kind in {"ConfigMap", "Secret"}:
        data = member.tree.get("data" if member.kind == "ConfigMap" else "stringData")
        for key, value in data.items() if type(data) is dict else ():
            if type(value) is str:
                yield (((), "data" if member.kind == "ConfigMap" else "stringData"), key), value
    for path, container in member.pods.containers() if member.pods is not None else ():
        way: Way = ()
        for step in path:
            way = (way, step)
        yield from _of_container(container, way)


def _of_container(container: dict[str, Any], way: Way) -> Iterator[tuple[Way, str]]:
    declared = container.get("env")
    for index, one in enumerate(declared if type(declared) is list else ()):
        if type(one) is dict and type(one.get("value")) is str:
            yield (((way, "env"), index), "value"), one["value"]
    for step in ("command", "args"):
        words = container.get(step)
        for index, word in enumerate(words if type(words) is list else ()):
            if type(word) is str:
                yield ((way, step), index), word


def references_in(member: Member) -> Iterator[Reference]:
    """The addresses in an object's texts as references to Services."""
    for way, text in texts_of(member):
        for address in dict.fromkeys(addresses_in(text)):
            namespace = address.namespace or member.namespace
            yield Reference(member, ADDRESS, way, address, address.service, namespace, ("Service",))
