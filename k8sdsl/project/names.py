"""A user's project: the directory that contains `overlays/`, and the names of the overlays in it."""

from __future__ import annotations

import os

from k8sdsl.errors import LoadError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OVERLAYS = "overlays"
SETTINGS = "pyproject.toml"
SNAPSHOTS = "snapshots"
KUSTOMIZATION_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")

START = "start a project with `k8sdsl init`, or change to the directory of an existing one"
"""The remedy where a project has no overlays."""


def no_overlays(root: Path, remedy: str = START) -> LoadError:
    """The error for a project that has no overlays."""
    return LoadError(f"{root / OVERLAYS} contains no overlays", remedy=remedy, code="project/no-overlay")


def find_root(start: Path) -> Path:
    """The nearest directory, from `start` upwards, that contains `overlays/`; `start` itself if there is none."""
    return type(start)(root_of(str(start)))


def root_of(start: str) -> str:
    """As `find_root`, without loading `pathlib`."""
    folder = start
    while not os.path.isdir(os.path.join(folder, OVERLAYS)):
        above = os.path.dirname(folder)
        if above == folder:
            return start
        folder = above
    return folder


def overlay_names(root: Path) -> list[str]:
    """The overlays by name: `prod` for `overlays/prod.py`, `eu/prod` one directory deeper."""
    folder = root / OVERLAYS
    return sorted(_names(folder, "")) if folder.is_dir() else []


def _names(folder: Path, prefix: str, *, linked: bool = False) -> Iterator[str]:
    """The names in a directory; those behind a link have no links, so that there is an end."""
    for entry in folder.iterdir():
        if entry.name.startswith((".", "_")):
            continue
        if is_kustomization(entry):
            yield prefix + entry.name
        elif entry.is_dir():
            link = entry.is_symlink()
            if not link or not (linked or folder.resolve().is_relative_to(entry.resolve())):
                yield from _names(entry, f"{prefix}{entry.name}/", linked=linked or link)
        elif entry.suffix == ".py":
            yield prefix + entry.stem


def snapshot_name(overlay: str) -> str:
    """The name of an overlay's snapshot without its extension; all snapshots are in one folder."""
    return overlay.replace("/", "~")


def is_overlay(name: str) -> bool:
    """Whether the project around the working directory has an overlay of this name; not for a path that leads out."""
    if _leads_out(name):
        return False
    path = os.path.join(root_of(os.getcwd()), OVERLAYS, name)
    return os.path.isfile(f"{path}.py") or is_kustomization(path)


def is_kustomization(folder: str | Path) -> bool:
    """Whether a directory contains a kustomization file."""
    return any(os.path.isfile(os.path.join(folder, name)) for name in KUSTOMIZATION_FILES)


def _leads_out(name: str) -> bool:
    return os.path.isabs(name) or ".." in name.replace(os.sep, "/").split("/")


def find_overlay(root: Path, name: str) -> Path:
    """The Python file or kustomization directory of an overlay; LoadError that lists the overlays if there is none."""
    folder = root / OVERLAYS
    file = folder / f"{name}.py"
    if not _leads_out(name):
        if file.is_file():
            return file
        if is_kustomization(folder / name):
            return folder / name
    raise _no_overlay(root, name)


def _no_overlay(root: Path, name: str) -> LoadError:
    """The error for a name that no overlay has."""
    from k8sdsl.near_miss import did_you_mean
    from k8sdsl.project.paths import shown

    folder, names = root / OVERLAYS, overlay_names(root)
    listed = f"the overlays are: {', '.join(names)}"
    if os.path.isfile(name):
        return LoadError(f"{name} is a file, not an overlay", remedy=check_files(name), code="project/no-overlay")
    if is_written_as_path(name):
        return no_path(name, names)
    place = f"{OVERLAYS}/{name}.py" if name.isprintable() else f"a file in {OVERLAYS}"
    if not names:
        return LoadError(
            f"there is no overlay {name!r}, and no other overlay in {shown(folder)}",
            remedy=f"write {place} with `overlay = Overlay(...)`, or change to the project's directory",
            code="project/no-overlay",
        )
    return LoadError(
        f"there is no overlay {name!r}; {listed}",
        remedy=did_you_mean(name, names) or f"use one of these names, or add {place}",
        code="project/no-overlay",
    )


def no_path(name: str, names: Sequence[str]) -> LoadError:
    """The error for a path that does not exist, where the names of overlays are possible too."""
    from k8sdsl.near_miss import did_you_mean
    from k8sdsl.project.paths import near_file

    what = "directory" if name.endswith("/") else "file or directory"
    remedy = did_you_mean(name, names) or (f"the overlays are: {', '.join(names)}" if names else near_file(name))
    return LoadError(
        f"there is no {what} {name!r}, and no overlay of this name", remedy=remedy, code="project/no-overlay"
    )


def check_files(path: str) -> str:
    """The remedy for a YAML file or directory where the name of an overlay is expected."""
    return f"to check YAML, run `k8sdsl check -f {path}`; an overlay can list the path in `base`"


def is_written_as_path(name: str) -> bool:
    """Whether a name was meant as the path of a file or directory: `base/`, `./base`, `envs/prod` or `web.yaml`."""
    return "/" in name or name.startswith(".") or os.path.splitext(name)[1].lower() in _SUFFIXES


_SUFFIXES = (".yaml", ".yml", ".json", ".py")


def find_fleet(root: Path, name: str) -> tuple[Path, str] | None:
    """The Python file of a fleet and the member that a name such as `fleet/eu-1` means; None for any other name."""
    steps = name.split("/")
    if _leads_out(name) or (root / OVERLAYS / f"{name}.py").is_file():
        return None
    for end in range(len(steps) - 1, 0, -1):
        file = root / OVERLAYS / f"{'/'.join(steps[:end])}.py"
        if file.is_file():
            return file, "/".join(steps[end:])
    return None


def declares_fleet(file: Path) -> bool:
    """Whether a Python file seems to declare `overlays`, by its text: listing runs no other file."""
    from k8sdsl.locations.content import read_text

    try:
        text = "\n" + read_text(file)
    except OSError:
        return False
    return any(f"\n{start}" in text for start in ("overlays =", "overlays:", "overlays=", "def overlays("))
