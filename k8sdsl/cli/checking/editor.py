"""`check --stdin-filename FILE`: the content of an editor before it is saved, checked as the content of its file."""

from __future__ import annotations

from pathlib import Path

from k8sdsl.errors import K8sdslError
from k8sdsl.locations.content import hold
from k8sdsl.project.manifests import YAML_SUFFIXES, read_standard_input
from k8sdsl.project.names import KUSTOMIZATION_FILES, OVERLAYS
from k8sdsl.project.paths import real_path


def read_editor(name: str, root: Path) -> tuple[list[str], list[str]]:
    """Reads standard input as the content of a file; returns the files and the overlays to check for it.

    A YAML file is checked by itself, the file of an overlay or kustomization as what it builds, and any other Python
    file of the project with all overlays.
    """
    path = Path(name)
    if path.suffix not in {".py", *YAML_SUFFIXES} and path.name not in KUSTOMIZATION_FILES:
        raise K8sdslError(
            f"{name} is neither a YAML nor a Python file",
            remedy="pass the path of the file in the editor",
            code="usage/value",
        )
    hold(path, read_standard_input())
    if path.name in KUSTOMIZATION_FILES:
        return [], [str(path.parent)]
    if path.suffix != ".py":
        return [name], []
    folder = (root / OVERLAYS).resolve()
    real = real_path(path)
    return [], [real.relative_to(folder).with_suffix("").as_posix()] if real.is_relative_to(folder) else []
