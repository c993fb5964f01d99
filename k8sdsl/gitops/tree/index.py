"""The record of what we wrote: one index file in the folder of each environment.

Its lines are sorted and stand one file each, so that Git merges them well. It has no extension, for Argo CD takes every
`.json` and `.yaml` file in a folder for a manifest.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen

from k8sdsl.errors import TreeError
from k8sdsl.gitops.tree.file_name import is_safe_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INDEX = ".k8sdsl-index"
FORMAT = 1


@frozen
class Entry:
    """One file of ours: the SHA-256 of its content, the objects in it, and what else must be remembered.

    `role` is empty for manifests and `metadata` for files beside them. `fingerprint` tells, under a key that is not in
    the repository, whether the plaintext behind an encrypted file has changed.
    """

    sha256: str
    objects: tuple[str, ...] = ()
    role: str = ""
    fingerprint: str = ""


def emit_index(entries: Mapping[str, Entry]) -> bytes:
    """The index file's content; the same entries give the same bytes."""
    lines = [f"{json.dumps(path)}: {json.dumps(_row(entry))}" for path, entry in sorted(entries.items())]
    body = ",\n".join(lines)
    return f'{{"k8sdsl": {FORMAT}, "files": {{\n{body}\n}}}}\n'.encode()


def _row(entry: Entry) -> dict[str, object]:
    row: dict[str, object] = {"sha256": entry.sha256, "objects": list(entry.objects)}
    if entry.role:
        row["role"] = entry.role
    if entry.fingerprint:
        row["fingerprint"] = entry.fingerprint
    return row


def read_index(folder: Path) -> dict[str, Entry]:
    """What we wrote below a folder; empty where there is no index.

    Raises TreeError for an index that is damaged, or that names files outside its folder.
    """
    file = folder / INDEX
    try:
        text = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return entries_of(text, str(file))


def entries_of(text: bytes, file: str = INDEX) -> dict[str, Entry]:
    """What the text of an index says; TreeError as `read_index`."""
    try:
        return _entries(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TreeError(
            f"the index {file} cannot be read: {error}",
            remedy="restore it from Git, or delete it: files that are as they should be are taken over again",
        ) from None


def _entries(document: object) -> dict[str, Entry]:
    if not isinstance(document, dict) or document.get("k8sdsl") != FORMAT:
        raise ValueError(f"it is not of format {FORMAT}")
    entries = {}
    for path, row in document["files"].items():
        if not is_safe_path(path):
            raise ValueError(f"it names {path!r}, which is outside its folder")
        entries[path] = Entry(
            str(row["sha256"]),
            tuple(map(str, row.get("objects", ()))),
            str(row.get("role", "")),
            str(row.get("fingerprint", "")),
        )
    return entries
