"""Topologies of storage classes are compared by what they ask for."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl import validate
from tests.server.rules.minimal_objects import MINIMAL


def term(*zones: str, key: str = "topology.kubernetes.io/zone") -> dict[str, Any]:
    return {"matchLabelExpressions": [{"key": key, "values": list(zones)}]}


@pytest.mark.parametrize(
    ("topologies", "expected"),
    [
        ([term("a"), term("b")], []),
        ([term("a", "b"), term("b", "a")], ["allowedTopologies[1].matchLabelExpressions"]),
        ([{}], ["allowedTopologies[0].matchLabelExpressions"]),
        ([term("a", "a")], ["allowedTopologies[0].matchLabelExpressions[0].values[1]"]),
        ([term("a", key="my zone")], ["allowedTopologies[0].matchLabelExpressions[0].key"]),
    ],
)
def test_topologies(topologies: list[dict[str, Any]], expected: list[str]) -> None:
    obj = {**MINIMAL["StorageClass"], "allowedTopologies": topologies}
    assert [finding.path for finding in validate(obj)] == expected
