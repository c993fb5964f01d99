"""Finds the declaration of an overlay that set the field of a finding.

A build keeps no record of changes, so tracing costs nothing until there is a finding. Then the overlay is applied once
more with a tracer, which reads the fields in question after every step.
"""

from __future__ import annotations

from k8sdsl.locations.manifest_paths import manifest_path
from k8sdsl.tree import get

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from k8sdsl.finding import Finding
    from k8sdsl.locations.source import Source
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.tree import FieldPath, Tree

    Locate = Callable[[Manifest, FieldPath], Source | None]

MOST_PATHS = 200
"""The most fields that are traced; further findings keep the place where their object was created."""


class Item(str):
    """A step of a path that means the item of a list with this name, wherever it is; now at `position`."""

    __slots__ = ("position",)
    position: int


class Tracer:
    """Watches fields of all objects through the steps of a build, and keeps the steps that changed each.

    Items of lists are followed by their names: a patch can move them. `paths` are paths of `named`.
    """

    def __init__(self, paths: Iterable[FieldPath]) -> None:
        self.paths = tuple(paths)
        self.visits = 0
        self._starts: dict[tuple[str | int, ...], list[FieldPath]] = {}
        for path in self.paths:
            self._starts.setdefault(path[:2], []).append(path)
            if len(path) > 1:
                self._starts.setdefault((path[0], _ANY), []).append(path)
        self._trees: dict[int, str] = {}
        self._held: dict[int, dict[FieldPath, None]] = {}
        self._names: dict[int, _Names] = {}
        self._steps: dict[tuple[int, FieldPath], list[Source | None]] = {}
        self._values: dict[tuple[int, FieldPath], str] = {}
        self._made: dict[tuple[int, FieldPath], FieldPath] = {}

    def look(self, manifests: ManifestSet, locate: Locate | None = None) -> None:
        """Compares the fields with their former values; `locate` returns the place of the step in between."""
        for manifest in manifests:
            tree = repr(manifest.tree)
            if self._trees.get(id(manifest)) != tree:  # most steps change few objects
                self._trees[id(manifest)] = tree
                self._look_at(manifest, locate)

    def _look_at(self, manifest: Manifest, locate: Locate | None) -> None:
        held = self._held.setdefault(id(manifest), {})
        held.update(dict.fromkeys(self._occurring(manifest.tree)))
        names: dict[int, _Names] = {}
        for path in held:
            self.visits += 1
            key, now = (id(manifest), path), _now(manifest.tree, path, names)
            value = repr(get(manifest.tree, now, _NOTHING))
            if locate is not None and self._values.get(key, _ABSENT) != value:
                self._steps.setdefault(key, []).append(locate(manifest, now))
            self._values[key] = value
            self._made.setdefault(key, now)

    def _occurring(self, tree: Tree) -> Iterator[FieldPath]:
        """The paths that an object may have, by their first two steps: objects of a set have few of all paths."""
        starts = self._starts
        yield from starts.get((), ())
        for key, value in tree.items():
            yield from starts.get((key,), ())
            for inner in value if type(value) is dict else (_ANY,):
                yield from starts.get((key, inner), ())

    def copied(self, manifest: Manifest, made: Manifest) -> None:
        """Must be called for the copy of an object: what set its fields set those of the copy."""
        self._held[id(made)] = dict(self._held.get(id(manifest), ()))
        self._trees.pop(id(made), None)
        for path in self._held[id(made)]:
            held, key = (id(manifest), path), (id(made), path)
            if held in self._steps:
                self._steps[key] = list(self._steps[held])
            if held in self._values:
                self._values[key] = self._values[held]
                self._made[key] = self._made[held]

    def setter(self, manifest: Manifest, path: FieldPath) -> Source | None:
        """The place of the last step that set a field; None if no step did."""
        steps = self._steps.get((id(manifest), named(manifest.tree, path, self._names)))
        return steps[-1] if steps else None

    def setters(self, manifest: Manifest, path: FieldPath) -> list[Source]:
        """The places of all steps that set a field, the last one first."""
        steps = self._steps.get((id(manifest), named(manifest.tree, path, self._names)), ())
        return [source for source in reversed(steps) if source is not None]

    def made(self, manifest: Manifest, path: FieldPath) -> FieldPath:
        """The path that a field had when its object was made."""
        return self._made.get((id(manifest), named(manifest.tree, path, self._names)), path)


class _Names:
    """The items of a list by their names: how many have each, and the position of the first one."""

    __slots__ = ("counts", "first", "items")

    def __init__(self, items: list[Any]) -> None:
        self.items = items  # kept, so that no other list gets its id
        self.counts: dict[str, int] = {}
        self.first: dict[str, int] = {}
        for number, item in enumerate(items):
            name = item.get("name") if isinstance(item, dict) else None
            if isinstance(name, str):
                self.counts[name] = self.counts.get(name, 0) + 1
                self.first.setdefault(name, number)


def _names_of(items: list[Any], known: dict[int, _Names]) -> _Names:
    """The names of a list, read once for all paths through it."""
    return known.get(id(items)) or known.setdefault(id(items), _Names(items))


def named(tree: Any, path: FieldPath, known: dict[int, _Names] | None = None) -> FieldPath:
    """A path of an object with items of lists by their names, where these are unique.

    `known` are the names in lists so far, which do not change in between.
    """
    known = {} if known is None else known
    steps: list[str | int] = []
    for step in path:
        item = tree[step] if isinstance(step, int) and isinstance(tree, list) and step < len(tree) else None
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, str) and _names_of(tree, known).counts[name] == 1:
            named_step = Item(name)
            named_step.position = int(step)
            steps.append(named_step)
        else:
            steps.append(step)
        tree = get(tree, (step,))
    return tuple(steps)


def _now(tree: Any, path: FieldPath, known: dict[int, _Names]) -> FieldPath:
    """The path with the positions that items have in an object; an item without that name there keeps its own."""
    steps: list[str | int] = []
    for step in path:
        at = step
        if isinstance(step, Item):
            at = _names_of(tree, known).first.get(step, step.position) if isinstance(tree, list) else step.position
        steps.append(at)
        tree = get(tree, (at,))
    return tuple(steps)


def blamed(findings: Sequence[Finding], built: ManifestSet, again: Callable[[Tracer], ManifestSet]) -> list[Finding]:
    """The findings of a build, each with the place that set its field. `again` builds once more with a tracer."""
    trees = {manifest.ref: manifest.tree for manifest in built}
    found_in = [(trees.get(finding.ref, {}), finding.path) for finding in findings]
    known: dict[int, _Names] = {}
    paths = dict.fromkeys(named(tree, manifest_path(tree, path), known) for tree, path in found_in)
    tracer = Tracer(list(paths)[:MOST_PATHS])
    manifests = {manifest.ref: manifest for manifest in again(tracer)}
    return [_blame_one(finding, manifests.get(finding.ref), tracer) for finding in findings]


def _blame_one(finding: Finding, manifest: Manifest | None, tracer: Tracer) -> Finding:
    if manifest is None:
        return finding
    path = manifest_path(manifest.tree, finding.path)
    source = tracer.setter(manifest, path)
    made = tracer.made(manifest, path)
    if source is None and made != path and manifest.origin is not None:
        source = manifest.origin.locate(made)  # a patch has moved the item
    return finding.replace(source=source) if source is not None else finding


_ANY = "*"
"""Stands for the second step of paths below a key whose value is not a map."""
_NOTHING: Any = object()
_ABSENT = repr(_NOTHING)
