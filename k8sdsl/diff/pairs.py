"""Which object of the new set is which of the old one: by identity, the hash in the name, the name, or the content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.gitops.order.dependencies import OfferedName, key_of
from k8sdsl.semantics.content_hash import HASH_LENGTH, HASH_LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.tree import Tree


class Pair(NamedTuple):
    """The two states of one object; None for a state in which it does not exist."""

    old: Tree | None
    new: Tree | None


def pair(before: list[Tree], after: list[Tree]) -> list[Pair]:
    """All objects of both sets in the order of the new one, with the removed ones at the end."""
    held: dict[OfferedName, list[Tree]] = {}
    for tree in before:
        held.setdefault(key_of(tree), []).append(tree)
    pairs = []
    for tree in after:
        same = held.get(key_of(tree))
        pairs.append(Pair(same.pop(0) if same else None, tree))
    gone = [tree for trees in held.values() for tree in trees]
    new = [one.new for one in pairs if one.old is None and one.new is not None]
    renames = dict(_renames(gone, new)) if gone and new else {}
    renamed = {id(old) for old in renames.values()}
    pairs = [Pair(renames.get(id(one.new)), one.new) if one.old is None else one for one in pairs]
    return pairs + [Pair(tree, None) for tree in gone if id(tree) not in renamed]


def between_environments(before: list[Tree], after: list[Tree]) -> list[Pair]:
    """As `pair`, for two environments: the old objects are in the namespaces of the new ones."""
    return [
        Pair(at_home(one.old, one.new), one.new) if one.old is not None and one.new is not None else one
        for one in the_namespaces(pair(before, after))
    ]


def at_home(old: Tree, new: Tree) -> Tree:
    """The old object with the namespace of the new one, for comparing two environments."""
    metadata, place = old.get("metadata"), new.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(place, dict):
        return old
    step = "name" if old.get("kind") == "Namespace" else "namespace"
    return {**old, "metadata": {**metadata, step: place[step]}} if step in place and step in metadata else old


def the_namespaces(pairs: list[Pair]) -> list[Pair]:
    """The pairs, with the one removed namespace and the one added namespace as a pair."""
    gone = [one.old for one in pairs if one.new is None and one.old is not None and one.old.get("kind") == "Namespace"]
    came = [one.new for one in pairs if one.old is None and one.new is not None and one.new.get("kind") == "Namespace"]
    if len(gone) != 1 or len(came) != 1:
        return pairs
    rest = [one for one in pairs if one.old is not gone[0]]
    return [Pair(gone[0], one.new) if one.new is came[0] else one for one in rest]


def _renames(gone: list[Tree], new: list[Tree]) -> Iterator[tuple[int, Tree]]:
    """The old identity for that of a new object; the most certain match first."""
    open_old, open_new = dict(enumerate(gone)), dict(enumerate(new))
    for likeness in (_same_content_and_base, _same_base, _same_name, _same_content):
        index: dict[object, list[int]] = {}
        for number, tree in open_old.items():
            index.setdefault(likeness(tree), []).append(number)
        for number, tree in list(open_new.items()):
            candidates = index.get(likeness(tree))
            if candidates:
                yield id(tree), open_old.pop(candidates.pop(0))
                del open_new[number]


def _same_base(tree: Tree) -> object:
    key = key_of(tree)
    return key._replace(name=base_name(key.name))


def _same_content_and_base(tree: Tree) -> object:
    return _same_base(tree), _content(tree)


def _same_name(tree: Tree) -> object:
    """In any namespace."""
    key = key_of(tree)
    return key._replace(namespace="", name=base_name(key.name))


def _same_content(tree: Tree) -> object:
    """The object without its name and namespace; an object with nothing else is unlike any other."""
    content = _content(tree)
    rest = {key for key in tree if key not in {"apiVersion", "kind", "metadata"}}
    return (key_of(tree)._replace(name="", namespace=""), content) if rest else id(tree)


def _content(tree: Tree) -> str:
    metadata = tree.get("metadata")
    if isinstance(metadata, dict):
        metadata = {key: value for key, value in metadata.items() if key not in {"name", "namespace"}}
    return repr(_sorted({**tree, "metadata": metadata}))


def _sorted(value: Any) -> Any:
    """The value with maps as sorted pairs: their order makes no difference."""
    if isinstance(value, dict):
        return sorted(((str(key), _sorted(item)) for key, item in value.items()), key=lambda pair: pair[0])
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def base_name(name: str) -> str:
    """A name without the hash suffix that kustomize adds to the names of generated objects."""
    base, dash, end = name.rpartition("-")
    return base if dash and len(end) == HASH_LENGTH and HASH_LETTERS.issuperset(end) else name
