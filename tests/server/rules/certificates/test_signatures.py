"""Signatures of certificate requests, made by the `cryptography` package."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from k8sdsl import validate
from k8sdsl.server.rules.certificates.pem import is_certificate_request
from k8sdsl.server.rules.certificates.signatures import fault_of_signature

RSA = rsa.generate_private_key(65537, 2048)
CURVES = (ec.SECP224R1(), ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1())


def request(key: Any, algorithm: Any = None, encoding: Encoding = Encoding.DER, **more: Any) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "web")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    return builder.sign(key, algorithm, **more).public_bytes(encoding)


def pss(algorithm: Any, length: Any = padding.PSS.DIGEST_LENGTH) -> bytes:
    return request(RSA, algorithm, rsa_padding=padding.PSS(padding.MGF1(algorithm), length))


SIGNED = {
    **{f"RSA {one.name}": request(RSA, one) for one in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())},
    **{f"PSS {one.name}": pss(one) for one in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())},
    **{
        f"{curve.name} {one.name}": request(ec.generate_private_key(curve), one)
        for curve in CURVES
        for one in (hashes.SHA256(), hashes.SHA512())
    },
    "Ed25519": request(ed25519.Ed25519PrivateKey.generate()),
}


@pytest.mark.parametrize("name", SIGNED)
def test_signatures_match_the_key_of_the_request(name: str) -> None:
    assert fault_of_signature(SIGNED[name]) == ""


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize("place", [-3, 20])
def test_a_changed_request_or_signature_does_not_match(name: str, place: int) -> None:
    changed = bytearray(SIGNED[name])
    changed[place] ^= 1
    assert fault_of_signature(bytes(changed)) != ""


@pytest.mark.parametrize(
    "content",
    [
        request(ec.generate_private_key(ec.SECP256K1()), hashes.SHA256()),
        pss(hashes.SHA256(), padding.PSS.MAX_LENGTH),
        SIGNED["RSA sha256"].replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010104")),
    ],
    ids=["an unknown curve", "a salt of another length", "MD5"],
)
def test_what_go_does_not_support_is_refused(content: bytes) -> None:
    assert fault_of_signature(content) != ""


@pytest.mark.parametrize("name", ["RSA sha256", "PSS sha256", "secp256r1 sha256", "Ed25519"])
def test_a_damaged_request_is_accepted_only_where_nothing_is_signed_or_read(name: str) -> None:
    content = SIGNED[name]
    damaged = [content[:at] + bytes([content[at] ^ 0x81]) + content[at + 1 :] for at in range(len(content))]
    accepted = [one for one in damaged if is_certificate_request(one) and not fault_of_signature(one)]
    assert len(accepted) <= 2  # the parameters of an algorithm that needs none


def der(tag: int, *contents: bytes) -> bytes:
    """An element of DER."""
    content = b"".join(contents)
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    if 0x80 <= size < 0x100:
        length = bytes([0x81, size])
    return bytes([tag]) + length + content


def built(algorithm: bytes, key: bytes, signed_by: Any) -> bytes:
    """A request with the algorithm and bytes of a key, which signs it with SHA-256."""
    info = der(0x30, der(0x30, algorithm), der(0x03, b"\0", key))
    message = der(0x30, b"\x02\x01\x00", der(0x30), info, der(0xA0))
    identifier, signature = signed_by(message)
    return der(0x30, message, der(0x30, identifier), der(0x03, b"\0", signature))


def signed_by_rsa(message: bytes) -> tuple[bytes, bytes]:
    signature = RSA.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return der(0x06, bytes.fromhex("2a864886f70d01010b")) + b"\x05\0", signature


def signed_by_ed25519(message: bytes) -> tuple[bytes, bytes]:
    return der(0x06, bytes.fromhex("2b6570")), ED25519.sign(message)


ED25519 = ed25519.Ed25519PrivateKey.generate()
RSA_IDENTIFIER, ED25519_IDENTIFIER = (der(0x06, bytes.fromhex(one)) for one in ("2a864886f70d010101", "2b6570"))
MODULUS, EXPONENT = der(0x02, b"\0", RSA.public_key().public_numbers().n.to_bytes(256, "big")), b"\x02\x03\1\0\1"
RSA_KEY = der(0x30, MODULUS, EXPONENT)
ED25519_KEY = ED25519.public_key().public_bytes_raw()


@pytest.mark.parametrize(
    ("algorithm", "key", "signed_by", "accepted"),
    [
        (RSA_IDENTIFIER + b"\x05\0", RSA_KEY, signed_by_rsa, True),
        (RSA_IDENTIFIER, RSA_KEY, signed_by_rsa, False),
        (RSA_IDENTIFIER + b"\x04\0", RSA_KEY, signed_by_rsa, False),
        (RSA_IDENTIFIER + b"\x05\0", der(0x30, MODULUS, b"\x02\x04\0\1\0\1"), signed_by_rsa, False),
        (RSA_IDENTIFIER + b"\x05\0", der(0x30, MODULUS, EXPONENT, b"\x02\0"), signed_by_rsa, False),
        (ED25519_IDENTIFIER, ED25519_KEY, signed_by_ed25519, True),
        (ED25519_IDENTIFIER + b"\x05\0", ED25519_KEY, signed_by_ed25519, False),
        (ED25519_IDENTIFIER[:-1] + b"\x71", ED25519_KEY, signed_by_ed25519, False),
    ],
)
def test_keys_are_read_as_go_reads_them(algorithm: bytes, key: bytes, signed_by: Any, *, accepted: bool) -> None:
    content = built(algorithm, key, signed_by)
    assert is_certificate_request(content)
    assert (fault_of_signature(content) == "") is accepted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2a864886f70d010108", "2a864886f70d010109"),
        ("608648016503040201", "608648016503040202"),
        ("6086480165030402010500", "6086480165030402010400"),
        ("a203020120", "a203040120"),
        ("a203020120", "a303020120"),
    ],
    ids=["another mask", "another hash", "parameters that are not null", "a salt that is no integer", "no salt"],
)
def test_pss_has_the_parameters_that_go_supports(before: str, after: str) -> None:
    content = SIGNED["PSS sha256"]
    changed = content.replace(bytes.fromhex(before), bytes.fromhex(after))
    assert changed != content
    assert fault_of_signature(changed) != ""


def test_the_request_of_an_object_must_be_signed_with_its_own_key() -> None:
    pem = request(RSA, hashes.SHA256(), Encoding.PEM)
    other = base64.b64encode(SIGNED["RSA sha512"]).decode()
    for content, expected in ((pem, []), (pem.replace(pem.splitlines()[-2], other.encode()[-8:]), ["spec.request"])):
        spec = {"request": base64.b64encode(content).decode(), "usages": ["client auth"], "signerName": "example.com/a"}
        tree = {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "spec": spec}
        assert [finding.path for finding in validate({**tree, "metadata": {"name": "web"}})] == expected
