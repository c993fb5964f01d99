"""The rules of Ingresses and routes: hosts and paths, and the Services that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.manifest import ManifestSet
from k8sdsl.system.graph import graph_of_manifests
from k8sdsl.system.hostnames import covers
from k8sdsl.tree import get, maps
from k8sdsl.views.trace.steps import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import FieldPath, Tree
    from k8sdsl.views.trace.steps import TracedObjects


class RoutingRule(NamedTuple):
    """A rule of an Ingress or route: its host (empty for any), its path, and the Service and port that it leads to."""

    owner: Manifest
    host: str
    path: str
    exact: bool
    service: str
    namespace: str
    port: int | str


def chosen(rules: list[RoutingRule], host: str, path: str) -> RoutingRule | None:
    """The rule that a controller uses: an exact host before a wildcard before none; then the longest path."""
    fitting = [one for one in rules if is_for(one.host, host) and _path_matches(one, path)]
    return max(fitting, key=lambda one: (one.host == host, bool(one.host), one.exact, len(one.path)), default=None)


def is_for(pattern: str, host: str) -> bool:
    """Whether a rule is for a host; one without a host is for all."""
    return not pattern or covers(pattern, host)


def _path_matches(rule: RoutingRule, path: str) -> bool:
    if rule.exact:
        return path == rule.path
    prefix = rule.path.rstrip("/")
    return path == prefix or path.startswith(f"{prefix}/") or not prefix


def rules_of(objects: TracedObjects) -> Iterator[RoutingRule]:
    """Every reference by which an Ingress or route leads to a Service, with the hosts and paths around it."""
    for reference in graph_of_manifests(ManifestSet(objects.manifests)).references:
        owner, field = reference.source.manifest, reference.field
        if owner is None or owner.kind not in _AROUND or field.use != "routes to":
            continue
        port = reference.below(field.port) if field.port else get(owner.tree, ("spec", "port", "targetPort"))
        if isinstance(port, dict):
            port = port.get("number") or port.get("name")
        port = port if isinstance(port, (int, str)) else 0
        for host, path, exact in _AROUND[owner.kind](owner.tree, reference.path):
            yield RoutingRule(owner, host, path, exact, reference.name, reference.namespace, port)


def _around_ingress(tree: Tree, steps: FieldPath) -> Iterator[tuple[str, str, bool]]:
    """`spec.rules[].host` and the path of the backend; any host and path for the default backend."""
    yield (
        _word(tree, (*steps[:3], "host"), ""),
        _word(tree, (*steps[:6], "path"), "/"),
        get(tree, (*steps[:6], "pathType")) == "Exact",
    )


def _around_route(tree: Tree, _: FieldPath) -> Iterator[tuple[str, str, bool]]:
    yield _word(tree, ("spec", "host"), ""), _word(tree, ("spec", "path"), "/"), False


def _around_http_route(tree: Tree, steps: FieldPath) -> Iterator[tuple[str, str, bool]]:
    """`spec.hostnames` and the matches of the rule."""
    for host in words(get(tree, ("spec", "hostnames"))) or [""]:
        for match in maps(get(tree, (*steps[:3], "matches"))) or [{}]:
            yield host, _word(match, ("path", "value"), "/"), get(match, ("path", "type")) == "Exact"


def _around_mesh(tree: Tree, steps: FieldPath) -> Iterator[tuple[str, str, bool]]:
    """`spec.hosts` and the prefixes of the rule."""
    for host in words(get(tree, ("spec", "hosts"))) or [""]:
        for match in maps(get(tree, (*steps[:3], "match"))) or [{}]:
            yield host, _word(match, ("uri", "prefix"), "/"), False


def _word(tree: Tree, path: FieldPath, otherwise: str) -> str:
    found = get(tree, path)
    return found if isinstance(found, str) and found else otherwise


_AROUND = {
    "Ingress": _around_ingress,
    "Route": _around_route,
    "HTTPRoute": _around_http_route,
    "VirtualService": _around_mesh,
}
"""What a rule says beside its Service; which fields lead to Services is in the table of references."""
