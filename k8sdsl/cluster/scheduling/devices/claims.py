"""The claims for devices of a cluster: what they ask for, and what is allocated to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cluster.amounts import nano
from k8sdsl.cluster.node_selector import NodeSelector
from k8sdsl.cluster.scheduling.devices.allocation import Chosen, InUse, allocate, exact_request
from k8sdsl.cluster.scheduling.devices.inventory import Inventory
from k8sdsl.tree import map_of, maps, maps_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cluster.objects import ClusterObjects
    from k8sdsl.cluster.scheduling.devices.inventory import Device, DeviceName
    from k8sdsl.tree import Tree

    ClaimName = tuple[str, str]

_GROUP = "resource.k8s.io"
_IMPLICIT = "deviceclass.resource.kubernetes.io/"
"""With this prefix, the name of a device class is an extended resource."""


class DeviceClaim(NamedTuple):
    """A claim as a pod uses it: its namespace and name, and its `spec`; None if it does not exist.

    `resource` is the extended resource that it stands for, on nodes that do not have it from a device plugin.
    """

    key: ClaimName
    spec: Tree | None
    is_ending: bool = False
    resource: str = ""


class DeviceClaims:
    """What is allocated; the devices are read when a pod first asks for some."""

    __slots__ = ("_held", "_inventory", "_objects", "_places", "_preparing", "_read", "_use")

    def __init__(self, objects: ClusterObjects) -> None:
        self._objects = objects
        self._inventory = Inventory(())
        self._use = InUse(self._inventory)
        self._held: dict[ClaimName, list[Chosen]] = {}
        self._places: dict[ClaimName, NodeSelector] = {}
        self._preparing: set[ClaimName] = set()
        self._read = -1

    def of_pod(self, spec: Tree, namespace: str, name: str) -> list[DeviceClaim]:
        """The known claims of a pod; only the pod itself uses one that is made from a template."""
        found = []
        for _, entry in maps_in(spec.get("resourceClaims")):
            template = entry.get("resourceClaimTemplateName")
            kind, named = (
                ("ResourceClaim", str(entry.get("resourceClaimName")))
                if template is None
                else ("ResourceClaimTemplate", str(template))
            )
            tree = self._objects.get(_GROUP, kind, named, namespace)
            if tree is not None:
                spec_of = map_of(tree.get("spec"))
                own = (namespace, f"{name}/{entry.get('name')}")
                is_ending = bool(map_of(tree.get("metadata")).get("deletionTimestamp"))
                found.append(
                    DeviceClaim((namespace, named), spec_of, is_ending)
                    if template is None
                    else DeviceClaim(own, map_of(spec_of.get("spec")))
                )
            elif self._objects.lacks(_GROUP, kind, named, namespace):
                found.append(DeviceClaim((namespace, named), None))
        return found

    def class_of(self, resource: str) -> str:
        """The device class that serves an extended resource, empty for none (`ExtendedResourceCache`)."""
        implicit = resource.removeprefix(_IMPLICIT)
        if implicit != resource and self._objects.get(_GROUP, "DeviceClass", implicit) is not None:
            return implicit
        classes = self._objects.all(_GROUP, "DeviceClass") if "/" in resource else ()
        named = [tree for tree in classes if map_of(tree.get("spec")).get("extendedResourceName") == resource]
        return min((str(map_of(tree.get("metadata")).get("name")) for tree in named), default="")

    @staticmethod
    def of_resource(resource: str, device_class: str, count: int, namespace: str, name: str) -> DeviceClaim:
        """The claim that the scheduler makes for an extended resource of a pod (`createRequestsAndMappings`)."""
        exactly = {"deviceClassName": device_class, "count": count}
        spec: Tree = {"devices": {"requests": [{"name": "devices", "exactly": exactly}]}}
        return DeviceClaim((namespace, f"{name}/{resource}"), spec, resource=resource)

    def missing(self, claims: list[DeviceClaim]) -> str:
        """Why claims can be served nowhere: one does not exist or is being deleted, or its class does not exist."""
        for claim in claims:
            if claim.spec is None:
                return f"resource claim {claim.key[1]} does not exist"
            if claim.is_ending:
                return f"resource claim {claim.key[1]} is being deleted"
            for name in _classes(claim.spec):
                if self._objects.lacks(_GROUP, "DeviceClass", name):
                    return f"device class {name} of resource claim {claim.key[1]} does not exist"
        return ""

    def reason(self, claims: list[DeviceClaim], name: str, labels: Mapping[str, str]) -> str:
        """Why a node does not serve the claims; nothing is missed where the slices are not known."""
        self._refresh()
        if not self._inventory.devices and self._objects.is_open(_GROUP, "ResourceSlice"):
            return ""
        for claim in claims:
            place = self._places.get(claim.key)
            held = self._held.get(claim.key, ())
            reached = place is None or place.matches(labels, name)
            if not reached or not all(one.device.is_on(name, labels) for one in held):
                return f"the devices of resource claim {claim.key[1]} are on another node"
        try:
            allocation = self._allocation(claims, name, labels)
        except EvaluationError as error:
            return f"a device selector failed: {error}"
        if allocation is None:
            names = ", ".join(claim.key[1] for claim in self._open(claims))
            return f"not enough devices for resource claim {names}"
        return ""

    def reserve(self, claims: list[DeviceClaim], name: str, labels: Mapping[str, str]) -> bool:
        """Allocates devices of a node for the claims that have none; false if their driver must prepare one first.

        A device may be prepared for one node only (`bindsToNode`), and its `bindingConditions` hold back the pod.
        """
        for claim, chosen in zip(self._open(claims), self._allocation(claims, name, labels) or (), strict=False):
            self._hold(claim.key, chosen)
            if any(one.device.binds_to_node for one in chosen):
                self._places[claim.key] = NodeSelector.of(_only(name))
            if any(one.device.is_prepared for one in chosen):
                self._preparing.add(claim.key)
        return self._preparing.isdisjoint(claim.key for claim in claims)

    def _hold(self, key: ClaimName, chosen: list[Chosen]) -> None:
        self._held[key] = chosen
        for one in chosen:
            self._use.add(one)

    def _open(self, claims: list[DeviceClaim]) -> list[DeviceClaim]:
        return [claim for claim in claims if claim.key not in self._held]

    def _allocation(self, claims: list[DeviceClaim], name: str, labels: Mapping[str, str]) -> list[list[Chosen]] | None:
        specs = [claim.spec or {} for claim in self._open(claims)]
        classes = {c: self._objects.get(_GROUP, "DeviceClass", c) or {} for spec in specs for c in _classes(spec)}
        devices = [device for device in self._inventory.devices if device.is_on(name, labels)]
        return allocate(specs, classes, devices, self._use)

    def _refresh(self) -> None:
        """Reads slices and allocated claims again if there are more of them than before."""
        slices = list(self._objects.all(_GROUP, "ResourceSlice"))
        claims = list(self._objects.all(_GROUP, "ResourceClaim"))
        if self._read == len(slices) + len(claims):
            return
        self._read = len(slices) + len(claims)
        self._inventory = Inventory(slices)
        by_name = {device.identity: device for device in self._inventory.devices}
        self._use = InUse(self._inventory)
        for held in self._held.values():
            for one in held:
                self._use.add(one)
        for tree in claims:
            metadata, status = map_of(tree.get("metadata")), map_of(tree.get("status"))
            key = (str(metadata.get("namespace") or "default"), str(metadata.get("name")))
            allocation = status.get("allocation")
            if isinstance(allocation, dict) and key not in self._held:
                self._places[key] = NodeSelector.of(allocation.get("nodeSelector"))
                self._hold(key, _results(map_of(allocation.get("devices")).get("results"), by_name))


def _results(results: Any, devices: Mapping[DeviceName, Device]) -> list[Chosen]:
    """The known devices of an allocation."""
    found = []
    for _, result in maps_in(results):
        driver, pool, name = (str(result.get(field)) for field in ("driver", "pool", "device"))
        device = devices.get((driver, pool, name))
        if device is not None:
            amounts = {key: nano(value) for key, value in map_of(result.get("consumedCapacity")).items()}
            found.append(Chosen(str(result.get("request")), device, bool(result.get("adminAccess")), amounts))
    return found


def _only(node: str) -> Tree:
    """The selector of one node by its name."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    return {"nodeSelectorTerms": [term]}


def _classes(spec: Tree) -> list[str]:
    """The device classes that a claim names."""
    found = []
    for _, request in maps_in(map_of(spec.get("devices")).get("requests")):
        parts = maps(request.get("firstAvailable")) or [exact_request(request)]
        found += [str(part["deviceClassName"]) for part in parts if part.get("deviceClassName")]
    return found
