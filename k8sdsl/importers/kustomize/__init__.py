"""Python stacks and overlays from kustomization directories, with the same structure.

    tree          the kustomizations of the trees, and the module that each becomes
    modules       the text of those modules
    generators, declarations: the fields of an overlay
    copied_files  what the modules read by its path
    proof         both built, and compared

A tree with fields that have no counterpart in Python (`helmCharts`, `buildMetadata`) is kept as the base of an overlay;
the notes list such directories with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@frozen
class Imported:
    """The files by their paths below the project, the overlay of each directory, and notes about them."""

    files: dict[str, str | bytes]
    overlays: tuple[str, ...]
    notes: tuple[str, ...] = ()


def import_kustomizations(
    directories: Sequence[Path], *, project: Path | None = None, load_restrictor: str = "root"
) -> Imported:
    """The modules for kustomization directories and everything below them; nothing is written.

    Each directory becomes an overlay of `overlays/`; what several have in common is written once. `project` is the
    directory for the modules. Raises K8sdslError for a directory that cannot be built.
    """
    from k8sdsl.importers.kustomize.modules import write_modules
    from k8sdsl.importers.kustomize.tree import Kustomizations

    tree = Kustomizations(directories, load_restrictor=load_restrictor)
    return write_modules(tree, project if project is not None else directories[0])
