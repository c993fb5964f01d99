"""Files are replaced whole or not at all: the content is written to a hidden file beside the target, and moved over it.

A write that is killed leaves its hidden file; the next one to the same target removes it, if it is abandoned. The name
says which process of which machine writes it. It is abandoned if that process of this machine has ended, or if nothing
was written to it for a day: several machines can share a folder.
"""

from __future__ import annotations

import os
import time
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

FEW = 100
"""Up to this many files are flushed one by one; for more, the whole file system is flushed once."""
_END = ".part"
_LONGEST_NAME = 200
_DAY = 86_400


def replace_whole(target: Path, data: bytes, *, private: bool = False, flush: bool = True) -> None:
    """Replaces the content of a file, or does not change it and raises OSError. Of a link, the link is replaced."""
    beside = stage(target, data, private=private, flush=flush)
    try:
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def stage(target: Path, data: bytes, *, private: bool = False, flush: bool = True) -> Path:
    """The hidden file beside a target with the content and the mode of the target, on disk if it is to be flushed.

    Only the user can read a `private` one.
    """
    beside = part_file(target)
    beside.unlink(missing_ok=True)
    try:
        with named(target), beside.open("xb") as file:
            if private:
                beside.chmod(0o600)
            file.write(data)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        if not private and target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


class named:  # noqa: N801 - reads as a word in a `with` statement
    """Gives an OSError of its block the name of a file; what a write or a flush raises has none."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> None:
        """Begins the block."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(self._file)


def flush_all() -> None:
    """Flushes the whole file system, where the operating system can."""
    if hasattr(os, "sync"):
        os.sync()


def part_file(target: Path) -> Path:
    """The file of this process beside a target."""
    return target.with_name(f".{_short(target)}.{_machine()}-{os.getpid()}{_END}")


def is_part_file(name: str) -> bool:
    """Whether a file has a name like those of these files."""
    return name.startswith(".") and name.endswith(_END)


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
        if is_part_file(name):
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
