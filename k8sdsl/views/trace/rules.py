"""The rules of Ingresses and routes: hosts and paths, and the Services that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.semantics.patterns import PatternBudgetError, PatternError, compile_pattern
from k8sdsl.system.hostnames import covers
from k8sdsl.tree import get, map_of, maps
from k8sdsl.views.trace.steps import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.manifest import Manifest
    from k8sdsl.system.members import Reference
    from k8sdsl.tree import FieldPath, Tree
    from k8sdsl.views.trace.steps import TracedObjects

EXACT, PREFIX, START, PATTERN = "exact", "prefix", "start", "pattern"
"""How a rule compares a path: all of it, whole elements at the start, any start, or a regular expression."""


class PathMatch(NamedTuple):
    """Which requests a rule is for: its host (empty for any), and its path with the way it is compared."""

    host: str
    path: str = "/"
    how: str = PREFIX

    def fits(self, path: str) -> bool:
        """Whether the path of a request matches."""
        if self.how == PATTERN:
            try:
                return compile_pattern(self.path).fullmatch(path)
            except (PatternError, PatternBudgetError):
                return False
        if self.how == EXACT:
            return path == self.path
        if self.how == START:
            return path.startswith(self.path)
        prefix = self.path.rstrip("/")
        return path == prefix or path.startswith(f"{prefix}/") or not prefix


class RoutingRule(NamedTuple):
    """A rule of an Ingress or route, its place in it, and the Service and port that it leads to.

    `share` is the part of the requests that this Service gets, if several do. `subset` is that of a DestinationRule.
    """

    owner: Manifest
    match: PathMatch
    place: FieldPath
    reference: Reference
    port: int | str
    share: int = 1
    subset: str = ""

    @property
    def host(self) -> str:
        """The host; empty for any."""
        return self.match.host

    @property
    def path(self) -> str:
        """The path as it is written."""
        return self.match.path

    @property
    def exact(self) -> bool:
        """Whether the rule is for this path only."""
        return self.match.how == EXACT

    @property
    def service(self) -> str:
        """The name of the Service."""
        return self.reference.name

    @property
    def namespace(self) -> str:
        """The namespace of the Service."""
        return self.reference.namespace

    @property
    def rank(self) -> tuple[int, ...]:
        """What decides between rules that fit: in a mesh the first entry, otherwise an exact or the longest path."""
        if self.owner.kind == "VirtualService":
            return (*(-step for step in self.place if isinstance(step, int)), self.share)
        return int(self.exact), len(self.path), self.share


def fitting(rules: Sequence[RoutingRule], host: str, path: str) -> list[RoutingRule]:
    """The rules for a request, the one that a controller uses first.

    An exact host comes before the longest wildcard before none; then the path decides.
    """
    found = [one for one in rules if serves(one, host) and one.match.fits(path) and one.share]
    return sorted(found, key=lambda one: (one.host == host, len(one.host), *one.rank), reverse=True)


def beside(rules: Sequence[RoutingRule], rule: RoutingRule) -> list[RoutingRule]:
    """The rules that share the requests of a rule: one entry can have several Services, with weights."""
    same = [one for one in rules if one.owner is rule.owner and one.place == rule.place and one.match == rule.match]
    return [one for one in same if one is not rule and one.share]


def is_for(pattern: str, host: str) -> bool:
    """Whether a name in an Ingress is for a host; one that is empty is for all."""
    return not pattern or covers(pattern, host)


def serves(rule: RoutingRule, host: str) -> bool:
    """Whether a rule is for a host: a wildcard stands for one label in an Ingress, and for any number in routes."""
    pattern = rule.host
    if rule.owner.kind in {"Ingress", "Route"}:
        return is_for(pattern, host)
    return pattern in {"", "*", host} or (pattern.startswith("*.") and host.endswith(pattern[1:]))


def rules_of(objects: TracedObjects) -> Iterator[RoutingRule]:
    """Every reference by which an Ingress or route leads to a Service, with the hosts and paths around it."""
    for reference in objects.graph.references:
        owner, field = reference.source.manifest, reference.field
        if owner is None or owner.kind not in _AROUND or field.use != "routes to":
            continue
        port = reference.port if field.port else get(owner.tree, ("spec", "port", "targetPort"))
        port = port if isinstance(port, (int, str)) else 0
        place, matches = _AROUND[owner.kind](owner.tree, reference.path)
        share, subset = _share(owner.tree, reference.path), reference.below("subset")
        for match in matches:
            yield RoutingRule(owner, match, place, reference, port, share, subset if isinstance(subset, str) else "")


_Around = tuple["FieldPath", "list[PathMatch]"]


def _around_ingress(tree: Tree, steps: FieldPath) -> _Around:
    """`spec.rules[].host` and the path of the backend; any host and path for the default backend."""
    if steps[:2] == ("spec", "defaultBackend"):
        return steps[:2], [PathMatch("")]
    host, path = _word(tree, (*steps[:3], "host"), ""), _word(tree, (*steps[:6], "path"), "/")
    is_exact = get(tree, (*steps[:6], "pathType")) == "Exact"
    return steps[:6], [PathMatch(host, path, EXACT if is_exact else PREFIX)]


def _around_route(tree: Tree, steps: FieldPath) -> _Around:
    return steps[:2], [PathMatch(_word(tree, ("spec", "host"), ""), _word(tree, ("spec", "path"), "/"))]


_HTTP = {"Exact": EXACT, "PathPrefix": PREFIX, "RegularExpression": PATTERN}
_MORE_HTTP = ("headers", "queryParams")
_MESH = {"exact": EXACT, "prefix": START, "regex": PATTERN}
_MORE_MESH = ("headers", "queryParams", "sourceLabels", "sourceNamespace", "authority", "method", "withoutHeaders")


def _around_http_route(tree: Tree, steps: FieldPath) -> _Around:
    """`spec.hostnames` and the matches of the rule; those of headers and other methods are not for a plain request."""
    found = []
    for host in words(get(tree, ("spec", "hostnames"))) or [""]:
        for match in maps(get(tree, (*steps[:3], "matches"))) or [{}]:
            if not any(match.get(one) for one in _MORE_HTTP) and match.get("method") in (None, "GET"):
                path = map_of(match.get("path"))
                how = _HTTP.get(str(path.get("type")), PREFIX)
                found.append(PathMatch(host, _word(path, ("value",), "/"), how))
    return steps[:3], found


def _around_mesh(tree: Tree, steps: FieldPath) -> _Around:
    """`spec.hosts` and the matches of the entry; those of headers are not for a plain request."""
    found = []
    for host in words(get(tree, ("spec", "hosts"))) or [""]:
        for match in maps(get(tree, (*steps[:3], "match"))) or [{}]:
            found += [] if any(match.get(one) for one in _MORE_MESH) else [_of_uri(host, map_of(match.get("uri")))]
    return steps[:3], found


def _of_uri(host: str, uri: dict[str, Any]) -> PathMatch:
    for name, how in _MESH.items():
        if isinstance(uri.get(name), str):
            return PathMatch(host, uri[name], how)
    return PathMatch(host, "/", START)


def _share(tree: Tree, steps: FieldPath) -> int:
    """The weight of a destination, which is beside the reference to it or beside the map around that."""
    for around in (steps[:-1], steps[:-2], steps):
        held = get(tree, around)
        if isinstance(held, dict) and type(held.get("weight")) is int:
            return int(held["weight"])
    return 1


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
