"""Lists of objects are opened: each item is judged."""

from __future__ import annotations

from typing import Any

import k8sdsl
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.server.check import check_manifests


def config_map(**fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}, **fields}


def test_items_of_a_list_are_judged_with_their_paths() -> None:
    tree = {"apiVersion": "v1", "kind": "List", "items": [config_map(), config_map(Data={})]}
    assert [(found.rule, found.path) for found in k8sdsl.validate(tree)] == [("decode/unknown-field", "items[1].Data")]


def test_items_of_a_list_of_one_kind_need_not_name_it() -> None:
    tree = {"apiVersion": "v1", "kind": "ConfigMapList", "items": [{"metadata": {"name": "A_B"}}]}
    assert [(found.rule, found.path) for found in k8sdsl.validate(tree)] == [("meta/name", "items[0].metadata.name")]


def test_items_that_are_not_objects_are_refused() -> None:
    tree = {"apiVersion": "v1", "kind": "List", "items": [5]}
    assert [(found.rule, found.path) for found in k8sdsl.validate(tree)] == [("decode/no-object", "items[0]")]


def test_a_check_counts_the_items() -> None:
    tree = {"apiVersion": "v1", "kind": "List", "items": [config_map(), config_map()]}
    checked = check_manifests(ManifestSet([Manifest(tree)]))
    assert checked.objects == 2
    assert [finding.rule for finding in checked.findings] == ["set/duplicate-object"]
