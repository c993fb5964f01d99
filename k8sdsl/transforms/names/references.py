"""Updates the fields that name other objects after those are renamed."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import split_api_version
from k8sdsl.kube.kinds import CLUSTER, effective_namespace
from k8sdsl.lazy import remembered
from k8sdsl.locations.secret_values import described
from k8sdsl.transforms.field_routes import split_field_path

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from k8sdsl.kube.references.renaming import NameReferences
    from k8sdsl.manifest import Manifest, ManifestSet

    _Trie = dict[str, tuple[list[NameReferences], dict[str, Any]]]
    """For each step of a path: the objects that the field itself can name, and the steps below it."""


def apply(manifests: ManifestSet, table: Sequence[NameReferences] | None = None) -> None:
    """Updates the names (and namespaces) that refer to objects which were renamed or moved in this build.

    Without a table, every known reference is updated. Raises OverlayError if a name matches several objects. Must be
    called once, when all names are final. Answers for kustomize's nameReference transformer.
    """
    kinds = {ref.kind for manifest in manifests for ref in manifest.former}
    if not kinds:
        return
    # Only kinds of renamed objects can have references to update.
    table = tuple(row for row in table or _every() if row.kind in kinds or not row.kind)
    tries: dict[tuple[Any, str], _Trie] = {}
    referrers: list[tuple[Manifest, _Trie]] = []
    for manifest in manifests:
        key = (manifest.tree.get("apiVersion"), manifest.original.kind)
        trie = tries.get(key)
        if trie is None:
            trie = tries[key] = _trie(table, *key)
        if trie:
            referrers.append((manifest, trie))
    renamed = _Renamed(manifests, {kind for trie in tries.values() for kind in _kinds_in(trie)})
    for manifest, trie in referrers:
        _walk(manifest.tree, trie, _Referrer(manifest, renamed))


def _every() -> Sequence[NameReferences]:
    from k8sdsl.kube.references.renaming import NAME_REFERENCES

    return NAME_REFERENCES


def check_bindings(manifests: ManifestSet) -> None:
    """Raises OverlayError for a role binding with an empty namespace in a subject, as kustomize does."""
    for manifest in manifests:
        if manifest.tree.get("kind") == "RoleBinding":
            _service_account_namespaces(manifest)


def _trie(table: Sequence[NameReferences], api_version: Any, kind: str) -> _Trie:
    group, version = split_api_version(api_version)
    root: _Trie = {}
    for row in table:
        for spec in row.referrers:
            if not spec.fits(group, version, kind):
                continue
            level = root
            *steps, last = _steps(spec.path)
            for step in steps:
                level = level.setdefault(step, ([], {}))[1]
            level.setdefault(last, ([], {}))[0].append(row)
    return root


def _kinds_in(trie: _Trie) -> Iterator[str]:
    """The kinds of the objects that the fields can name."""
    for rows, below in trie.values():
        yield from [row.kind for row in rows]
        yield from _kinds_in(below)


@remembered(4096)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(step.removesuffix("[]") for step in split_field_path(path))


def _walk(node: Any, trie: _Trie, referrer: _Referrer) -> None:
    if type(node) is list:
        for item in node:
            _walk(item, trie, referrer)
        return
    if type(node) is not dict:
        if node is not None:
            field = next(iter(trie))
            raise OverlayError(
                f"`{field}` of {referrer.manifest.ref} should be a field of a map, not of {described(node)}",
                code="overlay/reference-field",
            )
        return
    for step, (rows, below) in trie.items():
        value = node.get(step)
        if value is None:
            continue
        if rows:
            for row in rows:
                _follow(node, step, row, referrer)
        if below:
            _walk(value, below, referrer)


def _follow(container: Any, key: Any, row: NameReferences, referrer: _Referrer) -> None:
    """Rewrites one field: a name, a map with a name, or a list of either."""
    if row.by_kind and container.get("kind", row.by_kind) != row.kind:
        return
    value = container[key]
    kind = type(value)
    if kind is str:
        found = referrer.find(value, row, key)
        if found is not None:
            container[key] = found.name
    elif kind is dict:
        _follow_map(value, row, referrer, key)
    elif kind is list:
        for index, item in enumerate(value):
            if type(item) is dict:
                _follow_map(item, row, referrer, key)
            elif type(item) is str:
                _follow(value, index, row, referrer)
            elif item is not None:
                raise OverlayError(
                    f"`{key}` of {referrer.manifest.ref} must be a list of names, but has {described(item)}",
                    code="overlay/reference-field",
                )


def _follow_map(reference: dict[str, Any], row: NameReferences, referrer: _Referrer, field: Any) -> None:
    name = reference.get("name")
    if name is None:
        raise OverlayError(f"`{field}` of {referrer.manifest.ref} has no `name`", code="overlay/reference-field")
    found = referrer.find(str(name), row, field, place=reference.get("namespace"), by_namespace=True)
    if found is None:
        return
    if found.name != name:
        reference["name"] = found.name
    if found.namespace:
        reference["namespace"] = found.namespace


class _Renamed:
    """The renamed objects of some kinds (of all, if one of these is empty), by each of their former names."""

    def __init__(self, manifests: ManifestSet, kinds: set[str]) -> None:
        self.by_name: dict[str, list[Manifest]] = {}
        self.by_place: dict[tuple[str, str], list[Manifest]] = {}
        self._moved: dict[str, set[str]] | None = None
        self._manifests = manifests
        for manifest in manifests:
            former = manifest.former
            if "" not in kinds and kinds.isdisjoint([ref.kind for ref in former]):
                continue
            place = place_of(manifest)
            for name in {ref.name for ref in former}:
                self.by_name.setdefault(name, []).append(manifest)
                self.by_place.setdefault((name, place), []).append(manifest)

    def originals_in(self, place: str) -> set[str]:
        """The current namespaces of objects whose first namespace was `place`."""
        if self._moved is None:
            self._moved = {}
            for manifest in self._manifests:
                self._moved.setdefault(original_place(manifest), set()).add(place_of(manifest))
        return self._moved.get(place, set())


class _Referrer:
    """One object that may name others, and the namespaces of these."""

    __slots__ = ("_namespace", "_service_accounts_in", "manifest", "renamed")

    def __init__(self, manifest: Manifest, renamed: _Renamed) -> None:
        self.manifest = manifest
        self.renamed = renamed
        self._namespace = ""
        self._service_accounts_in: set[str] = set()
        if manifest.kind == "RoleBinding":
            self._service_accounts_in = _service_account_namespaces(manifest)

    @property
    def namespace(self) -> str:
        """The current namespace of the referrer."""
        if not self._namespace:
            self._namespace = place_of(self.manifest)
        return self._namespace

    def find(
        self, name: str, row: NameReferences, field: Any, *, place: Any = None, by_namespace: bool = False
    ) -> Manifest | None:
        """The object that a field refers to by a name, or None; answers for kustomize's `selectReferral`."""
        if name not in self.renamed.by_name:
            return None
        candidates = self._within_reach(name)
        if by_namespace and place is not None:
            candidates = self._in_namespace(candidates, str(place))
        candidates = [c for c in candidates if _was(c, row.group, row.version, row.kind)]
        if field == "name" and candidates:
            candidates = self._of_role(candidates, row)
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        for lenient in (True, False):
            candidates = [c for c in candidates if _same_affixes(c, self.manifest, lenient=lenient)]
            if len(candidates) < 2:
                return candidates[0] if candidates else None
        if len({(c.name, c.namespace if by_namespace else "") for c in candidates}) == 1:
            return candidates[0]
        raise OverlayError(
            f"`{field}` of {self.manifest.ref} names `{name}`, which matches "
            f"{' and '.join(str(c.ref) for c in candidates)}",
            remedy="rename one of the objects in its own layer",
            code="overlay/ambiguous-name",
        )

    def _within_reach(self, name: str) -> list[Manifest]:
        here = self.namespace
        if here == CLUSTER:
            return self.renamed.by_name[name]
        by_place = self.renamed.by_place
        reach = [*by_place.get((name, here), ()), *by_place.get((name, CLUSTER), ())]
        for place in self._service_accounts_in:
            if place not in {here, CLUSTER}:
                reach += [
                    m for m in by_place.get((name, place), ()) if m.kind == "ServiceAccount" and m.namespace == place
                ]
        return reach

    def _in_namespace(self, candidates: list[Manifest], place: str) -> list[Manifest]:
        """The objects that were first in a namespace, or, if there are none, those that are in it now."""
        places = self.renamed.originals_in(place)
        here = self.namespace
        if place != CLUSTER and (places if here == CLUSTER else places & {here, CLUSTER, *self._service_accounts_in}):
            return [c for c in candidates if original_place(c) == place]
        found = [c for c in candidates if place_of(c) == place]
        # Overlays update references at every level, so a namespace can be an intermediate one.
        return found or [c for c in candidates if any(ref.namespace == place for ref in c.former[1:])]

    def _of_role(self, candidates: list[Manifest], row: NameReferences) -> list[Manifest]:
        if row.kind not in {"Role", "ClusterRole"}:
            return candidates
        role = self.manifest.tree.get("roleRef")
        if not isinstance(role, dict) or role.get("apiGroup") is None or role.get("kind") is None:
            return candidates
        return [c for c in candidates if _was(c, str(role["apiGroup"]), "", str(role["kind"]))]


