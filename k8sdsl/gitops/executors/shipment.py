"""The project on its way to a worker: its files in an archive, or the place where they are installed there."""

from __future__ import annotations

import io
import os
import time
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from stat import S_ISDIR
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from attrs import field, frozen

from k8sdsl.errors import GitOpsError
from k8sdsl.locations.content import read_content
from k8sdsl.project.fresh_import import LIBRARIES
from k8sdsl.project.paths import real_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 200_000_000
"""The maximum size of the files of a project in bytes: a worker needs its sources, not its data."""

_SKIPPED = frozenset(("__pycache__", "node_modules", *LIBRARIES))
_TIME = (1980, 1, 1, 0, 0, 0)


@frozen(kw_only=True)
class Shipment:
    """A project: `name` is that of its directory, `root` its directory here; `installed` is its directory there.

    `content` is empty if the project is installed on the workers.
    """

    name: str
    root: str
    content: bytes = field(default=b"", repr=False)
    installed: str = ""

    @property
    def digest(self) -> str:
        """A name for the content, and the directory into which it is unpacked."""
        return sha256(b"\0".join((os.fsencode(self.name), self.content))).hexdigest()[:16]


def shipment_of(root: Path, installed: str | None, without: Sequence[Path]) -> Shipment:
    """The project at `root`, packed, or at the directory where it is installed on the workers."""
    if installed is not None:
        return Shipment(name=root.name, root=str(root), installed=installed)
    return pack(root, without)


def pack(root: Path, without: Sequence[Path]) -> Shipment:
    """The files of a project, except hidden directories, installed libraries and some others (tree, cache).

    The same files give the same archive. Raises GitOpsError if they are too large.
    """
    buffer = io.BytesIO()
    size = 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in _files(root, {real_path(place) for place in without}):
            content = read_content(file, MOST)
            size += len(content)
            if size > MOST:
                raise GitOpsError(
                    f"the files of {root} are larger than {MOST:,} bytes, too large to send to workers",
                    remedy="install the project on the workers, and write `GitOps(installed=DIR)`",
                    code="gitops/no-workers",
                )
            archive.writestr(zipfile.ZipInfo(file.relative_to(root).as_posix(), _TIME), content)
    return Shipment(name=root.name, root=str(root), content=buffer.getvalue())


def _files(root: Path, without: set[Path]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        place = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _SKIPPED and real_path(place / name) not in without
        )
        for name in sorted(names):
            file = place / name
            if file.is_file() and not name.endswith(".pyc"):
                yield file


def unpack(shipment: Shipment) -> Path:
    """The directory of the project on this machine; an archive is unpacked once for each of its contents."""
    if shipment.installed:
        return Path(shipment.installed)
    place = Path(gettempdir(), f"{_PREFIX}{shipment.digest}", shipment.name)
    if not _is_unpacked(place):
        return _unpacked(shipment, place)
    with suppress(OSError):
        os.utime(place.parent)
    return place


_USER = os.getuid() if hasattr(os, "getuid") else 0
_PREFIX = f"k8sdsl-{_USER}-"
_UNUSED = 24 * 60 * 60
"""Seconds after which an archive that no worker used again is removed."""
_ELSEWHERE: dict[str, TemporaryDirectory[str]] = {}
"""The directories of archives whose usual place is somebody else's; they are removed when this process ends."""


def _unpacked(shipment: Shipment, place: Path) -> Path:
    """The files of an archive at their place, or in a directory of this process if somebody else has that place."""
    if shipment.digest in _ELSEWHERE:
        return Path(_ELSEWHERE[shipment.digest].name, shipment.name)
    _remove_unused(place.parents[1])
    own = TemporaryDirectory(prefix="k8sdsl-")
    with zipfile.ZipFile(io.BytesIO(shipment.content)) as archive:
        archive.extractall(Path(own.name, shipment.name))
    try:
        Path(own.name).rename(place.parent)
    except OSError:
        if not _is_unpacked(place):  # otherwise, another worker of this machine was faster
            _ELSEWHERE[shipment.digest] = own
            return Path(own.name, shipment.name)
    own.cleanup()
    return place


def _is_unpacked(place: Path) -> bool:
    return _is_own(place.parent) and place.is_dir()


def _is_own(folder: Path) -> bool:
    try:
        state = folder.lstat()
    except OSError:
        return False
    return S_ISDIR(state.st_mode) and state.st_uid == _USER


def _remove_unused(folder: Path) -> None:
    oldest = time.time() - _UNUSED
    for old in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if _is_own(old) and old.stat().st_mtime < oldest:
                rmtree(old)
