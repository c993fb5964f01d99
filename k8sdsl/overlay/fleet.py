"""Many overlays from one Python file: a function over clusters and environments instead of a file for each.

Such a file declares `overlays`: a map from names to overlays, or a function that returns one. A value can also be a
function without arguments that returns the overlay; it is called only for the members that are built, so one cluster of
hundreds is cheap to build. Members have names such as `fleet/eu-1` if the file is `overlays/fleet.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from k8sdsl.errors import LoadError
from k8sdsl.locations.content import read_text
from k8sdsl.locations.secret_values import described, described_in_python
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.project.modules import load_module
from k8sdsl.project.paths import shown

if TYPE_CHECKING:
    from pathlib import Path

FleetOverlay: TypeAlias = "Overlay | Callable[[], Overlay]"


def declares_fleet(file: Path) -> bool:
    """Whether a Python file seems to declare `overlays`, by its text: listing runs no other file."""
    try:
        text = "\n" + read_text(file)
    except OSError:
        return False
    return any(f"\n{start}" in text for start in ("overlays =", "overlays:", "overlays=", "def overlays("))


def load_fleet(file: Path, root: Path) -> dict[str, FleetOverlay]:
    """The members that a Python file declares as `overlays`, by name; raises LoadError if it declares none."""
    declared = getattr(load_module(file, root), "overlays", None)
    if callable(declared):
        declared = _called(declared, root)
    if not isinstance(declared, Mapping):
        problem = "does not declare `overlays`" if declared is None else f"declares `overlays` as {described(declared)}"
        raise LoadError(
            f"{shown(file)} {problem}",
            remedy="write `overlays = {NAME: Overlay(...)}`, or a function that returns such a map",
            code="project/not-an-overlay",
        )
    for name, member in declared.items():
        if not isinstance(name, str) or not (isinstance(member, Overlay) or callable(member)):
            raise LoadError(
                f"{name!r} of `overlays` in {shown(file)} is {described_in_python(member)}, not an Overlay",
                code="project/not-an-overlay",
            )
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
    if not isinstance(overlay, Overlay):
        raise LoadError(
            f"{name!r} of {shown(file)} returns {described(overlay)}, not an Overlay",
            code="project/not-an-overlay",
        )
    return overlay


def _called(function: Callable[[], object], root: Path) -> object:
    from k8sdsl.project.modules import importable

    with importable(root):
        try:
            return function()
        except Exception as error:
            from k8sdsl.project.user_errors import as_user_error

            raise as_user_error(error, root) from error
