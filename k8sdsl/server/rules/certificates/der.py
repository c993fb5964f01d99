"""Elements of DER, the encoding of certificates and requests."""

from __future__ import annotations

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, IDENTIFIER, SEQUENCE = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x30


def element(data: bytes, start: int, end: int) -> tuple[int, int, int] | None:
    """The tag of the DER element at `start`, and where its content begins and ends; None if it is malformed."""
    if start + 2 > end:
        return None
    tag, length = data[start], data[start + 1]
    begin = start + 2
    if length >= 0x80:
        count = length & 0x7F
        if not 1 <= count <= 4 or begin + count > end:
            return None
        length = int.from_bytes(data[begin : begin + count], "big")
        if length < 0x80 or data[begin] == 0:
            return None
        begin += count
    return (tag, begin, begin + length) if begin + length <= end else None


def children(data: bytes, start: int, end: int) -> list[tuple[int, int, int]] | None:
    """The elements between two places, or None if they are malformed."""
    out = []
    while start < end:
        part = element(data, start, end)
        if part is None:
            return None
        out.append(part)
        start = part[2]
    return out


def parts(data: bytes) -> list[tuple[int, bytes]]:
    """The tags and contents of the elements that follow each other in some bytes; none if they are malformed."""
    return [(tag, data[begin:end]) for tag, begin, end in children(data, 0, len(data)) or ()]


def integers(data: bytes) -> list[int]:
    """The integers of a sequence, as in an RSA key and in an ECDSA signature; none if it is anything else."""
    outer = parts(data)
    if [tag for tag, _ in outer] != [SEQUENCE]:
        return []
    inner = parts(outer[0][1])
    if any(tag != INTEGER or not _is_shortest(content) for tag, content in inner):
        return []
    return [int.from_bytes(content, "big", signed=True) for _, content in inner]


def _is_shortest(content: bytes) -> bool:
    """Whether an integer has a byte, and no more than it needs for its sign (`checkInteger`)."""
    return len(content) == 1 or (len(content) > 1 and content[0] != (0xFF if content[1] & 0x80 else 0x00))
