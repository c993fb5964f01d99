"""The files of a commit as they are in the repository: attributes are ignored and no filter is run.

`git archive` and `git checkout` use the `.gitattributes` of the tree that is reviewed, which can hide files
(`export-ignore`), change them (`export-subst`) and run filters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.errors import GitError
from k8sdsl.gitops.tree.file_name import is_safe_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from k8sdsl.gitops.repository.git import Git

_FILES = ("100644", "100755", "100664")
_LINK = "120000"


def write_snapshot(git: Git, commit: str, folder: Path) -> None:
    """Writes every file of a commit into a directory, and the symbolic links that stay inside; submodules are skipped.

    Raises GitError for a commit with a path that leads outside, and without space for its files.
    """
    listed = [entry for entry in _entries(git, commit) if entry[0] in {*_FILES, _LINK}]
    contents = _contents(git, [blob for _, blob, _ in listed])
    for (mode, _, path), content in zip(listed, contents, strict=True):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if mode != _LINK:
            _write(target, content)
        elif _stays_inside(path, content.decode("utf-8", "surrogateescape")):
            target.symlink_to(content.decode("utf-8", "surrogateescape"))


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise GitError(
            f"{target.name} cannot be written to a temporary directory: {error.strerror}",
            remedy="free some space, or set another directory in `TMPDIR`",
            code="system/limit",
        ) from None


def _entries(git: Git, commit: str) -> Iterator[tuple[str, str, str]]:
    """Mode, blob and path of each file of a commit."""
    listing = git.read("ls-tree", "-r", "-z", "--full-tree", commit)
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        if line:
            head, _, path = line.partition("\t")
            mode, _, blob = head.split(" ")
            if not is_safe_path(path):
                raise GitError(
                    f"the commit {commit[:12]} has the path {path!r}, which is outside the directory",
                    code="file/outside",
                )
            yield mode, blob, path


def _contents(git: Git, blobs: list[str]) -> Iterator[bytes]:
    """The contents of some blobs, in their order."""
    output = git.read("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    start = 0
    for _ in blobs:
        end = output.index(b"\n", start)
        size = int(output[start:end].split(b" ")[2])
        yield output[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _stays_inside(path: str, target: str) -> bool:
    """Whether a symbolic link leads to a place below the root: only its first steps may go up, and not too far."""
    steps = target.split("/")
    upwards = next((number for number, step in enumerate(steps) if step != ".."), len(steps))
    return not target.startswith("/") and upwards <= path.count("/") and ".." not in steps[upwards:]
