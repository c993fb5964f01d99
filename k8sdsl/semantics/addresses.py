"""IP addresses and ranges as the API server reads them (`k8s.io/utils/net`, apimachinery `util/validation/ip.go`).

There are two readings. The lenient one accepts leading zeros, IPv4-mapped IPv6 addresses, and ranges with bits set
beyond the prefix; older servers read older fields this way. The strict one refuses these. Checks return the reason for
a refusal, or an empty string, as those of `formats` do.
"""

from __future__ import annotations

from functools import lru_cache

from k8sdsl.semantics.digits import whole_number

_HEX = frozenset("0123456789abcdefABCDEF")
_V4_IN_V6 = 0xFFFF


def _parse_v4(text: str) -> int | None:
    parts = text.split(".")
    if len(parts) != 4:
        return None
    value = 0
    for part in parts:
        number = whole_number(part, 3)
        if number is None or number > 255:
            return None
        value = value << 8 | number
    return value


def _parse_groups(text: str, *, last: bool) -> list[int] | None:
    """The 16-bit groups of one side of `::`; the last side may end in an IPv4 address."""
    groups: list[int] = []
    if not text:
        return groups
    parts = text.split(":")
    if last and "." in parts[-1]:
        tail = _parse_v4(parts.pop())
        if tail is None:
            return None
        groups = [tail >> 16, tail & 0xFFFF]
    out = []
    for part in parts:
        if not part or not _HEX.issuperset(part) or len(part.lstrip("0")) > 4:
            return None
        out.append(int(part, 16))
    return out + groups


def _parse_v6(text: str) -> int | None:
    head, gap, tail = text.partition("::")
    before = _parse_groups(head, last=not gap)
    after = _parse_groups(tail, last=True)
    if before is None or after is None:
        return None
    count = len(before) + len(after)
    if count > 7 if gap else count != 8:
        return None
    value = 0
    for group in (*before, *([0] * (8 - count)), *after):
        value = value << 16 | group
    return value


@lru_cache(maxsize=1024)
def parse_ip(text: str) -> tuple[int, int] | None:
    """The width in bits (32 or 128, as it is written) and the value, read leniently; None if it is not an address."""
    if ":" in text:
        value = _parse_v6(text)
        return None if value is None else (128, value)
    value = _parse_v4(text)
    return None if value is None else (32, value)


@lru_cache(maxsize=1024)
def parse_cidr(text: str) -> tuple[int, int, int] | None:
    """The width in bits, the address's value and the prefix length, read leniently; None if it is not a range."""
    address, slash, length = text.partition("/")
    parsed, bits = parse_ip(address), whole_number(length, 3)
    if parsed is None or not slash or bits is None:
        return None
    return (*parsed, bits) if bits <= parsed[0] else None


def is_ipv6(text: str) -> bool | None:
    """Whether an address or range is IPv6; None if it is neither. An IPv4-mapped IPv6 address counts as IPv4."""
    parsed = parse_ip(text.partition("/")[0])
    if parsed is None or ("/" in text and parse_cidr(text) is None):
        return None
    bits, value = parsed
    return bits == 128 and value >> 32 != _V4_IN_V6


def is_ipv6_range(text: str) -> bool | None:
    """Whether a range is IPv6; None if it is not a range, such as an address without a prefix length."""
    return is_ipv6(text) if "/" in text else None


def contains(outer: tuple[int, int, int], inner: tuple[int, int, int]) -> bool:
    """Whether the masked address of `inner` lies in the range `outer`."""
    bits, value, length = outer
    other_bits, other, other_length = inner
    if bits != other_bits:
        return False
    other = other >> (bits - other_length) << (bits - other_length)
    return value >> (bits - length) == other >> (bits - length)


def _has_leading_zero(text: str) -> bool:
    tail = text
    if ":" in text:
        groups = text.split(":")
        tail = groups[-1]
        if any(len(group) > 4 for group in groups if "." not in group):
            return True
    return "." in tail and any(len(octet) > 1 and octet[0] == "0" for octet in tail.split("."))


