"""The environments of a project: every overlay, and every member of a fleet."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.errors import GitOpsError, K8sdslError, raise_all
from k8sdsl.gitops.tree.file_name import safe_file_name, safe_part
from k8sdsl.project.kustomizations import is_pattern
from k8sdsl.project.names import (
    OVERLAYS,
    START,
    check_files,
    declares_fleet,
    find_fleet,
    is_overlay,
    is_written_as_path,
    no_path,
    overlay_names,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def environment_names(root: Path) -> list[str]:
    """All environments, sorted; a file that declares a fleet gives its members."""
    names, errors = environments(root)
    raise_all(errors)
    return names


def environments(root: Path, patterns: Sequence[str] = ()) -> tuple[list[str], list[K8sdslError]]:
    """All environments, sorted, and the errors of the fleets that cannot be loaded.

    Fleets whose members cannot match one of the `patterns` are not loaded, because that runs their Python.
    """
    names: list[str] = []
    errors: list[K8sdslError] = []
    for name in overlay_names(root):
        file = root / OVERLAYS / f"{name}.py"
        try:
            if not declares_fleet(file):
                names.append(name)
            elif not patterns or any(_may_match(name, pattern) for pattern in patterns):
                from k8sdsl.overlay.loading import load_fleet

                names += [f"{name}/{member}" for member in load_fleet(file, root)]
        except K8sdslError as error:
            errors.append(error)
    return sorted(names), errors


def _may_match(fleet: str, pattern: str) -> bool:
    """Whether a pattern, by its plain beginning, can match a fleet or a member of it."""
    beginning = re.split(r"[*?[]", pattern, maxsplit=1)[0]
    return f"{fleet}/".startswith(beginning) or beginning.startswith(f"{fleet}/")


def select(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """The environments that are named, belong to a named fleet, or match a pattern (`eu-*`).

    GitOpsError for a pattern that matches nothing, LoadError for a path that does not exist.
    """
    if not patterns:
        return list(names)
    chosen: set[str] = set()
    for pattern in patterns:
        found = [name for name in names if name.startswith(f"{pattern}/") or fnmatchcase(name, pattern)]
        if not found:
            from k8sdsl.near_miss import did_you_mean

            if Path(pattern).exists():
                raise GitOpsError(
                    f"{pattern} is a file or directory, not an overlay",
                    remedy=check_files(pattern),
                    code="project/no-overlay",
                )
            if is_written_as_path(pattern) and not is_pattern(pattern):
                raise no_path(pattern, names)
            raise GitOpsError(
                f"no overlay matches {pattern!r}; the overlays are: {', '.join(names) or 'none'}",
                remedy=did_you_mean(pattern, names) or ("use one of these names" if names else START),
                code="project/no-overlay",
            )
        chosen.update(found)
    return [name for name in names if name in chosen]


def named(root: Path, words: Sequence[str]) -> list[str] | None:
    """The names as given if each is an overlay, fleet member or path; None if names must be listed.

    No fleet is loaded for that.
    """
    plain = all(_is_plain_name(root, word) for word in words)
    fleets = any(declares_fleet(root / OVERLAYS / f"{word}.py") for word in words)
    return list(words) if words and plain and not fleets else None


def _is_plain_name(root: Path, word: str) -> bool:
    if is_pattern(word):
        return False
    return word.endswith(".py") or Path(word).is_dir() or is_overlay(word) or find_fleet(root, word) is not None


def folder_of(name: str) -> str:
    """The folder of an environment below the root of the tree."""
    return "/".join([safe_file_name(step if _is_plain(step) else safe_part(step), "") for step in name.split("/")])


def _is_plain(step: str) -> bool:
    """Whether a part of an overlay's name, which the user chose as a file's name, is safe as a directory's name."""
    return step.isascii() and step.replace("-", "").replace("_", "").replace(".", "").isalnum() and step[0].isalnum()
