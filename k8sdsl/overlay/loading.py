"""Loads the overlay that a Python file declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import LoadError
from k8sdsl.project.modules import load_module
from k8sdsl.project.paths import shown

if TYPE_CHECKING:
    from pathlib import Path

    from k8sdsl.overlay.declaration import Overlay


def load_overlay(file: Path, root: Path) -> Overlay:
    """The overlay that a Python file declares as `overlay`; the project's root is importable while the file runs.

    Raises LoadError if the file is missing or declares none, UserCodeError for an exception of the user's code.
    """
    module = load_module(file, root)
    found = getattr(module, "overlay", None)
    from k8sdsl.overlay.declaration import Overlay

    if isinstance(found, Overlay):
        return found
    if found is not None:
        from k8sdsl.locations.secret_values import described

        raise LoadError(
            f"`overlay` in {shown(file)} is {described(found)}, not an Overlay", code="project/not-an-overlay"
        )
    if hasattr(module, "overlays"):
        raise LoadError(
            f"{shown(file)} declares a fleet, not an overlay",
            remedy=_members(module.overlays, file),
            code="project/not-an-overlay",
        )
    overlays = [name for name, value in vars(module).items() if isinstance(value, Overlay)]
    remedy = f"rename `{overlays[0]}` to `overlay`" if overlays else "end the file with `overlay = Overlay(base=...)`"
    raise LoadError(f"{shown(file)} does not declare `overlay`", remedy=remedy, code="project/not-an-overlay")


def _members(overlays: Any, file: Path) -> str:
    """The names to use instead of a fleet's file."""
    if not isinstance(overlays, Mapping):
        return f"use one of its overlays: {file.stem}/NAME"
    return f"use one of: {', '.join(f'{file.stem}/{name}' for name in overlays)}"
