"""IP addresses and networks (apiserver `pkg/cel/library/ip.go` and `cidr.go`, Go's `net/netip`)."""

from __future__ import annotations

import ipaddress
from typing import Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import Opaque

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_LONGEST = 64
_LINK_LOCAL = {4: ipaddress.ip_network("169.254.0.0/16"), 6: ipaddress.ip_network("fe80::/10")}


class Ip:
    """An address."""

    __slots__ = ("address",)

    def __init__(self, address: IPAddress) -> None:
        self.address = address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ip) and self.address == other.address

    def __hash__(self) -> int:
        return hash(self.address)

    def __str__(self) -> str:
        return str(self.address)

    @property
    def size(self) -> int:
        """The number of its bytes."""
        return self.address.max_prefixlen // 8


class Cidr:
    """An address and the number of bits of its network prefix."""

    __slots__ = ("address", "bits")

    def __init__(self, address: IPAddress, bits: int) -> None:
        self.address = address
        self.bits = bits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cidr) and (self.address, self.bits) == (other.address, other.bits)

    def __hash__(self) -> int:
        return hash((self.address, self.bits))

    def __str__(self) -> str:
        return f"{self.address}/{self.bits}"

    @property
    def size(self) -> int:
        """The number of bytes of the address."""
        return -(-self.bits // 8)

    def contains(self, address: IPAddress) -> bool:
        """Whether an address is in the network."""
        shift = self.address.max_prefixlen - self.bits
        return address.version == self.address.version and int(address) >> shift == int(self.address) >> shift


def _address(text: str) -> IPAddress | None:
    """An address without a zone that is not an IPv4 address written as IPv6."""
    if len(text) > _LONGEST or "%" in text or not text.isascii():
        return None
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None else found


def _ip(text: str) -> Opaque:
    found = _address(text)
    if found is None:
        raise EvaluationError(f"{text!r} is not a valid IP address")
    return Opaque("net.IP", Ip(found))


def _network(text: str) -> Cidr | None:
    start, slash, bits = text.rpartition("/")
    address = _address(start)
    if not slash or address is None or not bits.isascii() or not bits.isdigit() or len(bits) > 3:
        return None
    if (len(bits) > 1 and bits[0] == "0") or int(bits) > address.max_prefixlen:
        return None
    return Cidr(address, int(bits))


def _cidr(text: str) -> Opaque:
    found = _network(text)
    if found is None:
        raise EvaluationError(f"{text!r} is not a valid network address")
    return Opaque("net.CIDR", found)


def _is_canonical(text: str) -> bool:
    return str(_ip(text).value) == text


def _contains_ip(cidr: Opaque, ip: Any) -> bool:
    return bool(cidr.value.contains((ip if isinstance(ip, Opaque) else _ip(ip)).value.address))


def _contains_cidr(cidr: Opaque, other: Any) -> bool:
    inner = (other if isinstance(other, Opaque) else _cidr(other)).value
    return bool(cidr.value.bits <= inner.bits and cidr.value.contains(inner.address))


def _masked(cidr: Opaque) -> Opaque:
    address, bits = cidr.value.address, cidr.value.bits
    shift = address.max_prefixlen - bits
    return Opaque("net.CIDR", Cidr(type(address)(int(address) >> shift << shift), bits))


def _is_unspecified(ip: Opaque) -> bool:
    return int(ip.value.address) == 0


def _is_loopback(ip: Opaque) -> bool:
    address = ip.value.address
    return int(address) >> 24 == 127 if address.version == 4 else int(address) == 1


def _is_link_local_multicast(ip: Opaque) -> bool:
    address = ip.value.address
    if address.version == 4:
        return int(address) >> 8 == 0xE00000
    return int(address) >> 112 & 0xFF0F == 0xFF02


def _is_link_local_unicast(ip: Opaque) -> bool:
    address = ip.value.address
    return address in _LINK_LOCAL[address.version]


def _is_multicast(address: IPAddress) -> bool:
    return int(address) >> 28 == 0xE if address.version == 4 else int(address) >> 120 == 0xFF


def _is_global_unicast(ip: Opaque) -> bool:
    address = ip.value.address
    broadcast = address.version == 4 and int(address) == 0xFFFFFFFF
    special = _is_unspecified(ip) or _is_loopback(ip) or _is_multicast(address) or _is_link_local_unicast(ip)
    return not broadcast and not special


def _text(value: Opaque) -> str:
    return str(value.value)


IPS = Library(
    Function("ip", Overload("string_to_ip", "(string) net.IP", _ip)),
    Function("family", Overload("ip_family", "net.IP.() int", lambda ip: ip.value.address.version)),
    Function("ip.isCanonical", Overload("ip_is_canonical", "(string) bool", _is_canonical)),
    Function("isUnspecified", Overload("ip_is_unspecified", "net.IP.() bool", _is_unspecified)),
    Function("isLoopback", Overload("ip_is_loopback", "net.IP.() bool", _is_loopback)),
    Function(
        "isLinkLocalMulticast", Overload("ip_is_link_local_multicast", "net.IP.() bool", _is_link_local_multicast)
    ),
    Function("isLinkLocalUnicast", Overload("ip_is_link_local_unicast", "net.IP.() bool", _is_link_local_unicast)),
    Function("isGlobalUnicast", Overload("ip_is_global_unicast", "net.IP.() bool", _is_global_unicast)),
    Function("isIP", Overload("is_ip", "(string) bool", lambda text: _address(text) is not None)),
    Function("string", Overload("ip_to_string", "(net.IP) string", _text)),
    types=("net.IP",),
)
CIDRS = Library(
    Function("cidr", Overload("string_to_cidr", "(string) net.CIDR", _cidr)),
    Function(
        "containsIP",
        Overload("cidr_contains_ip_string", "net.CIDR.(string) bool", _contains_ip),
        Overload("cidr_contains_ip_ip", "net.CIDR.(net.IP) bool", _contains_ip),
    ),
    Function(
        "containsCIDR",
        Overload("cidr_contains_cidr_string", "net.CIDR.(string) bool", _contains_cidr),
        Overload("cidr_contains_cidr", "net.CIDR.(net.CIDR) bool", _contains_cidr),
    ),
    Function("ip", Overload("cidr_ip", "net.CIDR.() net.IP", lambda cidr: Opaque("net.IP", Ip(cidr.value.address)))),
    Function("prefixLength", Overload("cidr_prefix_length", "net.CIDR.() int", lambda cidr: cidr.value.bits)),
    Function("masked", Overload("cidr_masked", "net.CIDR.() net.CIDR", _masked)),
    Function("isCIDR", Overload("is_cidr", "(string) bool", lambda text: _network(text) is not None)),
    Function("string", Overload("cidr_to_string", "(net.CIDR) string", _text)),
    types=("net.CIDR",),
)
