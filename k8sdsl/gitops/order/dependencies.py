"""What an object needs before it can work: its namespace, the definition of its kind, and the objects that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import field, frozen

from k8sdsl.errors import OverlayError
from k8sdsl.identity import ObjectRef, split_api_version
from k8sdsl.kube.field_specs import Route, route_of, visit
from k8sdsl.kube.kinds import is_builtin_group
from k8sdsl.kube.references.renaming import NAME_REFERENCES
from k8sdsl.kube.scope import DEFAULT_NAMESPACE, is_cluster_scoped
from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.tree import Tree


class Key(NamedTuple):
    """An object as others name it: no version, and no namespace for what lives outside of them.

    A custom kind has a key as well: that of its definition, with `@kind` for the kind.
    """

    group: str
    kind: str
    namespace: str
    name: str


class _Route(NamedTuple):
    """One field that may name an object of one kind."""

    plan: Route
    group: str
    kind: str
    cluster_scoped: bool


@frozen
class Facts:
    """What an environment offers to others, and what it takes from outside of itself.

    `cluster_kinds` are group and kind of its objects outside of namespaces; `namespaces` are those of the others,
    `default` where an object says none.
    """

    offers: frozenset[Key] = field(factory=frozenset, repr=False)
    takes: frozenset[Key] = field(factory=frozenset, repr=False)
    cluster_kinds: frozenset[tuple[str, str]] = field(factory=frozenset, repr=False)
    namespaces: frozenset[str] = field(factory=frozenset, repr=False)


def facts_of(trees: Iterable[Tree]) -> Facts:
    """The facts of one environment."""
    trees = list(trees)
    offers = frozenset(key for tree in trees for key in offers_of(tree))
    takes = frozenset(key for tree in trees for key in needs_of(tree)) - offers
    cluster_kinds, namespaces = set(), set()
    for tree in trees:
        ref = ObjectRef.of(tree)
        if is_cluster_scoped(ref.api_version, ref.kind):
            cluster_kinds.add((ref.group, ref.kind))
        else:
            namespaces.add(ref.namespace or DEFAULT_NAMESPACE)
    return Facts(offers, takes, frozenset(cluster_kinds), frozenset(namespaces))


def key_of(tree: Tree) -> Key:
    """The key of an object itself."""
    ref = ObjectRef.of(tree)
    namespace = "" if is_cluster_scoped(ref.api_version, ref.kind) else ref.namespace
    return Key(ref.group, ref.kind, namespace, ref.name)


def offers_of(tree: Tree) -> Iterator[Key]:
    """The object's own key, the kind that it defines, and the Secret that an operator makes of it."""
    own = key_of(tree)
    yield own
    path = _MAKES_SECRETS.get((own.group, own.kind))
    if path is not None:
        name = get(tree, path) or own.name
        yield Key("", "Secret", own.namespace, str(name))
    if tree.get("kind") == "CustomResourceDefinition":
        spec = tree.get("spec")
        names = spec.get("names") if isinstance(spec, dict) else None
        if isinstance(spec, dict) and isinstance(names, dict):
            yield Key(str(spec.get("group", "")), "@kind", "", str(names.get("kind", "")))


_MAKES_SECRETS = {
    ("bitnami.com", "SealedSecret"): ("spec", "template", "metadata", "name"),
    ("external-secrets.io", "ExternalSecret"): ("spec", "target", "name"),
    ("cert-manager.io", "Certificate"): ("spec", "secretName"),
}
"""Where well-known custom resources name the Secret that their operator makes; their own name where they do not."""


def needs_of(tree: Tree) -> set[Key]:
    """The keys of what must be there for this object; whether anything offers them is not asked."""
    own = key_of(tree)
    needs = set()
    if own.namespace:
        needs.add(Key("", "Namespace", "", own.namespace))
    if not is_builtin_group(own.group):
        needs.add(Key(own.group, "@kind", "", own.kind))
    for route in _routes(str(tree.get("apiVersion", "")), own.kind):
        needs.update(_named(tree, route, own.namespace))
    if (own.group, own.kind) == ("external-secrets.io", "ExternalSecret"):
        kind = str(get(tree, ("spec", "secretStoreRef", "kind")) or "SecretStore")
        place = "" if kind.startswith("Cluster") else own.namespace
        needs.add(Key(own.group, kind, place, str(get(tree, ("spec", "secretStoreRef", "name")))))
    needs.discard(own)
    return needs


def _named(tree: Tree, route: _Route, namespace: str) -> set[Key]:
    found: set[Key] = set()

    def note(container: Any, key: Any) -> None:
        value = container[key]
        of_kind = container.get("kind") if key == "name" else None
        for item in value if isinstance(value, list) else [value]:
            name, place, kind = item, namespace, of_kind
            if isinstance(item, dict):
                name, place, kind = item.get("name"), item.get("namespace") or namespace, item.get("kind")
            if isinstance(name, str) and name and kind in {None, route.kind}:
                found.add(Key(route.group, route.kind, "" if route.cluster_scoped else str(place), name))

    try:
        visit(tree, route.plan, None, note)
    except OverlayError:
        return found  # a field that is no map is for the checks to tell
    return found


def _routes(api_version: str, kind: str) -> tuple[_Route, ...]:
    held = _ROUTES.get((api_version, kind))
    if held is None:
        held = _ROUTES[api_version, kind] = tuple(_worked_out(api_version, kind))
    return held


def _worked_out(api_version: str, kind: str) -> Iterator[_Route]:
    group, version = split_api_version(api_version)
    for row in NAME_REFERENCES:
        for spec in row.referrers:
            if spec.fits(group, version, kind) and not spec.path.startswith(("rules/", "metadata/")):
                target = _GROUPS.get(row.kind, row.group)
                target_version = f"{target}/{row.version or 'v1'}" if target else "v1"
                yield _Route(route_of(spec), target, row.kind, is_cluster_scoped(target_version, row.kind))


_GROUPS = {
    **dict.fromkeys(("Deployment", "StatefulSet", "ReplicaSet", "DaemonSet"), "apps"),
    **dict.fromkeys(("Role", "ClusterRole"), "rbac.authorization.k8s.io"),
    "Gateway": "gateway.networking.k8s.io",
}
"""The groups of kinds that kustomize's table of references names without one."""

_ROUTES: dict[tuple[str, str], tuple[_Route, ...]] = {}
