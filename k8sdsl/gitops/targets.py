"""The targets of a command: names of overlays, paths, and patterns for both."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import K8sdslError, LoadError
from k8sdsl.gitops.environment import environments, named, select
from k8sdsl.project.kustomizations import find_kustomizations, is_pattern
from k8sdsl.project.names import OVERLAYS, is_overlay
from k8sdsl.project.paths import real_path

if TYPE_CHECKING:
    from collections.abc import Sequence


def targets_of(root: Path, words: Sequence[str]) -> tuple[list[str], list[K8sdslError]]:
    """The targets that some words name or match, each once, and errors for words that match nothing.

    A pattern (`eu-*`, `clusters/**`) matches names of overlays, with or without their directory, and the paths of
    kustomization directories. Without words, the targets are all overlays.
    """
    names = named(root, words)
    if names is not None:
        return list(dict.fromkeys(names)), []
    overlays, errors = environments(root, words)
    if not words:
        return overlays, errors
    found: dict[Path, str] = {}
    for word in words:
        for target in _matching(root, word, overlays, errors):
            found.setdefault(_place(root, target), target)
    return list(found.values()), errors


def _matching(root: Path, word: str, overlays: Sequence[str], errors: list[K8sdslError]) -> list[str]:
    """The targets for one word."""
    if not is_pattern(word):
        try:
            return named(root, [word]) or select(overlays, [word])
        except K8sdslError as error:
            errors.append(error)
            return []
    folder = os.path.relpath(root / OVERLAYS)
    matching = [name for name in overlays if fnmatchcase(name, word) or fnmatchcase(f"{folder}/{name}", word)]
    # An absolute path is never the name of an overlay, which would take precedence.
    matching += [os.path.abspath(path) if path in overlays else path for path in find_kustomizations(word, root)]  # noqa: PTH100
    if not matching:
        remedy = f"the overlays are: {', '.join(overlays)}" if overlays else "quote the pattern, and check the path"
        errors.append(
            LoadError(
                f"no overlay and no directory with a kustomization matches {word!r}",
                remedy=remedy,
                code="project/no-overlay",
            )
        )
    return matching


def _place(root: Path, target: str) -> Path:
    """What two spellings of one target have in common."""
    is_path = Path(target).is_dir() and not is_overlay(target)
    return real_path(Path(target) if is_path else root / OVERLAYS / target)
