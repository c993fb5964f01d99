"""The objects of a set, and the references and selectors that they have: the nodes and edges of its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.identity import ObjectRef, split_api_version
from k8sdsl.kube.kinds import DEFAULT_NAMESPACE, is_builtin_group, is_cluster_scoped
from k8sdsl.kube.references.field import ANYWHERE
from k8sdsl.kube.references.standing import CLUSTER_KINDS
from k8sdsl.kube.references.table import pod_spec_path
from k8sdsl.semantics.label_selector import requirements_of, selects
from k8sdsl.system.pods import pods_at
from k8sdsl.system.ways import path_of
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.kube.references.field import ReferenceField, SelectorField
    from k8sdsl.manifest import Manifest
    from k8sdsl.semantics.label_selector import Requirement
    from k8sdsl.system.ways import Way
    from k8sdsl.tree import FieldPath, Tree

_MADE_AT_RUN_TIME = ("metadata/ownerReferences", "rules", "spec/nodeName")


class Member:
    """One object of a set.

    `kind` is written as in the table of references (`Secret`, `Rollout.argoproj.io`). `namespace` is the one that the
    object is in, empty outside namespaces; `placed` says whether the object itself names it. `uses` are the references
    that the object makes, `selects` its selectors, and `users` the references that lead to it.
    """

    __slots__ = (
        *("_has_read_keys", "_keys", "kind", "manifest", "name", "namespace", "placed", "pods", "selects", "tree"),
        *("users", "uses"),
    )

    def __init__(self, tree: Tree, manifest: Manifest | None = None) -> None:
        self.tree = tree
        self.manifest = manifest
        api_version, plain, namespace, self.name = ObjectRef.of(tree)
        group = split_api_version(api_version)[0]
        builtin = is_builtin_group(group)
        self.kind = plain if builtin else f"{plain}.{group}"
        clustered = is_cluster_scoped(api_version, plain) if builtin else self.kind in CLUSTER_KINDS
        self.placed = bool(namespace)
        self.namespace = "" if clustered else namespace or DEFAULT_NAMESPACE
        self.uses: list[Reference] = []
        self.selects: list[Selection] = []
        self.users: list[Reference] = []
        self._keys: set[str] | None = None
        self._has_read_keys = False
        path = pod_spec_path(plain, "" if builtin else group)
        self.pods = pods_at(tree, path) if path else None

    @property
    def ref(self) -> ObjectRef:
        """The identity for reporting."""
        return ObjectRef.of(self.tree)

    @property
    def plain_kind(self) -> str:
        """The kind without its group."""
        return self.kind.partition(".")[0]

    @property
    def file(self) -> str:
        """The file that the object was read from, or an empty string."""
        origin = self.manifest.origin if self.manifest is not None else None
        return str(getattr(origin, "file", ""))

    @property
    def title(self) -> str:
        """The object as messages call it: `Service/web`."""
        return f"{self.plain_kind}/{self.name}"

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata, or an empty map."""
        return map_of(self.tree.get("metadata"))

    @property
    def labels(self) -> dict[str, Any]:
        """The labels of the object itself."""
        return map_of(self.metadata.get("labels"))

    @property
    def annotations(self) -> dict[str, Any]:
        """The annotations of the object itself."""
        return map_of(self.metadata.get("annotations"))

    @property
    def spec(self) -> dict[str, Any]:
        """The spec, or an empty map."""
        return map_of(self.tree.get("spec"))

    @property
    def keys(self) -> set[str] | None:
        """The keys that a manifest gives a ConfigMap or Secret; None if a controller adds more, and for other kinds."""
        if not self._has_read_keys:  # read once: many fields can name keys of the same object
            self._keys, self._has_read_keys = _keys_in(self), True
        return self._keys

    def __repr__(self) -> str:
        return f"Member({self.kind}/{self.name} in {self.namespace})"


_FILLED_IN = ("inject-trusted-cabundle", "inject-cabundle", "kubernetes.io/service-account.name", "reflector.v1")
"""Parts of labels and annotations by which a controller fills in keys."""


def _keys_in(member: Member) -> set[str] | None:
    if member.kind not in {"ConfigMap", "Secret"}:
        return None
    if any(mark in str(key) for mark in _FILLED_IN for key in (*member.labels, *member.annotations)):
        return None
    parts: list[Any] = [member.tree.get(part) for part in ("data", "binaryData", "stringData")]
    return {str(key) for part in parts if type(part) is dict for key in part}


