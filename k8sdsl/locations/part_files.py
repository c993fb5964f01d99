"""The hidden files beside a target that its content is written to first, and those that killed writes have left.

The name of such a file says which process of which machine writes it. It is abandoned if that process of this machine
has ended, or if nothing was written to it for a day: several machines can share a folder.
"""

from __future__ import annotations

import os
import time
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

_END = ".part"
_LONGEST_NAME = 200
_DAY = 86_400


def part_file(target: Path) -> Path:
    """The file of this process beside a target."""
    return target.with_name(f".{_short(target)}.{_machine()}-{os.getpid()}{_END}")


def remove_abandoned(targets: Iterable[Path]) -> None:
    """Removes the abandoned files of some targets; lists each folder once."""
    names: dict[Path, set[str]] = {}
    for target in targets:
        names.setdefault(target.parent, set()).add(_short(target))
    for folder, wanted in names.items():
        sweep(folder, wanted)


def sweep(folder: Path, names: Collection[str] | None = None) -> None:
    """Removes the abandoned files of the targets with these names, or of all; what cannot be removed stays."""
    try:
        found = os.listdir(folder)  # noqa: PTH208 - half the time of `Path.iterdir`
    except OSError:
        return
    for name in found:
        if name.startswith(".") and name.endswith(_END):
            target, _, writer = name[1 : -len(_END)].rpartition(".")
            if names is None or target in names:
                _remove_if_abandoned(folder / name, writer)


def _remove_if_abandoned(file: Path, writer: str) -> None:
    machine, _, process = writer.partition("-")
    if len(machine) != len(_machine()) or not (process.isascii() and process.isdecimal()):
        return  # not a file of ours
    try:
        ended = machine == _machine() and _has_ended(int(process))
        if ended or time.time() - file.lstat().st_mtime > _DAY:
            file.unlink()
    except OSError:  # gone meanwhile, or not ours to remove
        return


def _has_ended(process: int) -> bool:
    """Whether there is no such process of this machine; on Windows, a signal would end it."""
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:  # it lives, and belongs to somebody else
        return False
    return False


def _machine() -> str:
    """A mark of the machine; containers count their processes on their own, so each is a machine."""
    try:
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - no `pathlib` here
    except OSError:
        space = ""
    node = os.uname().nodename if hasattr(os, "uname") else ""
    return f"{crc32(f'{node} {space}'.encode()):08x}"


def _short(target: Path) -> str:
    return target.name[:_LONGEST_NAME]
