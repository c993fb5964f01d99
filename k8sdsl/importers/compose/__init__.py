"""Compose files as typed Python: a stack of workloads, Services and claims, and an overlay that builds it.

    interpolation  `${NAME:-default}` in values
    env_files      the variables of `.env` and other env files
    shapes         scalars, and attributes that can be written in several ways
    merging, relative_paths  files that are extended or included
    document       the file with what it extends and includes, as one map of services
    kompose_labels what labels ask kompose for
    values         durations, sizes, ports, volumes and commands
    pods           what a service says about its pods as a whole
    unmapped       what has no counterpart, with the reason
    workloads      a service as a Deployment, StatefulSet, DaemonSet or Job
    network        the Services, Ingresses and autoscalers around them, and other names of services
    objects        the claims and ConfigMaps around them
    command_secrets  passwords in commands, which are kept in files
    modules        the text of the stack and the overlay

What Kubernetes has no counterpart for is listed in the notes, with the reason. Values of secrets are written to files
of their own below `secrets/`, which a generator reads; they are never in the Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


@frozen
class ImportedCompose:
    """The files to write by their paths below the project, the overlay to build, and what was not mapped."""

    files: dict[str, str]
    overlay: str
    notes: tuple[str, ...]


def import_compose(file: Path, *, profiles: Collection[str] = ()) -> ImportedCompose:
    """The files that stand for a Compose file; nothing is written. Raises LoadError for one that cannot be read."""
    from k8sdsl.importers.compose.document import read_compose
    from k8sdsl.importers.compose.modules import compose_modules
    from k8sdsl.importers.compose.objects import convert

    document = read_compose(file, profiles)
    converted = convert(document)
    return ImportedCompose(compose_modules(document, converted), "compose", tuple(dict.fromkeys(document.notes)))
