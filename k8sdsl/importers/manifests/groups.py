"""The objects of one environment in stacks: by directory, and by file where a directory has many."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from k8sdsl.identity import ObjectRef
from k8sdsl.python_source.modules import identifier
from k8sdsl.python_source.reserved import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from k8sdsl.importers.manifests import SourceObject
    from k8sdsl.tree import Tree

MANY = 40
"""Objects beyond which the files of a directory become stacks of their own."""


def rounds(sources: Iterable[SourceObject]) -> list[list[SourceObject]]:
    """The objects in as many lists as the same object is defined, because an overlay has each object once."""
    found: list[list[SourceObject]] = []
    times: dict[tuple[str, str, str, str], int] = {}
    for source in sources:
        ref = ObjectRef.of(source.tree)
        key = (ref.group, ref.kind, ref.namespace, ref.name)
        number = times[key] = times.get(key, -1) + 1
        while len(found) <= number:
            found.append([])
        found[number].append(source)
    return found


def grouped(name: str, sources: Sequence[SourceObject], taken: set[str]) -> dict[str, list[Tree]]:
    """The objects of each stack, by the name of its module."""
    found: dict[str, list[Tree]] = {}
    homes: dict[str, str] = {}
    in_directory: dict[str, int] = {}
    for source in sources:
        directory = _directory(source)
        in_directory[directory] = in_directory.get(directory, 0) + 1
    for source in sources:
        home = _directory(source)
        if source.file and in_directory[home] > MANY:
            home = str(PurePosixPath(source.file).with_suffix(""))
        if home not in homes:
            homes[home] = _module(home, name, taken)
            taken.add(homes[home])
        found.setdefault(homes[home], []).append(source.tree)
    return found


def _module(home: str, name: str, taken: set[str]) -> str:
    """The shortest name for a directory that is not taken: its own, or with those of the directories around it."""
    parts = [part for part in PurePosixPath(home).parts if part != "."]
    for depth in range(1, len(parts)):
        wanted = identifier("_".join(parts[-depth:]))
        if wanted not in taken and wanted not in RESERVED:
            return wanted
    return identifier("_".join(parts) or name, taken | RESERVED)


def _directory(source: SourceObject) -> str:
    return str(PurePosixPath(source.file).parent)