def place_of(manifest: Manifest) -> str:
    """The current namespace of an object, for comparing."""
    ref = manifest.ref
    return effective_namespace(ref.api_version, ref.kind, ref.namespace)


def original_place(manifest: Manifest) -> str:
    """The first namespace of an object, for comparing."""
    ref = manifest.original
    return effective_namespace(ref.api_version, ref.kind, ref.namespace)


def _was(manifest: Manifest, group: str, version: str, kind: str) -> bool:
    """Whether one of an object's former identities is of a kind; group and version are the current ones."""
    if kind and all(ref.kind != kind for ref in manifest.former):
        return False
    if not group and not version:
        return True
    its_group, its_version = split_api_version(manifest.tree.get("apiVersion"))
    return group in {"", its_group} and version in {"", its_version}


def _same_affixes(one: Manifest, other: Manifest, *, lenient: bool) -> bool:
    return _same_end(one.prefixes, other.prefixes, lenient=lenient) and _same_end(
        one.suffixes, other.suffixes, lenient=lenient
    )


def _same_end(one: tuple[str, ...], other: tuple[str, ...], *, lenient: bool) -> bool:
    if not one or not other:
        return lenient or one == other
    length = min(len(one), len(other))
    return one[-length:] == other[-length:]


def _service_account_namespaces(manifest: Manifest) -> set[str]:
    subjects: Iterable[Any] = manifest.tree.get("subjects") or ()
    found = set()
    for subject in subjects:
        if isinstance(subject, dict) and "namespace" in subject and subject.get("kind") == "ServiceAccount":
            if not isinstance(subject["namespace"], str):
                raise OverlayError(
                    f"a subject of {manifest.ref} has an empty `namespace`",
                    remedy="remove `namespace`",
                    code="overlay/reference-field",
                )
            found.add(subject["namespace"])
    return found
