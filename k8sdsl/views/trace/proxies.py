"""The rules of an Ingress or route as text for a proxy: what the controllers of nginx and HAProxy make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from k8sdsl.emitters.reports.visible import visible
from k8sdsl.tree import get, maps
from k8sdsl.views.trace.rules import fitting, rules_of
from k8sdsl.views.trace.steps import TracedObjects, namespace_of, ports_of, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.views.trace.rules import RoutingRule


def proxy_text(manifests: Iterable[Manifest], url: str, proxy: str) -> str:
    """The rules of the object that decides about a URL, as `nginx` or `haproxy` would have them; empty if none does.

    The text is for reading: a controller adds settings of its own, and passes requests to pods instead of the Service.
    """
    objects = TracedObjects(manifests)
    rules = list(rules_of(objects))
    parts = urlsplit(url)
    first = fitting(rules, parts.hostname or "", parts.path or "/")[:1]
    own = [one for one in rules if first and one.owner is first[0].owner]
    return "".join(f"{line}\n" for line in PROXIES[proxy](own, objects))


def _nginx(rules: list[RoutingRule], objects: TracedObjects) -> Iterator[str]:
    """One `server` for each host, one `location` for each path; a prefix is for whole elements of a path."""
    for host in dict.fromkeys(rule.host for rule in rules):
        own = [rule for rule in rules if rule.host == host]
        yield "server {"
        yield f"    listen 80{'' if host else ' default_server'};"
        certificate = _certificate(own[0])
        if certificate is not None:
            yield "    listen 443 ssl;"
            yield f"    ssl_certificate     {certificate}.crt;"
            yield f"    ssl_certificate_key {certificate}.key;"
        yield f"    server_name {visible(host) or '_'};"
        for rule in own:
            exact = [f"= {rule.path}"] if rule.exact or rule.path != "/" else []
            below = [] if rule.exact else [f"{rule.path.rstrip('/')}/"]
            for location in (*exact, *below):
                yield ""
                yield f"    location {visible(location)} {{"
                yield f"        proxy_pass http://{_address(rule, objects)};"
                yield "    }"
        yield "}"


def _haproxy(rules: list[RoutingRule], objects: TracedObjects) -> Iterator[str]:
    """A frontend, whose first condition that holds decides, and one backend for each Service and port."""
    if not rules:
        return
    yield "frontend http-in"
    yield "    bind *:80"
    certificates = dict.fromkeys(filter(None, map(_certificate, rules)))
    yield from (f"    bind *:443 ssl crt {certificate}.pem" for certificate in certificates)
    names: dict[str, str] = {}
    for host in dict.fromkeys(rule.host for rule in rules if rule.host):
        names[host] = _unused(f"host_{host.removeprefix('*.').partition('.')[0]}", names.values())
        check = f"hdr_end(host) -i {host[1:]}" if host.startswith("*.") else f"hdr(host) -i {host}"
        yield f"    acl {visible(names[host])} {visible(check)}"
    paths: dict[tuple[str, bool], str] = {}
    for rule in rules:
        key = (rule.path.rstrip("/") or "/", rule.exact)
        if key not in paths and (rule.exact or key[0] != "/"):
            paths[key] = _unused(f"path_{key[0].strip('/').replace('/', '_')}", paths.values())
            yield f"    acl {visible(paths[key])} path {visible(rule.path)}"
            if not rule.exact:
                yield f"    acl {visible(paths[key])} path_beg {visible(key[0])}/"
    for rule in sorted(rules, key=_precedence):
        conditions = [names.get(rule.host), paths.get((rule.path.rstrip("/") or "/", rule.exact))]
        given = visible(" ".join(filter(None, conditions)))
        yield f"    use_backend {_backend(rule)} if {given}" if given else f"    default_backend {_backend(rule)}"
    for rule in {_backend(rule): rule for rule in rules}.values():
        yield f"backend {_backend(rule)}"
        yield f"    server {visible(rule.service)} {_address(rule, objects)}"


PROXIES: dict[str, Callable[[list[RoutingRule], Any], Iterator[str]]] = {"nginx": _nginx, "haproxy": _haproxy}
"""The proxies whose text can be printed."""


def _precedence(rule: RoutingRule) -> tuple[bool, bool, bool, int]:
    """The order of a controller: a host before a wildcard before none, an exact path before the longest prefix."""
    return not rule.host, rule.host.startswith("*."), not rule.exact, -len(rule.path)


def _unused(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it if it is taken."""
    held = set(taken)
    return next(one for one in (name, *(f"{name}_{number}" for number in range(2, len(held) + 3))) if one not in held)


def _backend(rule: RoutingRule) -> str:
    return visible(f"{rule.service}-{rule.port}")


def _address(rule: RoutingRule, objects: TracedObjects) -> str:
    """The Service and its port by number, with the namespace if it is not `default`."""
    service = objects.named("Service", rule.namespace, rule.service)
    numbers = [one.get("port") for one in ports_of(service) if one.get("name") == rule.port] if service else []
    place = f".{rule.namespace}" if rule.namespace not in {"", "default"} else ""
    return visible(f"{rule.service}{place}:{numbers[0] if numbers else rule.port}")


def _certificate(rule: RoutingRule) -> str | None:
    """The Secret with the certificate for the host of a rule of an Ingress, as a name of files."""
    for entry in maps(get(rule.owner.tree, ("spec", "tls"))) if rule.owner.kind == "Ingress" else ():
        hosts = words(entry.get("hosts"))
        if (not hosts or rule.host in hosts) and isinstance(entry.get("secretName"), str):
            return visible(f"/tls/{namespace_of(rule.owner)}-{entry['secretName']}")
    return None
