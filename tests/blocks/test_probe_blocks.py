"""Probes: the notes' reasoning in seconds becomes what Kubernetes counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import k8sdsl
from k8sdsl import k8s
from k8sdsl.blocks import exec_probe, grpc_probe, http_probe, tcp_probe

if TYPE_CHECKING:
    from k8sdsl.k8s import Probe


def _tree(probe: Probe) -> dict[str, Any]:
    pod = k8s.Pod("web", spec=k8s.PodSpec(containers=[k8s.Container("web", image="web:1.0", liveness_probe=probe)]))
    assert k8sdsl.validate(pod.to_dict()) == []
    tree: dict[str, Any] = pod.to_dict()["spec"]["containers"][0]["livenessProbe"]
    return tree


def test_an_http_probe_has_only_what_it_was_given() -> None:
    assert _tree(http_probe("/", port="http", every=10)) == {
        "httpGet": {"path": "/", "port": "http"},
        "periodSeconds": 10,
    }


def test_an_http_probe_with_everything() -> None:
    probe = http_probe(
        "/healthz",
        port=8443,
        scheme="HTTPS",
        host="10.0.0.1",
        headers={"Host": "app.example.com"},
        every=5,
        timeout=2,
        after=3,
        failures=4,
        successes=1,
        grace=30,
    )
    assert _tree(probe) == {
        "httpGet": {
            "path": "/healthz",
            "port": 8443,
            "scheme": "HTTPS",
            "host": "10.0.0.1",
            "httpHeaders": [{"name": "Host", "value": "app.example.com"}],
        },
        "periodSeconds": 5,
        "timeoutSeconds": 2,
        "initialDelaySeconds": 3,
        "failureThreshold": 4,
        "successThreshold": 1,
        "terminationGracePeriodSeconds": 30,
    }


def test_a_tcp_probe() -> None:
    assert _tree(tcp_probe(3306)) == {"tcpSocket": {"port": 3306}}


def test_a_probe_by_a_command() -> None:
    probe = exec_probe("mariadb-admin", "ping", timeout=5)
    assert _tree(probe) == {"exec": {"command": ["mariadb-admin", "ping"]}, "timeoutSeconds": 5}


def test_a_grpc_probe() -> None:
    assert _tree(grpc_probe(9000, service="live")) == {"grpc": {"port": 9000, "service": "live"}}


def test_fifty_minutes_for_an_upgrade_are_three_hundred_checks() -> None:
    probe = http_probe("/status.php", port=80, after=5, every=10, within=50 * 60)
    assert (probe.initial_delay_seconds, probe.period_seconds, probe.failure_threshold) == (5, 10, 300)


@pytest.mark.parametrize(
    ("every", "within", "failures"),
    [(10, 60, 6), (10, 61, 7), (30, 10, 1), (None, 60, 6), (1, 0, 1)],
)
def test_the_checks_within_a_time_are_rounded_up(every: int | None, within: int, failures: int) -> None:
    assert tcp_probe(80, every=every, within=within).failure_threshold == failures


def test_failures_and_within_cannot_be_combined() -> None:
    with pytest.raises(TypeError, match="within"):
        tcp_probe(80, failures=3, within=30)
