"""The kinds that a fake cluster serves: the built-in ones of its version, and those of its definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.tree import get, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.tree import Tree

_VERBS = ["create", "delete", "get", "list", "patch", "update"]


class Served(NamedTuple):
    """A kind at one version."""

    api_version: str
    kind: str
    plural: str
    namespaced: bool


def served_kinds(minor: int, trees: Iterable[Tree]) -> dict[tuple[str, str], Served]:
    """The kinds by `apiVersion` and plural; `trees` can contain definitions of custom kinds."""
    found = [*_builtin(minor), *(one for tree in trees for one in _defined(tree))]
    return {(one.api_version, one.plural): one for one in found}


def _builtin(minor: int) -> Iterable[Served]:
    for api_version, kinds in KINDS.items():
        for kind in kinds:
            info = kind_info(api_version, kind)
            if info is not None and info.served_by_default(minor):
                yield Served(api_version, kind, info.plural, info.namespaced)


def _defined(tree: Tree) -> Iterable[Served]:
    if tree.get("kind") != "CustomResourceDefinition":
        return
    group, names = get(tree, ("spec", "group")), get(tree, ("spec", "names"), {})
    for _, version in maps_in(get(tree, ("spec", "versions"))):
        if version.get("served"):
            namespaced = get(tree, ("spec", "scope")) == "Namespaced"
            yield Served(f"{group}/{version.get('name')}", str(names.get("kind")), str(names.get("plural")), namespaced)


def groups(served: Iterable[Served]) -> Tree:
    """The answer for `/apis`."""
    versions: dict[str, list[str]] = {}
    for api_version in dict.fromkeys(one.api_version for one in served if "/" in one.api_version):
        versions.setdefault(api_version.partition("/")[0], []).append(api_version)
    return {
        "kind": "APIGroupList",
        "apiVersion": "v1",
        "groups": [
            {
                "name": group,
                "versions": [{"groupVersion": one, "version": one.partition("/")[2]} for one in names],
                "preferredVersion": {"groupVersion": names[0], "version": names[0].partition("/")[2]},
            }
            for group, names in versions.items()
        ],
    }


def resources(api_version: str, served: Iterable[Served]) -> Tree | None:
    """The answer for `/apis/GROUP/VERSION`; None if nothing of it is served."""
    found = [
        {"name": one.plural, "singularName": one.kind.lower(), "namespaced": one.namespaced, "kind": one.kind}
        | {"verbs": _VERBS}
        for one in served
        if one.api_version == api_version
    ]
    if not found:
        return None
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api_version, "resources": found}
