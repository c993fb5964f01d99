"""The signature of a certificate request, verified with the key in it (`x509.CertificateRequest.CheckSignature`)."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

from k8sdsl.server.rules.certificates.curves import CURVES, Curve, point_of, verify_ecdsa, verify_ed25519
from k8sdsl.server.rules.certificates.der import (
    BIT_STRING,
    IDENTIFIER,
    INTEGER,
    NULL,
    SEQUENCE,
    children,
    integers,
    parts,
)

Element: TypeAlias = tuple[int, bytes]
"""The tag and the content of an element of DER."""

_RSA_KEY, _EC_KEY, _ED25519 = "2a864886f70d010101", "2a8648ce3d0201", "2b6570"
_HASHES = {
    "2a864886f70d010105": "sha1",
    "2a864886f70d01010b": "sha256",
    "2a864886f70d01010c": "sha384",
    "2a864886f70d01010d": "sha512",
    "2a8648ce3d0401": "sha1",
    "2a8648ce3d040302": "sha256",
    "2a8648ce3d040303": "sha384",
    "2a8648ce3d040304": "sha512",
}
"""The hash of algorithms for signatures, by the hexadecimal digits of their object identifier."""
_PSS, _MGF1 = "2a864886f70d01010a", "2a864886f70d010108"
_OF_PSS = {"608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512"}
_ABSENT, _NULL_PARAMETERS = (-1, b""), (NULL, b"")
"""The tag and content of parameters that are not there, and of those that are null."""
_OF_RSA, _OF_EC = "2a864886f70d0101", "2a8648ce3d04"
_WRONG = "has a signature that does not match its key"
_INFO = {
    "sha1": "3021300906052b0e03021a05000414",
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
"""What comes before a digest in an RSA signature (`hashPrefixes`)."""
_SMALLEST, _LARGEST, _LARGEST_EXPONENT = 1024, 16384, 2**31 - 1


def fault_of_signature(content: bytes) -> str:
    """Why the signature of a request in DER is not accepted, or an empty string; the request must have its outline."""
    (_, outer), *_ = parts(content)
    (_, inner), (_, algorithm), (_, signature) = parts(outer)
    start = len(content) - len(outer)
    end = (children(content, start, len(content)) or [(0, 0, 0)])[0][2]
    message = content[start:end]
    if signature[:1] != b"\0":  # the number of unused bits
        return _WRONG
    signature = signature[1:]
    (kind, parameters), key = _key(parts(inner)[2][1])
    identifier, options = _algorithm(algorithm)
    if kind == _RSA_KEY and parameters != _NULL_PARAMETERS:
        return "has an RSA key whose algorithm does not have the parameters NULL"
    if kind == _RSA_KEY and identifier.startswith(_OF_RSA):
        name = _pss_hash(options) if identifier == _PSS else _HASHES.get(identifier, "")
        return _rsa_fault(key, message, signature, name, is_pss=identifier == _PSS)
    curve = CURVES.get(parameters[1].hex()) if parameters[0] == IDENTIFIER else None
    if kind == _EC_KEY and curve is None:
        return "has a key of an unknown elliptic curve"
    if kind == _EC_KEY and curve is not None and identifier.startswith(_OF_EC) and identifier in _HASHES:
        return _ec_fault(curve, key, message, signature, _HASHES[identifier])
    if kind == _ED25519 == identifier and parameters == options == _ABSENT:
        return "" if verify_ed25519(key, message, signature) else _WRONG
    return "has a signature of an unsupported algorithm, or of another one than its key"


def _key(info: bytes) -> tuple[tuple[str, Element], bytes]:
    """The algorithm with its parameters, and the bytes of a key (SubjectPublicKeyInfo)."""
    found = parts(info)
    if [tag for tag, _ in found] != [SEQUENCE, BIT_STRING] or found[1][1][:1] != b"\0":
        return ("", _ABSENT), b""
    return _algorithm(found[0][1]), found[1][1][1:]


def _algorithm(data: bytes) -> tuple[str, Element]:
    """The identifier of an algorithm in hexadecimal digits, and its parameters."""
    found = parts(data)
    if not found or found[0][0] != IDENTIFIER:
        return "", _ABSENT
    return found[0][1].hex(), found[1] if len(found) > 1 else _ABSENT


def _pss_hash(parameters: Element) -> str:
    """The hash of PSS if mask and salt belong to it (`getSignatureAlgorithmFromAI`), else an empty string."""
    fields = dict(parts(_within(parameters, SEQUENCE)))
    own, own_parameters = _algorithm(_within(_first(fields.get(0xA0, b"")), SEQUENCE))
    mask, mask_parameters = _algorithm(_within(_first(fields.get(0xA1, b"")), SEQUENCE))
    masked, masked_parameters = _algorithm(_within(mask_parameters, SEQUENCE))
    if mask != _MGF1 or masked != own or not {own_parameters, masked_parameters} <= {_ABSENT, _NULL_PARAMETERS}:
        return ""
    salt, trailer = _first(fields.get(0xA2, b"")), _first(fields.get(0xA3, b"\x02\x01\x01"))
    name = _OF_PSS.get(own, "")
    size = hashlib.new(name, usedforsecurity=False).digest_size if name else 0
    return name if salt == (INTEGER, bytes([size])) and trailer == (INTEGER, b"\1") else ""


def _first(data: bytes) -> Element:
    return (parts(data) or [_ABSENT])[0]


def _within(one: Element, tag: int) -> bytes:
    """The content of an element with a tag; nothing for another one."""
    return one[1] if one[0] == tag else b""


def _ec_fault(curve: Curve, key: bytes, message: bytes, signature: bytes, name: str) -> str:
    point, numbers = point_of(curve, key), integers(signature)
    if point is None or len(numbers) != 2:
        return _WRONG
    digest = hashlib.new(name, message, usedforsecurity=False).digest()
    return "" if verify_ecdsa(curve, point, digest, *numbers) else _WRONG


def _rsa_fault(key: bytes, message: bytes, signature: bytes, name: str, *, is_pss: bool) -> str:
    numbers = integers(key)
    if not name:
        return "has a signature of an unsupported algorithm"
    if len(numbers) != 2 or min(numbers) < 0 or not _SMALLEST <= numbers[0].bit_length() <= _LARGEST:
        return f"must have an RSA key of {_SMALLEST} to {_LARGEST} bits"
    modulus, exponent = numbers
    size = (modulus.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if (
        not 2 < exponent <= _LARGEST_EXPONENT
        or exponent % 2 == 0
        or modulus % 2 == 0
        or len(signature) != size
        or value >= modulus
    ):
        return _WRONG
    encoded = pow(value, exponent, modulus)
    if is_pss:
        return "" if _is_pss(encoded, modulus.bit_length() - 1, message, name) else _WRONG
    info = bytes.fromhex(_INFO[name]) + hashlib.new(name, message, usedforsecurity=False).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    return "" if encoded.to_bytes(size, "big") == expected else _WRONG


def _is_pss(value: int, bits: int, message: bytes, name: str) -> bool:
    """Whether a number is the encoding of a message by PSS with a salt as long as the hash (`emsaPSSVerify`)."""
    size = hashlib.new(name, usedforsecurity=False).digest_size
    length = (bits + 7) // 8
    if value.bit_length() > bits or length < 2 * size + 2:
        return False
    encoded = value.to_bytes(length, "big")
    masked, digest = encoded[: length - size - 1], encoded[length - size - 1 : -1]
    mask = b"".join(
        hashlib.new(name, digest + number.to_bytes(4, "big"), usedforsecurity=False).digest()
        for number in range(len(masked) // size + 1)
    )
    plain = int.from_bytes(masked, "big") ^ int.from_bytes(mask[: len(masked)], "big")
    data = (plain & (1 << bits - 8 * (size + 1)) - 1).to_bytes(len(masked), "big")
    padding, salt = data[: -size - 1], data[-size - 1 :]
    own = hashlib.new(name, message, usedforsecurity=False).digest()
    expected = hashlib.new(name, b"\0" * 8 + own + salt[1:], usedforsecurity=False).digest()
    return encoded[-1] == 0xBC and not any(padding) and salt[0] == 1 and expected == digest
