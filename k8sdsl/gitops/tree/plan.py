"""What must change in a rendered tree: the files that are wanted, against the disk and the record of what we wrote."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import define, evolve, field, frozen

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.repository.provenance import HYDRATOR, is_of_another
from k8sdsl.gitops.tree.index import INDEX, Entry, emit_index, read_index

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "metadata"
"""The role of files that say how an environment was made; they change only together with its manifests."""


@frozen
class File:
    """One file that is wanted: its content, the objects in it, its role and fingerprint as in `Entry`."""

    content: bytes = field(repr=False)
    objects: tuple[str, ...] = ()
    role: str = ""
    fingerprint: str = ""

    @property
    def entry(self) -> Entry:
        """What the index will remember of it."""
        return Entry(hash_of(self.content), self.objects, self.role, self.fingerprint)


Wanted: TypeAlias = Mapping[str, Mapping[str, File]]
"""The files of each environment by path below its folder; the folders are paths below the root of the tree."""

Action: TypeAlias = Literal["add", "change", "remove"]


@frozen
class Change:
    """One file that is to be written (`after`) or removed (None); `before` is what is on the disk now, if anything."""

    path: str
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    role: str = ""

    @property
    def action(self) -> Action:
        """What is done to the file."""
        return "remove" if self.after is None else "add" if self.before is None else "change"


@define
class Plan:
    """The changes to a tree, of the environments whose folders are named.

    `edited` are files of ours that someone else changed, which are kept as they are; `foreign` are files that are not
    ours and stand where ours would go. Both are given as the change that was not planned.
    """

    environments: list[str] = field(factory=list)
    changes: list[Change] = field(factory=list)
    edited: list[Change] = field(factory=list)
    foreign: list[Change] = field(factory=list)

    @property
    def is_exact(self) -> bool:
        """Whether the tree holds what is wanted, and will after the changes are done."""
        return not self.edited and not self.foreign

    @property
    def manifests(self) -> list[Change]:
        """The changes to what is deployed, without index and metadata files."""
        return [change for change in self.changes if not change.role]


def plan_tree(root: Path, wanted: Wanted, *, complete: bool = False, force: bool = False) -> Plan:
    """The plan for the environments that are wanted; with `complete` those that we wrote and are no more are removed.

    Only files that the index names are ever changed or removed, and of those, unless `force` says so, only the ones
    that still have the content which we gave them.
    """
    _refuse_overlaps(wanted)
    plan = Plan()
    gone = _stale(root, wanted) if complete else []
    plan.environments += [*wanted, *gone]
    for folder in plan.environments:
        _plan_environment(_Environment(root, folder, plan, force=force), wanted.get(folder, {}))
    return plan


def _stale(root: Path, wanted: Wanted) -> list[str]:
    """The environments that we wrote and nobody wants any more; those of another project in the same tree stay."""
    ours = next((files[HYDRATOR].content for files in wanted.values() if HYDRATOR in files), None)
    return [
        folder
        for folder in written_environments(root)
        if folder not in wanted and not is_of_another(ours, _content(read_state(root, f"{folder}/{HYDRATOR}")))
    ]


class _Environment:
    """One environment's folder while its changes are worked out."""

    __slots__ = ("entries", "folder", "force", "held", "plan", "root")

    def __init__(self, root: Path, folder: str, plan: Plan, *, force: bool) -> None:
        self.root, self.folder, self.plan, self.force = root, folder, plan, force
        self.held = read_index(root / folder)
        self.entries: dict[str, Entry] = {}

    def before(self, path: str) -> bytes | Obstacle | None:
        return read_state(self.root, f"{self.folder}/{path}")

    def note(self, path: str, before: bytes | None, after: bytes | None, role: str = "") -> None:
        self.plan.changes.append(Change(f"{self.folder}/{path}", before, after, role))


def _plan_environment(environment: _Environment, files: Mapping[str, File]) -> None:
    changes = len(environment.plan.changes)
    for path, file in files.items():
        if file.role != METADATA:
            _plan_file(environment, path, file)
    for path in environment.held:
        if path not in files:
            _plan_removal(environment, path)
    changed = len(environment.plan.changes) > changes
    for path, file in files.items():
        if file.role == METADATA:
            _plan_file(environment, path, file if changed else _as_it_was(environment, path, file))
    _plan_index(environment)


