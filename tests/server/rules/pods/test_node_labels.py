"""Labels of nodes that are no longer current, in every kind that tells nodes apart by them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.rules.judging import found

OLD = "beta.kubernetes.io/arch"
TERM = {"key": OLD, "operator": "Exists"}
PLACES: list[tuple[str, dict[str, Any], str]] = [
    (
        "PersistentVolume",
        {"spec.nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [TERM]}]}}},
        "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key",
    ),
    ("RuntimeClass", {"scheduling": {"nodeSelector": {OLD: "arm64"}}}, "scheduling.nodeSelector"),
    ("CSIStorageCapacity", {"nodeTopology": {"matchExpressions": [TERM]}}, "nodeTopology.matchExpressions[0].key"),
    ("CSIStorageCapacity", {"nodeTopology": {"matchLabels": {OLD: "arm64"}}}, f"nodeTopology.matchLabels.{OLD}"),
    (
        "StorageClass",
        {"allowedTopologies": [{"matchLabelExpressions": [{"key": OLD, "values": ["arm64"]}]}]},
        "allowedTopologies[0].matchLabelExpressions[0].key",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "path"), PLACES)
def test_old_label(kind: str, changes: dict[str, Any], path: str) -> None:
    """Each place is remarked upon, and nothing else is."""
    assert found(kind, changes) == [("core/deprecated-node-label", path)]
