"""Ingresses: rules that were split by a stray dash, and two that serve the same path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.system.hostnames import covers
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member
    from k8sdsl.system.report import Report

_PATHS = [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}]
SPLIT = Rule(
    "set/ingress-host-without-paths",
    "A rule with a `host` must have paths if the next rule has paths and no host.",
    bad={"Ingress/web": {"spec.rules": [{"host": "example.com"}, {"http": {"paths": _PATHS}}]}},
    good={"Ingress/web": {"spec.rules": [{"host": "example.com", "http": {"paths": _PATHS}}]}},
    severity=Severity.WARNING,
    remedy="remove the dash before `http`, so that the host and the paths are in one rule",
)
RIVALS = Rule(
    "set/ingress-path-twice",
    "Two Ingresses of the same class must not serve the same `path` of the same `host`.",
    bad={"Ingress/web": {}, "Ingress/shop": {}},
    good={"Ingress/web": {}, "Ingress/shop": {"spec.rules[0].host": "shop.example.com"}},
    severity=Severity.WARNING,
    remedy="change one of the paths, such as to `path: /shop`",
)
_TLS = {"rules": [{"host": "example.com", "http": {"paths": _PATHS}}]}
CERTIFICATE = Rule(
    "set/ingress-tls-host",
    "A host in `tls` should be the host of a rule, or visitors of that host get a different certificate.",
    bad={"Ingress/web": {"spec": {**_TLS, "tls": [{"hosts": ["exmaple.com"], "secretName": "web-tls"}]}}},
    good={"Ingress/web": {"spec": {**_TLS, "tls": [{"hosts": ["example.com"], "secretName": "web-tls"}]}}},
    severity=Severity.WARNING,
    remedy="write the same host in `tls` and in `rules`",
)


def check(graph: Graph, report: Report) -> None:
    """Reports hosts without paths beside paths without a host, and paths that two Ingresses claim."""
    claimed: dict[tuple[str, ...], Member] = {}
    for ingress in sorted(graph.of_kind("Ingress"), key=lambda one: (one.namespace, one.name)):
        _judge(ingress, report)
        _judge_certificates(ingress, report)
        for key, index, number in _paths(ingress):
            first = claimed.setdefault(key, ingress)
            other = (first.name, first.namespace) != (ingress.name, ingress.namespace)
            if other and graph.together(first, ingress):
                message = f"{first.title} in {first.namespace} also serves {key[1]}{key[2]}"
                report.add(RIVALS, ingress, ("spec", "rules", index, "http", "paths", number, "path"), message)


def _judge(ingress: Member, report: Report) -> None:
    rules = dict(maps_in(ingress.spec.get("rules")))
    for index, rule in rules.items():
        following = rules.get(index + 1, {})
        if rule.get("host") and not rule.get("http") and following.get("http") and not following.get("host"):
            message = (
                f"the rule for host {rule['host']} has no paths, and the next rule serves its paths for every host"
            )
            report.add(SPLIT, ingress, ("spec", "rules", index), message)


def _judge_certificates(ingress: Member, report: Report) -> None:
    """Reports entries of `tls` that have hosts, none of which is the host of a rule, if every rule has a host."""
    served = [str(rule.get("host") or "") for _, rule in maps_in(ingress.spec.get("rules"))]
    if not served or not all(served):
        return
    for index, entry in maps_in(ingress.spec.get("tls")):
        hosts = entry.get("hosts")
        named = [host for host in hosts if type(host) is str and host] if type(hosts) is list else []
        if named and not any(covers(one, host) or covers(host, one) for one in named for host in served):
            message = f"no rule has the host {named[0]}"
            remedy = f"the rules have {', '.join(f'`{host}`' for host in dict.fromkeys(served))}"
            report.add(CERTIFICATE, ingress, ("spec", "tls", index, "hosts", 0), message, remedy=remedy)


def _paths(ingress: Member) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Class, host, path and kind of path of each path that an Ingress claims."""
    served_by = ingress.spec.get("ingressClassName") or ingress.annotations.get("kubernetes.io/ingress.class")
    for index, rule in maps_in(ingress.spec.get("rules")):
        if rule.get("host") and not _is_shared(ingress):
            for number, path in maps_in(get(rule, ("http", "paths"))):
                parts = (served_by, rule["host"], path.get("path", "/"), path.get("pathType"))
                yield tuple(str(part) for part in parts), index, number


def _is_shared(ingress: Member) -> bool:
    """Whether annotations make several Ingresses share a path, as canaries and groups do."""
    return any("canary" in key or "/group" in key or "/match" in key for key in map(str, ingress.annotations))
