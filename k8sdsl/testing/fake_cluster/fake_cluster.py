"""A cluster of objects in memory behind a small API server on loopback."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from k8sdsl.emitters import json as json_emitter
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.server.change import judge_change
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import validate
from k8sdsl.testing.fake_cluster.discovery import groups, resources, served_kinds
from k8sdsl.testing.fake_cluster.routes import RequestRoute, forbidden, invalid, not_found, route_of, status
from k8sdsl.testing.fake_cluster.stored import StoredObject
from k8sdsl.yaml.reader import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Self

    from k8sdsl.testing.fake_cluster.discovery import Served
    from k8sdsl.tree import Tree

    StatusAndTree = tuple[int, Tree]

_FAILURE = 400
_VERBS = {"GET": "get", "PATCH": "patch", "POST": "create", "DELETE": "delete"}


class FakeCluster:
    """An API server for tests, while the context lasts: discovery, get, list, delete, and apply with dry run.

        with FakeCluster([deployment]) as cluster:
            monkeypatch.setenv("KUBECONFIG", str(cluster.kubeconfig(tmp_path)))
            ...

    It tracks field managers, fills in defaults, and refuses what `validate` and `validate_change` find. It has no
    controllers, no admission, and no authentication: every request is allowed that `forbid` does not list. `requests`
    are the method and path of each request.
    """

    def __init__(self, objects: Iterable[Mapping[str, Any]] = (), *, kube_version: str = DEFAULT) -> None:
        self.kube_version = kube_version
        self.requests: list[str] = []
        self._minor = parse_kube_version(kube_version)
        self._objects: dict[tuple[str, str, str, str], StoredObject] = {}
        self._forbidden: set[tuple[str, str]] = set()
        self._left: int | None = None
        self._version = 0
        self._lock = Lock()
        for tree in objects:
            self.apply(tree)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def kubeconfig(self, folder: Path, *, context: str = "fake", namespace: str = "default") -> Path:
        """Writes a kubeconfig with one context, and returns its path."""
        file = folder / "kubeconfig"
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": context,
            "clusters": [{"name": context, "cluster": {"server": self.url}}],
            "contexts": [{"name": context, "context": {"cluster": context, "user": "", "namespace": namespace}}],
        }
        file.write_text(json_emitter.emit([config]), encoding="utf-8")
        return file

    def apply(self, tree: Mapping[str, Any], *, manager: str = "kubectl") -> Tree:
        """Applies an object server-side, and returns it as it is stored; an AssertionError if it is refused."""
        served = next((one for one in self._served().values() if _is_kind(one, tree)), None)
        if served is None:
            raise AssertionError(f"a fake cluster does not serve {tree.get('apiVersion')} {tree.get('kind')}")
        metadata = tree.get("metadata", {})
        namespace = metadata.get("namespace", "default") if served.namespaced else ""
        route = RequestRoute(served.api_version, namespace, served.plural, str(metadata.get("name")))
        code, body = self._apply(route, dict(tree), manager, dry_run=False)
        if code >= _FAILURE:
            raise AssertionError(body["message"])
        return body

    def forbid(self, verb: str, plural: str = "*") -> None:
        """Lets the server refuse a verb (get, list, patch, ...) for a collection (`secrets`), or for all."""
        self._forbidden.add((verb, plural))

    def lose_connection(self, *, after: int = 0) -> None:
        """Lets the server drop every connection after it has answered some more requests."""
        self._left = after

    @property
    def objects(self) -> list[Tree]:
        """All objects as they are stored."""
        return [stored.tree for stored in self._objects.values()]

    def answer(self, method: str, path: str, content: bytes) -> StatusAndTree | None:
        """The answer to a request; None if the connection is lost instead."""
        with self._lock:
            self.requests.append(f"{method} {path}")
            if self._left is not None:
                self._left -= 1
                if self._left < 0:
                    return None
            return self._answer(method, path, content)

    def _answer(self, method: str, path: str, content: bytes) -> StatusAndTree:
        plain = path.partition("?")[0].rstrip("/")
        if method == "GET" and plain in {"/version", "/api", "/apis"}:
            return 200, self._about(plain)
        route, served = route_of(path), self._served()
        if not route.plural:
            found = resources(route.api_version, served.values())
            return (200, found) if found is not None and method == "GET" else not_found(route)
        kind = served.get((route.api_version, route.plural))
        if kind is None:
            return not_found(route)
        verb = "list" if method == "GET" and not route.name else _VERBS.get(method, method.lower())
        if not self._forbidden.isdisjoint({(verb, route.plural), (verb, "*")}):
            return forbidden(route, verb)
        return self._on_object(verb, route, kind, content)

    def _on_object(self, verb: str, route: RequestRoute, kind: Served, content: bytes) -> StatusAndTree:
        if verb == "list":
            return 200, self._list(route, kind)
        stored = self._objects.get(_key(route))
        if verb == "patch":
            (tree,) = read_documents(content)
            manager, dry_run = route.query.get("fieldManager", "kubectl"), "dryRun" in route.query
            return self._apply(route, tree, manager, dry_run=dry_run)
        if verb not in {"get", "delete"}:
            return status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
        if stored is None:
            return not_found(route, kind)
        if verb == "delete" and "dryRun" not in route.query:
            del self._objects[_key(route)]
        return 200, stored.tree

    def _apply(self, route: RequestRoute, tree: Tree, manager: str, *, dry_run: bool) -> StatusAndTree:
        stored = self._objects.get(_key(route))
        tree = {**tree, "metadata": {**tree.get("metadata", {}), **_place(route)}}
        if stored is None:
            made = StoredObject.created(tree, manager, self._version + 1, self._minor)
        else:
            made = stored.with_applied(tree, manager, self._version + 1)
        refused = self._refused(stored, tree if stored is None else made.tree)
        if refused:
            return invalid(route, refused)
        if not dry_run:
            self._version += 1
            self._objects[_key(route)] = made
        return 200 if stored is not None else 201, made.tree

    def _refused(self, stored: StoredObject | None, tree: Tree) -> list[str]:
        """Why the server refuses an object: itself, or its change."""
        crds = [one for one in self.objects if one.get("kind") == "CustomResourceDefinition"]
        found = validate(tree, kube_version=self.kube_version, crds=crds)
        words = [f"{finding.path}: {finding.message}" for finding in found if finding.is_error]
        if stored is not None and not words:
            problems = judge_change(stored.tree, tree, Context(self._minor))
            words = [f"{one.path}: {one.message}" for one in problems if one.rule.id.startswith("change/")]
        return words

    def _list(self, route: RequestRoute, kind: Served) -> Tree:
        items = [
            stored.tree
            for (api_version, plural, namespace, _), stored in self._objects.items()
            if (api_version, plural) == (route.api_version, route.plural) and route.namespace in {"", namespace}
        ]
        head = {"kind": f"{kind.kind}List", "apiVersion": route.api_version}
        return {**head, "metadata": {"resourceVersion": str(self._version)}, "items": items}

    def _about(self, path: str) -> Tree:
        if path == "/version":
            return {"major": "1", "minor": str(self._minor), "gitVersion": f"v1.{self._minor}.0"}
        if path == "/api":
            return {"kind": "APIVersions", "versions": ["v1"]}
        return groups(self._served().values())

    def _served(self) -> dict[tuple[str, str], Served]:
        return served_kinds(self._minor, self.objects)


def _is_kind(served: Served, tree: Mapping[str, Any]) -> bool:
    return (served.api_version, served.kind) == (tree.get("apiVersion"), tree.get("kind"))


def _key(route: RequestRoute) -> tuple[str, str, str, str]:
    return route.api_version, route.plural, route.namespace, route.name


def _place(route: RequestRoute) -> dict[str, str]:
    return {"name": route.name, **({"namespace": route.namespace} if route.namespace else {})}


def _handler_of(cluster: FakeCluster) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _respond(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = cluster.answer(self.command, self.path, content)
            if answer is None:
                self.close_connection = True
                return
            code, tree = answer
            body = json.dumps(tree).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PATCH = do_POST = do_DELETE = _respond  # noqa: N815 - as the base class calls them

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - as the base class names it
            """Nothing is logged: `requests` has the requests."""

    return Handler
