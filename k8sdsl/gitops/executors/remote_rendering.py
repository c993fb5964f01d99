"""What a worker does: it renders some environments of a project, and returns them as bytes."""

from __future__ import annotations

import copyreg
import os
import pickle
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import CodeType
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from k8sdsl.errors import GitOpsError, K8sdslError
from k8sdsl.gitops.cache.recorder import Recorder
from k8sdsl.gitops.cache.render_cache import Collection, RenderCache
from k8sdsl.gitops.cache.states import CLOCK_STEP
from k8sdsl.gitops.cache.watching import active
from k8sdsl.gitops.declaration import load_declaration
from k8sdsl.gitops.executors.shipment import unpack
from k8sdsl.gitops.metadata import tool_version
from k8sdsl.gitops.render import render
from k8sdsl.project.modules import forget_modules
from k8sdsl.project.processes import packed_code
from k8sdsl.yaml.reader import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8sdsl.gitops.declaration import GitOps
    from k8sdsl.gitops.executors.shipment import Shipment
    from k8sdsl.gitops.rendered import Rendered


@frozen(kw_only=True)
class Assignment:
    """What the workers of one run have in common: the project, the options of the run, and the version of k8sdsl.

    `cache` is set if the run has one: environments are then rendered so that they can be kept. `run` is its name.
    """

    shipment: Shipment
    layout: str
    kube_version: str
    cache: bool
    tool: str
    run: str = field(factory=lambda: os.urandom(8).hex())

    @classmethod
    def of(cls, declaration: GitOps, shipment: Shipment) -> Assignment:
        """The assignment of a run."""
        return cls(
            shipment=shipment,
            layout=declaration.layout,
            kube_version=declaration.kube_version,
            cache=bool(declaration.cache),
            tool=tool_version(),
        )


_LOCK = Lock()
"""A worker renders one batch at a time: the working directory and the modules belong to the process."""
_RECORDERS: dict[tuple[str, str], Recorder] = {}
"""The recorder of the project and run whose modules are loaded."""

KEPT, PICKLED = b"K", b"P"
"""The first byte of a result: an entry for the cache, or a pickled environment."""


def render_batch(assignment: Assignment, environments: Sequence[str]) -> list[bytes]:
    """The environments as bytes; errors of the user are part of the results."""
    if assignment.tool != tool_version():
        raise GitOpsError(
            f"a worker has {tool_version()}, but this process has {assignment.tool}",
            remedy="install the same version of k8sdsl on all workers",
            code="gitops/no-workers",
        )
    copyreg.pickle(CodeType, packed_code)
    with _LOCK, _in_project(assignment) as recorder, Memory():
        if not assignment.cache:
            declaration = _declaration(assignment)
            return [_pickled(render(one, declaration), assignment) for one in environments]
        with active(recorder):
            return _kept(environments, assignment, recorder)


def _kept(environments: Sequence[str], assignment: Assignment, recorder: Recorder) -> list[bytes]:
    """The environments as entries for the cache, if they can be kept."""
    declaration = _declaration(assignment)
    collection = Collection()
    cache = RenderCache(Path.cwd(), declaration, recorder, collection)
    done = [cache.render(one, lambda name: render(name, declaration)) for one in environments]
    entries = collection.entries
    return [
        KEPT + entries[one.environment] if one.environment in entries else _pickled(one, assignment) for one in done
    ]


def _declaration(assignment: Assignment) -> GitOps:
    declared = load_declaration(Path.cwd())
    return evolve(declared, layout=assignment.layout, kube_version=assignment.kube_version)


@contextmanager
def _in_project(assignment: Assignment) -> Iterator[Recorder]:
    """The block runs in the directory of the project, without the modules of another one, or of an earlier run."""
    root, before = unpack(assignment.shipment).resolve(), os.getcwd()  # noqa: PTH109 - it is only restored
    key = (str(root), assignment.run)
    if key not in _RECORDERS:
        for other, _ in [*_RECORDERS, key]:
            forget_modules(Path(other))
        _RECORDERS.clear()
        time.sleep(2 * CLOCK_STEP / 1e9)  # or what was just unpacked would seem to be changed during the run
        _RECORDERS[key] = Recorder(str(root))
    os.chdir(root)
    try:
        yield _RECORDERS[key]
    finally:
        os.chdir(before)


def _pickled(rendered: Rendered, assignment: Assignment) -> bytes:
    return PICKLED + pickle.dumps(_at_home(rendered, Path.cwd(), assignment))


def _at_home(rendered: Rendered, root: Path, assignment: Assignment) -> Rendered:
    """The environment with the places of findings and errors in the directory of the process that asked."""
    there, here = os.path.join(root, ""), os.path.join(assignment.shipment.root, "")  # noqa: PTH118
    for finding in rendered.findings:
        for source in (finding.source, finding.used_at):
            if source is not None:
                source.file = source.file.replace(there, here)
    for error in (rendered.error, *rendered.warnings):
        if isinstance(error, K8sdslError):
            error.message = error.message.replace(there, here)
            if error.source is not None:
                error.source.file = error.source.file.replace(there, here)
    return rendered
