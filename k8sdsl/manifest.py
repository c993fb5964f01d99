"""Manifests on their way through a build: one object each, and the ordered set of them."""

from __future__ import annotations

from k8sdsl.identity import GroupVersionKind, ObjectRef, split_api_version

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from k8sdsl.locations.source import Origin
    from k8sdsl.tree import Tree


class SharedEntries:
    """Entries of several maps of an object that kustomize keeps as one value; each map is at the end of a route."""

    __slots__ = ("maps", "values")

    def __init__(self, values: dict[str, Any], maps: list[tuple[Any, Tree]]) -> None:
        self.values = values
        self.maps = maps


class Manifest:
    """One object: its plain tree, its origin, and the names that it had earlier in this build.

    A build owns its trees: transforms can change them in place because the loader created new ones. `former` holds the
    identities that the object had before transforms renamed it, oldest first; targets and references can use any of
    them. `prefixes` and `suffixes` were added around the name, innermost first. With `needs_hash`, a hash of the
    content is appended to the name at the end. `blanks` are pairs of a map and a key that was written without a value,
    if that makes a difference, and `shared` the entries that kustomize keeps as one value in several maps.
    """

    __slots__ = ("blanks", "former", "needs_hash", "origin", "prefixes", "shared", "suffixes", "tree")

    def __init__(self, tree: Tree, origin: Origin | None = None, former: tuple[ObjectRef, ...] = ()) -> None:
        self.tree = tree
        self.origin = origin
        self.former = former
        self.prefixes: tuple[str, ...] = ()
        self.suffixes: tuple[str, ...] = ()
        self.needs_hash = False
        self.blanks: tuple[tuple[Tree, str], ...] = ()
        self.shared: Sequence[SharedEntries] = ()

    @property
    def ref(self) -> ObjectRef:
        """The current identity of the object."""
        return ObjectRef.of(self.tree)

    @property
    def original(self) -> ObjectRef:
        """The first identity of the object."""
        return self.former[0] if self.former else ObjectRef.of(self.tree)

    def copy(self) -> Manifest:
        """The same object with a tree of its own."""
        from k8sdsl.tree import copy_tree

        tree = copy_tree(self.tree)
        made = Manifest(tree, self.origin, self.former)
        made.prefixes, made.suffixes, made.needs_hash = self.prefixes, self.suffixes, self.needs_hash
        if self.blanks or self.shared:  # they hold maps of the tree
            twins: dict[int, Tree] = {}
            _find_twins(self.tree, tree, twins)
            made.blanks = tuple((twins[id(own)], key) for own, key in self.blanks if id(own) in twins)
            made.shared = [
                SharedEntries(dict(one.values), [(at, twins[id(own)]) for at, own in one.maps if id(own) in twins])
                for one in self.shared
            ]
        return made

    def remember(self) -> None:
        """Records the current identity before a transform changes it."""
        ref = ObjectRef.of(self.tree)
        if not self.former or self.former[-1] != ref:
            self.former = (*self.former, ref)

    @property
    def gvk(self) -> GroupVersionKind:
        """The group, version and kind of the object."""
        return GroupVersionKind.of(self.tree)

    @property
    def kind(self) -> str:
        """The kind, or an empty string."""
        kind = self.tree.get("kind")
        return kind if isinstance(kind, str) else ""

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata for reading; a new empty map if the tree has none."""
        metadata = self.tree.get("metadata")
        return metadata if isinstance(metadata, dict) else {}

    @property
    def name(self) -> str:
        """The name, or an empty string."""
        name = self.metadata.get("name")
        return name if isinstance(name, str) else ""

    @property
    def namespace(self) -> str:
        """The namespace in the tree, or an empty string."""
        namespace = self.metadata.get("namespace")
        return namespace if isinstance(namespace, str) else ""

    def __repr__(self) -> str:
        return f"Manifest({self.ref})"


def _find_twins(tree: Any, twin: Any, twins: dict[int, Tree]) -> None:
    """Finds for each map of a tree, by its `id`, the one in a copy of the tree."""
    if isinstance(tree, dict):
        twins[id(tree)] = twin
        for key, value in tree.items():
            if isinstance(value, (dict, list)):
                _find_twins(value, twin[key], twins)
    elif isinstance(tree, list):
        for one, other in zip(tree, twin, strict=True):
            _find_twins(one, other, twins)


class ManifestSet:
    """The objects of one build, in order."""

    __slots__ = ("_by_name", "_manifests")

    def __init__(self, manifests: Iterable[Manifest] = ()) -> None:
        self._manifests = list(manifests)
        self._by_name: dict[str, list[Manifest]] | None = None

    def __iter__(self) -> Iterator[Manifest]:
        return iter(self._manifests)

    def __len__(self) -> int:
        return len(self._manifests)

    def __getitem__(self, index: int) -> Manifest:
        return self._manifests[index]

    def append(self, manifest: Manifest) -> None:
        """Adds one object at the end."""
        self._manifests.append(manifest)
        if self._by_name is not None:
            _enter(self._by_name, manifest)

    def extend(self, manifests: Iterable[Manifest]) -> None:
        """Adds objects at the end, in order."""
        self._manifests.extend(manifests)
        self._by_name = None

    def replace(self, manifests: Iterable[Manifest]) -> None:
        """Replaces all objects with others, or with the same in another order."""
        self._manifests = list(manifests)
        self._by_name = None

    def remove(self, manifest: Manifest) -> None:
        """Removes one object."""
        self._manifests.remove(manifest)
        if self._by_name is not None:
            held = [self._by_name.get(name, []) for name in _names(manifest)]
            if all(manifest in one for one in held):
                for one in held:
                    one.remove(manifest)
            else:
                self._by_name = None

    def named(self, name: str) -> Sequence[Manifest]:
        """The objects that have or had this name, in order; from an index that is built on first use."""
        if self._by_name is None:
            index: dict[str, list[Manifest]] = {}
            for manifest in self._manifests:
                _enter(index, manifest)
            self._by_name = index
        return self._by_name.get(name, ())

    def names_changed(self) -> None:
        """Must be called after names change, so that `named` finds the objects again."""
        self._by_name = None

    def renamed(self, manifest: Manifest, former: str) -> None:
        """Must be called after one object is renamed; its former name stays in the index if it is remembered."""
        if self._by_name is None or manifest.name == former:
            return
        if manifest.name not in self._by_name and former in _names(manifest):
            self._by_name[manifest.name] = [manifest]
        else:
            self._by_name = None

    def duplicates(self) -> Iterator[tuple[Manifest, Manifest]]:
        """Pairs of objects with one identity (group, kind, namespace, name): the first, and each later one."""
        first: dict[tuple[str, str, str, str], Manifest] = {}
        for manifest in self._manifests:
            metadata = manifest.tree.get("metadata")
            if type(metadata) is not dict or "name" not in metadata:
                continue  # generateName: the server generates a unique name
            api_version, kind, namespace, name = ObjectRef.of(manifest.tree)
            held = first.setdefault((split_api_version(api_version)[0], kind, namespace, name), manifest)
            if held is not manifest:
                yield held, manifest


def _enter(index: dict[str, list[Manifest]], manifest: Manifest) -> None:
    """Indexes one object under every name that it has or had."""
    for name in _names(manifest):
        index.setdefault(name, []).append(manifest)


def _names(manifest: Manifest) -> Iterable[str]:
    """The names that an object has or had, each once."""
    if not manifest.former:
        return (manifest.name,)
    return dict.fromkeys([manifest.name, *[ref.name for ref in manifest.former]])
