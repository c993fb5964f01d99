"""A migration of stored objects names a resource, in the version that is served by default from 1.37 on."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"resource": "secrets"}, []),
        ({"group": "apps", "resource": "deployments"}, []),
        ({}, ["spec.resource.resource"]),
        ({"group": "apps", "resource": "deployments/scale"}, ["spec.resource.resource"]),
        ({"group": "Apps", "resource": "deployments"}, ["spec.resource.group"]),
    ],
)
def test_the_resource_of_a_migration(resource: dict[str, Any], expected: list[str]) -> None:
    tree = {
        "apiVersion": "storagemigration.k8s.io/v1",
        "kind": "StorageVersionMigration",
        "metadata": {"name": "sample"},
        "spec": {"resource": resource},
    }
    assert [one.path for one in k8sdsl.validate(tree, kube_version="1.37") if one.is_error] == expected
