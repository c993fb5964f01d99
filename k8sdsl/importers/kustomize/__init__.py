"""Python stacks and overlays from kustomization directories, with the same structure.

    tree        the kustomizations of a tree, and the module that each becomes
    modules     the text of those modules
    literals    objects as typed constructors, and other values, laid out as a formatter would
    proof       both built, and compared

A directory whose fields have no counterpart in Python (`vars`, `configurations`, ...) is kept as the base of an
overlay; the notes list such directories with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path


@frozen
class Imported:
    """The modules by their paths below the project, the overlay to build, and notes about them."""

    files: dict[str, str]
    overlay: str
    notes: tuple[str, ...] = ()


def import_kustomization(directory: Path, *, project: Path | None = None, load_restrictor: str = "root") -> Imported:
    """The modules for a kustomization directory and everything below it; nothing is written.

    `project` is the directory for the modules. Raises K8sdslError for a directory that cannot be built.
    """
    from k8sdsl.importers.kustomize.modules import write_modules
    from k8sdsl.importers.kustomize.tree import Kustomizations

    tree = Kustomizations(directory, load_restrictor=load_restrictor)
    return write_modules(tree, project if project is not None else directory)
