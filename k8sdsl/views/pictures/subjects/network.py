"""Network: which workloads may connect to which, by the network policies.

The connections are those of `k8sdsl.connections`, judged for two workloads of each group that no policy can tell apart.
Sides of one namespace that connect to the same others in the same way are one node; its members are in the name, so
that no connection is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.cluster.network.connections import ENTRANCE, typical_connections
from k8sdsl.cluster.network.peers import OUTSIDE, range_of
from k8sdsl.cluster.network.ports import union, without
from k8sdsl.semantics.addresses import canonical_ip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.cluster.network.connections import Connection
    from k8sdsl.system.members import Member
    from k8sdsl.views.pictures.sketch import Sketch


class Twins(NamedTuple):
    """Sides that connect to the same others; `among` is how they connect to each other, empty for not at all."""

    sides: tuple[str, ...]
    among: str = ""


def draw(sketch: Sketch) -> None:
    """Adds every workload, and the connections between them and with what is outside."""
    found, groups = typical_connections([member.tree for member in sketch.graph.members])
    members = {_side(one): one for one in sketch.graph.workloads}
    every = completed(twins_of(found), groups)
    connected = {side for twins in every for side in twins.sides}
    nodes: dict[str, str] = {}
    for twins in [*every, *twins_of((), [side for side in members if side not in connected])]:
        node = _node(sketch, twins, members)
        nodes |= dict.fromkeys(twins.sides, node)
    ways: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        if one.source in nodes and one.target in nodes:
            ways.setdefault((nodes[one.source], _ports(one.ports)), {})[nodes[one.target]] = None
    for (source, ports), targets in ways.items():
        mutual = all(source in ways.get((target, ports), ()) for target in targets)
        sketch.link_each(source, {**targets, source: None} if mutual else targets, "may connect to", ports)


def twins_of(found: Sequence[Connection], lonely: Iterable[str] = ()) -> list[Twins]:
    """The sides of some connections, with those together that connect to the same others in the same way."""
    ways: dict[str, dict[tuple[str, str], str]] = {}
    for one in found:
        ways.setdefault(one.source, {})["to", one.target] = one.ports
        ways.setdefault(one.target, {})["from", one.source] = one.ports
    for side in lonely:
        ways.setdefault(side, {})
    groups: list[list[str]] = []
    known: dict[tuple[object, ...], list[list[str]]] = {}
    for side, own in ways.items():
        key = (side.partition("/")[0] if "[" in side else _of_outside(side), *_shape(own))
        near = known.setdefault(key, [])
        home = next((group for group in near if _are_twins(side, group, ways)), None)
        if home is None:
            near.append([side])
            groups.append(near[-1])
        else:
            home.append(side)
    return [Twins(tuple(group), _among(group, ways)) for group in groups]


def _of_outside(side: str) -> str:
    """What a side outside of workloads can be one node with: ranges of addresses with each other."""
    return side if side == ENTRANCE else "(addresses)"


def completed(every: Sequence[Twins], groups: Mapping[str, int]) -> list[Twins]:
    """Twins with all sides of the groups that their own are of, in the order of `groups`."""
    home = {groups[side]: number for number, twins in enumerate(every) for side in twins.sides if side in groups}
    sides: list[list[str]] = [[] for _ in every]
    for side, group in groups.items():
        if group in home:
            sides[home[group]].append(side)
    return [twins._replace(sides=tuple(own) or twins.sides) for twins, own in zip(every, sides, strict=True)]


def _shape(own: dict[tuple[str, str], str]) -> tuple[object, ...]:
    """What twins have in common at least: how many ways in and out, and with which ports."""
    return len(own), tuple(sorted({(way, ports) for (way, _), ports in own.items()}))


def _are_twins(side: str, group: Sequence[str], ways: dict[str, dict[tuple[str, str], str]]) -> bool:
    """Whether a side connects to all others as the first of a group does, and to each of the group in one way."""
    first, own = ways[group[0]], ways[side]
    if not own:
        return True
    members = {side, *group}
    others = {way: ports for way, ports in own.items() if way[1] not in members}
    if others != {way: ports for way, ports in first.items() if way[1] not in members}:
        return False
    between = {own.get((way, one)) for one in group for way in ("to", "from")}
    among = {first.get((way, one)) for one in group[1:] for way in ("to", "from")}
    return len(between | among) == 1


def _among(group: Sequence[str], ways: dict[str, dict[tuple[str, str], str]]) -> str:
    return ways[group[0]].get(("to", group[1]), "") if len(group) > 1 else ""


def _node(sketch: Sketch, twins: Twins, members: dict[str, Member]) -> str:
    first = twins.sides[0]
    if len(twins.sides) == 1 and first in members:
        return sketch.member(members[first])
    if first == ENTRANCE:
        return sketch.outside("Outside", "ingress controller")
    namespace, _, rest = first.partition("/")
    if "[" not in rest:
        return sketch.outside("Addresses", addresses_text(twins.sides))
    if len(twins.sides) == 1:
        name, _, kind = rest.removesuffix("]").rpartition("[")
        return sketch.outside(kind, name, namespace)
    names = ", ".join(side.partition("/")[2].partition("[")[0] for side in twins.sides)
    note = f"each other: {_ports(twins.among) or 'all'}" if twins.among else "not each other"
    own = [members[side] for side in twins.sides if side in members]
    count = len(twins.sides)
    return sketch.folded(f"{count} workloads", names, namespace, note=note, members=own, count=count)


def addresses_text(sides: Iterable[str]) -> str:
    """Ranges of addresses as `10.0.0.0/8`, `10.0.0.1-10.0.0.5`, `any`, or `any except 10.0.0.0/8`."""
    ends = [[range_of(f"{end}/32") for end in side.split("-")] for side in sides]
    merged = union(((low[0], high[0]),) for low, high in ends if low is not None and high is not None)
    gaps = without((OUTSIDE,), merged)
    if not gaps:
        return "any"
    if len(merged) > len(gaps):
        return f"any except {', '.join(_range_text(*one) for one in gaps)}"
    return ", ".join(_range_text(*one) for one in merged)


def _range_text(first: int, last: int) -> str:
    if first == last:
        return canonical_ip(32, first)
    size = last - first + 1
    if size & (size - 1) == 0 and first % size == 0:
        return f"{canonical_ip(32, first)}/{33 - size.bit_length()}"
    return f"{canonical_ip(32, first)}-{canonical_ip(32, last)}"


def _side(workload: Member) -> str:
    """A workload as `connections` names it."""
    return f"{workload.namespace}/{workload.name}[{workload.plain_kind}]"


def _ports(ports: str) -> str:
    return "" if ports == "All Connections" else ports.removeprefix("TCP ")
