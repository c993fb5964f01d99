"""Makes the plan for a tree: compares the wanted files with the disk and with the record of what k8sdsl wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve

from k8sdsl.errors import GitOpsError, TreeError
from k8sdsl.gitops.tree.index import INDEX, Index, WrittenFile, emit_index, read_index, written_environments
from k8sdsl.gitops.tree.plan import METADATA, File, FileChange, Plan, WantedFiles
from k8sdsl.gitops.tree.state import Obstacle, content, hash_of, read_state

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.gitops.tree.options import TreeOptions


def plan_tree(root: Path, wanted: WantedFiles, options: TreeOptions) -> Plan:
    """The plan for the wanted environments; in a complete run, stale ones are removed.

    Only files in an index of this tree are ever changed or removed, and only if they still have the content that k8sdsl
    wrote, unless `options.force` is set. Raises TreeError for a directory that another project wrote, and for a run
    that would remove most environments.
    """
    _refuse_overlaps(wanted)
    plan = Plan()
    gone = _stale(root, wanted, options, plan) if options.complete else []
    _refuse_mass_removal(root, wanted, gone, options)
    plan.environments += [*wanted, *gone]
    for folder in plan.environments:
        _plan_environment(_EnvironmentChanges(root, folder, plan, options), wanted.get(folder, {}))
    return plan


def _stale(root: Path, wanted: WantedFiles, options: TreeOptions, plan: Plan) -> list[str]:
    """The environments that earlier runs over this tree wrote and that no longer exist."""
    gone: list[str] = []
    for folder in written_environments(root):
        if folder not in wanted:
            ours = read_index(root, folder).is_of(folder, options.origin)
            (gone if ours else plan.others).append(folder)
    return gone


def _refuse_mass_removal(root: Path, wanted: WantedFiles, gone: list[str], options: TreeOptions) -> None:
    """Refuses to remove every environment, or more of them than are kept, unless that is requested."""
    stay = len(wanted.keys() - options.beside)
    if options.prune or options.check or len(gone) <= stay:
        return
    named = ", ".join(gone[:_NAMED]) + (f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else "")
    raise TreeError(
        f"this run would remove {len(gone)} environments from {root}, and {stay} would remain: {named}",
        remedy="if you removed their overlays on purpose, use `--prune`; otherwise find out why the overlays are "
        "missing",
        code="gitops/many-removals",
    )


_NAMED = 10


class _EnvironmentChanges:
    """One environment's directory while its changes are computed."""

    __slots__ = ("entries", "folder", "force", "held", "origin", "plan", "root")

    def __init__(self, root: Path, folder: str, plan: Plan, options: TreeOptions) -> None:
        self.root, self.folder, self.plan = root, folder, plan
        self.force, self.origin = options.force, options.origin
        self.held = _held(root, folder, options)
        self.entries: dict[str, WrittenFile] = {}

    def before(self, path: str) -> bytes | Obstacle | None:
        return read_state(self.root, f"{self.folder}/{path}")

    def note(self, path: str, before: bytes | None, after: bytes | None, role: str = "") -> None:
        self.plan.changes.append(FileChange(f"{self.folder}/{path}", before, after, role))


def _held(root: Path, folder: str, options: TreeOptions) -> Mapping[str, WrittenFile]:
    """The files that k8sdsl wrote into a directory; TreeError for a directory of another tree or project."""
    index = read_index(root, folder)
    if index.files and index.folder and not index.is_of(folder, options.origin) and not options.force:
        raise TreeError(
            f"{root / folder} was written by another {'project' if index.folder == folder else 'tree'}",
            remedy="render into another directory, or use `--force` to take it over",
            code="gitops/foreign-tree",
        )
    return index.files


def _plan_environment(environment: _EnvironmentChanges, files: Mapping[str, File]) -> None:
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


def _plan_file(environment: _EnvironmentChanges, path: str, file: File) -> None:
    before = environment.before(path)
    held = environment.held.get(path)
    if file.fingerprint and held is not None and held.fingerprint == file.fingerprint and isinstance(before, bytes):
        # The plaintext is unchanged, although an encryption with random numbers gives other bytes each time.
        file = evolve(file, content=before) if hash_of(before) == held.sha256 else file
    change = FileChange(f"{environment.folder}/{path}", content(before), file.content, file.role)
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


def _plan_removal(environment: _EnvironmentChanges, path: str) -> None:
    before, held = environment.before(path), environment.held[path]
    if before is None or isinstance(before, Obstacle):
        return
    if hash_of(before) != held.sha256 and not environment.force:
        environment.plan.edited.append(FileChange(f"{environment.folder}/{path}", before, None, held.role))
        environment.entries[path] = held
        return
    environment.note(path, before, None, held.role)


def _as_it_was(environment: _EnvironmentChanges, path: str, file: File) -> File:
    """Keeps the metadata of an environment in which nothing else changes."""
    before, held = environment.before(path), environment.held.get(path)
    if isinstance(before, bytes) and held is not None and hash_of(before) == held.sha256:
        return evolve(file, content=before)
    return file


def _plan_index(environment: _EnvironmentChanges) -> None:
    before = environment.before(INDEX)
    index = Index(environment.entries, environment.folder, environment.origin)
    after = emit_index(index) if environment.entries else None
    if content(before) != after and not isinstance(before, Obstacle):
        environment.note(INDEX, before, after, "index")


def _refuse_overlaps(wanted: WantedFiles) -> None:
    """Two environments must not share a directory, even if upper and lower case are the same."""
    met: dict[str, str] = {}
    for folder in sorted(wanted, key=str.casefold):
        steps = folder.casefold().split("/")
        for end in range(1, len(steps) + 1):
            other = met.get("/".join(steps[:end]))
            if other is not None:
                raise GitOpsError(
                    f"the directory of the environment {folder!r} would be inside that of {other!r}, or the same",
                    remedy="rename one of them: a controller of the outer directory would also deploy the inner one",
                    code="gitops/nested-environments",
                )
        met["/".join(steps)] = folder
