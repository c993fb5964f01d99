"""Objects that the tests of transforms change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.transforms.context import TransformContext

if TYPE_CHECKING:
    from k8sdsl.layers.layer import Declaration
    from k8sdsl.near_miss import Miss

Tree = dict[str, Any]


def deployment(name: str = "web", *, image: str = "nginx:1.25", **pod: Any) -> Tree:
    """A Deployment with one container."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "main", "image": image}], **pod},
            },
        },
    }


def thing(kind: str, name: str = "x", api_version: str = "v1", **fields: Any) -> Tree:
    """An object of any kind; `namespace` goes where it belongs."""
    metadata = {"name": name}
    if "namespace" in fields:
        metadata["namespace"] = fields.pop("namespace")
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **fields}


def manifests(*trees: Tree) -> ManifestSet:
    """The objects as a build holds them."""
    return ManifestSet(map(Manifest, trees))


def pod_of(tree: Tree) -> Tree:
    """The pod's spec of a workload."""
    spec: Tree = tree["spec"]["template"]["spec"]
    return spec


def apply(objects: ManifestSet, declaration: Declaration, **within: Any) -> list[Miss]:
    """Applies a declaration by itself; the misses that it reports."""
    context = TransformContext(**within)
    declaration.apply(objects, context)
    return context.misses
