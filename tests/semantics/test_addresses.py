"""IP addresses and ranges are read as Go and the API server read them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.semantics import addresses


@given(st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address))
def test_ipv6_reads_back_and_is_written_canonically(address: ipaddress.IPv6Address) -> None:
    assert addresses.parse_ip(address.exploded) == (128, int(address))
    if address.ipv4_mapped is None:
        assert addresses.canonical_ip(128, int(address)) == str(address)


@given(st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address))
def test_ipv4_reads_back_and_is_written_canonically(address: ipaddress.IPv4Address) -> None:
    assert addresses.parse_ip(str(address)) == (32, int(address))
    assert addresses.ip(str(address), canonical=True) == ""


@given(st.text(alphabet="0123456789abf:./%", max_size=20))
def test_what_pythons_reader_takes_is_taken(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return
    assert "%" in text or addresses.parse_ip(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3",
        "1.2.3.256",
        "1.2.3.4.5",
        "",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "fe80::1%eth0",
        "1.2.3.4::",
        "12345::",
        "::1:2:3:4:5:6:7:8",
        "g::",
        "1:",
        "٣.1.1.1",
    ],
)
def test_no_address(text: str) -> None:
    assert addresses.parse_ip(text) is None
    assert addresses.ip(text, strict=False)


@pytest.mark.parametrize("text", ["010.0.0.1", "::ffff:1.2.3.4", "00001::", "::1.2.3.04"])
def test_only_the_sloppy_reading_takes_it(text: str) -> None:
    assert addresses.ip(text, strict=False) == ""
    assert addresses.ip(text)


@pytest.mark.parametrize("text", ["1.2.3.4/08", "1.2.3.4/24", "2001:db8::1/32", "::ffff:1.2.3.0/120"])
def test_only_the_sloppy_reading_takes_the_range(text: str) -> None:
    assert addresses.cidr(text, strict=False) == ""
    assert addresses.cidr(text)


@pytest.mark.parametrize("text", ["1.2.3.4", "1.2.3.0/33", "a/b/c", "1.2.3.0/", "1.2.3.0/+8", "::/129"])
def test_no_range(text: str) -> None:
    assert addresses.cidr(text, strict=False)


@pytest.mark.parametrize(
    "text",
    ["0.0.0.0", "::", "127.0.0.1", "::1", "169.254.1.1", "fe80::1", "224.0.0.1", "ff02::1"],  # noqa: S104  an address to judge, nothing is bound
)
def test_special_addresses(text: str) -> None:
    assert addresses.not_special(text)


@pytest.mark.parametrize("text", ["10.0.0.1", "2001:db8::1", "255.255.255.255", "224.0.1.1", "ff05::1"])
def test_ordinary_addresses(text: str) -> None:
    assert addresses.not_special(text) == ""


def test_an_address_without_a_length_is_not_a_range() -> None:
    assert addresses.is_ipv6_range("10.0.0.0/8") is False
    assert addresses.is_ipv6_range("2001:db8::/64") is True
    assert addresses.is_ipv6_range("10.0.0.0") is None


def test_only_ipv6_gives_a_warning_about_its_spelling() -> None:
    assert addresses.spelling_warning("2001:DB8::1")
    assert addresses.spelling_warning("2001:db8:0::/48")
    assert not addresses.spelling_warning("2001:db8::1")
    assert not addresses.spelling_warning("10.0.0.1")
