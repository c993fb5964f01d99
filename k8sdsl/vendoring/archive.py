"""Archives and single files, over file, http or https."""

from __future__ import annotations

import io
import tarfile
import time
import zipfile
import zlib
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from k8sdsl.errors import KustomizationError
from k8sdsl.locations.address import without_credentials
from k8sdsl.project.vendored import MAX_FILES
from k8sdsl.vendoring.tree import MAX_BYTES, SourceTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error),
    *(NotImplementedError, EOFError, OSError, RuntimeError, ValueError),
)
_SECONDS = 30
"""How long a server may be silent."""
_MOST_SECONDS = 300
_PART = 1 << 16
_GZIP = b"\x1f\x8b"
_MAX_ARCHIVE = 2 * MAX_BYTES
"""The most bytes of an archive with its headers and padding."""


def download(location: str) -> bytes:
    """The content of a file, at most `MAX_BYTES`; KustomizationError with the reason if it cannot be had."""
    shown = without_credentials(location)
    try:
        with urlopen(location, timeout=_SECONDS) as answer:  # noqa: S310 - the scheme was checked
            content = _all(answer)
    except (OSError, URLError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise KustomizationError(
            f"{shown} cannot be fetched: {reason}", remedy="check the address", code="vendor/fetch"
        ) from None
    if len(content) > MAX_BYTES:
        raise KustomizationError(f"{shown} is larger than {MAX_BYTES:,} bytes", code="vendor/too-large")
    return content


def _all(answer: BinaryIO) -> bytes:
    """What a server sends, up to one byte more than is accepted; TimeoutError if it sends for too long."""
    parts: list[bytes] = []
    left, end = MAX_BYTES + 1, time.monotonic() + _MOST_SECONDS
    while left > 0 and (part := answer.read(min(left, _PART))):
        parts.append(part)
        left -= len(part)
        if time.monotonic() > end:
            raise TimeoutError(f"it did not finish within {_MOST_SECONDS} seconds")
    return b"".join(parts)


def tree_of_archive(location: str, content: bytes) -> SourceTree:
    """The files of an archive; those of the one folder in it, if there is only one."""
    try:
        files = dict(_zipped(content) if location.lower().endswith(".zip") else _tarred(content))
    except _BROKEN as error:
        raise KustomizationError(
            f"{without_credentials(location)} is not a readable archive: {error}", code="vendor/fetch"
        ) from None
    tops = {path.partition("/")[0] for path in files}
    if len(tops) == 1 and all("/" in path for path in files):
        files = {path.partition("/")[2]: data for path, data in files.items()}
    sizes = {path: len(data) for path, data in files.items()}
    return SourceTree(sizes, lambda paths: {path: files[path] for path in paths})


def _tarred(content: bytes) -> Iterator[tuple[str, bytes]]:
    left = MAX_BYTES
    with tarfile.open(fileobj=io.BytesIO(_unpacked(content)), mode="r:") as archive:
        for number, member in enumerate(archive):
            left -= member.size if member.isreg() else 0
            _refuse_too_much(number, left)
            held = archive.extractfile(member) if member.isreg() else None
            if held is not None:
                yield member.name.removeprefix("./"), held.read()


def _unpacked(content: bytes) -> bytes:
    """The archive in a gzip file, bounded before anything in it is read: headers can be as large as files."""
    if not content.startswith(_GZIP):
        return content
    unpacker = zlib.decompressobj(wbits=31)
    archive = unpacker.decompress(content, _MAX_ARCHIVE)
    if unpacker.unconsumed_tail:
        raise ValueError(f"it is larger than {_MAX_ARCHIVE:,} bytes")
    return archive


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    left = MAX_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for number, member in enumerate(archive.infolist()):
            left -= member.file_size
            _refuse_too_much(number, left)
            if not member.is_dir() and (member.external_attr >> 28) in {0, 8}:  # regular files only
                yield member.filename, archive.read(member)


def _refuse_too_much(number: int, left: int) -> None:
    if number >= MAX_FILES or left < 0:
        raise ValueError(f"it has more than {MAX_FILES:,} files, or is larger than {MAX_BYTES:,} bytes")
