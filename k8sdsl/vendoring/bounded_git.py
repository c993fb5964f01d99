"""Git that stops when it takes too long, or when what it fetches becomes too large."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

from k8sdsl.errors import KustomizationError
from k8sdsl.gitops.repository.git import Git
from k8sdsl.locations.address import without_credentials

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MOST_SECONDS = 600
"""How long the commands for one repository may take together."""
_MAX_REPOSITORY = 1_000_000_000
"""The most bytes that the folder of the repository may have, while git runs and afterwards."""
_STEP = 0.2
_GRACE = 5
"""Seconds for git to end the programs that it started, before it is killed."""


class BoundedGit(Git):
    """The git command in a folder of its own, for what is fetched from one address."""

    __slots__ = ("_end", "_location")

    def __init__(self, folder: Path, location: str, settings: Mapping[str, str]) -> None:
        super().__init__(folder, settings)
        self._location = location
        self._end = time.monotonic() + _MOST_SECONDS

    def _execute(
        self, command: list[str], given: bytes | None, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        stdin = subprocess.DEVNULL if given is None else subprocess.PIPE
        with subprocess.Popen(  # noqa: S603 - git, with words of ours
            command, cwd=self.folder, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            try:
                out, complaint = self._outputs(process, given)
                self._refuse_too_much()
            except BaseException:
                _stop(process)
                raise
        return subprocess.CompletedProcess(command, process.returncode, out, complaint)

    def _outputs(self, process: subprocess.Popen[bytes], given: bytes | None) -> tuple[bytes, bytes]:
        while True:
            try:
                return process.communicate(given, timeout=_STEP)
            except subprocess.TimeoutExpired:
                given = None  # `communicate` goes on with what it was given first
                self._refuse_too_much()

    def _refuse_too_much(self) -> None:
        shown = without_credentials(self._location)
        if time.monotonic() > self._end:
            raise KustomizationError(
                f"{shown} cannot be fetched: git did not finish within {_MOST_SECONDS} seconds",
                remedy="check the connection, or use an archive of the revision (`.tar.gz`) instead of the repository",
                code="vendor/fetch",
            )
        if _size(self.folder) > _MAX_REPOSITORY:
            raise KustomizationError(
                f"{shown} is larger than {_MAX_REPOSITORY:,} bytes",
                remedy="use a tag or a branch as `?ref=`, or an archive of the revision (`.tar.gz`)",
                code="vendor/too-large",
            )


def _size(folder: Path) -> int:
    """The bytes of the files below a folder, which may change meanwhile."""
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118
            except OSError:  # git has removed it
                continue
    return size


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends git, which ends what it started; kills it if it does not."""
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
