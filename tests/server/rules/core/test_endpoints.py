"""Endpoints, whose day is over."""

from __future__ import annotations

from tests.server.rules.judging import error_paths, found


def test_endpoints_are_deprecated() -> None:
    assert found("Endpoints", {}) == [("core/endpoints-deprecated", "")]
    assert found("Endpoints", {}, kube_version="1.32") == []


def test_addresses_that_are_not_ready_suffice_but_are_judged_as_well() -> None:
    changes = {"subsets": [{"notReadyAddresses": [{"ip": "169.254.1.1", "hostname": "a.b", "nodeName": ""}]}]}
    at = "subsets[0].notReadyAddresses[0]"
    assert error_paths("Endpoints", changes) == [f"{at}.hostname", f"{at}.ip", f"{at}.nodeName"]


def test_several_ports_need_names() -> None:
    subset = {"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 80}, {"port": 81, "name": "b"}]}
    assert error_paths("Endpoints", {"subsets": [subset]}) == ["subsets[0].ports[0].name"]
