"""The way to an API server: `kubectl proxy` on a socket that only this user can open.

The user's kubectl does the authentication. The proxy rejects every method except GET and PATCH, and each PATCH is a dry
run, so that a comparison cannot change a cluster.
"""

from __future__ import annotations

import json
import socket
import subprocess
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, local
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from k8sdsl.errors import ClusterError
from k8sdsl.project.programs import find_program

if TYPE_CHECKING:
    from typing import Self

    from k8sdsl.tree import Tree

TIMEOUT = 60.0
"""Seconds to wait for one answer."""
_FAILURE = 400
_SERVER_FAILURE = 500
_CANNOT_ANSWER = frozenset((502, 503, 504))
_UNAUTHORIZED = 401


class ApiReply(NamedTuple):
    """An answer of the API server: its status, the object or `Status` in it, and the server's warnings."""

    status: int
    body: Tree
    warnings: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the server refused the request."""
        return self.status >= _FAILURE

    @property
    def message(self) -> str:
        """The server's words for a refusal."""
        return str(self.body.get("message") or self.body.get("reason") or f"status {self.status}")


class ConnectionLostError(Exception):
    """The API server did not answer, also when it was called again."""


class KubectlProxy:
    """The API server of a context of the user's kubeconfig, or of the current one, while it is open."""

    def __init__(self, context: str) -> None:
        self.context = context
        self._folder = TemporaryDirectory(prefix="k8sdsl-")
        self._socket = str(Path(self._folder.name, "api"))
        self._own = local()
        self._namespace = ""
        self._lock = Lock()

    def __enter__(self) -> Self:
        program = find_program("kubectl")
        if program is None:
            raise ClusterError(
                "k8sdsl reaches clusters through kubectl, which is not in PATH",
                remedy="install it: https://kubernetes.io/docs/tasks/tools, or compare with files or a revision",
            )
        if not hasattr(socket, "AF_UNIX"):
            raise ClusterError(
                "k8sdsl reaches clusters through a Unix socket, which this system does not support",
                remedy="run it in WSL, or compare with the output of `kubectl get -o yaml` as a file",
            )
        self._program = program
        self._process = subprocess.Popen(  # noqa: S603 - kubectl, with words of ours
            [
                *self._command("proxy"),
                f"--unix-socket={self._socket}",
                "--append-server-path=true",
                "--reject-methods=^(POST|PUT|DELETE)$",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        try:
            self._check_reachable()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()
        self._folder.cleanup()

    def _command(self, *words: str) -> list[str]:
        return [self._program, *words, *([f"--context={self.context}"] if self.context else [])]

    def _check_reachable(self) -> None:
        started = self._process.stdout.readline() if self._process.stdout is not None else ""
        if not started:
            _, words = self._process.communicate()
            raise ClusterError(
                f"kubectl cannot reach the cluster: {words.strip().removeprefix('error: ')}",
                remedy="`kubectl config get-contexts` lists the contexts of your kubeconfig",
            )
        which = f"kubectl --context={self.context}" if self.context else "kubectl"
        try:
            answer = self.get("/version")
        except ConnectionLostError as error:
            raise ClusterError(
                f"the cluster cannot be reached: {error}", remedy=f"`{which} version` must reach the server"
            ) from None
        if answer.status == _UNAUTHORIZED:
            raise ClusterError(
                "the cluster does not accept your credentials", remedy=f"log in again until `{which} version` succeeds"
            )

    def default_namespace(self) -> str:
        """The namespace of the context, in which kubectl creates objects that have none."""
        with self._lock:
            if not self._namespace:
                self._namespace = self._read_namespace()
        return self._namespace

    def _read_namespace(self) -> str:
        done = subprocess.run(  # noqa: S603 - kubectl, with words of ours
            [*self._command("config", "view"), "--minify", "--output=jsonpath={..namespace}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return done.stdout.strip() or "default"

    def get(self, path: str) -> ApiReply:
        """What the server has at a path. Raises ConnectionLostError."""
        return self._request("GET", path, None)

    def dry_run(self, path: str, tree: Tree, manager: str) -> ApiReply:
        """What an object would become if a manager applied it server-side. Raises ConnectionLostError."""
        query = {"dryRun": "All", "fieldManager": manager, "force": "true", "fieldValidation": "Warn"}
        return self._request("PATCH", f"{path}?{urlencode(query)}", json.dumps(tree).encode())

    def _request(self, method: str, path: str, content: bytes | None) -> ApiReply:
        """One request, repeated once if the connection fails: neither method changes anything."""
        try:
            return self._attempt(method, path, content)
        except ConnectionLostError:
            return self._attempt(method, path, content)

    def _attempt(self, method: str, path: str, content: bytes | None) -> ApiReply:
        connection = self._connection()
        try:
            connection.request(method, path, content, _HEADERS if content is None else _APPLY_HEADERS)
            response = connection.getresponse()
            text = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise ConnectionLostError(str(error) or type(error).__name__) from None
        body = _body(text)
        if response.status in _CANNOT_ANSWER or (response.status >= _SERVER_FAILURE and not body):
            raise ConnectionLostError(_one_line(text) or f"status {response.status}")
        return ApiReply(response.status, body, tuple(map(_warning, response.headers.get_all("Warning", []))))

    def _connection(self) -> HTTPConnection:
        """A connection for this thread."""
        connection: HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = _UnixConnection(self._socket)
        return connection


_HEADERS = {"Accept": "application/json"}
_APPLY_HEADERS = {**_HEADERS, "Content-Type": "application/apply-patch+yaml"}


class _UnixConnection(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _body(text: bytes) -> Tree:
    try:
        body: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _one_line(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())[:300]


def _warning(header: str) -> str:
    """The words of a `Warning` header, `299 - "words"`."""
    return header.partition('"')[2].rpartition('"')[0].replace('\\"', '"') or header
