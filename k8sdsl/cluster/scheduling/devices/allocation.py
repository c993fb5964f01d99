"""Choosing devices for claims on one node, by trying (`structured/.../allocator`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cluster.amounts import nano
from k8sdsl.cluster.scheduling.devices.selectors import expressions_of, fits
from k8sdsl.cluster.scheduling.tolerations import untolerated
from k8sdsl.tree import map_of, maps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cluster.scheduling.devices.inventory import CounterName, Device, DeviceName, Inventory
    from k8sdsl.tree import Tree

MOST_DEVICES = 32
"""How many devices a claim may get."""
MOST_STEPS = 20_000
"""How many devices are tried for the claims of a pod on a node, before it counts as one that has none."""


def exact_request(request: Tree) -> Tree:
    """What a request without alternatives asks for: below `exactly`, or in v1beta1 beside its name."""
    return map_of(request.get("exactly")) or request


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
        self._devices: dict[DeviceName, int] = {}
        self._counters: dict[CounterName, int] = {}
        self._capacity: dict[tuple[DeviceName, str], int] = {}

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
    """Devices among those of a node for each of some claims, None if there are not enough; `in_use` stays as it was.

    Raises EvaluationError for a selector that fails on a device.
    """
    search = _Search([map_of(spec.get("devices")) for spec in specs], classes, devices, in_use)
    return search.found if search.succeeds() else None


class _Search:
    """One search, which goes back to other devices, alternatives and claims where it cannot go on."""

    def __init__(self, claims: list[Tree], classes: Mapping[str, Tree], devices: list[Device], in_use: InUse) -> None:
        self._requests = [maps(claim.get("requests")) for claim in claims]
        self._constraints = [maps(claim.get("constraints")) for claim in claims]
        self._classes = classes
        self._devices = devices
        self._in_use = in_use
        self._steps = MOST_STEPS
        self._fitting: dict[tuple[tuple[str, ...], DeviceName], bool] = {}
        self.found: list[list[Chosen]] = [[] for _ in claims]

    def succeeds(self) -> bool:
        """Whether all claims get their devices, which are then in `found`."""
        if not self._serve(0, 0):
            return False
        for chosen in self.found:
            for one in chosen:
                self._in_use.add(one, -1)
        return True

    def _serve(self, claim: int, request: int) -> bool:
        """Serves a request of a claim and all that follow it."""
        if claim == len(self._requests):
            return True
        if request == len(self._requests[claim]):
            return len(self.found[claim]) <= MOST_DEVICES and self._serve(claim + 1, 0)
        for wanted in self._options(self._requests[claim][request]):
            if wanted.number is None:
                served = self._give_all(wanted, claim, request)
            else:
                served = self._pick(wanted, wanted.number, 0, claim, request)
            if served:
                return True
        return False

    def _options(self, request: Tree) -> list[Wanted]:
        """A request, or its alternatives, the most wanted ones first."""
        name = str(request.get("name"))
        several = maps(request.get("firstAvailable"))
        if several:
            return [self._wanted(f"{name}/{part.get('name')}", part) for part in several]
        return [self._wanted(name, exact_request(request))]

    def _wanted(self, name: str, request: Tree) -> Wanted:
        of_class = map_of(map_of(self._classes.get(str(request.get("deviceClassName")))).get("spec"))
        expressions = (*expressions_of(of_class.get("selectors")), *expressions_of(request.get("selectors")))
        amounts = map_of(map_of(request.get("capacity")).get("requests"))
        return Wanted(
            name=name,
            expressions=expressions,
            number=None if request.get("allocationMode") == "All" else int(request.get("count") or 1),
            is_admin=bool(request.get("adminAccess")),
            tolerations=maps(request.get("tolerations")),
            amounts={key: nano(value) for key, value in amounts.items()},
        )

    def _pick(self, wanted: Wanted, left: int, start: int, claim: int, request: int) -> bool:
        if left == 0:
            return self._serve(claim, request + 1)
        for index in range(start, len(self._devices) - left + 1):
            self._steps -= 1
            if self._steps < 0:
                return False
            device = self._devices[index]
            if self._fits(wanted, device) and self._give(wanted, device, claim):
                if self._pick(wanted, left - 1, index + 1, claim, request):
                    return True
                self._take_back(claim)
        return False

    def _give_all(self, wanted: Wanted, claim: int, request: int) -> bool:
        """All devices that fit, of which none may be taken or have a taint that is not tolerated."""
        devices = [device for device in self._devices if self._fits(wanted, device)]
        given = 0
        for device in devices:
            if not self._give(wanted, device, claim):
                break
            given += 1
        if devices and given == len(devices) and self._serve(claim, request + 1):
            return True
        for _ in range(given):
            self._take_back(claim)
        return False

    def _give(self, wanted: Wanted, device: Device, claim: int) -> bool:
        one = Chosen(wanted.name, device, wanted.is_admin, wanted.amounts)
        chosen = self.found[claim]
        if untolerated(wanted.tolerations, device.taints) is not None:
            return False
        if not self._in_use.takes(one) or not _keeps(self._constraints[claim], [*chosen, one]):
            return False
        self._in_use.add(one)
        chosen.append(one)
        return True

    def _take_back(self, claim: int) -> None:
        self._in_use.add(self.found[claim].pop(), -1)

    def _fits(self, wanted: Wanted, device: Device) -> bool:
        """Whether a device is large enough, and the selectors choose it.

        They are evaluated when a device is first looked at, because one that fails counts only then.
        """
        if any(device.capacity.get(name, -1) < amount for name, amount in wanted.amounts.items()):
            return False
        key = (wanted.expressions, device.identity)
        known = self._fitting.get(key)
        if known is None:
            known = self._fitting[key] = fits(wanted.expressions, device.seen)
        return known


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
