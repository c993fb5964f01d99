"""Addresses, networks, URLs and named formats in CEL (apiserver `pkg/cel/library`: ip, cidr, url, format)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.values import NONE, EvaluationError, Opaque, OptionalValue
from k8sdsl.semantics import formats

if TYPE_CHECKING:
    from collections.abc import Callable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Interface | ipaddress.IPv6Interface


def _address(text: str) -> Address | None:
    """An address without a zone, and no IPv4 address in the clothes of IPv6."""
    if "%" in text:
        return None
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None else found


def _ip(value: Any) -> Opaque:
    if isinstance(value, Opaque):
        return Opaque("net.IP", value.value.ip)
    found = _address(value)
    if found is None:
        raise EvaluationError(f"{value!r} is no address")
    return Opaque("net.IP", found)


def _network(text: str) -> Network | None:
    address, slash, length = text.partition("/")
    if not slash or not length.isdigit() or _address(address) is None or (length != "0" and length[0] == "0"):
        return None
    try:
        return ipaddress.ip_interface(text)
    except ValueError:
        return None


def _cidr(text: str) -> Opaque:
    found = _network(text)
    if found is None:
        raise EvaluationError(f"{text!r} is no network")
    return Opaque("net.CIDR", found)


def _is_canonical(text: str) -> bool:
    found = _address(text)
    if found is None:
        raise EvaluationError(f"{text!r} is no address")
    return str(found) == text


def _contains_ip(cidr: Opaque, ip: Any) -> bool:
    address = ip.value if isinstance(ip, Opaque) else _ip(ip).value
    return address in cidr.value.network


def _contains_cidr(cidr: Opaque, other: Any) -> bool:
    inner = other.value if isinstance(other, Opaque) else _cidr(other).value
    outer = cidr.value.network
    return bool(inner.version == outer.version and inner.network.subnet_of(outer))


def _is_global_unicast(ip: Opaque) -> bool:
    address = ip.value
    broadcast = str(address) == "255.255.255.255"
    other = address.is_multicast or address.is_loopback or address.is_link_local or address.is_unspecified
    return not other and not broadcast


def _parse_url(text: str) -> Any:
    from k8sdsl.semantics.go_url import GoUrlError, parse_url

    try:
        found = parse_url(text, request=True)
    except GoUrlError:
        return None
    return found if text.startswith("/") or found.scheme else None


def _url(text: str) -> Opaque:
    found = _parse_url(text)
    if found is None:
        raise EvaluationError(f"{text!r} is no URL")
    return Opaque("kubernetes.URL", found)


def _hostname(url: Opaque) -> str:
    host: str = url.value.host
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host


def _port(url: Opaque) -> str:
    host: str = url.value.host
    tail = host.rpartition("]")[2]
    return tail.rpartition(":")[2] if ":" in tail else ""


def _query(url: Opaque) -> dict[str, list[str]]:
    from urllib.parse import parse_qs

    return parse_qs(url.value.query, keep_blank_values=True)


_PREFIXES = {"dns1123LabelPrefix", "dns1123SubdomainPrefix", "dns1035LabelPrefix"}
_CHECKS: dict[str, Callable[[str], str]] = {
    "dns1123Label": formats.dns1123_label,
    "dns1123LabelPrefix": formats.dns1123_label,
    "dns1123Subdomain": formats.dns1123_subdomain,
    "dns1123SubdomainPrefix": formats.dns1123_subdomain,
    "dns1035Label": formats.dns1035_label,
    "dns1035LabelPrefix": formats.dns1035_label,
    "qualifiedName": formats.qualified_name,
    "labelValue": formats.label_value,
}
_SCHEMA_FORMATS = {"uri": "uri", "uuid": "uuid", "byte": "byte", "date": "date", "datetime": "date-time"}


def _named(name: str) -> OptionalValue:
    known = name in _CHECKS or name in _SCHEMA_FORMATS
    return OptionalValue(Opaque("kubernetes.NamedFormat", name), has_value=True) if known else NONE


def _validate(named: Opaque, text: str) -> OptionalValue:
    from k8sdsl.semantics.string_formats import fits_format

    name = named.value
    if name in _SCHEMA_FORMATS:
        reason = "" if fits_format(_SCHEMA_FORMATS[name], text) else f"is no {name}"
    else:
        masked = f"{text[:-1]}a" if name in _PREFIXES and len(text) > 1 and text.endswith("-") else text
        reason = _CHECKS[name](masked)
    return OptionalValue([reason], has_value=True) if reason else NONE


def _format(name: str) -> Callable[[], Opaque]:
    return lambda: Opaque("kubernetes.NamedFormat", name)


_LINK_LOCAL_MULTICAST = {4: "224.0.0.0/24", 6: "ff02::/16"}

NETWORK: dict[str, Callable[..., Any]] = {
    "ip": _ip,
    "cidr": _cidr,
    "ip.isCanonical": _is_canonical,
    "isIP": lambda text: _address(text) is not None,
    "isCIDR": lambda text: _network(text) is not None,
    "family": lambda ip: ip.value.version,
    "isUnspecified": lambda ip: ip.value.is_unspecified,
    "isLoopback": lambda ip: ip.value.is_loopback,
    "isLinkLocalMulticast": lambda ip: ip.value in ipaddress.ip_network(_LINK_LOCAL_MULTICAST[ip.value.version]),
    "isLinkLocalUnicast": lambda ip: ip.value.is_link_local,
    "isGlobalUnicast": _is_global_unicast,
    "containsIP": _contains_ip,
    "containsCIDR": _contains_cidr,
    "masked": lambda cidr: Opaque("net.CIDR", ipaddress.ip_interface(cidr.value.network)),
    "prefixLength": lambda cidr: cidr.value.network.prefixlen,
    "url": _url,
    "isURL": lambda text: _parse_url(text) is not None,
    "getScheme": lambda url: url.value.scheme,
    "getHost": lambda url: url.value.host,
    "getHostname": _hostname,
    "getPort": _port,
    "getQuery": _query,
    "getEscapedPath": lambda url: url.value.path,
    "format.named": _named,
    "validate": _validate,
    **{f"format.{name}": _format(name) for name in (*_CHECKS, *_SCHEMA_FORMATS)},
}
