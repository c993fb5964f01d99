"""Typed Python from the objects of YAML files, of a cluster or of a rendered chart.

    groups         the objects of one environment in stacks: by directory, and by file if there are many
    environments   the objects of several environments as one: parameters, patches, and objects of single environments
    namespaces     objects without the namespace that an overlay sets for all of them
    variables      the names of objects and of labels that occur several times
    stack          the text of a stack
    modules        all files: stacks, overlays, and YAML for definitions and large data

Values of secrets are written to files below `secrets/`, never into Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from k8sdsl.tree import Tree


@frozen
class SourceObject:
    """An object to import, and the file that it is from, relative to what is imported."""

    tree: Tree
    file: str = ""


@frozen
class ImportedObjects:
    """The files to write by their paths below the project, what each overlay must build, and notes."""

    files: dict[str, str]
    overlays: dict[str, list[Any]] = field(repr=False)
    notes: tuple[str, ...] = ()


def import_objects(name: str, sources: Sequence[SourceObject]) -> ImportedObjects:
    """The modules for objects; nothing is written. Objects that are defined again get an overlay of their own."""
    return import_overlays({name: sources})


def import_overlays(named: Mapping[str, Sequence[SourceObject]]) -> ImportedObjects:
    """The modules for objects of several overlays, by the names of the overlays; nothing is written."""
    from k8sdsl.importers.manifests.modules import overlays_of

    return overlays_of(named)


def import_environments(name: str, environments: Mapping[str, Sequence[SourceObject]]) -> ImportedObjects:
    """A stack for what the environments have in common, and an overlay for each; nothing is written."""
    from k8sdsl.importers.manifests.modules import several_environments

    return several_environments(name, environments)
