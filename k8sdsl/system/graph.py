"""The graph of a set: its objects, the references between them, and what their selectors match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.references.standing import is_standing
from k8sdsl.semantics.content_hash import HASH_LENGTH, HASH_LETTERS
from k8sdsl.system.labels import LabelIndex
from k8sdsl.system.members import Member
from k8sdsl.system.nearness import NameIndex
from k8sdsl.system.offers import offers_of
from k8sdsl.system.places import NAME_LABEL, namespaces_of
from k8sdsl.system.reading import ReferenceReader, is_clustered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8sdsl.kube.references.field import ReferenceField
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.system.members import Reference, Selection
    from k8sdsl.system.offers import Offer
    from k8sdsl.tree import Tree

ObjectKey = tuple[str, str, str]
"""Kind, namespace and name."""


class Graph:
    """All objects of a set and the references between them.

    `rows` are further rows of the table of references. Without `one_set`, objects of different files may be
    alternatives, and are not compared with each other. `offers` are the objects that controllers make of those of the
    set. An object that the set defines several times is found by its first definition; `all_at` gives every one.
    """

    def __init__(self, members: Iterable[Member], rows: Iterable[ReferenceField] = (), *, one_set: bool = True) -> None:
        self.members = list(members)
        self.one_set = one_set
        self.reader = ReferenceReader(rows)
        self._at: dict[ObjectKey, list[Member]] = {}
        self._by_kind: dict[str, list[Member]] = {}
        self.offers: dict[ObjectKey, Offer] = {}
        self._made: dict[int, list[Offer]] = {}
        self.places: set[str] = set()
        self._pods: LabelIndex | None = None
        self._labels: dict[str, LabelIndex] = {}
        self._names_of: dict[tuple[str, str], list[str]] = {}
        self._indexes: dict[tuple[str, str], NameIndex] = {}
        self._hashed: dict[ObjectKey, list[str]] | None = None
        self._selected: dict[tuple[str, ...], Sequence[Member]] = {}
        self._named: dict[str, dict[str, list[Member]]] = {}
        self._addresses: list[Reference] | None = None
        self._unresolved: list[Reference] | None = None
        self._fronts: dict[int, list[Member]] | None = None
        for member in self.members:
            if member.name:
                self._at.setdefault((member.kind, member.namespace, member.name), []).append(member)
            self._by_kind.setdefault(member.kind, []).append(member)
            self.places.add(member.name if member.kind == "Namespace" else member.namespace)
            self.reader.read(member)
        for offer in (offer for member in self.members for offer in offers_of(member)):
            self.offers[offer.kind, offer.namespace, offer.name] = offer
            self._made.setdefault(id(offer.maker), []).append(offer)
        for member in self.members:
            for reference in member.uses:
                self._resolve(reference)

    def _resolve(self, reference: Reference) -> None:
        for kind in reference.kinds:
            found = self.lookup(reference, kind)
            if found is not None:
                reference.target = found
                found.users.append(reference)
                return

    def lookup(self, reference: Reference, kind: str) -> Member | None:
        """The object of a kind that a reference means."""
        if reference.anywhere:
            return next((one for one in self.named(kind, reference.name)), None)
        return self.find(kind, "" if is_clustered(kind) else reference.namespace, reference.name)

    def find(self, kind: str, namespace: str, name: str) -> Member | None:
        """The object of a kind (in the spelling of the table), namespace and name."""
        found = self._at.get((kind, namespace, name))
        return found[0] if found else None

    def all_at(self, member: Member) -> Sequence[Member]:
        """Every definition of the object that a member defines."""
        return self._at.get((member.kind, member.namespace, member.name), (member,))

    def of_kind(self, kind: str) -> Sequence[Member]:
        """The objects of a kind, in the order of the set."""
        return self._by_kind.get(kind, ())

    def in_namespace(self, kind: str, namespace: str) -> Sequence[Member]:
        """The objects of a kind in one namespace."""
        return self.labelled(kind).in_place(namespace)

    def named(self, kind: str, name: str) -> Iterator[Member]:
        """The objects of a kind and name, in any namespace."""
        if kind not in self._named:
            self._named[kind] = {}
            for member in self.of_kind(kind):
                self._named[kind].setdefault(member.name, []).append(member)
        return iter(self._named[kind].get(name, ()))

    def names(self, kind: str, namespace: str) -> NameIndex:
        """The names of a kind in a namespace, of objects of the set and of those that controllers make."""
        if not self._names_of:
            for held, place, name in self.offers:
                self._names_of.setdefault((held, place), []).append(name)
            for member in self.members:
                self._names_of.setdefault((member.kind, member.namespace), []).append(member.name)
        key = (kind, namespace)
        if key not in self._indexes:
            self._indexes[key] = NameIndex(self._names_of.get(key, ()), kind)
        return self._indexes[key]

    def hashed(self, kind: str, namespace: str, name: str) -> Sequence[str]:
        """The names of a kind in a namespace that are a name with a hash of content behind it."""
        if self._hashed is None:
            self._hashed = {}
            for member in self.members:
                stem, _, ending = member.name.rpartition("-")
                if len(ending) == HASH_LENGTH and HASH_LETTERS.issuperset(ending):
                    self._hashed.setdefault((member.kind, member.namespace, stem), []).append(member.name)
        return self._hashed.get((kind, namespace, name), ())

    def made_by(self, member: Member) -> Sequence[Offer]:
        """What controllers make of an object."""
        return self._made.get(id(member), ())

    def has(self, reference: Reference) -> bool:
        """Whether the object that a reference names is in the set, is made from it, or exists in every cluster."""
        if reference.target is not None or reference.field.makes:
            return True
        return any(
            is_standing(kind, reference.name)
            or (kind, "" if is_clustered(kind) else reference.namespace, reference.name) in self.offers
            for kind in reference.kinds
        )

    def together(self, one: Member, other: Member) -> bool:
        """Whether two objects are meant for the same cluster; files of a folder may be alternatives."""
        return self.one_set or one.file == other.file

    def is_several(self, member: Member) -> bool:
        """Whether files that need not go together define an object several times, for several installations."""
        return not self.one_set and len(list(self.named(member.kind, member.name))) > 1

    def is_alternative(self, member: Member, reader: Member) -> bool:
        """Whether an object of other files has several definitions, so that it is uncertain which one is meant."""
        every = self.all_at(member)
        return not self.one_set and len(every) > 1 and all(one.file != reader.file for one in every)

    @property
    def references(self) -> Iterator[Reference]:
        """Every reference, by the order of the objects."""
        return (reference for member in self.members for reference in member.uses)

    @property
    def unresolved(self) -> Sequence[Reference]:
        """The references to objects that the set should have, does not have, and nothing makes."""
        if self._unresolved is None:
            self._unresolved = [
                one for one in self.references if one.target is None and not one.is_loose and not self.has(one)
            ]
        return self._unresolved

    @property
    def addresses(self) -> Sequence[Reference]:
        """The references that were read from texts; looked for when they are first asked for."""
        if self._addresses is None:
            from k8sdsl.system.addresses import references_in

            self._addresses = [one for member in self.members for one in references_in(member)]
            for reference in self._addresses:
                self._resolve(reference)
        return self._addresses

    @property
    def workloads(self) -> Iterator[Member]:
        """The objects that make pods, and pods."""
        return (member for member in self.members if member.pods is not None)

    @property
    def pods(self) -> LabelIndex:
        """The workloads by the labels of their pods."""
        if self._pods is None:
            self._pods = LabelIndex(self.workloads, lambda member: member.pods.labels if member.pods else {})
        return self._pods

    def labelled(self, kind: str) -> LabelIndex:
        """The objects of a kind by their labels."""
        if kind == "Pod":
            return self.pods
        if kind not in self._labels:
            self._labels[kind] = LabelIndex(self.of_kind(kind), lambda member: member.labels)
        return self._labels[kind]

    def selected(self, selection: Selection) -> Sequence[Member]:
        """The objects of the set that a selector matches, where it looks; equal selectors are evaluated once."""
        field = selection.field
        if field.namespaces != "own":
            return self._matched(selection)
        conditions = f"{sorted(selection.equals.items(), key=repr)}{selection.expressions}"
        key = (field.selects, selection.source.namespace, conditions)
        found = self._selected.get(key)
        if found is None:
            found = self._selected[key] = self._matched(selection)
        return found

    def _matched(self, selection: Selection) -> Sequence[Member]:
        index = self.labelled(selection.field.selects)
        return tuple(index.matching(selection, self.searched(selection)))

    def selects_any(self, selection: Selection) -> bool:
        """Whether a selector matches an object in the set, where it looks."""
        index = self.labelled(selection.field.selects)
        return next(index.matching(selection, self.searched(selection)), None) is not None

    def in_front_of(self, workload: Member) -> list[Member]:
        """The Services that select the pods of a workload."""
        if self._fronts is None:
            self._fronts = {}
            for service in self.of_kind("Service"):
                for one in (one for selection in service.selects for one in self.selected(selection)):
                    self._fronts.setdefault(id(one), []).append(service)
        return self._fronts.get(id(workload), [])

    def searched(self, selection: Selection) -> Iterable[str]:
        """The namespaces that a selector looks in, of those that have objects of the kind it selects."""
        return namespaces_of(selection, self.labelled(selection.field.selects).places, self.namespace_labels)

    def namespace_labels(self, namespace: str) -> Tree:
        """The labels of a namespace: those of its object, if the set has it, and its name, which the server adds."""
        member = self.find("Namespace", "", namespace)
        return {**(member.labels if member is not None else {}), NAME_LABEL: namespace}


def graph_of(trees: Iterable[Tree], rows: Iterable[ReferenceField] = ()) -> Graph:
    """The graph of plain trees."""
    return Graph([Member(tree) for tree in trees], rows)


def graph_of_manifests(manifests: ManifestSet, rows: Iterable[ReferenceField] = (), *, one_set: bool = True) -> Graph:
    """The graph of the objects of a build, which can say where each was written."""
    return Graph([Member(manifest.tree, manifest) for manifest in manifests], rows, one_set=one_set)
