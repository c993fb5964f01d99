"""What `k8sdsl build` does, whoever read its arguments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.cli.output import write_file, write_standard_output
from k8sdsl.kube.versions import DEFAULT
from k8sdsl.pipeline import build_manifests

if TYPE_CHECKING:
    from k8sdsl.manifest import ManifestSet


def run_build(
    target: str | None = None,
    *,
    output: str | None = None,
    form: str = "yaml",
    kube_version: str = DEFAULT,
    load_restrictor: str = "root",
    allow_helm: bool = False,
    checked: bool = True,
    strict: bool = False,
) -> int:
    """Builds a target and writes it; findings go to standard error, and stop a build that they are to stop."""
    if target is None:
        return _list_overlays()
    built = build_manifests(
        target, kube_version=kube_version, load_restrictor=load_restrictor, allow_helm=allow_helm, check=checked
    )
    if built.findings or built.warnings:
        from k8sdsl.cli.report import tell_findings

        tell_findings(built.findings, built.warnings)
        if built.failed or (strict and (built.warnings or any(finding.is_error for finding in built.findings))):
            return 1
    text = emit(built.manifests, form)
    if output is None or output in _STANDARD_OUTPUT:
        write_standard_output(text)
    else:
        write_file(Path(output), text)
    return 0


# By name, for where one of these leads to a file, replacing that file would undo what `>>` and an open `>` stand for.
_STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def emit(manifests: ManifestSet, form: str) -> str:
    """The objects as text of a format: `yaml`, `json` or `kyaml`."""
    from importlib import import_module

    text: str = import_module(f"k8sdsl.emitters.{form}").emit(manifest.tree for manifest in manifests)
    return text


def _list_overlays() -> int:
    """Names the overlays on standard error: an empty variable in a script must not write the list into a manifest."""
    from k8sdsl.project.names import find_root, overlay_names

    root = find_root(Path.cwd())
    names = overlay_names(root)
    if names:
        sys.stderr.write("which overlay? k8sdsl build NAME, where NAME is one of:\n")
        sys.stderr.writelines(f"  {name}\n" for name in names)
    else:
        sys.stderr.write(f"there are no overlays in {root / 'overlays'}\n")
    return 2
