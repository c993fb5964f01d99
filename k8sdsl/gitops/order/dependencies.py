"""What an object requires before it works: its namespace, the definition of its kind, and the objects that it names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from attrs import field, frozen

from k8sdsl.identity import ObjectRef
from k8sdsl.project.names import find_root
from k8sdsl.project.settings import read_config
from k8sdsl.system.graph import graph_of
from k8sdsl.system.members import Member
from k8sdsl.system.reading import is_clustered
from k8sdsl.tree import get

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Reference
    from k8sdsl.tree import Tree

_LATER = ("metadata/", "rules", "spec/nodeName")
"""Fields that name objects which may be created later, or which the cluster has."""


class OfferedName(NamedTuple):
    """An object as others name it: its kind as the table of references spells it, and no version.

    A custom kind has a key as well, for its definition: `@kind`, and the kind for its name.
    """

    kind: str
    namespace: str
    name: str


@frozen
class Facts:
    """What an environment offers to others, and what it needs from others.

    `cluster_kinds` are group and kind of its cluster-scoped objects; `namespaces` are those of the others, `default`
    for an object that has none.
    """

    offers: frozenset[OfferedName] = field(factory=frozenset, repr=False)
    takes: frozenset[OfferedName] = field(factory=frozenset, repr=False)
    cluster_kinds: frozenset[tuple[str, str]] = field(factory=frozenset, repr=False)
    namespaces: frozenset[str] = field(factory=frozenset, repr=False)


def project_graph(trees: Iterable[Tree]) -> Graph:
    """The graph of plain trees, with the references that the settings of the project add to the table."""
    return graph_of(trees, read_config(find_root(Path.cwd())).references)


def facts_of(trees: Iterable[Tree]) -> Facts:
    """The facts of one environment."""
    graph = project_graph(trees)
    offers = frozenset(key for member in graph.members for key in offers_of(member, graph))
    takes = frozenset(key for member in graph.members for key in needs_of(member)) - offers
    refs = [(member, ObjectRef.of(member.tree)) for member in graph.members]
    cluster_kinds = frozenset((ref.group, ref.kind) for member, ref in refs if not member.namespace)
    namespaces = frozenset(member.namespace for member in graph.members if member.namespace)
    return Facts(offers, takes, cluster_kinds, namespaces)


def key_of(tree: Tree) -> OfferedName:
    """The key of an object itself."""
    return _key(Member(tree))


def _key(member: Member) -> OfferedName:
    return OfferedName(member.kind, member.namespace, member.name)


def offers_of(member: Member, graph: Graph) -> Iterator[OfferedName]:
    """The object's own key, the kind that it defines, and the objects that an operator makes of it."""
    yield _key(member)
    yield from (OfferedName(offer.kind, offer.namespace, offer.name) for offer in graph.made_by(member))
    if member.kind == "CustomResourceDefinition":
        yield OfferedName("@kind", "", f"{get(member.spec, ('names', 'kind'))}.{member.spec.get('group')}")


def needs_of(member: Member) -> set[OfferedName]:
    """The keys of what must exist for this object, whether anything offers them or not."""
    needs = {key for reference in member.uses if is_needed_first(reference) for key in _keys(reference)}
    if member.namespace and member.placed:
        needs.add(OfferedName("Namespace", "", member.namespace))
    if "." in member.kind:
        needs.add(OfferedName("@kind", "", member.kind))
    needs.discard(_key(member))
    return needs


def is_needed_first(reference: Reference) -> bool:
    """Whether the object that a reference names must exist before the object that refers to it."""
    return not (reference.field.makes or reference.anywhere or reference.field.path.startswith(_LATER))


def _keys(reference: Reference) -> Iterator[OfferedName]:
    for kind in reference.kinds:
        yield OfferedName(kind, "" if is_clustered(kind) else reference.namespace, reference.name)
