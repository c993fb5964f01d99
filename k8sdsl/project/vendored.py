"""Remote bases that `k8sdsl vendor` fetched: what the lock file names, and nothing else, is used."""

from __future__ import annotations

import os
from pathlib import Path

from k8sdsl.errors import KustomizationError
from k8sdsl.locations.address import without_credentials
from k8sdsl.locations.content import read_content
from k8sdsl.project.paths import read_bytes, shown

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

FOLDER, LOCK = "vendored", "k8sdsl.lock"
_VERSION = 1
_UPDATE = "run `k8sdsl vendor`, and commit what it writes"

MAX_FILES = 20_000
"""The most files that are taken from one source."""


class LockedSource:
    """One address: the commit (empty for a file or archive), its folder, the place in it, and a digest of all of it."""

    __slots__ = ("digest", "folder", "place", "revision")

    def __init__(self, *, folder: str, place: str, revision: str, digest: str) -> None:
        self.folder = folder
        self.place = place
        self.revision = revision
        self.digest = digest


def find_vendored(address: str, start: Path) -> Path | None:
    """The directory or file of an address, by the nearest lock file above a directory; None if it is not locked.

    Raises KustomizationError for a lock file that cannot be read, and for files that are not what was locked.
    """
    for folder in (start, *start.parents):
        home = folder / FOLDER
        if (home / LOCK).is_file():
            source = read_lock(home / LOCK).get(without_credentials(address))
            return None if source is None else _checked(home, source, address)
    return None


def read_lock(file: Path) -> dict[str, LockedSource]:
    """The sources of a lock file by their address without credentials; nothing if there is no such file."""
    if not file.is_file():
        return {}
    from json import loads

    try:
        tree = loads(read_bytes(file))
        if tree["version"] != _VERSION:
            raise KustomizationError(
                f"{shown(file)} has version {tree['version']}, not {_VERSION}", remedy=_UPDATE, code="vendor/lock"
            )
        return {without_credentials(address): _source(entry) for address, entry in tree["sources"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KustomizationError(f"{shown(file)} is not a lock file", remedy=_UPDATE, code="vendor/lock") from None


def lock_text(sources: dict[str, LockedSource]) -> str:
    """The text of a lock file."""
    from json import dumps

    entries = {
        address: {name: getattr(source, name) for name in ("revision", "folder", "place", "digest")}
        for address, source in sorted(sources.items())
    }
    return dumps({"version": _VERSION, "sources": entries}, indent=2) + "\n"


def is_intact(home: Path, source: LockedSource) -> bool:
    """Whether the files of a source are what was locked; a folder with a symbolic link never is."""
    folder = home / source.folder
    if any(path.is_symlink() or not path.is_dir() for path in (home, folder)):
        return False
    return digest_of(folder) == source.digest


def digest_of(folder: Path) -> str:
    """A digest of the names and the content of all files below a folder; empty for what `k8sdsl vendor` never writes.

    It never writes symbolic links, devices, or more than `MAX_FILES` files: a checkout could have them lead anywhere.
    """
    from hashlib import sha256

    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        found += [here / name for name in files]
        if len(found) > MAX_FILES or any((here / name).is_symlink() for name in (*folders, *files)):
            return ""
    whole = sha256()
    for file in sorted(found):
        name = file.relative_to(folder).as_posix()
        try:
            content = sha256(read_content(file)).digest()
        except OSError:
            return ""
        whole.update(f"{name}\0".encode("utf-8", "surrogateescape") + content)
    return f"sha256:{whole.hexdigest()}"


def _source(entry: Any) -> LockedSource:
    values = {name: entry[name] for name in LockedSource.__slots__}
    paths = (values["folder"], *([values["place"]] if values["place"] else []))
    if not all(isinstance(value, str) for value in values.values()) or not all(map(_is_inside, paths)):
        raise ValueError
    if "/" in values["folder"] or not values["digest"]:
        raise ValueError
    return LockedSource(**values)


def _is_inside(path: str) -> bool:
    """Whether a path of a lock file stays inside its folder."""
    hostile = "\\" in path or "\0" in path
    return bool(path) and not hostile and all(step not in {"", ".", ".."} for step in path.split("/"))


def _checked(home: Path, source: LockedSource, address: str) -> Path:
    if not is_intact(home, source):
        raise KustomizationError(
            f"{shown(home / source.folder)} differs from what was locked for {without_credentials(address)}",
            remedy="run `k8sdsl vendor` to download the locked revision again",
            code="vendor/lock",
        )
    return home / source.folder / source.place
