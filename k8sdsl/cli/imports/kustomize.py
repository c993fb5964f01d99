"""`k8sdsl import kustomize`: kustomization directories as stacks and overlays, with a proof of equal builds."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.cli.imports.writing import write_modules
from k8sdsl.cli.output import tell
from k8sdsl.cli.progress import Progress
from k8sdsl.importers.kustomize import import_kustomizations
from k8sdsl.importers.proof import prove
from k8sdsl.pipeline import build_manifests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    from k8sdsl.cli.flags import LoadRestrictor, ProjectDirectory, typer


READS: tuple[str, ...] = ("kustomization directories",)
WRITES: tuple[str, ...] = (
    "stacks and overlays below `--to`",
    "values of Secrets as files in `secrets/`",
)
RUNS: tuple[str, ...] = ("the Python code that it wrote, in a separate process",)


def kustomize(
    directories: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Directories with a kustomization file.")],
    *,
    to: ProjectDirectory = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite modules that exist.")] = False,
    load_restrictor: LoadRestrictor = "root",
) -> int:
    """Write stacks and overlays with the structure of kustomizations, and prove that both build the same objects.

    Each directory becomes an overlay; bases and components that several have in common are written once.
    """
    imported = import_kustomizations(directories, project=to, load_restrictor=load_restrictor)
    write_modules(to, imported.files, force=force)
    for note in imported.notes:
        tell(f"note: {note}")
    status = 0
    lines: list[str] = []
    with Progress(len(directories)) as progress:
        for directory, overlay in zip(directories, imported.overlays, strict=True):
            progress.show(str(directory))
            expected = build_manifests(directory, check=False, load_restrictor=load_restrictor).manifests
            found = prove([manifest.tree for manifest in expected], overlay, imported.files, to)
            lines += [f"differs: {difference}" for difference in found]
            lines += [] if found else [f"both build the same objects: k8sdsl build {overlay}"]
            status = status or int(bool(found))
    for line in lines:
        tell(line)
    return status
