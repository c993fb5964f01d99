"""`k8sdsl vendor`: remote bases and components of kustomizations, fetched into the project and locked."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.output import tell
from k8sdsl.errors import K8sdslError
from k8sdsl.project.paths import real_path
from k8sdsl.vendoring.vendor import Vendor, unlocked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import typer


READS: tuple[str, ...] = (
    "kustomization directories",
    "`vendored/` and its lock file",
    "remote repositories, archives and files, over the network",
)
WRITES: tuple[str, ...] = ("`vendored/` and its lock file",)
RUNS: tuple[str, ...] = ("`git`",)


def vendor(
    directories: Annotated[
        list[Path] | None, typer.Argument(metavar="[DIR]...", help="Directories with a kustomization file.")
    ] = None,
    *,
    update: Annotated[
        bool, typer.Option("--update", help="Update to the newest commit of each tag and branch.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Fetch nothing, and report what is not locked.")] = False,
) -> int:
    """Fetch the remote bases and components of kustomizations into vendored/, with a lock file."""
    root = Path.cwd()
    wanted = directories or [root]
    outside = [str(directory) for directory in wanted if not real_path(directory).is_relative_to(real_path(root))]
    if outside:
        raise K8sdslError(
            f"{', '.join(outside)} is outside the working directory",
            remedy="run `k8sdsl vendor` in the root directory of the project",
            code="file/outside",
        )
    if check:
        found = unlocked(root, wanted)
        for line in found:
            tell(line)
        return 1 if found else 0
    source = Vendor(root, update=update)
    source.fetch(wanted)
    for note in source.notes:
        tell(f"note: {note}")
    return 0
