"""The devices that ResourceSlices offer, and the nodes that reach them (`structured/.../pools`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cluster.amounts import nano
from k8sdsl.cluster.node_selector import NodeSelector
from k8sdsl.cluster.scheduling.devices.selectors import seen
from k8sdsl.tree import map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8sdsl.tree import Tree

    DeviceName = tuple[str, str, str]
    CounterName = tuple[str, str, str, str]


class Device:
    """One device: its driver, pool and name are its identity."""

    __slots__ = (
        *("_nodes", "binds_to_node", "capacity", "consumed", "identity", "is_prepared", "is_shared", "seen"),
        "taints",
    )

    def __init__(self, identity: DeviceName, tree: Tree, place: Tree) -> None:
        driver, pool, _ = self.identity = identity
        self.seen = seen(driver, tree)
        self.taints = maps(tree.get("taints"))
        self.binds_to_node = bool(tree.get("bindsToNode"))
        self.is_prepared = bool(tree.get("bindingConditions"))
        self.is_shared = bool(tree.get("allowMultipleAllocations"))
        self.capacity = {name: nano(map_of(entry).get("value")) for name, entry in map_of(tree.get("capacity")).items()}
        self.consumed: dict[CounterName, int] = {}
        for _, consumption in maps_in(tree.get("consumesCounters")):
            for name, amount in map_of(consumption.get("counters")).items():
                counter = (driver, pool, str(consumption.get("counterSet")), name)
                self.consumed[counter] = nano(map_of(amount).get("value"))
        self._nodes = place

    def is_on(self, name: str, labels: Mapping[str, str]) -> bool:
        """Whether a node reaches the device."""
        place = self._nodes
        if place.get("allNodes"):
            return True
        if place.get("nodeName"):
            return bool(place["nodeName"] == name)
        selector = place.get("nodeSelector")
        return isinstance(selector, dict) and NodeSelector.of(selector).matches(labels, name)

    def attribute(self, name: str) -> Any:
        """The value of an attribute by its full name, or None."""
        domain, _, rest = name.partition("/")
        return self.seen["attributes"].get(domain, {}).get(rest)


class Inventory:
    """All devices of complete pools of their newest generation, in the order of the slices, and shared counters."""

    __slots__ = ("counters", "devices")

    def __init__(self, slices: Iterable[Tree]) -> None:
        self.devices: list[Device] = []
        self.counters: dict[CounterName, int] = {}
        pools: dict[tuple[str, str], list[Tree]] = {}
        for tree in slices:
            spec = map_of(tree.get("spec"))
            pool = map_of(spec.get("pool"))
            pools.setdefault((str(spec.get("driver")), str(pool.get("name"))), []).append(spec)
        for (driver, name), specs in pools.items():
            newest = max(_generation(spec) for spec in specs)
            current = [spec for spec in specs if _generation(spec) == newest]
            if len(current) >= int(map_of(current[0].get("pool")).get("resourceSliceCount") or 1):
                for spec in current:
                    self._enter(driver, name, spec)

    def _enter(self, driver: str, pool: str, spec: Tree) -> None:
        for _, shared in maps_in(spec.get("sharedCounters")):
            for name, amount in map_of(shared.get("counters")).items():
                self.counters[driver, pool, str(shared.get("name")), name] = nano(map_of(amount).get("value"))
        for _, tree in maps_in(spec.get("devices")):
            device = {**tree, **map_of(tree.get("basic"))}  # v1beta1 has everything but the name one step lower
            place = device if spec.get("perDeviceNodeSelection") else spec
            self.devices.append(Device((driver, pool, str(device.get("name"))), device, place))


def _generation(spec: Tree) -> int:
    return int(map_of(spec.get("pool")).get("generation") or 0)
