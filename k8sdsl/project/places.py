"""Places of fields in the files of a project: each file is parsed once for all findings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from k8sdsl.locations.content import held, read_content
from k8sdsl.yaml.marks import followed
from k8sdsl.yaml.reader import read_places

if TYPE_CHECKING:
    from k8sdsl.tree import FieldPath
    from k8sdsl.yaml.marks import Place


def place_in(file: Path, document: int, path: FieldPath) -> tuple[int, int] | None:
    """Line and column of a field, or of the nearest field around it; None if the file has no such document.

    Raises OSError if the file cannot be read.
    """
    content = held(file)
    if content is not None:
        places = read_places(content)
    else:
        state = file.stat()
        places = _places(str(file), state.st_mtime_ns, state.st_size)
    return followed(places[document], path) if document < len(places) else None


@lru_cache(maxsize=32)
def _places(file: str, written: int, size: int) -> list[Place]:
    """The places of a file, cached by the time of its last change and its size."""
    del written, size
    return read_places(read_content(file)) if Path(file).is_file() else []  # a pipe can be read only once
