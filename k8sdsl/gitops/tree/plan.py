"""The files that a rendered tree should have, and the changes that are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from attrs import define, field, frozen

from k8sdsl.gitops.tree.index import WrittenFile
from k8sdsl.gitops.tree.state import hash_of

METADATA = "metadata"
"""The role of files that describe the origin of an environment; they change only together with its manifests."""


@frozen
class File:
    """One file of the tree: its content, the objects in it, its role and fingerprint as in `WrittenFile`."""

    content: bytes = field(repr=False)
    objects: tuple[str, ...] = ()
    role: str = ""
    fingerprint: str = ""

    @property
    def entry(self) -> WrittenFile:
        """Its entry in the index."""
        return WrittenFile(hash_of(self.content), self.objects, self.role, self.fingerprint)


WantedFiles: TypeAlias = Mapping[str, Mapping[str, File]]
"""The files of each environment by path below its folder; the folders are paths below the root of the tree."""

FileAction: TypeAlias = Literal["add", "change", "remove"]


@frozen
class FileChange:
    """One file to write (`after`) or to remove (None); `before` is the content on disk now, if any."""

    path: str
    before: bytes | None = field(repr=False)
    after: bytes | None = field(repr=False)
    role: str = ""

    @property
    def action(self) -> FileAction:
        """What is done to the file."""
        return "remove" if self.after is None else "add" if self.before is None else "change"


@define
class Plan:
    """The changes to a tree, by environments' directories.

    `edited` are managed files that someone else changed, which are kept; `foreign` are other files in the place of
    managed ones. Both are given as the change that was not planned. `others` are directories that a run of another tree
    or project wrote, which are not touched.
    """

    environments: list[str] = field(factory=list)
    changes: list[FileChange] = field(factory=list)
    edited: list[FileChange] = field(factory=list)
    foreign: list[FileChange] = field(factory=list)
    others: list[str] = field(factory=list)

    def add(self, other: Plan) -> None:
        """Adds the plan of another tree of the same run."""
        for name in ("environments", "changes", "edited", "foreign", "others"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def is_exact(self) -> bool:
        """Whether the tree matches exactly: no edited or foreign file was left."""
        return not self.edited and not self.foreign

    @property
    def manifests(self) -> list[FileChange]:
        """The changes to deployed files, without index and metadata files."""
        return [change for change in self.changes if not change.role]


def changes_by_environment(changes: list[FileChange], folders: list[str]) -> Iterator[tuple[str, list[FileChange]]]:
    """The changes of each environment that has any, in the order of the directories."""
    for folder in folders:
        own = [change for change in changes if change.path.startswith(f"{folder}/")]
        if own:
            yield folder, own
