"""What `k8sdsl import kustomize` does: writes the modules, builds both, and says whether they are equal."""

from __future__ import annotations

import sys
from pathlib import Path

from k8sdsl.cli.output import write_file
from k8sdsl.errors import K8sdslError
from k8sdsl.importers.kustomize import Imported, import_kustomization
from k8sdsl.importers.kustomize.proof import differences


def run_import(directory: Path, project: Path, *, force: bool, load_restrictor: str) -> int:
    """Imports a kustomization directory into a project; the status is 1 where the two builds differ."""
    imported = import_kustomization(directory, project=project, load_restrictor=load_restrictor)
    if not force:
        _refuse_to_overwrite(imported, project)
    for name, text in imported.files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        write_file(project / name, text)
        sys.stderr.write(f"wrote {name}\n")
    sys.stderr.writelines(f"note: {note}\n" for note in imported.notes)
    found = differences(directory, project / "overlays" / f"{imported.overlay}.py", load_restrictor=load_restrictor)
    for difference in found:
        sys.stderr.write(f"differs: {difference}\n")
    if not found:
        sys.stderr.write(f"both build to the same objects: k8sdsl build {imported.overlay}\n")
    return 1 if found else 0


def _refuse_to_overwrite(imported: Imported, project: Path) -> None:
    held = [name for name in imported.files if (project / name).exists()]
    if held:
        raise K8sdslError(
            f"{', '.join(held)} {'exists' if len(held) == 1 else 'exist'} already",
            remedy="import into another folder with --output, or overwrite with --force",
        )