def canonical_ip(bits: int, value: int) -> str:
    """The one spelling of an address (RFC 5952)."""
    if bits == 32 or value >> 32 == _V4_IN_V6:
        return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
    groups = [value >> shift & 0xFFFF for shift in range(112, -1, -16)]
    best, length = 0, 1
    for start in range(8):
        end = start
        while end < 8 and not groups[end]:
            end += 1
        if end - start > length:
            best, length = start, end - start
    words = [f"{group:x}" for group in groups]
    if length == 1:
        return ":".join(words)
    return f"{':'.join(words[:best])}::{':'.join(words[best + length :])}"


@lru_cache(maxsize=1024)
def ip(text: str, *, strict: bool = True, canonical: bool = False) -> str:
    """An address; `canonical` also requires the canonical spelling (IsValidIP; without it, IsValidIPForLegacyField)."""
    parsed = parse_ip(text)
    if parsed is None:
        return "must be an IP address, such as 10.9.8.7 or 2001:db8::ffff"
    if strict:
        if _has_leading_zero(text):
            return "must not have leading zeros"
        if parsed[0] == 128 and parsed[1] >> 32 == _V4_IN_V6:
            return "must not be an IPv4-mapped IPv6 address"
    if canonical and canonical_ip(*parsed) != text:
        return f"must be written as {canonical_ip(*parsed)}"
    return ""


@lru_cache(maxsize=1024)
def cidr(text: str, *, strict: bool = True, canonical: bool = False) -> str:
    """A range of addresses (IsValidCIDR; without `canonical`, IsValidCIDRForLegacyField)."""
    parsed = parse_cidr(text)
    if parsed is None:
        return "must be a range of IP addresses in CIDR notation, such as 10.9.8.0/24 or 2001:db8::/64"
    bits, value, length = parsed
    address, _, suffix = text.partition("/")
    if strict:
        if _has_leading_zero(address) or (len(suffix) > 1 and suffix[0] == "0"):
            return "must not have leading zeros in the address or the prefix length"
        if bits == 128 and value >> 32 == _V4_IN_V6:
            return "must not contain an IPv4-mapped IPv6 address"
        if value & ((1 << (bits - length)) - 1):
            return "must not have bits set beyond the prefix length"
    written = f"{canonical_ip(bits, value)}/{length}"
    return f"must be written as {written}" if canonical and written != text else ""


def spelling_warning(text: str) -> str:
    """The server's warning about an accepted IPv6 address or range that is not written as RFC 5952 recommends."""
    if not is_ipv6(text):
        return ""
    bits, value = parse_ip(text.partition("/")[0]) or (0, 0)
    written = canonical_ip(bits, value) + "".join(text.partition("/")[1:])
    return "" if written == text else f"should be written as {written} (RFC 5952)"


def not_special(text: str) -> str:
    """An address that an endpoint can have: not unspecified, loopback or link-local (ValidateEndpointIP)."""
    parsed = parse_ip(text)
    if parsed is None:
        return "must be an IP address, such as 10.9.8.7"
    bits, value = parsed
    if value == 0:
        return "must not be the unspecified address (0.0.0.0 or ::)"
    if bits == 32 or value >> 32 == _V4_IN_V6:
        value &= 0xFFFFFFFF
        loopback, local, multicast = value >> 24 == 127, value >> 16 == 0xA9FE, value >> 8 == 0xE00000
    else:
        loopback, local = value == 1, value >> 118 == 0x3FA
        multicast = value >> 120 == 0xFF and value >> 112 & 0xF == 2
    if loopback:
        return "must not be in the loopback range (127.0.0.0/8, ::1)"
    if local:
        return "must not be in the link-local range (169.254.0.0/16, fe80::/10)"
    return "must not be in the link-local multicast range (224.0.0.0/24, ff02::/16)" if multicast else ""
