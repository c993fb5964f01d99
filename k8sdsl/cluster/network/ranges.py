"""The ranges of addresses of a cluster, as objects name them: of pods, of Services, of the company's network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.semantics.addresses import parse_cidr, parse_ip
from k8sdsl.tree import get, list_of, map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest

PODS, SERVICES, COMPANY = "pods", "Services", "the company's network"
PRIVATE = tuple(
    parse_cidr(text) or (32, 0, 32)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "240.0.0.0/4")
)
"""The ranges of IPv4 that no host of the internet has: RFC 1918, RFC 6598, RFC 2544 and what is reserved."""

_FLAGS = {"--cluster-cidr": PODS, "--service-cluster-ip-range": SERVICES}
_CONTROL_PLANE = ("kube-controller-manager", "kube-apiserver")


class AddressRange(NamedTuple):
    """A range of addresses with its use, and the field that names it; `share` is set if it is that of one node."""

    use: str
    text: str
    bits: int
    first: int
    last: int
    manifest: Manifest
    path: str
    share: bool = False

    @property
    def is_private(self) -> bool:
        """Whether no host of the internet has an address of the range; every range of IPv6 counts as private."""
        within = (value <= self.first and self.last < value + (1 << (32 - length)) for _, value, length in PRIVATE)
        return self.bits != 32 or any(within)


class Overlap(NamedTuple):
    """Two ranges of different uses, or of two nodes, with addresses in common; `one` begins first."""

    one: AddressRange
    other: AddressRange


def ranges_of(manifests: Iterable[Manifest]) -> list[AddressRange]:
    """Every range that objects name, and the single addresses of nodes and Services."""
    return [found for manifest in manifests for found in _RANGES.get(manifest.kind, _none)(manifest)]


def overlaps(ranges: Iterable[AddressRange]) -> Iterator[Overlap]:
    """The ranges that begin inside one of another use; the first only, for each such range and each use."""
    reaching: dict[str, AddressRange] = {}
    told: set[tuple[int, str]] = set()
    for one in sorted(ranges, key=_place):
        for use, before in reaching.items():
            is_apart = before.bits != one.bits or before.last < one.first
            if not is_apart and _differ(use, one) and (id(before), one.use) not in told:
                told.add((id(before), one.use))
                yield Overlap(before, one)
        for use in {one.use, _SHARE} if one.share else {one.use}:
            before = reaching.get(use, one)
            if before.bits != one.bits or before.last <= one.last:
                reaching[use] = one


def _place(one: AddressRange) -> tuple[int | str, ...]:
    """The order of ranges, which does not depend on that of the objects."""
    owner = one.manifest
    return one.bits, one.first, -one.last, owner.kind, owner.namespace, owner.name, one.path


_SHARE = "pods of a node"


def _differ(use: str, one: AddressRange) -> bool:
    return one.share if use == _SHARE else use != one.use


def _none(_: Manifest) -> Iterator[AddressRange]:
    return iter(())


def _range(use: str, text: Any, manifest: Manifest, path: str, *, share: bool = False) -> Iterator[AddressRange]:
    """A range (`10.0.0.0/16`, `10.0.0.1-10.0.0.9`) or a single address; nothing for anything else."""
    if not isinstance(text, str):
        return
    first, dash, last = (part.strip() for part in text.partition("-"))
    block, start, end = parse_cidr(text), parse_ip(first), parse_ip(last if dash else first)
    if block is not None:
        bits, value, length = block
        size = 1 << (bits - length)
        yield AddressRange(
            use, text, bits, value - value % size, value - value % size + size - 1, manifest, path, share
        )
    elif start is not None and end is not None and start[0] == end[0]:
        yield AddressRange(use, text, start[0], start[1], end[1], manifest, path, share)


def _of_node(node: Manifest) -> Iterator[AddressRange]:
    spec = map_of(node.tree.get("spec"))
    blocks = list_of(spec.get("podCIDRs"))
    for index, block in enumerate(blocks):
        yield from _range(PODS, block, node, f"spec.podCIDRs[{index}]", share=True)
    if not blocks:
        yield from _range(PODS, spec.get("podCIDR"), node, "spec.podCIDR", share=True)
    for index, one in maps_in(get(node.tree, ("status", "addresses"))):
        if one.get("type") == "InternalIP":
            yield from _range(COMPANY, one.get("address"), node, f"status.addresses[{index}].address")


def _of_service(service: Manifest) -> Iterator[AddressRange]:
    return _range(SERVICES, get(service.tree, ("spec", "clusterIP")), service, "spec.clusterIP")


def _of_service_cidr(service_cidr: Manifest) -> Iterator[AddressRange]:
    for index, block in enumerate(list_of(get(service_cidr.tree, ("spec", "cidrs")))):
        yield from _range(SERVICES, block, service_cidr, f"spec.cidrs[{index}]")


def _of_pod(pod: Manifest) -> Iterator[AddressRange]:
    """The flags of the control plane, whose pods `kubectl get pods -n kube-system` lists."""
    if not pod.name.startswith(_CONTROL_PLANE) or pod.namespace != "kube-system":
        return
    for index, container in maps_in(get(pod.tree, ("spec", "containers"))):
        for field in ("command", "args"):
            for position, word in enumerate(list_of(container.get(field))):
                flag, _, blocks = str(word).partition("=")
                for block in blocks.split(",") if flag in _FLAGS else ():
                    path = f"spec.containers[{index}].{field}[{position}]"
                    yield from _range(_FLAGS[flag], block, pod, path)


def _of_address_pool(pool: Manifest) -> Iterator[AddressRange]:
    """What MetalLB gives to Services of type LoadBalancer: addresses of the company's network."""
    for index, block in enumerate(list_of(get(pool.tree, ("spec", "addresses")))):
        yield from _range(COMPANY, block, pool, f"spec.addresses[{index}]")


def _of_calico_pool(pool: Manifest) -> Iterator[AddressRange]:
    return _range(PODS, get(pool.tree, ("spec", "cidr")), pool, "spec.cidr")


_RANGES = {
    "Node": _of_node,
    "Service": _of_service,
    "ServiceCIDR": _of_service_cidr,
    "Pod": _of_pod,
    "IPAddressPool": _of_address_pool,
    "IPPool": _of_calico_pool,
}
