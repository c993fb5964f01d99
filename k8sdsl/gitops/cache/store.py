"""The folder of kept environments, which several runs and machines can share.

Each environment has one file, which is replaced as a whole: a reader gets either the old or the new one. A damaged file
counts as missing. Nobody else should be able to write to the folder, because what it holds is deployed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.cache.entry import parse_entry
from k8sdsl.locations.content import read_content
from k8sdsl.locations.part_files import replace_whole, sweep

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.gitops.cache.entry import KeptEnvironment

_IGNORE = b"# made by k8sdsl\n*\n"


class Store:
    """The entries of one project and one way of rendering it (`key`: the programs, settings and declaration)."""

    def __init__(self, folder: Path, key: str) -> None:
        self._home = folder
        self.folder = os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118
        self._key = key
        self._swept: set[Path] = set()

    def prepare(self) -> None:
        """Creates the folder, which Git ignores; GitOpsError if that fails."""
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            ignore = self._home / ".gitignore"
            if not os.path.lexists(ignore):
                replace_whole(ignore, _IGNORE)
        except OSError as error:
            raise GitOpsError(
                f"the cache {self._home} cannot be written: {error.strerror}",
                remedy="use another directory with `--cache DIR`, or use `--no-cache`",
                code="file/not-written",
            ) from None

    def _file(self, environment: str) -> Path:
        name = sha256(f"{self._key}\0{environment}".encode("utf-8", "surrogateescape")).hexdigest()
        return self._home / name[:2] / name

    def load(self, environment: str) -> KeptEnvironment | None:
        """The entry of an environment, if there is one that can be read."""
        try:
            entry = parse_entry(read_content(self._file(environment)))
        except OSError:
            return None
        return entry if entry is not None and entry.rendered.environment == environment else None

    def save(self, environment: str, content: bytes) -> None:
        """Keeps the bytes of an entry; a full or read-only disk keeps nothing."""
        file = self._file(environment)
        if file.parent not in self._swept:
            sweep(file.parent)
            self._swept.add(file.parent)
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            replace_whole(file, content, flush=False)
