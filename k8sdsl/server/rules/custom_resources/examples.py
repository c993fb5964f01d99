"""A small definition by which the examples of rules about custom resources are validated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def example(spec: Tree, /, *, field: Tree, at_spec: Tree | None = None, version: Tree | None = None) -> dict[str, Any]:
    """An example: `spec` of an object, and the schema of its field `it`, below a schema of `spec` with `at_spec`."""
    schema = {"type": "object", "properties": {"it": field}, **(at_spec or {})}
    root = {"type": "object", "properties": {"spec": schema}}
    served = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": root}, **(version or {})}
    names = {"plural": "crontabs", "kind": "CronTab"}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "crontabs.stable.example.com"},
        "spec": {"group": "stable.example.com", "scope": "Namespaced", "names": names, "versions": [served]},
    }
    return {"crds": [crd], "spec": spec}
