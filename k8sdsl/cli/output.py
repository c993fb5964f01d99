"""Writes the output of a command: only data on standard output, files completely or not at all."""

from __future__ import annotations

import os
import sys

from k8sdsl.errors import K8sdslError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path
    from typing import TextIO

_DATA: list[TextIO] = []
"""The real standard output, while `sys.stdout` is something else."""


class user_output_on_standard_error:  # noqa: N801 - reads as a word in a `with` statement
    """Redirects the output of user code to standard error: a `print` in a stack is not a manifest."""

    def __enter__(self) -> None:
        _DATA.append(sys.stdout)
        sys.stdout = sys.stderr

    def __exit__(self, *_: object) -> None:
        sys.stdout = _DATA.pop()


def data_stream() -> TextIO:
    """The stream for data: the real standard output, even if `sys.stdout` is redirected."""
    return _DATA[-1] if _DATA else sys.stdout


_ANOTHER_PLACE = "free some space, correct the permissions, or write to another place"
_AT_ONCE = 1 << 18
"""How many characters are encoded at once, so that a large text is not in memory twice."""


def write_standard_output(text: str) -> None:
    """Writes data to standard output, always as UTF-8."""
    data = data_stream()
    try:
        stream = getattr(data, "buffer", None)
        if stream is None:
            data.write(text)
        else:
            for start in range(0, len(text), _AT_ONCE):
                left = memoryview(text[start : start + _AT_ONCE].encode("utf-8"))
                while left:  # a stream without a buffer (PYTHONUNBUFFERED) writes only what fits into a pipe
                    left = left[stream.write(left) or 0 :]
        data.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritten_output(error) from None


def unwritten_output(error: OSError) -> K8sdslError:
    """The error of a standard output that cannot be written, to which nothing is written any more."""
    abandon_standard_output()
    return K8sdslError(
        f"standard output cannot be written: {error.strerror}", remedy=_ANOTHER_PLACE, code="file/standard-output"
    )


def tell(line: str) -> None:
    """Writes one line to standard error; names from input cannot begin another, and no address shows a password."""
    from k8sdsl.emitters.reports.visible import visible
    from k8sdsl.locations.address import credentials_hidden

    sys.stderr.write(f"{visible(credentials_hidden(line))}\n")


def abandon_standard_output() -> None:
    """Prevents the interpreter from flushing a broken standard output again at its end."""
    from contextlib import suppress  # a build that is read to its end does not need it

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), data_stream().fileno())


def write_file(path: Path, content: str | bytes, *, private: bool = False, sweep: bool = True) -> None:
    """Replaces the content of a file, or does not change it and raises K8sdslError.

    A `private` file can only be read by the user. The content is written to a temporary file beside it, flushed to
    disk, and moved over the file. Anything but a regular file (a pipe, a device) is written to directly. Without
    `sweep`, the caller removes the temporary files of killed writes: that lists the folder.
    """
    from k8sdsl.locations.part_files import remove_abandoned, replace_whole
    from k8sdsl.project.paths import real_path

    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            target = real_path(path)
            remove_abandoned([target] if sweep else ())
            replace_whole(target, data, private=private)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError) and not path.parent.exists()
        raise K8sdslError(
            f"{path} cannot be written: {error.strerror}",
            remedy=f"run `mkdir -p {path.parent}`, or write to another place" if missing else _ANOTHER_PLACE,
            code="file/not-written",
        ) from None


def holds(path: Path, text: str) -> bool:
    """Whether a regular file has this content already."""
    return path.is_file() and path.read_bytes() == text.encode()


def write_files(files: Mapping[Path, str | bytes], private: Collection[Path] = ()) -> None:
    """Replaces the content of several files: all of them, or K8sdslError and none.

    Every content is on disk beside its file before the first one is moved over it; a run that is killed in between
    leaves whole files, some of them new. A file that is a link is replaced, not what it leads to.
    """
    from k8sdsl.locations.part_files import FEW, flush_all, remove_abandoned, stage

    remove_abandoned(files)
    flush = len(files) <= FEW
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    at: object = ""
    try:
        for path, content in files.items():
            at = path
            made += _make_folder(path.parent)
            data = content.encode("utf-8") if isinstance(content, str) else content
            staged.append((stage(path, data, private=path in private, flush=flush), path))
        if not flush:
            flush_all()
        for beside, path in staged:
            beside.replace(path)
    except BaseException as error:
        for beside, _ in staged:
            beside.unlink(missing_ok=True)
        for folder in reversed(made):
            try:
                folder.rmdir()
            except OSError:  # somebody else wrote into it
                break
        if isinstance(error, OSError):
            raise K8sdslError(
                f"{error.filename or at} cannot be written: {error.strerror}",
                remedy=_ANOTHER_PLACE,
                code="file/not-written",
            ) from None
        raise


def _make_folder(folder: Path) -> list[Path]:
    """Creates a folder and those above it; those that were not there, from the top down."""
    missing = []
    at = folder
    while not at.exists():
        missing.append(at)
        at = at.parent
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def refuse_links(folder: Path, paths: Iterable[str]) -> None:
    """K8sdslError if a folder, or anything on the way to a path below it, is a symbolic link: it may lead anywhere.

    So is a path where something other than a regular file would be replaced.
    """
    seen: dict[Path, None] = {folder: None}
    for path in paths:
        at = folder
        for step in path.split("/"):
            at /= step
            seen[at] = None
        if os.path.lexists(at) and not at.is_symlink() and not at.is_file():
            raise K8sdslError(
                f"{at} is not a regular file", remedy="remove it, or choose another directory", code="file/not-written"
            )
    for place in seen:
        if place.is_symlink():
            raise K8sdslError(
                f"{place} is a symbolic link",
                remedy="remove the link, or choose another directory",
                code="file/outside",
            )
