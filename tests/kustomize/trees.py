"""Trees of files for kustomizations, and their builds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import ErrorGroup, K8sdslError
from k8sdsl.kustomize import build_kustomization

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n"
WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: main
        image: nginx:1
        envFrom: [{configMapRef: {name: settings}}]
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Lays the files out below a folder."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return folder


def built(
    folder: Path, files: dict[str, str], target: str = ".", **options: Any
) -> tuple[list[dict[str, Any]], list[K8sdslError]]:
    """The trees of a build, and its warnings."""
    warnings: list[K8sdslError] = []
    manifests = build_kustomization(write(folder, files) / target, warnings=warnings, **options)
    return [manifest.tree for manifest in manifests], warnings


def places(error: K8sdslError) -> list[tuple[str, int]]:
    """File name and line of an error, or of each in a group."""
    errors = error.errors if isinstance(error, ErrorGroup) else (error,)
    return [(e.source.file.rpartition("/")[2], e.source.line) for e in errors if e.source]
