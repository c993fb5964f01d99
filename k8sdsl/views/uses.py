"""Everything in a set that refers to one object, with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.errors import K8sdslError
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.near_miss import did_you_mean
from k8sdsl.system.report import source_of
from k8sdsl.tree import format_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8sdsl.system.graph import Graph
    from k8sdsl.system.members import Member, Reference, Selection


class Use(NamedTuple):
    """One place that refers to an object: who, how, where, and the field."""

    who: str
    how: str
    place: str
    field: str

    def __str__(self) -> str:
        place = f"  {self.place}" if self.place else ""
        return f"  {self.who} {self.how}{place}\n    {self.field}\n"


def _how_to_name(name: str) -> str:
    return "`k8sdsl build` prints all objects" if name else "write it as `Kind/name`, such as `Secret/db`"


def render_uses(subject: str, graphs: Mapping[str, Graph]) -> str:
    """The uses of an object (`Secret/db`, `svc/web`) in each set; K8sdslError if no set has it or refers to it."""
    kind, _, name = subject.partition("/")
    found = [text for title, graph in graphs.items() for text in _in_set(title, graph, kinds_of(kind), name)]
    if not found:
        known = {one.title for graph in graphs.values() for one in graph.members}
        remedy = did_you_mean(subject, sorted(known)) or _how_to_name(name)
        raise K8sdslError(
            f"there is no object named {subject}, and nothing refers to one", remedy=remedy, code="object/not-found"
        )
    return "".join(found)


def kinds_of(word: str) -> set[str]:
    """What a word for a kind may stand for: the kind, its plural or a short name, in small or capital letters."""
    folded = word.casefold()
    found = {
        kind.casefold()
        for kinds in KINDS.values()
        for kind, row in kinds.items()
        if folded in {kind.casefold(), row[1], *row[3].split()}
    }
    return found or {folded, folded.removesuffix("s")}


def _in_set(title: str, graph: Graph, kinds: set[str], name: str) -> Iterator[str]:
    marks = f" ({title})" if title else ""
    for member in graph.members:
        if member.plain_kind.casefold() in kinds and member.name == name:
            place = f" in {member.namespace}" if member.namespace else ""
            source = source_of(member, ("metadata", "name"))
            yield f"{member.title}{place}{marks}{f': {source}' if source is not None else ''}\n"
            yield from _listed(uses_of(member, graph))
    for (kind, namespace, _), uses in _absent(graph, kinds, name).items():
        place = f" in {namespace}" if namespace else ""
        yield f"{kind.partition('.')[0]}/{name}{place}{marks} is not in this set\n"
        yield from _listed(map(_use, uses))


def _listed(uses: Iterable[Use]) -> Iterator[str]:
    lines = [str(use) for use in uses]
    yield from lines or ["  nothing refers to it\n"]


def _absent(graph: Graph, kinds: set[str], name: str) -> dict[tuple[str, str, str], list[Reference]]:
    """The references to an object that the set does not have, by the object."""
    found: dict[tuple[str, str, str], list[Reference]] = {}
    for reference in (*graph.references, *graph.addresses):
        kind = reference.kinds[0]
        if reference.target is None and reference.name == name and kind.partition(".")[0].casefold() in kinds:
            found.setdefault((kind, reference.namespace, name), []).append(reference)
    return found


def uses_of(member: Member, graph: Graph) -> Iterator[Use]:
    """The references and selectors that lead to an object."""
    named = [one for one in graph.references if one.target is member]
    in_texts = [one for one in graph.addresses if one.target is member]
    yield from map(_use, (*named, *in_texts))
    for other in graph.members:
        for selection in other.selects:
            if other is not member and member in graph.selected(selection):
                yield _selected(selection)


def _use(reference: Reference) -> Use:
    how = f"{reference.field.use} it{' (in a text)' if reference.from_text else ''}"
    keys = [key for _, key in reference.wanted_keys()]
    needs = f" (key {', '.join(keys)})" if keys else ""
    place = source_of(reference.source, reference.path)
    return Use(reference.source.title, how, str(place or ""), format_path(reference.path) + needs)


def _selected(selection: Selection) -> Use:
    place = source_of(selection.source, selection.path)
    return Use(selection.source.title, f"{selection.field.use} it", str(place or ""), format_path(selection.path))
