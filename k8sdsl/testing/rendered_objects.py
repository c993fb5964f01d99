"""The objects of a build, as typed objects that a test asks for by kind and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from k8sdsl.near_miss import did_you_mean
from k8sdsl.objects.typed import Resource, from_dict, resource_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest

Kind = TypeVar("Kind", bound=Resource)


class RenderedObjects:
    """The objects of a build in their order; each call gives new typed objects that a test may change."""

    __slots__ = ("_manifests",)

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self._manifests = list(manifests)

    def __iter__(self) -> Iterator[Resource]:
        return (from_dict(manifest.tree) for manifest in self._manifests)

    def __len__(self) -> int:
        return len(self._manifests)

    def __repr__(self) -> str:
        return f"RenderedObjects({', '.join(self.names())})"

    def names(self) -> list[str]:
        """The identity of each object: `Deployment/web in production`."""
        return [str(manifest.ref) for manifest in self._manifests]

    def all(self, kind: type[Kind], *, namespace: str | None = None, **labels: str) -> list[Kind]:
        """Every object of a kind and version; only those in `namespace` and with these labels, if they are given."""
        return [
            typed for manifest in self._of(kind, namespace) if (typed := _typed(manifest, kind, labels)) is not None
        ]

    def one(self, kind: type[Kind], name: str, *, namespace: str | None = None) -> Kind:
        """The object of this kind and name.

        Raises AssertionError that lists what there is if no object, or more than one, has them.
        """
        found = [manifest for manifest in self._of(kind, namespace) if manifest.name == name]
        if len(found) == 1:
            typed = _typed(found[0], kind, {})
            if typed is not None:
                return typed
        raise AssertionError(_complaint(kind, name, found, [one.name for one in self._of(kind, namespace)]))

    def tree(self, kind: str, name: str, *, namespace: str | None = None) -> dict[str, Any]:
        """The plain tree of an object, for kinds without a class; as `one` otherwise."""
        of_kind = [one for one in self._manifests if one.kind == kind and namespace in {None, one.namespace}]
        found = [manifest for manifest in of_kind if manifest.name == name]
        if len(found) == 1:
            return found[0].tree
        raise AssertionError(_complaint_of(kind, name, found, [one.name for one in of_kind]))

    def _of(self, kind: type[Resource], namespace: str | None) -> list[Manifest]:
        group = kind.api_version.rpartition("/")[0]
        return [
            one
            for one in self._manifests
            if one.kind == kind.kind and one.gvk.group == group and namespace in {None, one.namespace}
        ]


def _typed(manifest: Manifest, kind: type[Kind], labels: dict[str, str]) -> Kind | None:
    """The object as the class; None if it has another version or lacks a label."""
    held = manifest.metadata.get("labels") or {}
    if manifest.tree.get("apiVersion") != kind.api_version or any(held.get(k) != v for k, v in labels.items()):
        return None
    return resource_of(manifest.tree, kind)


def _complaint(kind: type[Resource], name: str, found: list[Manifest], names: list[str]) -> str:
    if len(found) == 1:
        return f"{kind.kind}/{name} has the version {found[0].tree.get('apiVersion')}, not {kind.api_version}"
    return _complaint_of(kind.kind, name, found, names)


def _complaint_of(kind: str, name: str, found: list[Manifest], names: list[str]) -> str:
    if found:
        spaces = ", ".join(manifest.namespace or "no namespace" for manifest in found)
        return f"{len(found)} objects are {kind}/{name}, in: {spaces}; choose one with `namespace=`"
    if not names:
        return f"there is no {kind}/{name}, and no other {kind}"
    meant = did_you_mean(name, names)
    others = f"the objects of this kind are: {', '.join(names)}"
    return f"there is no {kind}/{name}; {meant or others}"
