"""The objects that the server keeps are valid with its own specs, in every version, and with no other."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from k8sdsl import validate
from k8sdsl.server.rules.flowcontrol.mandatory import CATCH_ALL_LEVEL, FLOW_SCHEMAS

V1 = "flowcontrol.apiserver.k8s.io/v1"


def broken(kind: str, name: str, spec: dict[str, Any]) -> list[str]:
    obj = {"apiVersion": V1, "kind": kind, "metadata": {"name": name}, "spec": spec}
    return [finding.path for finding in validate(obj)]


@pytest.mark.parametrize("name", sorted(FLOW_SCHEMAS))
def test_the_schemas_of_the_server_are_valid(name: str) -> None:
    assert broken("FlowSchema", name, FLOW_SCHEMAS[name]) == []


@pytest.mark.parametrize("name", sorted(FLOW_SCHEMAS))
def test_a_schema_of_the_server_cannot_be_changed(name: str) -> None:
    spec = copy.deepcopy(FLOW_SCHEMAS[name])
    spec["rules"][0]["nonResourceRules"][0]["nonResourceURLs"] = ["/healthz"]
    assert broken("FlowSchema", name, spec) == ["spec"]


def test_the_catch_all_level_has_its_own_shares() -> None:
    assert broken("PriorityLevelConfiguration", "catch-all", CATCH_ALL_LEVEL) == []
    spec = {"type": "Limited", "limited": {"limitResponse": {"type": "Reject"}}}
    assert broken("PriorityLevelConfiguration", "catch-all", spec) == ["spec"]


@pytest.mark.parametrize("exempt", [{}, {"nominalConcurrencyShares": 3}])
def test_the_exempt_level_may_have_shares(exempt: dict[str, Any]) -> None:
    assert broken("PriorityLevelConfiguration", "exempt", {"type": "Exempt", "exempt": exempt}) == []


def test_only_the_exempt_level_is_exempt() -> None:
    assert broken("PriorityLevelConfiguration", "other", {"type": "Exempt"}) == ["spec.type"]


@pytest.mark.parametrize(("shares", "expected"), [(5, []), (-1, ["spec.limited.assuredConcurrencyShares", "spec"])])
def test_old_versions_call_the_shares_otherwise(shares: int, expected: list[str]) -> None:
    limited = {"assuredConcurrencyShares": shares, "limitResponse": {"type": "Reject"}}
    obj = {
        "apiVersion": "flowcontrol.apiserver.k8s.io/v1beta2",
        "kind": "PriorityLevelConfiguration",
        "metadata": {"name": "catch-all"},
        "spec": {"type": "Limited", "limited": limited},
    }
    assert [finding.path for finding in validate(obj, kube_version="1.25") if finding.is_error] == expected
