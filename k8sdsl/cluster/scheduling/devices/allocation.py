"""Choosing devices for claims on one node, by trying (`structured/.../allocator`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cluster.amounts import nano
from k8sdsl.cluster.scheduling.devices.selectors import expressions_of, fits
from k8sdsl.cluster.scheduling.tolerations import untolerated
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8sdsl.cluster.scheduling.devices.inventory import Counter, Device, Identity, Inventory
    from k8sdsl.tree import Tree

MOST_DEVICES = 32
"""How many devices a claim may get."""
MOST_STEPS = 20_000
"""How many devices are tried for the claims of a pod on a node, before it counts as one that has none."""


class Chosen(NamedTuple):
    """A device that was chosen for a request; `amounts` are what it takes of a shared device."""

    request: str
    device: Device
    is_admin: bool
    amounts: dict[str, int]


class Wanted(NamedTuple):
    """One request, or one of its alternatives; `number` is None for all devices that fit."""

    name: str
    expressions: tuple[str, ...]
    number: int | None
    is_admin: bool
    tolerations: list[Tree]
    amounts: dict[str, int]


class InUse:
    """The devices, counters and capacities that claims hold."""

    __slots__ = ("_capacity", "_counters", "_devices", "_inventory")

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._devices: dict[Identity, int] = {}
        self._counters: dict[Counter, int] = {}
        self._capacity: dict[tuple[Identity, str], int] = {}

    def takes(self, chosen: Chosen) -> bool:
        """Whether a device can be given too."""
        device = chosen.device
        if chosen.is_admin:
            return True
        if device.is_shared:
            held = self._capacity
            return all(
                held.get((device.identity, name), 0) + chosen.amounts.get(name, most) <= most
                for name, most in device.capacity.items()
            )
        if self._devices.get(device.identity):
            return False
        limits = self._inventory.counters
        return all(self._counters.get(c, 0) + amount <= limits.get(c, 0) for c, amount in device.consumed.items())

    def add(self, chosen: Chosen, sign: int = 1) -> None:
        """Gives a device, or with a negative sign takes it back."""
        device = chosen.device
        if chosen.is_admin:
            return
        self._devices[device.identity] = self._devices.get(device.identity, 0) + sign
        for counter, amount in device.consumed.items():
            self._counters[counter] = self._counters.get(counter, 0) + sign * amount
        if device.is_shared:
            for name, most in device.capacity.items():
                key = (device.identity, name)
                self._capacity[key] = self._capacity.get(key, 0) + sign * chosen.amounts.get(name, most)


def allocate(
    specs: list[Tree], classes: Mapping[str, Tree], devices: list[Device], in_use: InUse
) -> list[list[Chosen]] | None:
    """Devices among those of a node for each of some claims, None if there are not enough; `in_use` stays as it was."""
    search = _Search(classes, devices, in_use)
    found: list[list[Chosen]] = []
    for spec in specs:
        chosen = search.claim(map_of(spec.get("devices")))
        if chosen is None:
            found = []
            break
        found.append(chosen)
    search.undo()
    return found if len(found) == len(specs) else None


class _Search:
    def __init__(self, classes: Mapping[str, Tree], devices: list[Device], in_use: InUse) -> None:
        self._classes = classes
        self._devices = devices
        self._in_use = in_use
        self._given: list[Chosen] = []
        self._steps = MOST_STEPS
        self._fitting: dict[tuple[str, ...], list[Device]] = {}

    def undo(self) -> None:
        for chosen in self._given:
            self._in_use.add(chosen, -1)

    def claim(self, devices: Tree) -> list[Chosen] | None:
        """The devices of one claim; claims are served one after another."""
        requests = [request for _, request in maps_in(devices.get("requests"))]
        constraints = [constraint for _, constraint in maps_in(devices.get("constraints"))]
        for alternative in self._alternatives(requests):
            chosen: list[Chosen] = []
            if self._fill(list(alternative), chosen, constraints):
                self._given += chosen
                return chosen
        return None

    def _alternatives(self, requests: list[Tree]) -> Iterator[tuple[Wanted, ...]]:
        """Each choice of alternatives for requests that have several, the most wanted ones first."""
        if not requests:
            yield ()
            return
        first, rest = requests[0], requests[1:]
        name = str(first.get("name"))
        several = [part for _, part in maps_in(first.get("firstAvailable"))]
        options = [(f"{name}/{part.get('name')}", part) for part in several] or [(name, map_of(first.get("exactly")))]
        for full_name, part in options:
            for others in self._alternatives(rest):
                yield (self._wanted(full_name, part), *others)

    def _wanted(self, name: str, request: Tree) -> Wanted:
        of_class = map_of(map_of(self._classes.get(str(request.get("deviceClassName")))).get("spec"))
        expressions = (*expressions_of(of_class.get("selectors")), *expressions_of(request.get("selectors")))
        amounts = map_of(map_of(request.get("capacity")).get("requests"))
        return Wanted(
            name=name,
            expressions=expressions,
            number=None if request.get("allocationMode") == "All" else int(request.get("count") or 1),
            is_admin=bool(request.get("adminAccess")),
            tolerations=[toleration for _, toleration in maps_in(request.get("tolerations"))],
            amounts={key: nano(value) for key, value in amounts.items()},
        )

    def _fill(self, wanted: list[Wanted], chosen: list[Chosen], constraints: list[Tree]) -> bool:
        if not wanted:
            return len(chosen) <= MOST_DEVICES
        first, rest = wanted[0], wanted[1:]
        candidates = self._candidates(first)
        if first.number is None:
            options = [Chosen(first.name, device, first.is_admin, first.amounts) for device in candidates]
            return bool(options) and self._give(options, rest, chosen, constraints)
        return self._pick(first, candidates, first.number, 0, rest, chosen, constraints)

    def _pick(
        self,
        wanted: Wanted,
        candidates: list[Device],
        left: int,
        start: int,
        rest: list[Wanted],
        chosen: list[Chosen],
        constraints: list[Tree],
    ) -> bool:
        if left == 0:
            return self._fill(rest, chosen, constraints)
        for index in range(start, len(candidates) - left + 1):
            self._steps -= 1
            if self._steps < 0:
                return False
            option = Chosen(wanted.name, candidates[index], wanted.is_admin, wanted.amounts)
            if not self._in_use.takes(option) or not _keeps(constraints, [*chosen, option]):
                continue
            self._in_use.add(option)
            chosen.append(option)
            if self._pick(wanted, candidates, left - 1, index + 1, rest, chosen, constraints):
                return True
            chosen.pop()
            self._in_use.add(option, -1)
        return False

    def _give(self, options: list[Chosen], rest: list[Wanted], chosen: list[Chosen], constraints: list[Tree]) -> bool:
        """All of some devices, or none."""
        given = 0
        for option in options:
            if not self._in_use.takes(option) or not _keeps(constraints, [*chosen, option]):
                break
            self._in_use.add(option)
            chosen.append(option)
            given += 1
        if given == len(options) and self._fill(rest, chosen, constraints):
            return True
        for option in options[:given]:
            chosen.pop()
            self._in_use.add(option, -1)
        return False

    def _candidates(self, wanted: Wanted) -> list[Device]:
        fitting = self._fitting.get(wanted.expressions)
        if fitting is None:
            fitting = [device for device in self._devices if fits(wanted.expressions, device.seen)]
            self._fitting[wanted.expressions] = fitting
        return [device for device in fitting if untolerated(wanted.tolerations, device.taints) is None]


def _keeps(constraints: list[Tree], chosen: list[Chosen]) -> bool:
    """Whether the devices of a claim have the attributes in common, or apart, that it wants so."""
    for constraint in constraints:
        named = constraint.get("requests") or ()
        concerned = [one for one in chosen if not named or one.request in named or one.request.split("/")[0] in named]
        for field in ("matchAttribute", "distinctAttribute"):
            if isinstance(constraint.get(field), str):
                values: list[Any] = [one.device.attribute(constraint[field]) for one in concerned]
                different = [value for index, value in enumerate(values) if value not in values[:index]]
                wanted = 1 if field == "matchAttribute" else len(values)
                if None in values or (values and len(different) != wanted):
                    return False
    return True
