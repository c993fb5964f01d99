"""The record of what k8sdsl wrote: one index file in the directory of each environment.

Its lines are sorted, one per file, so that Git merges them well. It has no extension, because Argo CD reads every
`.json` and `.yaml` file in a directory as a manifest.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from attrs import field, frozen

from k8sdsl.errors import TreeError
from k8sdsl.gitops.tree.file_name import is_safe_path
from k8sdsl.gitops.tree.state import Obstacle, read_state

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INDEX = ".k8sdsl-index"
FORMAT = 1


@frozen
class WrittenFile:
    """One file that k8sdsl wrote: the SHA-256 of its content, the objects in it, its role and fingerprint.

    `role` is empty for manifests and `metadata` for files beside them. `fingerprint` shows, with a key that is not in
    the repository, whether the plaintext of an encrypted file has changed.
    """

    sha256: str
    objects: tuple[str, ...] = ()
    role: str = ""
    fingerprint: str = ""


@frozen
class Index:
    """The files of one environment, the directory that they were written to, and the project that wrote them.

    `folder` is relative to the root of the tree of that run: an index in another directory belongs to another tree.
    """

    files: Mapping[str, WrittenFile] = field(factory=dict)
    folder: str = ""
    origin: str = ""

    def is_of(self, folder: str, origin: str) -> bool:
        """Whether a run of the project `origin` over this tree wrote it; an unknown origin counts as the same."""
        return self.folder == folder and not are_different(self.origin, origin)


def are_different(one: str, other: str) -> bool:
    """Whether two origins are certainly two projects: both are known, and in the same terms (addresses, or paths)."""
    return bool(one and other) and one != other and one.partition(":")[0] == other.partition(":")[0]


def emit_index(index: Index) -> bytes:
    """The index file's content; the same index gives the same bytes."""
    head = {"k8sdsl": FORMAT, "folder": index.folder, "origin": index.origin}
    lines = [f"{json.dumps(path)}: {json.dumps(_row(entry))}" for path, entry in sorted(index.files.items())]
    body = ",\n".join(lines)
    return f'{json.dumps(head)[:-1]}, "files": {{\n{body}\n}}}}\n'.encode()


def _row(entry: WrittenFile) -> dict[str, object]:
    row: dict[str, object] = {"sha256": entry.sha256, "objects": list(entry.objects)}
    if entry.role:
        row["role"] = entry.role
    if entry.fingerprint:
        row["fingerprint"] = entry.fingerprint
    return row


def read_index(root: Path, folder: str) -> Index:
    """What k8sdsl wrote into a directory below the root of a tree; an empty index if there is none.

    Raises TreeError for an index that is damaged, is not a regular file, or names files outside its directory.
    """
    path = f"{folder}/{INDEX}"
    state = read_state(root, path)
    if state is None:
        return Index()
    if isinstance(state, Obstacle):
        if state.path != path:  # k8sdsl did not create the directory, so nothing in it is managed
            return Index()
        raise TreeError(
            f"the index {root / path} is not a regular file",
            remedy="remove it, or restore it from Git",
            code="gitops/index",
        )
    return index_of(state, str(root / path))


def index_of(text: bytes, file: str = INDEX) -> Index:
    """Parses the text of an index; raises TreeError like `read_index`."""
    try:
        return _index(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TreeError(
            f"the index {file} cannot be read: {error}",
            remedy="restore it from Git, or delete it: the next run then takes over files that already have the "
            "expected content",
            code="gitops/index",
        ) from None


def _index(document: object) -> Index:
    if not isinstance(document, dict) or document.get("k8sdsl") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    entries = {}
    for path, row in document["files"].items():
        if not is_safe_path(path):
            raise ValueError(f"it names {path!r}, which is outside its directory")
        entries[path] = WrittenFile(
            str(row["sha256"]),
            tuple(map(str, row.get("objects", ()))),
            str(row.get("role", "")),
            str(row.get("fingerprint", "")),
        )
    return Index(entries, str(document.get("folder", "")), str(document.get("origin", "")))


def written_environments(root: Path) -> list[str]:
    """The directories below the root that have an index, sorted."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        if INDEX in files and folder != str(root):
            found.append(os.path.relpath(folder, root).replace(os.sep, "/"))
    return sorted(found)
