"""The part of an API server that says which kinds there are: all that `kubectl create --dry-run=client` asks for."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

MINOR = 36


@contextmanager
def serve_discovery() -> Iterator[str]:
    """The address of a server of this process that knows the kinds of Kubernetes 1.36, and nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answers with what is known of the path."""
        answer = _answer(self.path.partition("?")[0].strip("/"))
        body = json.dumps(answer or {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404}).encode()
        self.send_response(200 if answer else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Says nothing."""


def _answer(path: str) -> dict[str, Any] | None:
    if path == "version":
        return {"major": "1", "minor": str(MINOR), "gitVersion": f"v1.{MINOR}.0"}
    if path == "api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "apis":
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(name) for name in _groups()]}
    api_version = path.removeprefix("apis/").removeprefix("api/")
    resources = _resources(api_version)
    if not resources:
        return None
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api_version, "resources": resources}


def _groups() -> list[str]:
    return sorted({v.partition("/")[0] for v in KINDS if "/" in v and _resources(v)})


def _group(name: str) -> dict[str, Any]:
    versions = [
        {"groupVersion": v, "version": v.partition("/")[2]}
        for v in KINDS
        if v.partition("/")[0] == name and _resources(v)
    ]
    return {"name": name, "versions": versions, "preferredVersion": versions[0]}


def _resources(api_version: str) -> list[dict[str, Any]]:
    infos = [kind_info(api_version, kind) for kind in KINDS.get(api_version, ())]
    return [
        {"name": info.plural, "singularName": "", "namespaced": info.namespaced, "kind": info.kind, "verbs": ["create"]}
        for info in infos
        if info is not None and info.plural and info.served_in(MINOR)
    ]
