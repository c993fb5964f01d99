"""Loads what a Python file declares: an overlay, or a fleet of them.

A fleet is many overlays from one file: a function over clusters and environments instead of a file for each. Such a
file declares `overlays`: a map from names to overlays, or a function that returns one. A value can also be a function
without arguments that returns the overlay; it is called only for the members that are built, so one cluster of hundreds
is cheap to build. Members have names such as `fleet/eu-1` if the file is `overlays/fleet.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from k8sdsl.errors import LoadError
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.project.modules import importable, load_module
from k8sdsl.project.paths import shown

if TYPE_CHECKING:
    from pathlib import Path

FleetOverlay: TypeAlias = "Overlay | Callable[[], Overlay]"


def load_overlay(file: Path, root: Path) -> Overlay:
    """The overlay that a Python file declares as `overlay`; the project's root is importable while the file runs.

    Raises LoadError if the file is missing or declares none, UserCodeError for an exception of the user's code.
    """
    module = load_module(file, root)
    found = getattr(module, "overlay", None)
    if found is not None:
        return _checked(found, f"`overlay` in {shown(file)} is")
    if hasattr(module, "overlays"):
        raise _refusal(f"{shown(file)} declares a fleet, not an overlay", _members(module.overlays, file))
    overlays = [name for name, value in vars(module).items() if isinstance(value, Overlay)]
    remedy = f"rename `{overlays[0]}` to `overlay`" if overlays else "end the file with `overlay = Overlay(base=...)`"
    raise _refusal(f"{shown(file)} does not declare `overlay`", remedy)


def load_fleet(file: Path, root: Path) -> dict[str, FleetOverlay]:
    """The members that a Python file declares as `overlays`, by name; raises LoadError if it declares none."""
    declared = getattr(load_module(file, root), "overlays", None)
    if callable(declared):
        declared = _called(declared, root)
    if not isinstance(declared, Mapping):
        from k8sdsl.locations.secret_values import described

        problem = "does not declare `overlays`" if declared is None else f"declares `overlays` as {described(declared)}"
        remedy = "write `overlays = {NAME: Overlay(...)}`, or a function that returns such a map"
        raise _refusal(f"{shown(file)} {problem}", remedy)
    for name, member in declared.items():
        if not isinstance(name, str):
            raise _refusal(f"the name {name!r} of `overlays` in {shown(file)} must be a string")
        if not callable(member):
            _checked(member, f"{name!r} of `overlays` in {shown(file)} is")
    return dict(declared)


def load_member(file: Path, root: Path, name: str) -> Overlay:
    """One overlay of a fleet; LoadError that lists its members if there is no such one."""
    members = load_fleet(file, root)
    if name not in members:
        from k8sdsl.near_miss import did_you_mean

        raise LoadError(
            f"the fleet {shown(file)} has no overlay {name!r}; the overlays are: {', '.join(members) or 'none'}",
            remedy=did_you_mean(name, members) or None,
            code="project/no-overlay",
        )
    member = members[name]
    overlay = member if isinstance(member, Overlay) else _called(member, root)
    return _checked(overlay, f"{name!r} of {shown(file)} returns")


def _checked(found: object, words: str) -> Overlay:
    """The overlay; LoadError that begins with `words` for anything else."""
    if isinstance(found, Overlay):
        return found
    from k8sdsl.locations.secret_values import described_in_python

    raise _refusal(f"{words} {described_in_python(found)}, not an Overlay")


def _refusal(message: str, remedy: str | None = None) -> LoadError:
    return LoadError(message, remedy=remedy, code="project/not-an-overlay")


def _members(overlays: Any, file: Path) -> str:
    """The names to use instead of a fleet's file."""
    if not isinstance(overlays, Mapping):
        return f"use one of its overlays: {file.stem}/NAME"
    return f"use one of: {', '.join(f'{file.stem}/{name}' for name in overlays)}"


def _called(function: Callable[[], object], root: Path) -> Any:
    with importable(root):
        try:
            return function()
        except Exception as error:
            from k8sdsl.project.user_errors import as_user_error

            raise as_user_error(error, root) from error