def _plan_file(environment: _Environment, path: str, file: File) -> None:
    before = environment.before(path)
    held = environment.held.get(path)
    if file.fingerprint and held is not None and held.fingerprint == file.fingerprint and isinstance(before, bytes):
        # The same plaintext, which an encryption with random numbers would write as something else each time.
        file = evolve(file, content=before) if hash_of(before) == held.sha256 else file
    change = Change(f"{environment.folder}/{path}", _content(before), file.content, file.role)
    if isinstance(before, Obstacle) or (before is not None and held is None and before != file.content):
        environment.plan.foreign.append(change)
        return
    edited = before is not None and before != file.content and held is not None and hash_of(before) != held.sha256
    if edited and held is not None and not environment.force:
        environment.plan.edited.append(change)
        environment.entries[path] = held
        return
    environment.entries[path] = file.entry
    if before != file.content:
        environment.plan.changes.append(change)


def _plan_removal(environment: _Environment, path: str) -> None:
    before, held = environment.before(path), environment.held[path]
    if before is None or isinstance(before, Obstacle):
        return
    if hash_of(before) != held.sha256 and not environment.force:
        environment.plan.edited.append(Change(f"{environment.folder}/{path}", before, None, held.role))
        environment.entries[path] = held
        return
    environment.note(path, before, None, held.role)


def _as_it_was(environment: _Environment, path: str, file: File) -> File:
    """Metadata of an environment in which nothing else changes stays what it is."""
    before, held = environment.before(path), environment.held.get(path)
    if isinstance(before, bytes) and held is not None and hash_of(before) == held.sha256:
        return evolve(file, content=before)
    return file


def _plan_index(environment: _Environment) -> None:
    before = environment.before(INDEX)
    after = emit_index(environment.entries) if environment.entries else None
    if _content(before) != after and not isinstance(before, Obstacle):
        environment.note(INDEX, before, after, "index")


class Obstacle:
    """Something that is no file of ours: a folder, a symbolic link, a device, or such a thing on the way."""


def read_state(root: Path, path: str) -> bytes | Obstacle | None:
    """What is at a path below the root: a file's content, nothing, or an obstacle; links are never followed."""
    steps = path.split("/")
    at = str(root)
    for step in steps[:-1]:
        at = os.path.join(at, step)  # noqa: PTH118 - ten thousand times a run
        if os.path.islink(at):  # noqa: PTH114
            return Obstacle()
    at = os.path.join(at, steps[-1])  # noqa: PTH118
    try:
        descriptor = os.open(at, _FLAGS)
    except FileNotFoundError:
        return None
    except OSError:
        return Obstacle()
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return Obstacle()
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)


def written_environments(root: Path) -> list[str]:
    """The folders below the root that hold an index of ours, sorted."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        if INDEX in files and folder != str(root):
            found.append(os.path.relpath(folder, root).replace(os.sep, "/"))
    return sorted(found)


def _refuse_overlaps(wanted: Wanted) -> None:
    """Two environments must not share a folder, not even where upper and lower case are the same."""
    met: dict[str, str] = {}
    for folder in sorted(wanted, key=str.casefold):
        steps = folder.casefold().split("/")
        for end in range(1, len(steps) + 1):
            other = met.get("/".join(steps[:end]))
            if other is not None:
                raise GitOpsError(
                    f"the environments {other!r} and {folder!r} would be written into each other",
                    remedy="rename one of them: what deploys the outer folder would deploy the inner one too",
                )
        met["/".join(steps)] = folder


def _content(state: bytes | Obstacle | None) -> bytes | None:
    return None if isinstance(state, Obstacle) else state


def hash_of(content: bytes) -> str:
    """The SHA-256 of a file's content."""
    return sha256(content).hexdigest()


def changes_by_environment(changes: list[Change], folders: list[str]) -> Iterator[tuple[str, list[Change]]]:
    """The changes of each environment that has any, in the order of the folders."""
    for folder in folders:
        own = [change for change in changes if change.path.startswith(f"{folder}/")]
        if own:
            yield folder, own
