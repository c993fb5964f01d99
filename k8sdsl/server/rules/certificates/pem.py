"""PEM blocks and the outline of their content, as Go reads them (`encoding/pem`, `crypto/x509`)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from k8sdsl.server.rules.certificates.der import (
    BIT_STRING,
    BOOLEAN,
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    children,
    element,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN, _END, _DASHES = b"-----BEGIN ", b"-----END ", b"-----"
_EXTENSIONS = 0xA3
_BASIC_CONSTRAINTS = b"\x06\x03\x55\x1d\x13"


class PemBlock:
    """One block: its type, whether it has headers, and the bytes within."""

    __slots__ = ("content", "has_headers", "type")

    def __init__(self, kind: str, content: bytes, *, has_headers: bool) -> None:
        self.type, self.content, self.has_headers = kind, content, has_headers


def pem_blocks(data: bytes) -> Iterator[PemBlock]:
    """The well-formed blocks, in order; malformed ones are skipped, as Go does.

    A block begins at the last BEGIN before its END, so that each line is read once.
    """
    lines = [line.rstrip(b" \t\r") for line in data.split(b"\n")]
    kind: bytes | None = None
    start = 0
    for index, line in enumerate(lines):
        if line.startswith(_END):
            block = _block(kind, lines[start:index]) if kind is not None and kind == _label(line, _END) else None
            if block is not None:
                yield block
            kind = None
        elif (begun := _label(line, _BEGIN)) is not None:
            kind, start = begun, index + 1


def _label(line: bytes, mark: bytes) -> bytes | None:
    return line[len(mark) : -5] if line.startswith(mark) and line.endswith(_DASHES) else None


def _block(kind: bytes, lines: list[bytes]) -> PemBlock | None:
    headers = 0
    while headers < len(lines) and b":" in lines[headers]:
        headers += 1
    try:
        content = base64.b64decode(b"".join(lines[headers:]).translate(None, b" \t"), validate=True)
    except binascii.Error:
        return None
    return PemBlock(kind.decode("latin-1"), content, has_headers=headers > 0)


def _signed(content: bytes) -> list[tuple[int, int, int]] | None:
    """The signed part of a sequence of signed part, algorithm and signature, with nothing after it."""
    outer = element(content, 0, len(content))
    if outer is None or outer[0] != SEQUENCE or outer[2] != len(content):
        return None
    parts = children(content, outer[1], outer[2])
    if parts is None or [part[0] for part in parts] != [SEQUENCE, SEQUENCE, BIT_STRING]:
        return None
    return children(content, parts[0][1], parts[0][2])


def is_certificate_request(content: bytes) -> bool:
    """Whether bytes have the outline of a PKCS #10 request: version, subject, key and attributes, signed."""
    inner = _signed(content)
    return inner is not None and [part[0] for part in inner[:3]] == [INTEGER, SEQUENCE, SEQUENCE]


def is_certificate(content: bytes) -> bool:
    """Whether bytes have the outline of an X.509 certificate."""
    inner = _signed(content)
    return inner is not None and len(inner) >= 6


def is_authority(content: bytes) -> bool:
    """Whether a certificate has the extension `basicConstraints` with the CA bit (`x509.Certificate.IsCA`)."""
    inner = _signed(content) or []
    holder = next((part for part in inner if part[0] == _EXTENSIONS), None)
    outer = element(content, holder[1], holder[2]) if holder is not None else None
    for _, begin, end in (children(content, outer[1], outer[2]) or []) if outer is not None else []:
        if content[begin:end].startswith(_BASIC_CONSTRAINTS):
            value = next((part for part in children(content, begin, end) or [] if part[0] == OCTET_STRING), None)
            constraints = element(content, value[1], value[2]) if value is not None else None
            first = element(content, constraints[1], constraints[2]) if constraints is not None else None
            return first is not None and first[0] == BOOLEAN and content[first[1] : first[2]] == b"\xff"
    return False
