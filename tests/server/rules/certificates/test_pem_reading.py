"""PEM is read as Go reads it: what is malformed is passed over, and DER is looked at in outline."""

from __future__ import annotations

import base64
from functools import partial

from k8sdsl.server.rules.certificates.pem import is_authority, is_certificate, is_certificate_request, pem_blocks
from tests.server.rules.minimal_objects import MINIMAL
from tests.test_growth import calls

REQUEST = base64.b64decode(MINIMAL["CertificateSigningRequest"]["spec"]["request"])
CERTIFICATE: bytes = MINIMAL["ClusterTrustBundle"]["spec"]["trustBundle"].encode()


def test_blocks_come_in_order_with_anything_around_them() -> None:
    text = b"before\n" + CERTIFICATE + b"between\r\n" + REQUEST.replace(b"\n", b"\r\n") + b"after"
    assert [block.type for block in pem_blocks(text)] == ["CERTIFICATE", "CERTIFICATE REQUEST"]


def test_malformed_blocks_are_passed_over() -> None:
    broken = b"-----BEGIN CERTIFICATE-----\nno base 64!\n-----END CERTIFICATE-----\n"
    assert [block.type for block in pem_blocks(broken + REQUEST)] == ["CERTIFICATE REQUEST"]
    assert list(pem_blocks(b"-----BEGIN CERTIFICATE-----\nAAAA\n")) == []
    assert list(pem_blocks(b"-----BEGIN A-----\nAAAA\n-----END B-----\n")) == []


def test_blocks_without_an_end_of_their_own_take_work_in_line_with_their_number() -> None:
    for end in (b"", b"-----END A-----\n", b"-----END B-----\n"):
        small, large = (calls(partial(list, pem_blocks(b"-----BEGIN A-----\n" * count + end))) for count in (100, 200))
        assert large < 2.3 * small


def test_a_block_begins_at_the_last_begin_before_its_end() -> None:
    broken = b"-----BEGIN A-----\nAAAA\n"
    assert [block.type for block in pem_blocks(broken + REQUEST)] == ["CERTIFICATE REQUEST"]


def test_headers_are_noticed() -> None:
    block = next(pem_blocks(b"-----BEGIN X-----\nProc-Type: 4\n\nAAAA\n-----END X-----\n"))
    assert (block.has_headers, block.content) == (True, b"\0\0\0")


def test_the_outline_of_der_decides() -> None:
    request, certificate = next(pem_blocks(REQUEST)).content, next(pem_blocks(CERTIFICATE)).content
    assert is_certificate_request(request)
    assert not is_certificate_request(certificate[:-1])
    assert is_certificate(certificate)
    assert not is_certificate(request + b"\0")


def test_no_prefix_of_a_request_is_one() -> None:
    content = next(pem_blocks(REQUEST)).content
    assert not any(is_certificate_request(content[:length]) for length in range(len(content)))


def test_the_ca_bit_makes_an_authority() -> None:
    content = next(pem_blocks(CERTIFICATE)).content
    assert is_authority(content)
    bit = content.index(b"\x30\x03\x01\x01\xff")
    assert not is_authority(content[: bit + 4] + b"\0" + content[bit + 5 :])
    assert not is_authority(content.replace(b"\x06\x03\x55\x1d\x13", b"\x06\x03\x55\x1d\x11"))
    assert not is_authority(next(pem_blocks(REQUEST)).content)
    for end in range(len(content)):
        assert not is_authority(content[:end])
