"""What a set refers to outside of itself."""

from __future__ import annotations

import pytest

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.system.externals import externals_of
from k8sdsl.system.graph import graph_of_manifests


@pytest.mark.parametrize(
    ("provisioner", "outside"),
    [
        ("ebs.csi.aws.com", ["CSIDriver/ebs.csi.aws.com"]),
        ("kubernetes.io/no-provisioner", []),
        ("kubernetes.io/rbd", []),
        ("rancher.io/local-path", []),
    ],
)
def test_a_provisioner_that_is_not_a_csi_driver_is_not_an_object(provisioner: str, outside: list[str]) -> None:
    tree = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "a"}}
    graph = graph_of_manifests(ManifestSet([Manifest({**tree, "provisioner": provisioner})]), [])
    assert [str(one) for one in externals_of(graph)] == outside
