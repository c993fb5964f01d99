"""Fetches the remote bases and components of kustomizations into the project, and locks them."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from k8sdsl.errors import GitError, KustomizationError
from k8sdsl.gitops.tree.file_name import digest, safe_part
from k8sdsl.gitops.tree.tree_lock import locked
from k8sdsl.kustomize.files import FileReader, is_remote
from k8sdsl.kustomize.kustomization import parse
from k8sdsl.locations.address import without_credentials
from k8sdsl.locations.part_files import named, replace_whole
from k8sdsl.project.vendored import FOLDER, LOCK, LockedSource, digest_of, is_intact, lock_text, read_lock
from k8sdsl.vendoring.address import parse_address
from k8sdsl.vendoring.archive import download, tree_of_archive
from k8sdsl.vendoring.repository import fetch_commit, tree_of
from k8sdsl.vendoring.tree import entries_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.vendoring.address import RemoteAddress
    from k8sdsl.vendoring.tree import SourceTree

_LONGEST_NAME = 60
_LONGEST_WAIT = 600.0
_PART = ".part"


class Vendor:
    """The sources of one project; `notes` are for the user. `update` takes the newest commit of each revision."""

    def __init__(self, root: Path, *, update: bool = False) -> None:
        self.home = root / FOLDER
        self.notes: list[str] = []
        self._update = update
        self._locked: dict[str, LockedSource] = {}
        self._used: dict[str, LockedSource] = {}

    def fetch(self, directories: Iterable[Path]) -> None:
        """Fetches what the directories refer to and is not there, removes what nothing refers to, and locks the rest.

        Raises K8sdslError for an address that cannot be fetched; what was fetched before is locked. A second run waits
        until the first one ends.
        """
        self._refuse_links()
        wanted = _remote_entries(directories)
        if wanted or self.home.is_dir():
            with locked(self.home, wait=_LONGEST_WAIT, remedy="wait for it to end"):
                self._renew(wanted)

    def _renew(self, wanted: list[str]) -> None:
        for left in self.home.glob(f".*{_PART}"):  # of a run that was killed: nobody else writes now
            _remove(left)
        self._locked = read_lock(self.home / LOCK)
        try:
            self._fetch_all(wanted)
        finally:
            self._used = {**self._locked, **self._used}
            self._write()
        self._used = {address: self._used[address] for address in self._wanted}
        self._write()
        self._remove_unused()

    def _fetch_all(self, waiting: list[str]) -> None:
        self._wanted: dict[str, None] = {}
        while waiting:
            address = waiting.pop(0)
            key = without_credentials(address)
            if key in self._wanted:
                continue
            self._wanted[key] = None
            held = self._locked.get(key)
            if held is not None and not self._update and is_intact(self.home, held):
                self._used[key] = held
            else:
                self._used[key] = self._fetched(address, held)
            place = self.home / self._used[key].folder / self._used[key].place
            waiting += _nested_entries(place, address)

    def _fetched(self, address: str, held: LockedSource | None) -> LockedSource:
        """Fetches one source and writes its files; a locked one must have the locked commit and files."""
        wanted = parse_address(address)
        shown = without_credentials(address)
        with TemporaryDirectory() as folder:
            if wanted.kind == "file":
                revision, files, place = "", {_name_of_file(wanted): download(wanted.location)}, _name_of_file(wanted)
            else:
                tree, revision = self._tree(wanted, address, held, Path(folder))
                is_file = tree.is_file(wanted.place)
                files = tree.contents([wanted.place] if is_file else tree.needed(wanted.place)[0])
                place = wanted.place
        made = self._written(address, wanted, revision, files, place)
        if held is not None and not self._update and made.digest != held.digest:
            raise KustomizationError(
                f"{shown} differs from what was locked: its files have another digest",
                remedy="review the changes, and run `k8sdsl vendor --update` to accept them",
                code="vendor/lock",
            )
        if held is not None and made.digest != held.digest:
            self.notes.append(f"{shown} changed: {_short(held.revision)} became {_short(revision)}")
        return made

    def _tree(
        self, wanted: RemoteAddress, address: str, held: LockedSource | None, folder: Path
    ) -> tuple[SourceTree, str]:
        if wanted.kind == "archive":
            return tree_of_archive(wanted.location, download(wanted.location)), ""
        git, commit = fetch_commit(wanted.location, wanted.revision, folder)
        shown = without_credentials(address)
        if held is not None and not self._update and commit != held.revision:
            self.notes.append(
                f"{shown} moved from {_short(held.revision)} to {_short(commit)}; the locked commit is kept (use "
                "`--update` to take the new one)"
            )
            other = folder / "locked"
            other.mkdir()
            try:
                git, commit = fetch_commit(wanted.location, held.revision, other)
            except GitError as error:
                raise GitError(
                    f"{shown} moved, and its locked commit {held.revision} no longer exists: {error.message}",
                    remedy="run `k8sdsl vendor --update` to take the new commit",
                    code="vendor/lock",
                ) from None
        return tree_of(git, commit), commit

    def _written(
        self, address: str, wanted: RemoteAddress, revision: str, files: dict[str, bytes], place: str
    ) -> LockedSource:
        """Writes the files of a source into a folder of its own, whole or not at all."""
        name = wanted.location.rstrip("/").rpartition("/")[2].removesuffix(".git")
        folder = f"{safe_part(name)[:_LONGEST_NAME].strip('.-')}-{digest(without_credentials(address))}"
        beside = self.home / f".{folder}{_PART}"
        _remove(beside)
        beside.mkdir()
        try:
            for path, content in files.items():
                file = beside / path
                file.parent.mkdir(parents=True, exist_ok=True)
                with named(self.home / folder / path):
                    file.write_bytes(content)
            target = self.home / folder
            _remove(target)
            beside.rename(target)
        except BaseException:
            _remove(beside)
            raise
        return LockedSource(folder=folder, place=place, revision=revision, digest=digest_of(target))

    def _refuse_links(self) -> None:
        """Refuses to write through a symbolic link of the checkout."""
        for path in (self.home, self.home / LOCK):
            if path.is_symlink():
                raise KustomizationError(f"{path} is a symbolic link", remedy="remove the link", code="file/outside")

    def _write(self) -> None:
        lock = self.home / LOCK
        if self._used or lock.exists():
            replace_whole(lock, lock_text(self._used).encode())

    def _remove_unused(self) -> None:
        """Removes the folders of sources that were locked and that nothing refers to."""
        kept = {source.folder for source in self._used.values()}
        for address, source in self._locked.items():
            if source.folder not in kept:
                _remove(self.home / source.folder)
                self.notes.append(f"{address} is no longer used and was removed")


def unlocked(root: Path, directories: Iterable[Path]) -> list[str]:
    """What a build would refuse: addresses that are not locked, or whose files are not what was locked."""
    home = root / FOLDER
    locked = read_lock(home / LOCK)
    found: list[str] = []
    waiting = _remote_entries(directories)
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        source = locked.get(without_credentials(address))
        if source is None or not is_intact(home, source):
            shown = without_credentials(address)
            found.append(f"{shown} is not locked" if source is None else f"{shown} differs from what was locked")
            continue
        place = home / source.folder / source.place
        waiting += _nested_entries(place, address)
    return found


def _remove(path: Path) -> None:
    """Removes a folder or a file below `vendored/`; of a symbolic link only the link."""
    if path.is_dir() and not path.is_symlink():
        rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _nested_entries(place: Path, address: str) -> list[str]:
    """The addresses in what was fetched; KustomizationError for one of this machine."""
    found = _remote_entries([place]) if place.is_dir() else []
    for entry in found:
        if parse_address(entry).location.startswith("file://"):
            raise KustomizationError(
                f"{without_credentials(address)} refers to {entry}, which is a local file",
                remedy="a remote kustomization can refer only to remote addresses",
                code="vendor/local-reference",
            )
    return found


def _remote_entries(directories: Iterable[Path]) -> list[str]:
    """The addresses in the kustomizations of directories and of those below them that they refer to."""
    found: dict[str, None] = {}
    waiting = [FileReader.at(directory, "root") for directory in directories]
    seen: set[str] = set()
    while waiting:
        files = waiting.pop()
        if files.root in seen:
            continue
        seen.add(files.root)
        file = files.kustomization()
        for entry in entries_of(parse(file, files.read(Path(file).name))):
            if is_remote(entry, files.root):
                found[entry] = None
            elif files.is_directory(entry):
                waiting.append(files.below(entry))
    return list(found)


def _name_of_file(wanted: RemoteAddress) -> str:
    return safe_part(wanted.location.rpartition("/")[2])


def _short(revision: str) -> str:
    return revision[:12] or "its content"
