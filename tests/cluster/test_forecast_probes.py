"""The times that probes give a container, as `forecast` adds them up."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl


def report(**probes: Any) -> list[str]:
    container = {"name": "c", "image": "a:1.0", **probes}
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": {"app": "a"}}, "template": template}
    tree = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": spec}
    return k8sdsl.forecast([tree]).partition("probes\n")[2].splitlines()


def test_three_hundred_checks_after_five_seconds_are_fifty_minutes() -> None:
    """The course says 50 minutes: 5 seconds more."""
    probe = {"tcpSocket": {"port": 80}, "initialDelaySeconds": 5, "periodSeconds": 10, "failureThreshold": 300}
    assert report(startupProbe=probe) == ["  Deployment a, c: starts within 3005 s (5 + 300 x 10)"]


@pytest.mark.parametrize(("every", "failures", "seconds"), [(5, 6, 30), (10, 6, 60), (10, 10, 100)])
def test_six_to_ten_checks_every_five_to_ten_seconds_are_never_two_minutes(
    every: int, failures: int, seconds: int
) -> None:
    """The course says one to two minutes: it is 30 to 100 seconds."""
    (line,) = report(readinessProbe={"tcpSocket": {"port": 1521}, "periodSeconds": every, "failureThreshold": failures})
    assert f"no requests after {seconds} s" in line


def test_what_is_not_set_has_the_servers_defaults() -> None:
    (line,) = report(livenessProbe={"tcpSocket": {"port": 80}, "initialDelaySeconds": 60})
    assert line.endswith("restarted after 30 s (3 x 10)")


def test_a_container_without_probes_is_not_listed() -> None:
    assert report() == []