class Reference:
    """One place that names an object.

    `kinds` are those that it may be, in the spelling of the table; `namespace` is empty for kinds outside namespaces
    and `ANYWHERE` if only the cluster knows it. `holder` is the map with the name and what else is needed, or the name
    itself. `target` is the object of the set that is meant, if it has one.
    """

    __slots__ = ("field", "holder", "kinds", "name", "namespace", "source", "target", "way")

    def __init__(
        self, source: Member, field: ReferenceField, way: Way, holder: Any, name: str, namespace: str,
        kinds: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.source = source
        self.field = field
        self.way = way
        self.holder = holder
        self.name = name
        self.namespace = namespace
        self.kinds = kinds
        self.target: Member | None = None

    @property
    def path(self) -> FieldPath:
        """The field that holds the name."""
        return path_of(self.way)

    @property
    def kind(self) -> str:
        """The kind that is meant, or the usual one of several."""
        return self.target.kind if self.target is not None else self.kinds[0]

    @property
    def optional(self) -> bool:
        """Whether the object may be absent."""
        return bool(self.field.optional) and self.below(self.field.optional) is True

    @property
    def anywhere(self) -> bool:
        """Whether only the cluster knows the namespace."""
        return self.namespace == ANYWHERE

    @property
    def is_loose(self) -> bool:
        """Whether the object may well be absent: it is optional, or is made at run time."""
        return self.optional or self.anywhere or self.field.path.startswith(_MADE_AT_RUN_TIME)

    @property
    def from_text(self) -> bool:
        """Whether this was read from a text, such as an address, and not from a field."""
        return self.field.form == "address"

    def below(self, step: str) -> Any:
        """The value at one step of the map that holds the name."""
        return self.holder.get(step) if type(self.holder) is dict else None

    @property
    def port(self) -> int | str | None:
        """The port beside the name, by number or name; None if there is none."""
        port = self.below(self.field.port)
        if isinstance(port, dict):
            port = port.get("number") or port.get("name")
        return port if isinstance(port, (int, str)) else None

    def wanted_keys(self) -> Iterator[tuple[FieldPath, str]]:
        """The keys of the target that are needed, with their paths."""
        if self.field.key and type(self.holder) is dict:
            at = self.path[:-1] if self.field.name else self.path
            yield from _values(self.holder, self.field.key.split("/"), at)

    def sibling(self, step: str) -> FieldPath:
        """The path of another field of the map that holds the name."""
        return (*self.path[:-1], step)

    def __repr__(self) -> str:
        return f"Reference({self.source.title} {self.field.use} {self.kinds[0]}/{self.name} in {self.namespace})"


def _values(node: Any, steps: list[str], path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if type(node) is list:
        for index, item in enumerate(node):
            yield from _values(item, steps, (*path, index))
    elif not steps:
        if type(node) is str:
            yield path, node
    elif type(node) is dict and steps[0] in node:
        yield from _values(node[steps[0]], steps[1:], (*path, steps[0]))


class Selection:
    """One place that selects objects by labels; `around` is the map that has the selector.

    `choices` are the keys that labels must have, each with the values of which one is wanted.
    """

    __slots__ = ("_requirements", "around", "choices", "equals", "expressions", "field", "source", "way")

    def __init__(self, source: Member, field: SelectorField, way: Way, selector: dict[str, Any], around: Any) -> None:
        self.source = source
        self.field = field
        self.way = way
        self.around = around
        labels = selector if field.form == "labels" else selector.get("matchLabels")
        self.equals = map_of(labels)
        self.expressions = selector.get("matchExpressions") if field.form == "selector" else None
        self.choices: list[tuple[str, tuple[Any, ...]]] = [(key, (value,)) for key, value in self.equals.items()]
        self._requirements: tuple[Requirement, ...] = ()
        if self.expressions:
            self._requirements = requirements_of({"matchExpressions": self.expressions}) or ()
            self.choices += [(one.key, one.values) for one in self._requirements if one.operator == "in"]

    @property
    def path(self) -> FieldPath:
        """The field that holds the selector."""
        return path_of(self.way)

    @property
    def selects_all(self) -> bool:
        """Whether there are no conditions."""
        return not self.equals and not self.expressions

    def matches(self, labels: Mapping[str, Any]) -> bool:
        """Whether labels satisfy every condition; answers for `labels.Selector.Matches`."""
        for key, value in self.equals.items():
            if key not in labels or labels[key] != value:
                return False
        return not self._requirements or selects(self._requirements, labels)

    def values(self) -> Iterator[tuple[str, str]]:
        """The pairs of key and value that labels are asked for."""
        yield from ((key, value) for key, value in self.equals.items() if type(value) is str)
        for _, one in maps_in(self.expressions):
            if one.get("operator") == "In" and type(one.get("values")) is list:
                yield from ((str(one.get("key")), value) for value in one["values"] if type(value) is str)

    def __repr__(self) -> str:
        return f"Selection({self.source.title} {self.field.use} {self.equals} {self.expressions})"
