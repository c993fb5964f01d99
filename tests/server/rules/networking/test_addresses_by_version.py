"""What Kubernetes asks of addresses and service names grew stricter, or laxer, with its versions."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate
from tests.server.rules.minimal_objects import MINIMAL


def paths(obj: dict[str, Any], version: str) -> list[str]:
    return [finding.path for finding in validate(obj, kube_version=version) if finding.is_error]


def policy_for(cidr: str) -> dict[str, Any]:
    spec = {"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": cidr}}]}]}
    return {**MINIMAL["NetworkPolicy"], "spec": spec}


@pytest.mark.parametrize("cidr", ["10.0.0.1/8", "010.0.0.0/8", "10.0.0.0/08"])
def test_sloppy_ranges_are_refused_from_1_36_on(cidr: str) -> None:
    assert paths(policy_for(cidr), "1.35") == []
    assert paths(policy_for(cidr), "1.36") == ["spec.ingress[0].from[0].ipBlock.cidr"]


def test_names_of_services_may_begin_with_a_digit_from_1_36_on() -> None:
    spec = {"defaultBackend": {"service": {"name": "1web", "port": {"number": 80}}}}
    ingress = {**MINIMAL["Ingress"], "spec": spec}
    assert paths(ingress, "1.35") == ["spec.defaultBackend.service.name"]
    assert paths(ingress, "1.36") == []


def test_an_exception_is_judged_by_what_the_range_covers() -> None:
    policy = policy_for("10.0.0.1/8")
    policy["spec"]["ingress"][0]["from"][0]["ipBlock"]["except"] = ["10.1.2.3/16", "10.0.0.0/8", "11.0.0.0/16"]
    at = "spec.ingress[0].from[0].ipBlock.except"
    assert paths(policy, "1.35") == [f"{at}[1]", f"{at}[2]"]


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (["10.0.0.0/16", "2001:db8::/64"], []),
        (["10.0.0.0/16", "10.1.0.0/16"], ["spec.cidrs"]),
        (["10.0.0.0/16", "nowhere"], ["spec.cidrs[1]"]),
        (["10.0.0.1/16", "10.1.0.0/16"], ["spec.cidrs[0]", "spec.cidrs"]),
        (["10.0.0.1/16", "2001:db8::/64"], ["spec.cidrs[0]"]),
    ],
)
def test_two_ranges_for_services_are_of_both_families(ranges: list[str], expected: list[str]) -> None:
    assert paths({**MINIMAL["ServiceCIDR"], "spec": {"cidrs": ranges}}, "1.36") == expected


def test_ipv6_addresses_of_a_slice_are_canonical_from_1_33_on() -> None:
    endpoints = [{"addresses": ["2001:DB8::1"]}]
    slice_of = {**MINIMAL["EndpointSlice"], "addressType": "IPv6", "endpoints": endpoints}
    assert paths(slice_of, "1.32") == []
    assert paths(slice_of, "1.33") == ["endpoints[0].addresses[0]"]


def test_too_many_hints_for_zones_hide_those_for_nodes() -> None:
    zones, nodes = [{"name": f"z{index}"} for index in range(9)], [{"name": "not valid"}]
    endpoints = [{"addresses": ["10.0.0.1"], "hints": {"forZones": zones, "forNodes": nodes}}]
    slice_of = {**MINIMAL["EndpointSlice"], "addressType": "IPv4", "endpoints": endpoints}
    assert paths(slice_of, "1.36") == ["endpoints[0].hints.forZones"]
