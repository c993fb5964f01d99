"""The paths of objects on an API server, from its discovery."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from k8sdsl.kube.kinds import kind_info
from k8sdsl.tree import list_of, maps_in

if TYPE_CHECKING:
    from k8sdsl.diff.cluster.kubectl_proxy import KubectlProxy

_NOT_FOUND = 404


class ServedKind(NamedTuple):
    """A kind that a server has: the name of its collection, and whether it is namespaced."""

    plural: str
    namespaced: bool


class Resources:
    """The kinds of a server; each group and version is requested once."""

    def __init__(self, proxy: KubectlProxy) -> None:
        self._proxy = proxy
        self._known: dict[str, dict[str, ServedKind]] = {}
        self._lock = Lock()

    def kind(self, api_version: str, kind: str) -> ServedKind | None:
        """A kind of the server; None if it has no such kind. Raises ConnectionLostError."""
        with self._lock:
            kinds = self._known.get(api_version)
            if kinds is None:
                kinds = self._known[api_version] = self._discover(api_version)
        return kinds.get(kind) or (kinds.get("") and _usual(api_version, kind))

    def _discover(self, api_version: str) -> dict[str, ServedKind]:
        answer = self._proxy.get(_root(api_version))
        if answer.failed:  # who may not read the discovery can still read objects of well-known kinds
            return {} if answer.status == _NOT_FOUND else {"": ServedKind("", namespaced=False)}
        return {
            str(one.get("kind")): ServedKind(str(one.get("name")), one.get("namespaced") is True)
            for _, one in maps_in(list_of(answer.body.get("resources")))
            if "/" not in str(one.get("name"))
        }


def _usual(api_version: str, kind: str) -> ServedKind | None:
    info = kind_info(api_version, kind)
    return None if info is None else ServedKind(info.plural, info.namespaced)


def _root(api_version: str) -> str:
    return f"/{'apis' if '/' in api_version else 'api'}/{quote(api_version)}"


def path_of(api_version: str, served: ServedKind, namespace: str, name: str) -> str:
    """The path of one object."""
    within = f"/namespaces/{quote(namespace, safe='')}" if served.namespaced else ""
    return f"{_root(api_version)}{within}/{served.plural}/{quote(name, safe='')}"
