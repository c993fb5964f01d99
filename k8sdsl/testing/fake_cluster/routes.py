"""A request to a fake cluster as its parts, and refusals as the API server words them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from k8sdsl.testing.fake_cluster.discovery import Served
    from k8sdsl.tree import Tree


class RequestRoute(NamedTuple):
    """The parts of a request's path; those that it does not have are empty."""

    api_version: str = ""
    namespace: str = ""
    plural: str = ""
    name: str = ""
    query: dict[str, str] = {}  # noqa: RUF012 - never changed


def route_of(path: str) -> RequestRoute:
    """The parts of the path of an object or of a collection."""
    parsed = urlsplit(path)
    query = {name: values[-1] for name, values in parse_qs(parsed.query).items()}
    steps = [unquote(step) for step in parsed.path.strip("/").split("/")]
    start = 2 if steps[0] == "api" else 3
    api_version, rest = "/".join(steps[1:start]), steps[start:]
    namespace = ""
    if len(rest) > 2 and rest[0] == "namespaces":
        namespace, rest = rest[1], rest[2:]
    plural, name = [*rest, "", ""][:2]
    return RequestRoute(api_version, namespace, plural, name, query)


def not_found(route: RequestRoute, served: Served | None = None) -> tuple[int, Tree]:
    """404, as for an object or path that does not exist."""
    if served is None:
        return status(404, "NotFound", "the server could not find the requested resource")
    return status(404, "NotFound", f'{_resource(route)} "{route.name}" not found')


def forbidden(route: RequestRoute, verb: str) -> tuple[int, Tree]:
    """403, as the authorizer words it."""
    group = route.api_version.rpartition("/")[0]
    place = f' in the namespace "{route.namespace}"' if route.namespace else " at the cluster scope"
    return status(
        403,
        "Forbidden",
        f'{_resource(route)} "{route.name}" is forbidden: User "tester" cannot {verb} resource "{route.plural}" '
        f'in API group "{group}"{place}',
    )


def invalid(route: RequestRoute, messages: list[str]) -> tuple[int, Tree]:
    """422, with every reason."""
    reasons = messages[0] if len(messages) == 1 else f"[{', '.join(messages)}]"
    return status(422, "Invalid", f'{_resource(route)} "{route.name}" is invalid: {reasons}')


def status(code: int, reason: str, message: str) -> tuple[int, Tree]:
    """A refusal as an object of kind Status."""
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
    return code, {**body, "message": message, "reason": reason, "code": code}


def _resource(route: RequestRoute) -> str:
    group = route.api_version.rpartition("/")[0]
    return f"{route.plural}.{group}" if group else route.plural
