"""Reads the references and selectors of one object: one walk over it, guided by the table for its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.identity import split_api_version
from k8sdsl.kube.kinds import is_builtin_group, kind_info
from k8sdsl.kube.references.field import ANYWHERE, ReferenceField, SelectorField
from k8sdsl.kube.references.standing import CLUSTER_KINDS
from k8sdsl.kube.references.table import fields_of, selectors_of
from k8sdsl.system.members import Reference, Selection
from k8sdsl.transforms.field_routes import split_field_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.system.members import Member
    from k8sdsl.system.ways import Way

Branch = dict[str, tuple[tuple[ReferenceField | SelectorField, ...], "Branch"]]
"""For each step of a path: the rows that end there, and the steps below it."""


class ReferenceReader:
    """Reads objects by the table and by further rows of the project; keeps the rows of each kind ready for walking."""

    __slots__ = ("_branches", "_more", "visits")

    def __init__(self, more: Iterable[ReferenceField] = ()) -> None:
        self._more = tuple(more)
        self._branches: dict[str, Branch] = {}
        self.visits = 0

    def read(self, member: Member) -> None:
        """Fills in the references and selectors of one object."""
        branch = self._branches.get(member.kind)
        if branch is None:
            branch = self._branches[member.kind] = self._branch(member.kind)
        self._walk(member.tree, branch, (), member)

    def _branch(self, kind: str) -> Branch:
        plain, _, group = kind.partition(".")
        root: Branch = {}
        rows: list[ReferenceField | SelectorField] = [*fields_of(plain, group), *selectors_of(plain, group)]
        rows += (row for row in self._more if (row.referrer, row.referrer_group) == (plain, group))
        for row in rows:
            *steps, last = split_field_path(row.path)
            level = root
            for step in steps:
                level = level.setdefault(step, ((), {}))[1]
            ending, below = level.get(last, ((), {}))
            level[last] = ((*ending, row), below)
        return root

    def _walk(self, node: Any, branch: Branch, way: Way, member: Member) -> None:
        self.visits += 1
        if type(node) is list:
            for index, item in enumerate(node):
                if type(item) is dict:
                    self._walk(item, branch, (way, index), member)
            return
        for step in branch if len(branch) <= len(node) else node:
            value = node.get(step)
            if value is None or step not in branch:
                continue
            rows, below = branch[step]
            for row in rows:
                if isinstance(row, ReferenceField):
                    _note(value, row, (way, step), member)
                else:
                    _note_selector(value, row, (way, step), member, node)
            if below and type(value) in _BRANCHING:
                self._walk(value, below, (way, step), member)


_BRANCHING = (dict, list)


def _note_selector(value: Any, row: SelectorField, way: Way, member: Member, around: Any) -> None:
    for at, item in enumerate(value) if type(value) is list else (("", value),):
        if type(item) is dict and (item or row.form != "labels"):  # no labels select nothing, an empty selector all
            member.selects.append(Selection(member, row, (way, at) if at != "" else way, item, around))


def _note(value: Any, row: ReferenceField, way: Way, member: Member) -> None:
    """Notes what one field names: a name, a map with a name, or a list of either."""
    if type(value) is list:
        for index, item in enumerate(value):
            _note(item, row, (way, index), member)
    elif not row.name:
        if type(value) is str and value:
            _add(value, row, way, value, member)
    elif type(value) is dict:
        step = row.name.replace("\\", "")
        named = value.get(step)
        if type(named) is str and named:
            _add(value, row, (way, step), named, member)
        elif type(named) is list:
            for index, one in enumerate(named):
                if type(one) is str and one:
                    _add(value, row, ((way, step), index), one, member)


def _add(holder: Any, row: ReferenceField, way: Way, name: str, member: Member) -> None:
    if "$" in name or "{{" in name or ("_" in name and name.isupper()):  # a template, to be filled in later
        return
    kinds = _kinds(holder, row)
    if not kinds:
        return
    namespace = _namespace(holder, row, member)
    if row.form != "name":
        parts = _host(name) if row.form == "host" else _namespaced(name)
        if parts is None:
            return
        namespace, name = parts[0] or namespace, parts[1]
    if is_clustered(kinds[0]):
        namespace = ""
    member.uses.append(Reference(member, row, way, holder, name, namespace, kinds))


def is_clustered(kind: str) -> bool:
    """Whether objects of a kind, as the table spells it, live outside namespaces."""
    known = _CLUSTERED.get(kind)
    if known is None:
        known = kind in CLUSTER_KINDS if "." in kind else _is_clustered(kind)
        _CLUSTERED[kind] = known
    return known


def _is_clustered(kind: str) -> bool:
    from k8sdsl.kube.schema.kinds import KINDS

    infos = (kind_info(api_version, kind) for api_version, kinds in KINDS.items() if kind in kinds)
    return any(info is not None and not info.namespaced for info in infos)


def _kinds(holder: Any, row: ReferenceField) -> tuple[str, ...]:
    """The kinds that one place may mean, by the other fields of the map; none for a kind without rows."""
    if type(holder) is not dict or not row.kind:
        return row.kinds
    said = holder.get(row.kind)
    if type(said) is list:  # plurals of resources, beside names of theirs
        return tuple(kind for kind in row.kinds if f"{kind.lower()}s" in said)
    if said is None:
        return row.kinds[:1]
    group = holder.get(row.group) if row.group else None
    if type(group) is str and type(said) is str:
        group = group if row.group != "apiVersion" else split_api_version(group)[0]
        full = said if is_builtin_group(group) else f"{said}.{group}"
        return (full,) if full in row.kinds or row.group == "apiVersion" else ()
    return tuple(kind for kind in row.kinds if kind.partition(".")[0] == said)[:1]


def _namespace(holder: Any, row: ReferenceField, member: Member) -> str:
    if row.namespace == ANYWHERE:
        return ANYWHERE
    if row.namespace and type(holder) is dict:
        said = holder.get(row.namespace.replace("\\", ""))
        if type(said) is str and said:
            return said if "$" not in said else ANYWHERE
    return member.namespace or ANYWHERE


def _host(name: str) -> tuple[str, str] | None:
    """Namespace (empty for the referrer's own) and name of a Service, from a host; None for one outside the cluster."""
    if "." not in name:
        return None if "*" in name else ("", name)
    parts = name.split(".")
    if len(parts) > 2 and parts[2] == "svc":
        return parts[1], parts[0]
    return None


def _namespaced(name: str) -> tuple[str, str] | None:
    place, slash, rest = name.partition("/")
    if not slash:
        return "", name
    return ("" if place == "." else place), rest


_CLUSTERED: dict[str, bool] = {}
