"""Renders only what has changed: environments whose reads have the same states are taken from a folder."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from k8sdsl.gitops.cache.dependencies import dependencies
from k8sdsl.gitops.cache.entry import FORMAT, KeptEnvironment, emit_entry, parse_entry
from k8sdsl.gitops.cache.reads import Reads
from k8sdsl.gitops.cache.states import States
from k8sdsl.gitops.declaration import DECLARATION
from k8sdsl.locations.content import read_content
from k8sdsl.project.names import find_fleet, find_overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from k8sdsl.gitops.cache.recorder import Recorder
    from k8sdsl.gitops.cache.store import Store
    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.gitops.rendered import Rendered

_MOST_FILES = 100_000
_METADATA = (".dist-info", ".egg-info")


class Collection:
    """Collects the entries of a worker, which the process that asked keeps."""

    def __init__(self) -> None:
        self.folder = ""
        self.entries: dict[str, bytes] = {}

    def load(self, environment: str) -> None:
        """Nothing: a worker renders what it is given."""

    def save(self, environment: str, content: bytes) -> None:
        """Adds an entry."""
        self.entries[environment] = content


class RenderCache:
    """The kept environments of a project, for one run; the recorder must be active since its modules were loaded."""

    def __init__(self, root: Path, declaration: GitOps, recorder: Recorder, store: Store | Collection) -> None:
        self._root = root
        self._recorder = recorder
        self._store = store
        self._declared = frozenset(declaration.variables)
        self._states = States(recorder.root)

    def hits(self, environments: Sequence[str]) -> dict[str, Rendered]:
        """The environments of which everything is as it was when they were rendered."""
        found = {}
        for environment in environments:
            entry = self._store.load(environment)
            if entry is not None and self._is_current(entry):
                found[environment] = entry.rendered
        return found

    def render(self, environment: str, render: Callable[[str], Rendered]) -> Rendered:
        """Renders an environment and keeps it, unless something forbids that: `uncached` says what."""
        reads = Reads()
        with self._recorder.recording(reads):
            rendered = render(environment)
        found = dependencies(self._recorder, self._sources(environment), reads)
        if rendered.failed:
            return rendered
        reason = self._untracked(rendered, found)
        if reason:
            return evolve(rendered, uncached=reason)
        self._store.save(environment, emit_entry(self._entry(rendered, found)))
        return rendered

    def keep(self, content: bytes) -> Rendered:
        """Keeps an entry that a worker made, and returns the environment in it; ValueError if it is damaged."""
        entry = parse_entry(content)
        if entry is None:
            raise ValueError("a worker sent a damaged entry")
        self._store.save(entry.rendered.environment, content)
        return entry.rendered

    def _sources(self, environment: str) -> list[Path]:
        """The files that declare the environment and how it is rendered."""
        fleet = find_fleet(self._root, environment) if "/" in environment else None
        overlay = fleet[0] if fleet is not None else find_overlay(self._root, environment)
        return [overlay, self._root / DECLARATION]

    def _untracked(self, rendered: Rendered, found: Reads) -> str:
        """Why an environment cannot be kept; empty if it can."""
        if found.untracked:
            return found.untracked
        for name, place in found.variables.items():
            if name not in self._declared:
                return f"{place} reads the environment variable {name}, which `GitOps(variables=...)` does not name"
        if rendered.findings or rendered.warnings or rendered.suppressed:
            return "it has findings or warnings"
        if len(found.files) > _MOST_FILES:
            return "it reads too many files"
        for path in sorted(found.files):
            doubt = self._states.doubt(path, self._recorder.began)
            if doubt:
                return f"{self._shown(path)} {doubt}"
        return ""

    def _entry(self, rendered: Rendered, found: Reads) -> KeptEnvironment:
        states = self._states
        return KeptEnvironment(
            rendered,
            {path: states.of_file(path) for path in self._kept(found.files)},
            {path: states.of_listing(path) for path in self._kept(found.listings)},
            {name: states.of_variable(name) for name in sorted(found.variables)},
        )

    def _kept(self, paths: set[str]) -> list[str]:
        """Paths as an entry has them, without those of the cache itself."""
        own = self._store.folder
        return [self._shown(path) for path in sorted(paths) if not (own and path.startswith(own))]

    def _shown(self, path: str) -> str:
        """A path in an entry: relative for the project's own, so that another checkout can use the entry."""
        return path.removeprefix(self._recorder.root)

    def _is_current(self, entry: KeptEnvironment) -> bool:
        states = self._states
        return (
            all(states.of_file(path) == state for path, state in entry.files.items())
            and all(states.of_listing(path) == state for path, state in entry.listings.items())
            and all(
                name in self._declared and states.of_variable(name) == state for name, state in entry.variables.items()
            )
        )


def cache_key(root: Path, declaration: GitOps) -> str:
    """A hash of what all environments depend on: the programs, the libraries, and the options of the run."""
    common = [
        *(FORMAT, sys.version, _program(), root.name, States(str(root)).of_file(DECLARATION)),
        _installed(),
        *(declaration.layout, declaration.kube_version, declaration.substituted, sorted(declaration.variables)),
    ]
    return sha256(json.dumps(common).encode("utf-8", "surrogateescape")).hexdigest()


def _installed() -> list[list[str]]:
    """The directories of metadata of all installed packages, which are named by package and version."""
    found = []
    for folder in sys.path:
        with suppress(OSError, ValueError):
            found.append(sorted(name for name in os.listdir(folder or ".") if name.endswith(_METADATA)))  # noqa: PTH208
    return found


def _program() -> str:
    """A hash of k8sdsl: of its files' sizes and times, or of the list of hashes of an installed package."""
    package = Path(__file__).parents[2]
    for record in package.parent.glob("k8sdsl-*.dist-info/RECORD"):
        return sha256(read_content(record)).hexdigest()
    rows = sorted(_rows(str(package)))
    return sha256(json.dumps(rows).encode()).hexdigest()


def _rows(folder: str) -> list[tuple[str, int, int]]:
    rows = []
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".py"):
                state = os.stat(os.path.join(place, name))  # noqa: PTH116, PTH118
                rows.append((os.path.join(place, name), state.st_size, state.st_mtime_ns))  # noqa: PTH118
    return rows
