"""The environments of a project: every overlay, and every member of a fleet."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from k8sdsl.errors import GitOpsError
from k8sdsl.gitops.tree.file_name import safe_file_name, safe_part
from k8sdsl.overlay.fleet import declares_fleet, load_fleet
from k8sdsl.project.names import OVERLAYS, overlay_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def environment_names(root: Path) -> list[str]:
    """All environments, sorted; a file that declares a fleet gives its members."""
    names = []
    for name in overlay_names(root):
        file = root / OVERLAYS / f"{name}.py"
        if declares_fleet(file):
            names += [f"{name}/{member}" for member in load_fleet(file, root)]
        else:
            names.append(name)
    return sorted(names)


def select(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """The environments that are named or match a pattern (`eu-*`); GitOpsError for one that meets nothing."""
    if not patterns:
        return list(names)
    chosen: set[str] = set()
    for pattern in patterns:
        met = [name for name in names if name == pattern or fnmatchcase(name, pattern)]
        if not met:
            from k8sdsl.near_miss import did_you_mean

            raise GitOpsError(
                f"no overlay is called {pattern!r}; there are: {', '.join(names) or 'none'}",
                remedy=did_you_mean(pattern, names) or None,
            )
        chosen.update(met)
    return [name for name in names if name in chosen]


def folder_of(name: str) -> str:
    """The folder of an environment below the root of the tree."""
    return "/".join([safe_file_name(step if _is_plain(step) else safe_part(step), "") for step in name.split("/")])


def _is_plain(step: str) -> bool:
    """Whether a part of an overlay's name, which the user chose as a file's name, may be a folder's as well."""
    return step.isascii() and step.replace("-", "").replace("_", "").replace(".", "").isalnum() and step[0].isalnum()
