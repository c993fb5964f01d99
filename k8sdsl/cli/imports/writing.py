"""Writes the modules of an importer into a project, unless they would overwrite files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cli.output import refuse_links, tell, write_files
from k8sdsl.errors import K8sdslError
from k8sdsl.gitops.tree.file_name import is_safe_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from k8sdsl.importers.manifests import ImportedObjects


def write_proven(project: Path, imported: ImportedObjects, *, force: bool) -> int:
    """Writes what was imported and reports whether every overlay builds the objects that it is for: 1 if not."""
    from k8sdsl.importers.proof import prove

    write_modules(project, imported.files, force=force)
    for note in imported.notes:
        tell(f"note: {note}")
    status = 0
    for overlay, expected in imported.overlays.items():
        found = prove(expected, overlay, imported.files, project)
        for difference in found:
            tell(f"differs: {difference}")
        if found:
            status = 1
        else:
            count = f"{len(expected)} objects" if len(expected) != 1 else "object"
            tell(f"builds the same {count}: k8sdsl build {overlay}")
    return status


SECRETS = "secrets/"
"""The folder of the values of Secrets, which only the user may read and Git ignores."""


def write_modules(project: Path, files: Mapping[str, str | bytes], *, force: bool) -> None:
    """Writes files below the project, all or none; K8sdslError if one is a link, or exists without `force`."""
    outside = [name for name in files if not is_safe_path(name)]
    if outside:
        raise K8sdslError(
            f"{outside[0]!r} is outside {project}",
            remedy="rename the object or file in the source",
            code="file/outside",
        )
    refuse_links(project, files)
    held = [name for name in files if (project / name).exists()]
    if held and not force:
        raise K8sdslError(
            f"{', '.join(held)} already {'exists' if len(held) == 1 else 'exist'}",
            remedy="import into another directory with `--to DIR`, or overwrite with `--force`",
            code="file/exists",
        )
    placed = {project / name: text for name, text in files.items()}
    write_files(placed, {project / name for name in files if name.startswith(SECRETS)})
    for path in placed:
        tell(f"wrote {path}")
