"""Hosts of certificates are compared with those of rules, where every rule has one."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import check

BACKEND = {"service": {"name": "web", "port": {"number": 80}}}


def rules(tls: list[str], *hosts: str | None, **spec: Any) -> set[str]:
    paths = {"paths": [{"path": "/", "pathType": "Prefix", "backend": BACKEND}]}
    served = [{**({"host": host} if host else {}), "http": paths} for host in hosts]
    spec = {"tls": [{"hosts": tls, "secretName": "web-tls"}], **({"rules": served} if served else {}), **spec}
    tree = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web"}, "spec": spec}
    return {finding.rule for finding in check([tree])}


@pytest.mark.parametrize(
    ("tls", "hosts"),
    [
        (["a.example.com"], ["a.example.com"]),
        (["*.example.com"], ["a.example.com"]),
        (["a.example.com"], ["*.example.com"]),
        (["a.example.com", "b.example.com"], ["a.example.com"]),
        (["b.example.com"], [None]),
        (["b.example.com"], ["a.example.com", None]),
        ([], ["a.example.com"]),
    ],
)
def test_a_certificate_for_a_host_that_is_served_is_fine(tls: list[str], hosts: list[str | None]) -> None:
    assert rules(tls, *hosts) == set()


def test_an_ingress_without_rules_is_not_judged() -> None:
    assert rules(["a.example.com"], defaultBackend=BACKEND) == set()


@pytest.mark.parametrize("tls", [["b.example.com"], ["*.example.org"], ["a.b.example.com"]])
def test_a_certificate_for_no_host_that_is_served_is_found(tls: list[str]) -> None:
    assert rules(tls, "a.example.com") == {"set/ingress-tls-host"}
