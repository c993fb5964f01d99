"""Paths of JSON patches that lead nowhere are shown as they should be written."""

from __future__ import annotations

import pytest

from k8sdsl.errors import OverlayError
from k8sdsl.transforms.patches import json_patch


def test_a_key_with_a_slash_is_shown_as_a_json_pointer_writes_it() -> None:
    tree: dict[str, dict[str, dict[str, str]]] = {"metadata": {"annotations": {}}}
    with pytest.raises(OverlayError) as caught:
        json_patch.patched(tree, [{"op": "add", "path": "/metadata/annotations/example.com/owner", "value": "a"}])
    assert "`/metadata/annotations/example.com~1owner`" in (caught.value.remedy or "")


def test_a_failed_test_shows_no_value_of_a_secret_that_an_operation_replaced() -> None:
    tree = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"p": "hunter2"}}
    operations = [{"op": "remove", "path": "/kind"}, {"op": "test", "path": "/stringData", "value": "x"}]
    with pytest.raises(OverlayError) as caught:
        json_patch.patched(tree, operations)
    assert "hunter2" not in caught.value.message
